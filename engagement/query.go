package engagement

import (
	"errors"
	"fmt"
	"log/slog"
	"math"
	"slices"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/internal/base/question"
)

// Query is a question about engagement. A zero field means the default that its
// comment names, except AsOf, without which every question is an error (T1).
//
// The filters are joined by AND, the values within one by OR, and an empty filter
// passes all (E2). Names and values are compared byte for byte; the empty text is
// one of them.
type Query struct {
	// AsOf is the moment the answer describes: later facts are not known yet
	// (T2).
	AsOf time.Time

	// Location is where the civil dates of the buckets are (T5). Nil means UTC;
	// time.Local is refused (T6).
	Location *time.Location

	// Range is the period to analyse (E1). It is half-open, and a zero end is
	// unbounded (T3). The zero Range means the last 180 days (T4); all of time is
	// calendar.AsOf(AsOf). If From is not before To, the range is empty, which is
	// no error.
	Range calendar.Span

	// Interaction is what counts as an interaction (E1). Zero means Messages.
	Interaction Interaction

	// Unit is the length of the buckets; zero means days.
	Unit calendar.Unit

	// Channels restricts messages and orders alike (E2).
	Channels []customer.Channel

	// Tags restricts to customers who have one of these tags (E2).
	Tags []string

	// Fields and Values restrict to customers with a custom field: Fields alone
	// to customers who have one of these fields, Values alone to those with one of
	// these values in any field, both to those with one of these values in one of
	// these fields (E2). All values known as of AsOf count.
	Fields, Values []string

	// Top caps the breakdowns by channel, tag, field and value to the first Top
	// rows, and one for the others (E7). Zero means all rows.
	Top int

	// RepeatByCheckoutLink also counts orders from checkout links to tell repeat
	// customers (E5), and nowhere else.
	RepeatByCheckoutLink bool
}

// ErrQuery reports a query with a value that its field cannot have. It is a
// customer.ErrQuery. A bad fact is a customer.ErrFact.
var ErrQuery error = question.Invalid("engagement")

// Format prints the query, but only the number of its Values, because a value can be
// somebody's telephone number.
func (q Query) Format(f fmt.State, verb rune) {
	type fields Query
	if len(q.Values) > 0 {
		q.Values = []string{fmt.Sprintf("%d values", len(q.Values))}
	}
	fmt.Fprintf(f, fmt.FormatString(f, verb), fields(q))
}

// LogValue returns what Format prints. JSON has the whole question: a host can store it.
func (q Query) LogValue() slog.Value { return slog.StringValue(fmt.Sprintf("%+v", q)) }

// Check returns an ErrQuery that says what is wrong with the question. It also wraps
// calendar.ErrAsOf, calendar.ErrLocal or calendar.ErrUnit, if that is what is wrong.
func (q *Query) Check() error {
	err := q.check()
	if err != nil && !errors.Is(err, ErrQuery) {
		err = fmt.Errorf("%w: %w", ErrQuery, err)
	}
	return err
}

func (q *Query) check() error {
	if err := calendar.Check(q.AsOf, q.Location); err != nil {
		return err
	}
	if !q.Unit.Valid() {
		return calendar.ErrUnit
	}
	if q.Interaction > Any {
		return fmt.Errorf("%w: there is no interaction %d", ErrQuery, uint8(q.Interaction))
	}
	if q.Top < 0 {
		return fmt.Errorf("%w: Top is %d", ErrQuery, q.Top)
	}
	return nil
}

// Span returns the range to analyse: Range, or the last 180 days as of AsOf (E1,
// T4).
func (q *Query) Span() calendar.Span {
	if q.Range.IsZero() {
		return calendar.Days(180).Last(q.AsOf)
	}
	return q.Range
}

// selects reports whether messages and orders of the channel count (E2).
func (q *Query) selects(c customer.Channel) bool {
	return len(q.Channels) == 0 || slices.Contains(q.Channels, c)
}

// others reports whether logins and actions are interactions: they have no channel
// (E1).
func (q *Query) others() bool { return q.Interaction == Any && len(q.Channels) == 0 }

func (q *Query) axis() calendar.Axis {
	return calendar.Axis{Unit: q.Unit, Location: q.Location, Span: q.Span(), AsOf: q.AsOf}
}

// now is what the rules need of the question for every message and order.
type now struct {
	q      *Query
	span   calendar.Span // to analyse
	since  calendar.Span // from its beginning to AsOf
	toAsOf bool          // both are the same, as with the default

	from, to int64 // seconds of since's ends; an instant between them is in it, and one beyond is not
}

func (q *Query) now() now {
	span := q.Span()
	since := calendar.Span{From: span.From, To: calendar.AsOf(q.AsOf).To}
	n := now{q, span, since, span == since, since.From.Unix(), since.To.Unix()}
	if since.From.IsZero() {
		n.from = math.MinInt64
	}
	return n
}

// recent reports whether an instant, which is not zero, is in since.
func (n *now) recent(at *time.Time) bool {
	second := at.Unix()
	if n.from < second && second < n.to {
		return true
	}
	return n.from <= second && second <= n.to && n.since.Contains(*at)
}

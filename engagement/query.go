package engagement

import (
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
)

// Query is a question about engagement. Its zero fields are the defaults that
// are named, except AsOf, without which every question is an error (T1).
//
// The filters are joined by AND, the values within one by OR, and an empty one
// passes all (E2). Names and values are compared byte for byte; the empty text
// is one of them.
type Query struct {
	// AsOf is the instant that everything is told as of: later facts are not
	// known yet (T2).
	AsOf time.Time

	// Location is where civil dates are (T5): of the buckets. Nil is UTC;
	// time.Local is refused (T6).
	Location *time.Location

	// Range is the period that is analysed (E1). It is half-open, and a zero end
	// is unbounded (T3); but the zero Range is the last 180 days (T4), and all
	// of time is calendar.AsOf(AsOf). With From not before To it is empty, which
	// is no error.
	Range calendar.Span

	// Unit is that of the buckets; zero is days.
	Unit calendar.Unit

	// Channels restricts messages and orders alike (E2).
	Channels []customer.Channel

	// Tags restricts to customers who have one of these tags (E2).
	Tags []string

	// Fields and Values restrict to customers with a custom field: Fields alone
	// to those who have one of these fields, Values alone to those with one of
	// these values in any field, both to those with such a value in such a
	// field (E2). All values known as of AsOf count.
	Fields, Values []string

	// Top caps the breakdowns by channel, tag, field and value: the first Top
	// rows, and one for the others (E7). Zero is all.
	Top int

	// RepeatByCheckoutLink counts orders from checkout links too when it is asked
	// who is a repeat customer (E5), and nowhere else.
	RepeatByCheckoutLink bool

	// Workers is how many work on the answer at the same time, at most; zero is
	// one for each processor that the program may use. Facts in a Memory are
	// dealt to them; any other repository is read by one.
	Workers int
}

// ErrQuery says that a question cannot be asked.
var ErrQuery = errors.New("engagement: no such question")

// Format prints how many values there are, which can be somebody's telephone
// number, and everything else as it is.
func (q Query) Format(f fmt.State, verb rune) {
	type fields Query
	if len(q.Values) > 0 {
		q.Values = []string{fmt.Sprintf("%d values", len(q.Values))}
	}
	fmt.Fprintf(f, fmt.FormatString(f, verb), fields(q))
}

// LogValue is what Format prints. JSON has the whole question, so that a host
// can store it.
func (q Query) LogValue() slog.Value { return slog.StringValue(fmt.Sprintf("%+v", q)) }

// Check says what is wrong with the question: calendar.ErrAsOf,
// calendar.ErrLocal, calendar.ErrUnit, ErrQuery.
func (q *Query) Check() error {
	if err := calendar.Check(q.AsOf, q.Location); err != nil {
		return err
	}
	if !q.Unit.Valid() {
		return calendar.ErrUnit
	}
	if q.Top < 0 {
		return fmt.Errorf("%w: the first %d rows", ErrQuery, q.Top)
	}
	return nil
}

// Span is the range that is analysed: Range, or the last 180 days as of AsOf
// (E1, T4).
func (q *Query) Span() calendar.Span {
	if q.Range.IsZero() {
		return calendar.Days(180).Last(q.AsOf)
	}
	return q.Range
}

// selects says whether messages and orders of the channel count (E2).
func (q *Query) selects(c customer.Channel) bool {
	return len(q.Channels) == 0 || slices.Contains(q.Channels, c)
}

func (q *Query) axis() calendar.Axis {
	return calendar.Axis{Unit: q.Unit, Location: q.Location, Span: q.Span(), AsOf: q.AsOf}
}

// now is what the rules need of the question for every message and order.
func (q *Query) now() now {
	span, known := q.Span(), calendar.AsOf(q.AsOf)
	return now{
		q:      q,
		span:   windowOf(span),
		since:  windowOf(calendar.Span{From: span.From, To: known.To}),
		toAsOf: span.To.IsZero() || !span.To.Before(known.To),
	}
}

type now struct {
	q      *Query
	span   window // that is analysed
	since  window // from its beginning to AsOf
	toAsOf bool   // the span goes on at least as long
}

// counts says whether an order is paid, and on a selected channel (E2, E4, R4).
func (n *now) counts(o *customer.Order) bool { return n.q.selects(o.Channel) && o.Paid(n.q.AsOf) }

// matters says whether a message can be in any number.
func (n *now) matters(m *customer.Message) bool {
	return n.q.selects(m.Channel) && (m.At.IsZero() || n.since.contains(m.At))
}

package customer

import (
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/internal/base/question"
	"github.com/clientele-go/clientele/internal/base/redact"
)

// Query is a question about customers. Its zero fields are the defaults that
// are named, except AsOf, without which every question is an error (T1).
type Query struct {
	// AsOf is the moment the answer describes: later facts are not known yet
	// (T2).
	AsOf time.Time

	// Location is where civil dates are (T5): of RevenueTrend's buckets. Nil is
	// UTC; time.Local is refused (T6).
	Location *time.Location

	// Range and Unit are the span of RevenueTrend and TrackStatus, and its buckets
	// (T5). A zero Range is all of time, and a zero Unit is days. No other question
	// looks at them.
	Range calendar.Span
	Unit  calendar.Unit

	Policy        Policy // of activity status (S6); zero is S1–S3
	RequireSignIn bool   // the app requires sign-in (I2)
	ConsentPopup  bool   // the consent popup is enabled, so that consent is shown (L9)

	Filter Filter // of List: zero passes all (L4)

	// Segment is the text of a saved segment (Q1), and customers must pass both it and
	// the Filter. Empty passes all.
	Segment Segment

	Sort Sort // of List: zero is by status, best first (L3)

	// Limit is the size of List's page; zero means everything on one page. After
	// is where the page before ended (L5); empty means the beginning. Keep
	// everything but these two the same from page to page, AsOf included.
	Limit int
	After Cursor
}

// Format prints the question without the text that is searched for and the segment. JSON has the whole
// question.
func (q Query) Format(f fmt.State, verb rune) {
	type fields Query
	fmt.Fprintf(f, fmt.FormatString(f, verb), fields(q))
}

// LogValue returns what Format prints.
func (q Query) LogValue() slog.Value { return slog.StringValue(fmt.Sprintf("%+v", q)) }

// Check returns an ErrQuery that says what is wrong with the question. It also wraps
// calendar.ErrAsOf, calendar.ErrLocal, calendar.ErrUnit, ErrPolicy, ErrCurrency or
// ErrAmount, if that is what is wrong. It never returns an ErrFact.
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
	if err := q.Policy.Check(); err != nil {
		return err
	}
	if q.Limit < 0 {
		return fmt.Errorf("%w: Limit is %d", ErrQuery, q.Limit)
	}
	if err := q.Filter.check(); err != nil {
		return err
	}
	if err := q.Sort.check(); err != nil {
		return err
	}
	_, err := q.Segment.parse()
	return err
}

// axis returns the axis of a series over the range.
func (q *Query) axis() calendar.Axis {
	return calendar.Axis{Unit: q.Unit, Location: q.Location, Span: q.Range, AsOf: q.AsOf}
}

// now returns what the rules need to know of the query for every login and
// message.
func (q *Query) now() now { return now{q.AsOf, q.AsOf.Unix(), q.Policy.logins()} }

type now struct {
	asOf   time.Time
	unix   int64 // of asOf: seconds decide almost always
	logins int   // how many of the latest to keep
}

// knows reports whether a thing has happened, or has no date (T2, T7).
func (n *now) knows(at time.Time) bool { return at.Unix() < n.unix || !isAfter(at, n.asOf) }

// happened reports whether a dated thing has happened (T2).
func (n *now) happened(at time.Time) bool {
	if s := at.Unix(); s > never.sec && s < n.unix {
		return true
	}
	return happened(at, n.asOf)
}

// The conditions of this package besides those of orders and policies.
var (
	ErrQuery    = error(question.Invalid("customer")) // a bad question of any package, and never a bad fact: see ErrFact
	ErrNotFound = errors.New("customer: no such customer")
	ErrNoID     = error(redact.Condition("customer: a customer without an ID"))
)

// DuplicateError says that a repository yielded a customer twice. It names the
// ID, and nothing else of the customer.
type DuplicateError struct{ ID ID }

func (e *DuplicateError) Error() string {
	return fmt.Sprintf("customer: %q came twice", string(e.ID))
}

// Unwrap returns the condition, which can be printed without the ID.
func (e *DuplicateError) Unwrap() error { return errTwice }

const errTwice = redact.Condition("customer: came twice")

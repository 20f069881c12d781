package lifecycle

import (
	"errors"
	"fmt"
	"time"

	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/internal/base/question"
)

// Query is a question about the lifecycle. A zero field means the default that its comment
// names, except AsOf, without which every question is an error (T1).
type Query struct {
	// AsOf is the moment the answer describes: later facts are not known yet (T2).
	AsOf time.Time

	// Location is where the civil dates of the buckets are (T5). Nil means UTC; time.Local
	// is refused (T6).
	Location *time.Location

	// Range is the period whose buckets are shown, widened to whole buckets (D5). It is
	// half-open, and a zero end is unbounded (T3). The zero Range is all of time. Whatever
	// it is, all of history decides who is new (D3).
	Range calendar.Span

	// Unit is the length of the buckets; zero means days.
	Unit calendar.Unit

	// Activity is what makes a customer active (D1). Zero means logins.
	Activity Activity
}

// ErrQuery reports a query with a value that its field cannot have. It is a
// customer.ErrQuery. A bad fact is a customer.ErrFact.
var ErrQuery error = question.Invalid("lifecycle")

// Check returns an ErrQuery that says what is wrong with the question. It also wraps
// calendar.ErrAsOf, calendar.ErrLocal or calendar.ErrUnit, if that is what is wrong.
func (q *Query) Check() error {
	if q.Activity > Orders {
		return fmt.Errorf("%w: there is no activity %d", ErrQuery, uint8(q.Activity))
	}
	return checkAxis(q.axis())
}

func (q *Query) axis() calendar.Axis {
	return calendar.Axis{Unit: q.Unit, Location: q.Location, Span: q.Range, AsOf: q.AsOf}
}

// checkAxis returns an ErrQuery if an axis cannot be asked for.
func checkAxis(a calendar.Axis) error {
	err := calendar.Check(a.AsOf, a.Location)
	if err == nil && !a.Unit.Valid() {
		err = calendar.ErrUnit
	}
	if err != nil && !errors.Is(err, ErrQuery) {
		return fmt.Errorf("%w: %w", ErrQuery, err)
	}
	return err
}

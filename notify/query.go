package notify

import (
	"fmt"
	"slices"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/internal/base/question"
)

// Query is a question about notifications. A zero field means the default that its
// comment names, except AsOf, without which every question is an error (T1).
type Query struct {
	// AsOf is the moment the answer describes: later facts are not known yet
	// (T2).
	AsOf time.Time

	// Location is where the civil dates of expiries are (T5). Nil means UTC;
	// time.Local is refused (T6).
	Location *time.Location

	// Range restricts subscribed users to those with an opt-in in it (N2), in all
	// and per notification (N5). It is half-open; a zero end is unbounded, and the
	// zero Range is all of time (T3), which alone holds undated opt-ins (T7). If
	// From is not before To, the range is empty, which is no error. Range
	// restricts nothing else (N3, N4).
	Range calendar.Span

	// Names restricts everything to the notifications with one of these names,
	// compared byte for byte; none means all. A name that no notification has
	// selects nothing.
	Names []string

	// Channels restricts everything to the notifications of these channels,
	// compared byte for byte; none means all. The empty channel is one of them.
	Channels []customer.Channel
}

// ErrQuery reports a query with a value that its field cannot have. It is a
// customer.ErrQuery. A bad fact is a customer.ErrFact.
var ErrQuery error = question.Invalid("notify")

// Check returns an ErrQuery that says what is wrong with the question. It also wraps
// calendar.ErrAsOf or calendar.ErrLocal, if that is what is wrong.
func (q *Query) Check() error {
	if err := calendar.Check(q.AsOf, q.Location); err != nil {
		return fmt.Errorf("%w: %w", ErrQuery, err)
	}
	return nil
}

// Selects reports whether the question is about a notification: the question names
// both its name and its channel.
func (q *Query) Selects(n Notification) bool {
	return (len(q.Names) == 0 || slices.Contains(q.Names, n.Name)) &&
		(len(q.Channels) == 0 || slices.Contains(q.Channels, n.Channel))
}

// happened reports whether something dated is known as of AsOf (T2).
func (q *Query) happened(at time.Time) bool { return !at.After(q.AsOf) }

// month returns the axis that expiries are counted on (T5).
func (q *Query) month() calendar.Axis {
	return calendar.Axis{Unit: calendar.Month, Location: q.Location}
}

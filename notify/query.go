package notify

import (
	"slices"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
)

// Query is a question about notifications. Its zero fields are the defaults
// that are named, except AsOf, without which every question is an error (T1).
type Query struct {
	// AsOf is the instant that everything is told as of: later facts are not
	// known yet (T2).
	AsOf time.Time

	// Location is where civil dates are (T5): of the months that tokens expire
	// in. Nil is UTC; time.Local is refused (T6).
	Location *time.Location

	// Range restricts subscribed users to those with an opt-in in it (N2), in
	// all and per notification (N5). It is half-open; a zero end is unbounded,
	// and the zero Range is all of time (T3), which alone has undated opt-ins
	// in it (T7). With From not before To it is empty, which is no error. It
	// never restricts anything else (N3, N4).
	Range calendar.Span

	// Names restricts everything to the notifications with one of these exact
	// names, byte for byte; none is all. A name that no notification has
	// selects nothing.
	Names []string

	// Channels restricts everything to the notifications of these channels,
	// byte for byte; none is all. The empty channel is one of them.
	Channels []customer.Channel

	// Workers is how many work on the answer at the same time, at most; zero is
	// one for each processor that the program may use. Facts in a Memory are
	// dealt to them; any other repository is read by one.
	Workers int
}

// Check says what is wrong with the question: calendar.ErrAsOf,
// calendar.ErrLocal.
func (q *Query) Check() error { return calendar.Check(q.AsOf, q.Location) }

// Selects says whether the question is about a notification: its name and its
// channel are among those that the question names.
func (q *Query) Selects(n Notification) bool {
	return (len(q.Names) == 0 || slices.Contains(q.Names, n.Name)) &&
		(len(q.Channels) == 0 || slices.Contains(q.Channels, n.Channel))
}

// happened says whether something dated is known as of AsOf (T2).
func (q *Query) happened(at time.Time) bool { return !at.After(q.AsOf) }

// month is what expiries are counted by (T5).
func (q *Query) month() calendar.Axis {
	return calendar.Axis{Unit: calendar.Month, Location: q.Location}
}

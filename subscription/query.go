package subscription

import (
	"slices"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
)

// Query is a question about subscriptions. Its zero fields are the defaults
// that are named, except AsOf, without which every question is an error (T1).
type Query struct {
	// AsOf is the instant that everything is told as of: later facts are not
	// known yet (T2).
	AsOf time.Time

	// Location is where civil dates are (T5): of the trend's buckets. Nil is
	// UTC; time.Local is refused (T6).
	Location *time.Location

	// Range restricts the two totals to those whose latest dated change lies in
	// it, and the trend to it (U3). It is half-open; a zero end is unbounded,
	// and the zero Range is all of time (T3). With From not before To it is
	// empty, which is no error. It never restricts the numbers of the last 7
	// days, nor those that are undated.
	Range calendar.Span

	// Unit is that of the trend's buckets; zero is days.
	Unit calendar.Unit

	// Channels restricts members to those of these channels (U3); none is all.
	// They are compared byte for byte, and the empty channel is one of them.
	// An unsubscribe is the person's, whatever the channel.
	Channels []customer.Channel

	// Workers is how many work on the answer at the same time, at most; zero is
	// one for each processor that the program may use. Facts in a Memory are
	// dealt to them; any other repository is read by one.
	Workers int
}

// Check says what is wrong with the question: calendar.ErrAsOf,
// calendar.ErrLocal, calendar.ErrUnit.
func (q *Query) Check() error {
	if err := calendar.Check(q.AsOf, q.Location); err != nil {
		return err
	}
	if !q.Unit.Valid() {
		return calendar.ErrUnit
	}
	return nil
}

// happened says whether a fact is known as of AsOf (T2). What has no date
// always is (T7).
func (q *Query) happened(at time.Time) bool { return at.IsZero() || !at.After(q.AsOf) }

// selected says whether members of the channel count (U3).
func (q *Query) selected(c customer.Channel) bool {
	return len(q.Channels) == 0 || slices.Contains(q.Channels, c)
}

func (q *Query) axis() calendar.Axis {
	return calendar.Axis{Unit: q.Unit, Location: q.Location, Span: q.Range, AsOf: q.AsOf}
}

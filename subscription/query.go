package subscription

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/internal/base/question"
)

// Query is a question about subscriptions. A zero field means the default that its
// comment names, except AsOf, without which every question is an error (T1).
type Query struct {
	// AsOf is the moment the answer describes: later facts are not known yet
	// (T2).
	AsOf time.Time

	// Location is where the civil dates of the trend's buckets are (T5). Nil means
	// UTC; time.Local is refused (T6).
	Location *time.Location

	// Range restricts the trend, and the two totals to people whose latest dated
	// change lies in it (U3). It is half-open; a zero end is unbounded, and the
	// zero Range is all of time (T3). If From is not before To, the range is
	// empty, which is no error. Range never restricts the numbers of the last 7
	// days, nor Undated.
	Range calendar.Span

	// Unit is the length of the trend's buckets; zero means days.
	Unit calendar.Unit

	// Channels restricts members to these channels (U3); none means all. Channels
	// are compared byte for byte, and the empty channel is one of them. An
	// unsubscribe counts for the person, whatever the channel.
	Channels []customer.Channel

	// Words are a host's own words for what marks an unsubscribe (U1). Zero means the
	// rulebook's.
	Words Words
}

// ErrQuery reports a query with a value that its field cannot have. It is a
// customer.ErrQuery. A bad fact is a customer.ErrFact.
var ErrQuery error = question.Invalid("subscription")

// Check returns an ErrQuery that says what is wrong with the question. It also wraps
// calendar.ErrAsOf, calendar.ErrLocal, calendar.ErrUnit or ErrWord, if that is what is
// wrong.
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
	return q.Words.check()
}

// happened reports whether a fact is known as of AsOf (T2). An undated fact always
// is (T7).
func (q *Query) happened(at time.Time) bool { return at.IsZero() || !at.After(q.AsOf) }

// selected reports whether members of the channel count (U3).
func (q *Query) selected(c customer.Channel) bool {
	return len(q.Channels) == 0 || slices.Contains(q.Channels, c)
}

func (q *Query) axis() calendar.Axis {
	return calendar.Axis{Unit: q.Unit, Location: q.Location, Span: q.Range, AsOf: q.AsOf}
}

package notify

import (
	"fmt"
	"time"
)

// Subscription is what one customer's opt-ins to one notification amount to as
// of the question's AsOf.
type Subscription struct {
	Notification NotificationID // what it is to; the customer is the Digest's

	// OptedInAt is the latest opt-in; zero if none has a date, undated ones
	// being the earliest (N6, T7).
	OptedInAt time.Time

	// ExpiresAt is the expiry that the latest opt-in gives; of several at one
	// instant the latest expiry, never being the latest (N6). Zero is never.
	ExpiresAt time.Time

	// StoppedAt is the latest stop, of any of the opt-ins; zero is none.
	StoppedAt time.Time

	// InRange says whether there is an opt-in in the question's range: whatever
	// became of it, and not only the latest (N2).
	InRange bool

	// InLast7Days says whether there is one within the last 7 days (N2, T4). The
	// range does not matter.
	InLast7Days bool
}

// State is how a subscription stands. Each is in exactly one state, so that
// their numbers add up to all subscriptions (N4).
type State uint8

// The states, in the order in which they are asked for: stopped wins over
// expired (N6).
const (
	Stopped      State = iota // by the customer
	Expired                   // its expiry has happened
	Expiring                  // its expiry is known and ahead
	NeverExpires              // it has none
)

// String is "stopped", "expired", "expiring", "never expires".
func (s State) String() string {
	switch s {
	case Stopped:
		return "stopped"
	case Expired:
		return "expired"
	case Expiring:
		return "expiring"
	case NeverExpires:
		return "never expires"
	}
	return fmt.Sprintf("state(%d)", uint8(s))
}

// State is how the subscription stands as of q.AsOf, the one it was made for.
func (s *Subscription) State(q *Query) State {
	switch {
	case s.stopped():
		return Stopped
	case s.ExpiresAt.IsZero():
		return NeverExpires
	case q.happened(s.ExpiresAt):
		return Expired
	}
	return Expiring
}

// stopped says whether there is a stop that is not before the latest opt-in
// (N6): one at the same instant stops, and an undated opt-in any stop.
func (s *Subscription) stopped() bool {
	return !s.StoppedAt.IsZero() && !s.StoppedAt.Before(s.OptedInAt)
}

// merge takes in what other opt-ins to the same notification amount to. It is
// associative, commutative and idempotent, so that arrival order never
// matters (N6).
func (s *Subscription) merge(o Subscription) {
	if c := s.OptedInAt.Compare(o.OptedInAt); c < 0 || c == 0 && expiresLater(o.ExpiresAt, s.ExpiresAt) {
		s.OptedInAt, s.ExpiresAt = o.OptedInAt, o.ExpiresAt
	}
	if o.StoppedAt.After(s.StoppedAt) {
		s.StoppedAt = o.StoppedAt
	}
	s.InRange = s.InRange || o.InRange
	s.InLast7Days = s.InLast7Days || o.InLast7Days
}

// expiresLater says whether a is a later expiry than b, never being the latest
// (N6).
func expiresLater(a, b time.Time) bool {
	if a.IsZero() || b.IsZero() {
		return a.IsZero() && !b.IsZero()
	}
	return a.After(b)
}

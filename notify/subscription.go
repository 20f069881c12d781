package notify

import (
	"time"

	"github.com/clientele-go/clientele/internal/base/word"
)

// Subscription is what one customer's opt-ins to one notification amount to as
// of the question's AsOf.
type Subscription struct {
	Notification NotificationID // what it is to; the customer is the Digest's

	// OptedInAt is the latest opt-in. Undated opt-ins are the earliest, so it is
	// zero if none has a date (N6, T7).
	OptedInAt time.Time

	// ExpiresAt is the expiry that the latest opt-in gives. Of several opt-ins at
	// one instant the latest expiry counts, and never is the latest (N6). Zero
	// means never.
	ExpiresAt time.Time

	// StoppedAt is the latest stop of any of the opt-ins; zero means none.
	StoppedAt time.Time

	// InRange reports whether any of the opt-ins is in the question's range,
	// whatever became of it (N2).
	InRange bool

	// InLast7Days reports whether any of the opt-ins is within the last 7 days
	// (N2, T4). The range does not matter.
	InLast7Days bool
}

// SubscriptionState is how a subscription stands. Each is in exactly one state, so that
// their numbers add up to all subscriptions (N4).
type SubscriptionState uint8

// The states, in the order in which they are asked for: stopped wins over
// expired (N6).
const (
	Stopped      SubscriptionState = iota // by the customer
	Expired                               // its expiry has happened
	Expiring                              // its expiry is known and ahead
	NeverExpires                          // it has none
)

var stateWords = word.Set[SubscriptionState]{Of: "notify: state", Words: []string{"stopped", "expired", "expiring", "never expires"}}

// String returns "stopped", "expired", "expiring" or "never expires".
func (s SubscriptionState) String() string { return stateWords.String(s) }

// MarshalText writes what String returns. A value without a word is an error.
func (s SubscriptionState) MarshalText() ([]byte, error) { return stateWords.Marshal(s) }

// UnmarshalText reads what MarshalText writes. The error names the words.
func (s *SubscriptionState) UnmarshalText(text []byte) error { return stateWords.Unmarshal(text, s) }

// State returns how the subscription stands as of q.AsOf. That must be the AsOf that the
// subscription was made for.
func (s *Subscription) State(q *Query) SubscriptionState {
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

// stopped reports whether there is a stop that is not before the latest opt-in (N6).
// A stop at the same instant counts, and after an undated opt-in any stop does.
func (s *Subscription) stopped() bool {
	return !s.StoppedAt.IsZero() && !s.StoppedAt.Before(s.OptedInAt)
}

// merge adds what other opt-ins to the same notification amount to. It is
// associative, commutative and idempotent, so arrival order never matters (N6).
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

// expiresLater reports whether a is a later expiry than b, where never is the latest
// (N6).
func expiresLater(a, b time.Time) bool {
	if a.IsZero() || b.IsZero() {
		return a.IsZero() && !b.IsZero()
	}
	return a.After(b)
}

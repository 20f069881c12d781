package lifecycle

import (
	"time"

	"github.com/clientele-go/clientele/internal/base/word"
	"github.com/clientele-go/clientele/internal/moments"
)

// Activity is the kind of fact that makes a customer active in a bucket (D1). The zero
// Activity is Logins.
type Activity uint8

// The kinds of facts.
const (
	Logins   Activity = iota // logins; those at one instant are one (S1)
	Messages                 // messages from the customer
	Orders                   // paid orders of any kind, by the time of payment (R4)
)

var activityWords = word.Set[Activity]{Of: "lifecycle: activity", Words: []string{"logins", "messages", "orders"}}

// String returns "logins", "messages" or "orders".
func (a Activity) String() string { return activityWords.String(a) }

// MarshalText writes what String returns. A value without a word is an error.
func (a Activity) MarshalText() ([]byte, error) { return activityWords.Marshal(a) }

// UnmarshalText reads what MarshalText writes. The error names the words.
func (a *Activity) UnmarshalText(text []byte) error { return activityWords.Unmarshal(text, a) }

// of returns the customer's moments of the kind, and the number of facts without a date.
func (a Activity) of(d *moments.Digest) (ms moments.Moments, undated int) {
	switch a {
	case Messages:
		return d.Messages, d.UndatedMessages
	case Orders:
		return d.Orders, 0
	}
	return d.Logins, d.UndatedLogins
}

// source returns the source of the kind's facts.
func (a Activity) source(asOf time.Time) moments.Source[Repository] {
	switch a {
	case Messages:
		return moments.Messages[Repository](asOf)
	case Orders:
		return moments.Orders[Repository](asOf, false)
	}
	return moments.Logins[Repository](asOf)
}

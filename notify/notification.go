package notify

import (
	"errors"
	"fmt"

	"github.com/clientele-go/clientele/customer"
)

// NotificationID names a notification in the host's storage. IDs are compared
// byte for byte.
type NotificationID string

// Notification is something that customers can subscribe to. It has no date, so it
// is known at every AsOf (T2).
type Notification struct {
	ID        NotificationID   // never empty
	Name      string           // its title; several can share one
	Active    bool             // still active; an inactive one counts like the others (N5)
	Frequency PushFrequency    // how often it comes
	Channel   customer.Channel // where it is sent
}

// PushFrequency is how often the pushes of a notification come. The zero value means
// that nobody said.
type PushFrequency uint8

// The frequencies.
const (
	None PushFrequency = iota // not said
	Daily
	Weekly
	Monthly
)

// ErrFrequency reports a text that is not one of the frequencies.
var ErrFrequency = errors.New("notify: not a frequency; want daily, weekly, monthly or nothing")

// ParseFrequency reads "daily", "weekly" and "monthly", in lower case, and the
// empty text as None. Any other text is ErrFrequency, which does not repeat it.
func ParseFrequency(s string) (PushFrequency, error) {
	for f := None; f <= Monthly; f++ {
		if s == f.String() {
			return f, nil
		}
	}
	return None, ErrFrequency
}

// String returns "daily", "weekly", "monthly", and "" for None.
func (f PushFrequency) String() string {
	switch f {
	case None:
		return ""
	case Daily:
		return "daily"
	case Weekly:
		return "weekly"
	case Monthly:
		return "monthly"
	}
	return fmt.Sprintf("frequency(%d)", uint8(f))
}

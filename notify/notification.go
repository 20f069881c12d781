package notify

import (
	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/internal/base/word"
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

var frequencyWords = word.Set[PushFrequency]{Of: "notify: frequency", Words: []string{"", "daily", "weekly", "monthly"}}

// String returns "daily", "weekly", "monthly", and "" for None.
func (f PushFrequency) String() string { return frequencyWords.String(f) }

// MarshalText writes what String returns. A value without a word is an error.
func (f PushFrequency) MarshalText() ([]byte, error) { return frequencyWords.Marshal(f) }

// UnmarshalText reads what MarshalText writes. The error names the words.
func (f *PushFrequency) UnmarshalText(text []byte) error { return frequencyWords.Unmarshal(text, f) }

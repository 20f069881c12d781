package meta

import (
	"fmt"
	"log/slog"
	"time"

	"github.com/clientele-go/clientele/internal/base/redact"
	words "github.com/clientele-go/clientele/internal/base/word"
	"github.com/clientele-go/clientele/notify"
)

// EventKind is what a customer did.
type EventKind uint8

// The kinds of event.
const (
	OptedIn EventKind = iota // also again, before the token expires
	Stopped                  // "STOP NOTIFICATIONS"
	Resumed                  // "RESUME NOTIFICATIONS"
)

var kindWords = words.Set[EventKind]{Of: "meta: kind of event", Words: []string{"opted in", "stopped", "resumed"}}

// String returns "opted in", "stopped" or "resumed".
func (k EventKind) String() string { return kindWords.String(k) }

// MarshalText writes what String returns. A value without a word is an error.
func (k EventKind) MarshalText() ([]byte, error) { return kindWords.Marshal(k) }

// UnmarshalText reads what MarshalText writes. The error names the words.
func (k *EventKind) UnmarshalText(text []byte) error { return kindWords.Unmarshal(text, k) }

// Event is one opt-in, stop or resume, as Meta reports it (N7). Equal events are
// ==, so a webhook that is delivered twice gives the same ones. The texts can hold
// personal data, so an Event prints its kind and user alone.
type Event struct {
	Kind EventKind // what the customer did
	Page string    // the page's ID: recipient.id
	User string    // the customer's ID on this page (PSID): sender.id
	At   time.Time // timestamp, to the millisecond, in UTC; never zero

	// Token is what pushes are sent with (N8). Only a stop may come without one.
	Token notify.Token

	ExpiresAt time.Time            // of the token, in UTC; zero if it is unknown: never (N4)
	Frequency notify.PushFrequency // notify.None if it is missing, as since Graph API 16
	Refreshed bool                 // Meta gave a new token: user_token_status REFRESHED
	ReoptIn   string               // whether Meta asks again before the token expires, in its words: ENABLED, DISABLED

	Title      string // the notification's title, as the customer saw it
	TopicTitle string // topic_title, another name of the title
	Topic      string // as the host set it: topic or notification_messages_topic
	Payload    string // what the host added when it asked
	Ref        string // what the host added to the link or button that led here
	Source     string // where the customer came from, in Meta's words, such as SHORTLINK
	Timezone   string // the customer's, as Meta names it
}

// Format prints what was done and the user's ID, whatever the verb.
func (e Event) Format(f fmt.State, _ rune) { fmt.Fprintf(f, "user %q %s", e.User, e.Kind) }

// LogValue returns what Format prints.
func (e Event) LogValue() slog.Value { return slog.StringValue(fmt.Sprint(e)) }

// MarshalText returns an error that names what to send in place of it: JSON, XML and
// text would show personal data.
func (Event) MarshalText() ([]byte, error) {
	return redact.Unsent("a meta.Event", "those of its fields that you need")
}

// Delivery holds what one body of the webhook says, event by event (N7).
type Delivery struct {
	Events []Event // the opt-ins taken, in the body's order

	// Ignored is the number of other events: messages, opt-ins of other types,
	// everything in "standby" and "changes", and all events of another object than
	// a page. Decode does not check what they look like.
	Ignored int

	// Rejected are the opt-ins that Decode cannot understand, each with one field
	// that is wrong, in the body's order. Meta does not send them again, so tell
	// somebody: Meta may have changed the format.
	Rejected []*FieldError
}

// Format prints the fields, each by its own Format if it has one, whatever the verb.
func (b Delivery) Format(f fmt.State, verb rune) {
	type fields Delivery
	fmt.Fprintf(f, fmt.FormatString(f, verb), fields(b))
}

package meta

import (
	"fmt"
	"log/slog"
	"time"

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

// String is "opted in", "stopped", "resumed".
func (k EventKind) String() string {
	switch k {
	case OptedIn:
		return "opted in"
	case Stopped:
		return "stopped"
	case Resumed:
		return "resumed"
	}
	return fmt.Sprintf("kind(%d)", uint8(k))
}

// Event is one opt-in, stop or resume, as Meta tells it (N7). Equal events are
// ==: a webhook that is delivered twice gives the same ones. What a host put
// into it can be personal data: it shows kind and user alone, as far as
// customer.Customer shows its ID alone.
type Event struct {
	Kind EventKind // what the customer did
	Page string    // the page's ID: recipient.id
	User string    // the customer's ID on this page (PSID): sender.id
	At   time.Time // when: timestamp, to the millisecond, in UTC; never zero

	// Token is what pushes are sent with (N8). It is known but for a stop, which
	// may come without one.
	Token notify.Token

	ExpiresAt time.Time            // of the token; zero if it was not said: never (N4)
	Frequency notify.PushFrequency // notify.None if it was not said, as since Graph API 16
	Refreshed bool                 // the token was given anew: user_token_status REFRESHED

	Title    string // the notification's title, as the customer saw it
	Payload  string // what the host added when it asked
	Topic    string // as the host set it
	Timezone string // the customer's, as Meta names it
}

// Format prints what was done and the user's ID, whatever the verb.
func (e Event) Format(f fmt.State, _ rune) { fmt.Fprintf(f, "user %q %s", e.User, e.Kind) }

// LogValue is what Format prints.
func (e Event) LogValue() slog.Value { return slog.StringValue(fmt.Sprint(e)) }

// MarshalText writes what Format prints. It is what JSON and XML use.
func (e Event) MarshalText() ([]byte, error) { return fmt.Append(nil, e), nil }

// Batch is what one body of the webhook says.
type Batch struct {
	Events []Event // in the body's order

	// Ignored is the number of events of other kinds, such as messages: those
	// in "messaging" without an "optin", and everything in "standby" and
	// "changes". What they look like is not checked.
	Ignored int
}

// Format prints the fields, each as it shows itself, whatever the verb.
func (b Batch) Format(f fmt.State, verb rune) {
	type fields Batch
	fmt.Fprintf(f, fmt.FormatString(f, verb), fields(b))
}

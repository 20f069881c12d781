package customer

import (
	"fmt"
	"log/slog"
	"time"

	"github.com/clientele-go/clientele/internal/base/redact"
	"github.com/clientele-go/clientele/internal/base/word"
)

// Login is one login of a customer. Logins of one customer at the same instant
// are one login (S1).
type Login struct {
	Customer ID        // empty for a guest
	At       time.Time // zero is unknown: it registers (I1), but makes no status (T7)
}

// Channel names a sales channel, as the host spells it: "whatsapp", "web".
// Channels are compared byte for byte; empty is no channel.
type Channel string

// Message is one message between a customer and the shop. Each is an event of
// its own: two messages at the same instant are two.
type Message struct {
	Customer  ID // empty for a guest
	At        time.Time
	Direction Direction
	Channel   Channel
}

// Direction is who sent a message.
type Direction uint8

// The directions.
const (
	In  Direction = iota // from the customer
	Out                  // to the customer
)

var directionWords = word.Set[Direction]{Of: "customer: direction", Words: []string{"in", "out"}}

// String returns "in" or "out".
func (d Direction) String() string { return directionWords.String(d) }

// MarshalText writes what String returns. A value without a word is an error.
func (d Direction) MarshalText() ([]byte, error) { return directionWords.Marshal(d) }

// UnmarshalText reads what MarshalText writes. The error names the words.
func (d *Direction) UnmarshalText(text []byte) error { return directionWords.Unmarshal(text, d) }

// Action is something countable that a customer did, or a push that they
// received. Equal actions count as often as they are yielded.
type Action struct {
	Customer ID
	Kind     ActionKind
	At       time.Time // zero is unknown: counted, but no last usage (T7, L8)
}

// ActionKind is what kind of action it was.
type ActionKind uint8

// The kinds of action.
const (
	Share      ActionKind = iota // shared something from the app
	Comment                      // commented in the app
	Redemption                   // redeemed a loyalty reward
	Push                         // received a push notification; done to them, not by them (L8)
)

var actionWords = word.Set[ActionKind]{Of: "customer: kind of action", Words: []string{"share", "comment", "redemption", "push"}}

// String returns the kind's word in files: "share", "comment", "redemption" or "push".
func (k ActionKind) String() string { return actionWords.String(k) }

// MarshalText writes what String returns. A value without a word is an error.
func (k ActionKind) MarshalText() ([]byte, error) { return actionWords.Marshal(k) }

// UnmarshalText reads what MarshalText writes. The error names the words.
func (k *ActionKind) UnmarshalText(text []byte) error { return actionWords.Unmarshal(text, k) }

// Tag is a label that the host gave a customer. Tags have no date and are a
// set: the same tag twice is one. A Tag prints the customer's ID, never the name, as
// Customer prints its ID alone.
type Tag struct {
	Customer ID
	Name     string
}

// Format prints the customer's ID alone, whatever the verb.
func (t Tag) Format(f fmt.State, _ rune) { fmt.Fprintf(f, "tag of customer %q", string(t.Customer)) }

// LogValue returns what Format prints.
func (t Tag) LogValue() slog.Value { return slog.StringValue(fmt.Sprint(t)) }

// MarshalText returns an error that names what to send in place of it: JSON, XML and
// text would show personal data.
func (Tag) MarshalText() ([]byte, error) {
	return redact.Unsent("a customer.Tag", "its Name")
}

// Field is one value of a custom field of a customer. Every known value of a
// field holds at once (E6); the same name, value and time twice is one. The
// name is the shop's word for what it keeps; the value is personal data. A Field
// prints its name and the customer's ID, never the value, as Customer prints its ID
// alone.
type Field struct {
	Customer    ID
	Name, Value string
	At          time.Time // when it was set; zero is unknown and holds at every AsOf (T2, T7)
}

// Format prints the name and the customer's ID, whatever the verb.
func (d Field) Format(f fmt.State, _ rune) {
	fmt.Fprintf(f, "field %q of customer %q", d.Name, string(d.Customer))
}

// LogValue returns what Format prints.
func (d Field) LogValue() slog.Value { return slog.StringValue(fmt.Sprint(d)) }

// MarshalText returns an error that names what to send in place of it: JSON, XML and
// text would show personal data.
func (Field) MarshalText() ([]byte, error) {
	return redact.Unsent("a customer.Field", "its Name and Value")
}

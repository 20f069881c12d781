package customer

import (
	"fmt"
	"log/slog"
	"time"

	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/internal/base/redact"
	"github.com/clientele-go/clientele/internal/base/word"
)

// ID names a customer in the host's storage. IDs are compared byte for byte.
// The empty ID is a guest: somebody the host keeps no customer for.
type ID string

// Customer is what the host knows of one customer besides what they did.
// Everything but CreatedAt and a dated consent has no date and holds at every
// AsOf (T2).
//
// It is personal data, and shows its ID alone (G6): to every fmt verb, slog,
// encoding/json, encoding/xml and whatever else knows encoding.TextMarshaler,
// by itself, behind a pointer, in slices, maps and exported fields. So a
// customer is not sent to a host's own pages as JSON by mistake. If you want
// that, copy the fields, or send the rows of package export. A struct that
// embeds a customer shows as the customer does.
//
// Two things fmt asks no method about, and prints the fields: what is in an
// unexported field, and the operand of %p, or of a %w that wraps no error. go
// vet refuses that %w; it does not refuse %p. encoding/gob, which is for
// storage, keeps every field.
type Customer struct {
	ID       ID
	Email    Email
	Username string
	Name     string

	// CreatedAt is when the account was created; zero is unknown (T7). It does
	// not register anybody (I1), and after AsOf it is unknown (T2).
	CreatedAt time.Time

	// SignedUp is the host's word that the customer has signed up (I1).
	SignedUp bool

	// Profile is the host's word on whether the profile is complete (I2).
	Profile Profile

	Birthday   calendar.Date // zero is unknown
	Favorite   bool
	LastDevice string

	// Facebook, Twitter and Google are the linked accounts, empty if none.
	Facebook, Twitter, Google string

	// EmailConsent is the consent to e-mail marketing (L9).
	EmailConsent Consent
}

// Format prints the ID alone, whatever the verb: a customer is personal data
// and does not leak into logs or errors.
func (c Customer) Format(f fmt.State, _ rune) { fmt.Fprintf(f, "customer %q", string(c.ID)) }

// LogValue returns the ID alone.
func (c Customer) LogValue() slog.Value { return slog.StringValue(string(c.ID)) }

// MarshalText returns an error that names what to send in place of it: JSON, XML and
// text would show personal data.
func (Customer) MarshalText() ([]byte, error) {
	return redact.Unsent("a customer.Customer", "an export.CustomerRow or export.InfoRow")
}

// Profile is the host's word on whether a profile is complete (I2). The zero
// value says nothing.
type Profile uint8

// What a host can say of a profile.
const (
	ProfileUnsaid     Profile = iota // decided by e-mail and username
	ProfileIncomplete                // anonymous where sign-in is required
	ProfileComplete                  // registered where sign-in is required
)

var profileWords = word.Set[Profile]{Of: "customer: profile", Words: []string{"", "incomplete", "complete"}}

// String returns "", "incomplete" or "complete".
func (p Profile) String() string { return profileWords.String(p) }

// MarshalText writes what String returns. A value without a word is an error.
func (p Profile) MarshalText() ([]byte, error) { return profileWords.Marshal(p) }

// UnmarshalText reads what MarshalText writes. The error names the words.
func (p *Profile) UnmarshalText(text []byte) error { return profileWords.Unmarshal(text, p) }

// Consent is a customer's answer to the question whether they may be sent
// marketing e-mail (L9, M3).
type Consent struct {
	Answer Answer
	At     time.Time // when the answer was given; zero is unknown (T7)
}

// Answer is what a customer answered when asked for consent.
type Answer uint8

// The answers. Only Granted is a yes.
const (
	NotAsked Answer = iota
	Granted
	Denied
	Withdrawn
)

var answerWords = word.Set[Answer]{Of: "customer: answer", Words: []string{"", "granted", "denied", "withdrawn"}}

// String returns the answer's word in files: "", "granted", "denied" or "withdrawn".
func (a Answer) String() string { return answerWords.String(a) }

// MarshalText writes what String returns. A value without a word is an error.
func (a Answer) MarshalText() ([]byte, error) { return answerWords.Marshal(a) }

// UnmarshalText reads what MarshalText writes. The error names the words.
func (a *Answer) UnmarshalText(text []byte) error { return answerWords.Unmarshal(text, a) }

// Granted reports whether consent is granted as of asOf (L9): granted at or before asOf,
// or at an unknown time.
func (c Consent) Granted(asOf time.Time) bool {
	return c.Answer == Granted && known(c.At, asOf)
}

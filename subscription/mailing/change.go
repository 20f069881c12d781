package mailing

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"strconv"
	"time"

	"github.com/clientele-go/clientele/internal/base/word"
)

// Operation is what a plan does with a contact (M1).
type Operation uint8

// The actions.
const (
	Skip        Operation = iota // nothing, for a reason
	Add                          // put on the list
	Update                       // on the list already, with another name or spelling
	Unsubscribe                  // take off the list, explicitly (M3)
)

var actionWords = word.Set[Operation]{Of: "mailing: action", Words: []string{"skip", "add", "update", "unsubscribe"}}

// String returns the action in words.
func (a Operation) String() string { return actionWords.String(a) }

// MarshalText writes what String returns. A value without a word is an error.
func (a Operation) MarshalText() ([]byte, error) { return actionWords.Marshal(a) }

// UnmarshalText reads what MarshalText writes. The error names the words.
func (a *Operation) UnmarshalText(text []byte) error { return actionWords.Unmarshal(text, a) }

// ChangeID is the idempotency key of a change (M6): a hash of the provider, the
// address's key, how often the provider acknowledged it before, the desired
// state, the time of the consent, and what is sent. The same wish has the same
// ID, whoever plans it, whenever; a wish that comes back after another one was
// acknowledged has a new one.
type ChangeID string

// Change is what is to be done with one contact. It shows no personal data.
type Change struct {
	ID        ChangeID
	Operation Operation // Add, Update or Unsubscribe
	Key       Secret    // the comparison key
	Address   Secret    // as typed, space trimmed: what mail is sent to (I4)
	Name      Secret    // of the customer; can be empty

	// Since is when the person consented, for an Add or Update (M5); zero is
	// unknown, which is newer than nothing. For an Unsubscribe it is when they
	// refused, or, where nothing says so, the plan's AsOf.
	Since time.Time

	Source string // where the person consented, in the shop's word (Consent.Source)

	// Over is the suppressed member whom an Add may make mailable again, as the
	// plan saw them (M5). Zero is nobody.
	Over Member

	revision int       // of the acknowledgement that the plan saw
	no       time.Time // the person's own no behind an Unsubscribe; zero if it is not theirs
}

// Overcomes reports whether the change may make a suppressed member mailable (M5). s and
// since tell how the member stands at the provider now; that must be exactly as the plan
// saw it. A member who stands otherwise by now has said so after their consent. Cleaned
// members are never mailable again.
func (c Change) Overcomes(s State, since time.Time) bool {
	return s.Suppressed() && s != Cleaned && c.Over.State == s && c.Over.Since.Equal(since)
}

// identify sets the ID.
func (c *Change) identify(provider string) {
	h := sha256.New()
	field := func(s string) {
		_ = binary.Write(h, binary.BigEndian, uint64(len(s))) // a hash takes everything
		h.Write([]byte(s))
	}
	field("clientele/mailing change")
	field(provider)
	field(c.Key.Reveal())
	field(strconv.Itoa(c.revision))
	if c.Operation == Unsubscribe {
		field(Unsubscribed.String())
	} else {
		field(Subscribed.String())
		field(c.Address.Reveal())
		field(c.Name.Reveal())
	}
	field(c.Since.Format(time.RFC3339Nano))
	c.ID = ChangeID(hex.EncodeToString(h.Sum(nil)))
}

// Skipped is a contact that a plan does nothing with.
type Skipped struct {
	Key    Secret // zero if there is no address
	Reason Reason
	Code   Code // why, if Reason is Refused
}

// Reason is why a plan skips a contact.
type Reason uint8

// The reasons.
const (
	UpToDate      Reason = iota // acknowledged, and nothing changed
	NoAddress                   // the customer has no e-mail address
	Malformed                   // what was typed is no e-mail address
	NotConsented                // not asked, denied or withdrawn (M3)
	OptedOut                    // unsubscribed or complained, without a newer consent (M5)
	Undeliverable               // cleaned by the provider
	Gone                        // acknowledged once, then removed at the provider, without a newer consent (M5)
	Refused                     // the provider refused this address or name for good (M6)
)

var reasonWords = word.Set[Reason]{Of: "mailing: reason", Words: []string{"up to date", "no address", "malformed address", "no consent", "opted out at the provider", "undeliverable", "gone from the provider", "refused by the provider for good"}}

// String returns the reason in words.
func (r Reason) String() string { return reasonWords.String(r) }

// MarshalText writes what String returns. A value without a word is an error.
func (r Reason) MarshalText() ([]byte, error) { return reasonWords.Marshal(r) }

// UnmarshalText reads what MarshalText writes. The error names the words.
func (r *Reason) UnmarshalText(text []byte) error { return reasonWords.Unmarshal(text, r) }

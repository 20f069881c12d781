package mailing

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"time"
)

// Action is what a plan does with a contact (M1).
type Action uint8

// The actions.
const (
	Skip        Action = iota // nothing, for a reason
	Add                       // put on the list
	Update                    // on the list already, with another name or spelling
	Unsubscribe               // take off the list, explicitly (M3)
)

// String is the action in words.
func (a Action) String() string {
	switch a {
	case Skip:
		return "skip"
	case Add:
		return "add"
	case Update:
		return "update"
	case Unsubscribe:
		return "unsubscribe"
	}
	return fmt.Sprintf("Action(%d)", uint8(a))
}

// ChangeID is the idempotency key of a change (M6): a hash of the provider, the
// address's key, the desired state, the time of the consent, and what is sent.
// The same wish has the same ID, whoever plans it, whenever.
type ChangeID string

// Change is what is to be done with one contact. It shows no personal data.
type Change struct {
	ID      ChangeID
	Action  Action // Add, Update or Unsubscribe
	Key     Secret // the comparison key
	Address Secret // as typed, space trimmed: what mail is sent to (I4)
	Name    Secret // of the customer; can be empty

	// Since is when the person consented, for an Add or Update (M5); zero is
	// unknown, which is newer than nothing. For an Unsubscribe it is when they
	// refused, or, where nothing says so, the plan's AsOf.
	Since time.Time

	revision int // of the acknowledgement that the plan saw
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
	if c.Action == Unsubscribe {
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

// Reason is why nothing is done.
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

// String is the reason in words.
func (r Reason) String() string {
	switch r {
	case UpToDate:
		return "up to date"
	case NoAddress:
		return "no address"
	case Malformed:
		return "malformed address"
	case NotConsented:
		return "no consent"
	case OptedOut:
		return "opted out at the provider"
	case Undeliverable:
		return "undeliverable"
	case Gone:
		return "gone from the provider"
	case Refused:
		return "refused by the provider for good"
	}
	return fmt.Sprintf("Reason(%d)", uint8(r))
}

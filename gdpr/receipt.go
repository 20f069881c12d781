package gdpr

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"
	"time"
)

// HolderOutcome is what became of the records of one holder (G3), in records. Found is the
// most that was there at one time. Erased is Found without what is retained.
type HolderOutcome struct {
	Holder   Name        `json:"holder"`
	Found    int         `json:"found"`
	Erased   int         `json:"erased"`
	Retained []Retention `json:"retained,omitempty"`
}

func cloneOutcomes(all []HolderOutcome) []HolderOutcome {
	all = slices.Clone(all)
	for i := range all {
		all[i].Retained = slices.Clone(all[i].Retained)
	}
	return all
}

// Receipt says that a verification found nothing left of a person (G3). Only
// Erase and Resume make one; nothing reads one back. It holds no personal data
// (G6). The zero Receipt is none.
type Receipt struct{ body *receipt }

type receipt struct {
	Request    Name      `json:"request"`
	BegunAt    time.Time `json:"begun_at"`
	VerifiedAt time.Time `json:"verified_at"`
	Subject    KeyedHash `json:"subject"`

	EmailLeftOut bool `json:"email_left_out,omitempty"`

	Holders []HolderOutcome `json:"holders"`
}

func newReceipt(e *JournalEntry, at time.Time) Receipt {
	return Receipt{&receipt{e.Request, e.At.UTC(), at.UTC(), e.Subject, e.EmailLeftOut, cloneOutcomes(e.Holders)}}
}

// IsZero reports whether r is the zero Receipt, which is none.
func (r Receipt) IsZero() bool { return r.body == nil }

// Request returns the request's ID.
func (r Receipt) Request() Name { return r.get().Request }

// BegunAt returns the time at which the request was first carried out.
func (r Receipt) BegunAt() time.Time { return r.get().BegunAt }

// VerifiedAt returns the time as of which nothing was left.
func (r Receipt) VerifiedAt() time.Time { return r.get().VerifiedAt }

// Subject returns the keyed hash of the subject's ID.
func (r Receipt) Subject() KeyedHash { return r.get().Subject }

// EmailLeftOut reports whether the request had an address that is another customer's too.
// What is held under the address alone was then left, and the address is not suppressed
// (G3).
func (r Receipt) EmailLeftOut() bool { return r.get().EmailLeftOut }

// Holders returns the outcomes in the order of erasure.
func (r Receipt) Holders() []HolderOutcome { return cloneOutcomes(r.get().Holders) }

func (r Receipt) get() receipt {
	if r.body == nil {
		return receipt{}
	}
	return *r.body
}

// MarshalJSON writes the receipt; the zero Receipt is ErrReceipt.
func (r Receipt) MarshalJSON() ([]byte, error) {
	if r.body == nil {
		return nil, ErrReceipt
	}
	return json.Marshal(r.body)
}

// UnmarshalJSON always returns ErrReceipt.
func (*Receipt) UnmarshalJSON([]byte) error { return ErrReceipt }

// String returns the receipt as text, in a line for the request and one for each holder.
func (r Receipt) String() string {
	if r.body == nil {
		return "no receipt"
	}
	text := fmt.Sprintf("request %s: nothing left as of %s", r.body.Request, stamp(r.body.VerifiedAt))
	if r.body.EmailLeftOut {
		text += "\nthe address is left out: another customer has it too"
	}
	for _, o := range r.body.Holders {
		text += fmt.Sprintf("\n%s: found %d, erased %d", o.Holder, o.Found, o.Erased)
		for _, kept := range o.Retained {
			text += fmt.Sprintf(", retained %d until %s (%s)", kept.Records, stamp(kept.Until), kept.Reason)
		}
	}
	return text
}

// LogValue returns the receipt as text.
func (r Receipt) LogValue() slog.Value { return slog.StringValue(r.String()) }

package customer

import (
	"encoding/json"
	"time"
	"unicode/utf8"

	"github.com/clientele-go/clientele/customer/calendar"
)

// digestForm is a digest in JSON.
type digestForm struct {
	Version  int         `json:"version"`
	ID       ID          `json:"id,omitempty"`
	Logins   []time.Time `json:"logins,omitempty"` // latest first; a zero one is none
	LastUse  time.Time   `json:"last_use,omitzero"`
	Counts   []int       `json:"counts"`
	LastPaid time.Time   `json:"last_paid,omitzero"`
	Revenue  []lineForm  `json:"revenue,omitempty"`
	Next     time.Time   `json:"next,omitzero"`
	Customer *profile    `json:"customer,omitempty"`
}

type lineForm struct {
	Kind     OrderKind `json:"kind"`
	Currency Currency  `json:"currency"`
	Orders   int       `json:"orders"`
	Gross    Sum       `json:"gross"`
	Refunded Sum       `json:"refunded"`
}

type profile struct {
	Texts     []string      `json:"texts"`
	CreatedAt time.Time     `json:"created_at,omitzero"`
	SignedUp  bool          `json:"signed_up,omitempty"`
	Profile   Profile       `json:"profile,omitzero"`
	Birthday  calendar.Date `json:"birthday,omitzero"`
	Favorite  bool          `json:"favorite,omitempty"`
	Consent   Answer        `json:"consent,omitzero"`
	ConsentAt time.Time     `json:"consent_at,omitzero"`
}

// JSON returns the digest as a JSON object (H9), from which ParseDigest gives it back. It is
// personal data, for storage, and so no MarshalJSON: a digest is not sent by mistake. What
// JSON cannot hold is an ErrEncoding: text that is not UTF-8, an instant outside of the
// years 1 to 9999.
func (d *Digest) JSON() ([]byte, error) {
	if _, err := d.AppendBinary(nil); err != nil {
		return nil, err
	}
	f := digestForm{
		Version: encodingVersion, ID: d.ID, LastUse: d.LastUse.UTC(), LastPaid: d.LastPaid.UTC(), Next: d.Next.UTC(),
		Logins: d.Logins.first(2 + len(d.Logins.Older)),
	}
	valid := utf8.ValidString(string(d.ID))
	for _, n := range d.counts() {
		f.Counts = append(f.Counts, *n)
	}
	for _, l := range d.Revenue {
		f.Revenue = append(f.Revenue, lineForm(l))
		valid = valid && utf8.ValidString(string(l.Currency))
	}
	if c := &d.Customer; d.Known {
		p := profile{nil, c.CreatedAt.UTC(), c.SignedUp, c.Profile, c.Birthday, c.Favorite, c.EmailConsent.Answer, c.EmailConsent.At.UTC()}
		for _, s := range c.texts() {
			p.Texts = append(p.Texts, *s)
			valid = valid && utf8.ValidString(*s)
		}
		f.Customer = &p
	}
	data, err := json.Marshal(f)
	if err != nil || !valid {
		return nil, ErrEncoding
	}
	return data, nil
}

// ParseDigest reads what Digest.JSON returned. Anything else, and an unknown version, is an
// ErrEncoding (H9).
func ParseDigest(data []byte) (Digest, error) {
	var f digestForm
	if err := json.Unmarshal(data, &f); err != nil || f.Version != encodingVersion {
		return Digest{}, ErrEncoding
	}
	d := Digest{ID: f.ID, LastUse: f.LastUse, LastPaid: f.LastPaid, Next: f.Next}
	counts := d.counts()
	if len(f.Counts) != len(counts) {
		return Digest{}, ErrEncoding
	}
	for i, n := range counts {
		*n = f.Counts[i]
	}
	for i, at := range f.Logins {
		switch i {
		case 0:
			d.Logins.Latest = at
		case 1:
			d.Logins.Second = at
		default:
			d.Logins.Older = append(d.Logins.Older, at)
		}
	}
	for _, l := range f.Revenue {
		d.Revenue = append(d.Revenue, RevenueLine(l))
	}
	if p := f.Customer; p != nil {
		texts := d.Customer.texts()
		if len(p.Texts) != len(texts) {
			return Digest{}, ErrEncoding
		}
		for i, s := range texts {
			*s = p.Texts[i]
		}
		c := &d.Customer
		d.Known, c.ID, c.CreatedAt, c.SignedUp, c.Profile = true, d.ID, p.CreatedAt, p.SignedUp, p.Profile
		c.Birthday, c.Favorite, c.EmailConsent = p.Birthday, p.Favorite, Consent{p.Consent, p.ConsentAt}
	}
	return d, nil
}

package customer

import (
	"encoding/binary"
	"errors"
	"time"

	"github.com/clientele-go/clientele/customer/calendar"
)

// ErrEncoding reports bytes or a JSON that are no digest, or of a version that this
// release does not know (H9). It holds nothing of them.
var ErrEncoding = errors.New("customer: not a digest of a known version")

// encodingVersion is the first byte of a digest. Another layout has another version.
const encodingVersion = 1

// AppendBinary appends the digest to b (H9). UnmarshalBinary gives back what was appended,
// instant for instant and digit for digit. It is personal data, for storage: shorten it by
// Kept before. What would not be read back is an ErrEncoding: a profile of another ID, a
// word that does not exist.
func (d *Digest) AppendBinary(b []byte) ([]byte, error) {
	if c := &d.Customer; d.Known && (c.ID != d.ID || c.Profile > ProfileComplete || c.EmailConsent.Answer > Withdrawn) {
		return nil, ErrEncoding
	}
	w := writer{append(b, encodingVersion)}
	w.text(string(d.ID))
	w.instant(d.Logins.Latest)
	w.instant(d.Logins.Second)
	w.number(len(d.Logins.Older))
	for _, at := range d.Logins.Older {
		w.instant(at)
	}
	w.instant(d.LastUse)
	for _, n := range d.counts() {
		w.number(*n)
	}
	w.instant(d.LastPaid)
	w.number(len(d.Revenue))
	for i := range d.Revenue {
		if err := w.line(&d.Revenue[i]); err != nil {
			return nil, err
		}
	}
	w.instant(d.Next)
	w.flag(d.Known)
	if d.Known {
		w.customer(&d.Customer)
	}
	return w.b, nil
}

// counts returns the numbers of a digest, in the order in which they are written.
func (d *Digest) counts() [10]*int {
	return [...]*int{
		&d.Facts.Logins, &d.Facts.Messages, &d.Facts.Orders, &d.Facts.Actions, &d.PaidOrders, &d.OtherKinds,
		&d.Shares, &d.Comments, &d.Redemptions, &d.Pushes,
	}
}

// texts returns the texts of a profile, in the order in which they are written.
func (c *Customer) texts() [7]*string {
	return [...]*string{(*string)(&c.Email), &c.Username, &c.Name, &c.LastDevice, &c.Facebook, &c.Twitter, &c.Google}
}

// UnmarshalBinary reads what AppendBinary wrote. Anything else, and an unknown version, is
// an ErrEncoding (H9).
func (d *Digest) UnmarshalBinary(data []byte) error {
	r := reader{b: data}
	var read Digest
	if r.byte() != encodingVersion {
		return ErrEncoding
	}
	read.ID = ID(r.text())
	read.Logins.Latest, read.Logins.Second = r.instant(), r.instant()
	for range r.many() {
		read.Logins.Older = append(read.Logins.Older, r.instant())
	}
	read.LastUse = r.instant()
	for _, n := range read.counts() {
		*n = r.number()
	}
	read.LastPaid = r.instant()
	for range r.many() {
		read.Revenue = append(read.Revenue, r.line())
	}
	read.Next = r.instant()
	if read.Known = r.flag(); read.Known {
		read.Customer = r.customer(read.ID)
	}
	if r.bad || len(r.b) > 0 {
		return ErrEncoding
	}
	*d = read
	return nil
}

// writer appends values to bytes.
type writer struct{ b []byte }

func (w *writer) number(n int) { w.b = binary.AppendVarint(w.b, int64(n)) }

func (w *writer) text(s string) {
	w.b = append(binary.AppendUvarint(w.b, uint64(len(s))), s...)
}

func (w *writer) flag(f bool) {
	if f {
		w.b = append(w.b, 1)
	} else {
		w.b = append(w.b, 0)
	}
}

// instant writes how many numbers follow: none for the zero time, then the seconds, then the
// nanoseconds if they are not 0.
func (w *writer) instant(t time.Time) {
	switch {
	case t.IsZero():
		w.b = append(w.b, 0)
	case t.Nanosecond() == 0:
		w.b = binary.AppendVarint(append(w.b, 1), t.Unix())
	default:
		w.b = binary.AppendVarint(append(w.b, 2), t.Unix())
		w.b = binary.AppendUvarint(w.b, uint64(t.Nanosecond()))
	}
}

func (w *writer) line(l *RevenueLine) error {
	if l.Kind > Other {
		return ErrEncoding
	}
	w.b = append(w.b, byte(l.Kind))
	w.text(string(l.Currency))
	w.number(l.Orders)
	for _, s := range [...]*Sum{&l.Gross, &l.Refunded} {
		text, err := s.MarshalText()
		if err != nil {
			return err
		}
		w.text(string(text))
	}
	return nil
}

func (w *writer) customer(c *Customer) {
	w.text(string(c.ID))
	for _, s := range c.texts() {
		w.text(*s)
	}
	w.instant(c.CreatedAt)
	w.flag(c.SignedUp)
	w.b = append(w.b, byte(c.Profile))
	w.number(c.Birthday.Year)
	w.number(int(c.Birthday.Month))
	w.number(c.Birthday.Day)
	w.flag(c.Favorite)
	w.b = append(w.b, byte(c.EmailConsent.Answer))
	w.instant(c.EmailConsent.At)
}

// reader takes values from bytes; once they are bad, it gives zero values.
type reader struct {
	b   []byte
	bad bool
}

func (r *reader) byte() byte {
	if len(r.b) == 0 {
		r.bad = true
		return 0
	}
	first := r.b[0]
	r.b = r.b[1:]
	return first
}

// upTo reads a byte of 0 to most.
func (r *reader) upTo(most byte) byte {
	b := r.byte()
	if b > most {
		r.bad = true
		return 0
	}
	return b
}

func (r *reader) flag() bool { return r.upTo(1) == 1 }

func (r *reader) number() int {
	n, size := binary.Varint(r.b)
	return int(r.took(n, size))
}

func (r *reader) took(n int64, size int) int64 {
	if size <= 0 {
		r.b, r.bad = nil, true
		return 0
	}
	r.b = r.b[size:]
	return n
}

// many reads how many values follow; each takes a byte at least.
func (r *reader) many() int {
	n := r.number()
	if n < 0 || n > len(r.b) {
		r.bad = true
		return 0
	}
	return n
}

func (r *reader) text() string {
	u, size := binary.Uvarint(r.b)
	r.took(0, size)
	if u > uint64(len(r.b)) {
		r.bad = true
		return ""
	}
	s := string(r.b[:u])
	r.b = r.b[u:]
	return s
}

func (r *reader) instant() time.Time {
	how := r.upTo(2)
	if how == 0 {
		return time.Time{}
	}
	sec, size := binary.Varint(r.b)
	sec = r.took(sec, size)
	if how == 1 {
		return time.Unix(sec, 0).UTC()
	}
	nano, size := binary.Uvarint(r.b)
	r.took(0, size)
	if nano == 0 || nano >= 1e9 {
		r.bad = true
		return time.Time{}
	}
	return time.Unix(sec, int64(nano)).UTC()
}

func (r *reader) line() (l RevenueLine) {
	l.Kind, l.Currency, l.Orders = OrderKind(r.upTo(byte(Other))), Currency(r.text()), r.number()
	for _, s := range [...]*Sum{&l.Gross, &l.Refunded} {
		r.bad = s.UnmarshalText([]byte(r.text())) != nil || r.bad
	}
	return l
}

func (r *reader) customer(id ID) (c Customer) {
	c.ID = ID(r.text())
	r.bad = r.bad || c.ID != id
	for _, s := range c.texts() {
		*s = r.text()
	}
	c.CreatedAt, c.SignedUp, c.Profile = r.instant(), r.flag(), Profile(r.upTo(byte(ProfileComplete)))
	c.Birthday = calendar.Date{Year: r.number(), Month: time.Month(r.number()), Day: r.number()}
	c.Favorite = r.flag()
	c.EmailConsent = Consent{Answer(r.upTo(byte(Withdrawn))), r.instant()}
	return c
}

package rollupsql

import (
	"encoding/binary"
	"errors"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/shopspring/decimal"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/rollup"
	"github.com/clientele-go/clientele/internal/base/word"
)

// errForm reports what no Store writes. It holds nothing of it.
var errForm = errors.New("rollupsql: a column is not as a Store writes it")

// bytesOf returns a text as a value: not nil, which would be NULL.
func bytesOf[T ~string](s T) []byte { return append(make([]byte, 0, len(s)+1), s...) }

// known returns a text as a value, NULL if it is empty.
func known[T ~string](s T) any {
	if s == "" {
		return nil
	}
	return bytesOf(s)
}

// instant returns 12 bytes that sort as instants do: the seconds, with the sign
// turned, and the nanoseconds.
func instant(t time.Time) []byte {
	b := binary.BigEndian.AppendUint64(make([]byte, 0, 12), uint64(t.Unix())^1<<63)
	return binary.BigEndian.AppendUint32(b, uint32(t.Nanosecond()))
}

// maybe returns an instant as a value, NULL for the zero one.
func maybe(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return instant(t)
}

// readInstant reads what maybe gave.
func readInstant(b []byte) (time.Time, error) {
	switch len(b) {
	case 0:
		return time.Time{}, nil
	case 12:
		return time.Unix(int64(binary.BigEndian.Uint64(b)^1<<63), int64(binary.BigEndian.Uint32(b[8:]))).UTC(), nil
	}
	return time.Time{}, errForm
}

// logins returns the latest logins of a customer as one value, latest first.
func logins(r *customer.Recent) []byte {
	b := append(instant(r.Latest), instant(r.Second)...)
	for _, at := range r.Older {
		b = append(b, instant(at)...)
	}
	return b
}

// readLogins reads what logins gave.
func readLogins(b []byte) (r customer.Recent, err error) {
	if len(b) < 24 || len(b)%12 != 0 {
		return customer.Recent{}, errForm
	}
	for i := 0; i < len(b) && err == nil; i += 12 {
		var at time.Time
		switch at, err = readInstant(b[i : i+12]); i {
		case 0:
			r.Latest = at
		case 12:
			r.Second = at
		default:
			r.Older = append(r.Older, at)
		}
	}
	return r, err
}

// zeroAmount is the amount 0.
var zeroAmount = []byte{1}

// amount returns bytes that sort as amounts do: the sign, then the power of ten and the
// digits of 0.digits × 10^power, which are turned for a negative amount.
func amount(d decimal.Decimal) []byte {
	if d.IsZero() {
		return zeroAmount
	}
	all := d.Coefficient().String()
	digits := strings.TrimLeft(all, "-")
	power := int64(d.Exponent()) + int64(len(digits))
	b := binary.BigEndian.AppendUint64([]byte{2}, uint64(power)^1<<63)
	b = append(b, strings.TrimRight(digits, "0")...)
	if d.IsPositive() {
		return b
	}
	for i := range b {
		b[i] = ^b[i]
	}
	b[0] = 0
	return append(b, 0xff) // more digits are less
}

// moves returns the moves of an entry as 9 bytes.
func moves(e *rollup.Entry) []byte {
	var b []byte
	for _, m := range []rollup.Move{e.Is, e.Said, e.Offered} {
		b = append(b, byte(m.What), byte(m.From), byte(m.To))
	}
	return b
}

// readMoves reads what moves gave.
func readMoves(e *rollup.Entry, b []byte) error {
	if len(b) != 9 {
		return errForm
	}
	for i, m := range []*rollup.Move{&e.Is, &e.Said, &e.Offered} {
		*m = rollup.Move{What: rollup.What(b[3*i]), From: customer.Status(b[3*i+1]), To: customer.Status(b[3*i+2])}
	}
	return nil
}

// between is what stands between the texts that are searched, and in place of bytes
// that a column of texts cannot hold. No text with it is searched for.
const between = '\n'

// searched returns the texts of a row that are searched (L10), folded.
func searched(r *customer.Row) string {
	return clean(word.Fold(strings.Join([]string{string(r.ID), string(r.Email), r.Username, r.Name}, string(between))))
}

// clean puts between in place of each byte that is no UTF-8, and of each NUL. A text
// without between is in the result if and only if it is in s.
func clean(s string) string {
	var b strings.Builder
	for len(s) > 0 {
		r, size := utf8.DecodeRuneInString(s)
		if r == 0 || r == utf8.RuneError && size == 1 {
			b.WriteRune(between)
		} else {
			b.WriteString(s[:size])
		}
		s = s[size:]
	}
	return b.String()
}

// The types of a customer (L4), as bits.
const (
	favorite = 1 << iota
	registered
	anonymous
	consent
)

var typeBits = []struct {
	name customer.Type
	bit  int64
}{{"favorite", favorite}, {"registered", registered}, {"anonymous", anonymous}, {"consent", consent}}

// typesOf returns the types of a row, by the filter that the library has.
func typesOf(r *customer.Row) (bits int64) {
	for _, t := range typeBits {
		f := customer.Filter{Types: []customer.Type{t.name}}
		if f.Match(r) {
			bits |= t.bit
		}
	}
	return bits
}

package customer

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"time"

	"github.com/clientele-go/clientele/customer/calendar"
)

// Cursor is where a page of the list ended (L5), as text of letters, digits, "-" and
// "_" that a host hands to its client and takes back. The empty Cursor is the
// beginning of the list.
//
// A cursor is of one question: with another AsOf, filter, policy or order it is an
// ErrCursor. Only Limit can change from page to page.
//
// With a key in the Run, the cursor is sealed: nobody can read or forge it. Without
// one, it holds the customer's ID and the value that the list is sorted by in the
// clear. Then List refuses to sort by a column with personal data.
type Cursor string

// ErrCursor reports a text that is no cursor, or that is one of another question or
// of another key. It is an ErrQuery.
var ErrCursor = fmt.Errorf("%w: After is not a cursor of this question", ErrQuery)

// The first byte of a cursor says which kind it is.
const (
	openCursor   = 1
	sealedCursor = 2
)

// cursor writes where a page ended.
func (q *Query) cursor(at sortKey, key *CursorKey) (Cursor, error) {
	print, err := q.fingerprint()
	if err != nil {
		return "", err
	}
	place, err := at.marshal()
	if err != nil {
		return "", err
	}
	var data []byte
	if key != nil {
		data = append([]byte{sealedCursor}, key.box.SealAlike(key.nonces, place, print[:])...)
	} else {
		data = append(append([]byte{openCursor}, print[:8]...), place...)
	}
	return Cursor(base64.RawURLEncoding.EncodeToString(data)), nil
}

// after reads where the page before ended; nil is the beginning.
func (q *Query) after(key *CursorKey) (*sortKey, error) {
	if q.After == "" {
		return nil, nil
	}
	data, err := base64.RawURLEncoding.Strict().DecodeString(string(q.After))
	if err != nil || len(data) == 0 {
		return nil, ErrCursor
	}
	print, err := q.fingerprint()
	if err != nil {
		return nil, err
	}
	place, kind := data[1:], data[0]
	switch {
	case kind == sealedCursor && key != nil:
		if place, err = key.box.Open(place, print[:]); err != nil {
			return nil, ErrCursor
		}
	case kind == openCursor && key == nil && len(place) > 8 && bytes.Equal(place[:8], print[:8]):
		place = place[8:]
	default:
		return nil, ErrCursor
	}
	at, err := unmarshalKey(place, q.Sort.named().Column)
	if err != nil {
		return nil, ErrCursor
	}
	return &at, nil
}

// fingerprint is a hash of what the cursor is bound to: the question without its
// page, and without what the list does not depend on.
func (q *Query) fingerprint() ([sha256.Size]byte, error) {
	bound := *q
	bound.Limit, bound.After, bound.Sort = 0, "", q.Sort.named()
	bound.Location, bound.Range, bound.Unit = nil, calendar.Span{}, calendar.Day
	text, err := bound.MarshalJSON()
	if q.Segment != "" { // whose dates are in the location
		text = append(text, q.Location.String()...)
	}
	return sha256.Sum256(text), err
}

// check reports a page that would need a key for its cursor.
func (k *CursorKey) check(q *Query) error {
	if k == nil && q.Limit > 0 && q.Sort.Column.definition().personal {
		return fmt.Errorf("%w: pages sorted by %s need a CursorKey in the Run, because a cursor holds what the list is sorted by", ErrQuery, q.Sort.Column)
	}
	return nil
}

// placeText is a sortKey as text. Byte slices keep text as it is, and seconds and
// nanoseconds keep an instant of any year.
type placeText struct {
	ID      []byte  `json:"i"`
	Missing bool    `json:"m,omitempty"`
	Text    []byte  `json:"t,omitempty"`
	Number  int     `json:"n,omitempty"`
	Instant []int64 `json:"at,omitempty"`
	Amount  string  `json:"a,omitempty"`
}

func (k *sortKey) marshal() ([]byte, error) {
	v := k.value
	t := placeText{ID: []byte(k.id), Missing: v.missing, Text: []byte(v.text), Number: v.number}
	if !v.instant.IsZero() {
		t.Instant = []int64{v.instant.Unix(), int64(v.instant.Nanosecond())}
	}
	if v.money {
		text, err := v.amount.MarshalText()
		if err != nil {
			return nil, err
		}
		t.Amount = string(text)
	}
	return json.Marshal(t)
}

// unmarshalKey reads what marshal wrote.
func unmarshalKey(data []byte, by Column) (sortKey, error) {
	var t placeText
	if json.Unmarshal(data, &t) != nil || len(t.ID) == 0 {
		return sortKey{}, ErrCursor
	}
	v := value{missing: t.Missing, text: string(t.Text), number: t.Number}
	if len(t.Instant) == 2 {
		v.instant = time.Unix(t.Instant[0], t.Instant[1]).UTC()
	} else if t.Instant != nil {
		return sortKey{}, ErrCursor
	}
	if by == "revenue" {
		if v.amount.UnmarshalText([]byte(t.Amount)) != nil {
			return sortKey{}, ErrCursor
		}
		v.money = true
	}
	return sortKey{v, ID(t.ID)}, nil
}

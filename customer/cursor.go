package customer

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"time"

	"github.com/shopspring/decimal"
)

// Cursor is where a page of the list ended (L5): the value that was sorted by,
// and the ID. A host hands it to its client as text and takes it back. It
// holds the value in the clear, so it is as personal as the row it came from. The
// zero Cursor, whose text is empty, is the beginning of the list.
type Cursor struct {
	order Sort
	key   sortKey
}

// ErrCursor says that a text is no cursor.
var ErrCursor = errors.New("customer: not a cursor")

// start reports whether the cursor is the beginning of the list.
func (c *Cursor) start() bool { return c == nil || c.key.id == "" }

// Format prints no value, whatever the verb, of a Cursor and of a pointer to it.
func (c Cursor) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "customer cursor") }

// LogValue shows no value.
func (c *Cursor) LogValue() slog.Value { return slog.StringValue("customer cursor") }

// cursorText is the cursor on the wire. Byte slices keep text as it is, and
// seconds and nanoseconds an instant of any year.
type cursorText struct {
	Column     Column
	Descending bool     `json:",omitempty"`
	Currency   Currency `json:",omitempty"`
	ID         []byte
	Missing    bool    `json:",omitempty"`
	Text       []byte  `json:",omitempty"`
	Number     int     `json:",omitempty"`
	Instant    []int64 `json:",omitempty"`
	Amount     string  `json:",omitempty"`
}

// MarshalText is the cursor as one word of URL-safe characters.
func (c *Cursor) MarshalText() ([]byte, error) {
	if c.start() {
		return nil, nil
	}
	v := c.key.value
	t := cursorText{
		Column: c.order.Column, Descending: c.order.Descending, Currency: c.order.Currency,
		ID: []byte(c.key.id), Missing: v.missing, Text: []byte(v.text), Number: v.number,
	}
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
	data, err := json.Marshal(t)
	if err != nil {
		return nil, err
	}
	return base64.RawURLEncoding.AppendEncode(nil, data), nil
}

// UnmarshalText reads it back; an empty text is the beginning. The error is
// ErrCursor.
func (c *Cursor) UnmarshalText(text []byte) error {
	*c = Cursor{}
	if len(text) == 0 {
		return nil
	}
	data, err := base64.RawURLEncoding.AppendDecode(nil, text)
	if err != nil {
		return ErrCursor
	}
	var t cursorText
	if json.Unmarshal(data, &t) != nil || len(t.ID) == 0 || t.Column == "" || t.Column.definition() == nil {
		return ErrCursor
	}
	v := value{missing: t.Missing, text: string(t.Text), number: t.Number}
	if len(t.Instant) == 2 {
		v.instant = time.Unix(t.Instant[0], t.Instant[1]).UTC()
	} else if t.Instant != nil {
		return ErrCursor
	}
	if t.Column == "revenue" {
		if v.amount.UnmarshalText([]byte(t.Amount)) != nil {
			return ErrCursor
		}
		v.money = true
	}
	*c = Cursor{Sort{t.Column, t.Descending, t.Currency}, sortKey{v, ID(t.ID)}}
	return nil
}

// parseAmount reads an amount of digits, a point and a sign; nil is none. A sum
// of amounts has fewer than 200 characters.
func parseAmount(s string) *decimal.Decimal {
	if len(s) > 200 || strings.Trim(s, "-.0123456789") != "" {
		return nil
	}
	d, err := decimal.NewFromString(s)
	if err != nil {
		return nil
	}
	return &d
}

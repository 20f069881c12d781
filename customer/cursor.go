package customer

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"time"

	"github.com/shopspring/decimal"
)

// Cursor is where a page of the list ended (L5): the value that was sorted by,
// and the ID. A host hands it to its client as text and takes it back. It
// holds the value in the clear, so it is as personal as the row it came from.
type Cursor struct {
	order Sort
	key   sortKey
}

// ErrCursor says that a text is no cursor.
var ErrCursor = errors.New("customer: not a cursor")

func (c *Cursor) sort() Sort { return c.order }

// cursorText is the cursor on the wire. Byte slices keep text as it is.
type cursorText struct {
	Column     Column
	Descending bool     `json:",omitempty"`
	Currency   Currency `json:",omitempty"`
	ID         []byte
	Missing    bool             `json:",omitempty"`
	Text       []byte           `json:",omitempty"`
	Number     int              `json:",omitempty"`
	Instant    time.Time        `json:",omitzero"`
	Amount     *decimal.Decimal `json:",omitempty"`
}

// MarshalText is the cursor as one word of URL-safe characters.
func (c *Cursor) MarshalText() ([]byte, error) {
	v := c.key.value
	data, err := json.Marshal(cursorText{
		c.order.Column, c.order.Descending, c.order.Currency, []byte(c.key.id),
		v.missing, []byte(v.text), v.number, v.instant, v.amount,
	})
	if err != nil {
		return nil, err
	}
	return base64.RawURLEncoding.AppendEncode(nil, data), nil
}

// UnmarshalText reads it back. The error is ErrCursor.
func (c *Cursor) UnmarshalText(text []byte) error {
	data, err := base64.RawURLEncoding.AppendDecode(nil, text)
	if err != nil {
		return ErrCursor
	}
	var t cursorText
	if json.Unmarshal(data, &t) != nil || len(t.ID) == 0 {
		return ErrCursor
	}
	if t.Amount != nil && (t.Amount.Exponent() > maxDigits || t.Amount.Exponent() < -maxDigits) {
		return ErrCursor
	}
	if (t.Column == RevenueColumn) != (t.Amount != nil) {
		return ErrCursor
	}
	c.order = Sort{t.Column, t.Descending, t.Currency}
	c.key = sortKey{value{t.Missing, string(t.Text), t.Number, t.Instant, t.Amount}, ID(t.ID)}
	return nil
}

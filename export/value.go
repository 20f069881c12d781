package export

import (
	"time"

	"github.com/shopspring/decimal"
)

// Word is a cell that holds a word of a fixed set, such as a status, or
// something else that this library spells, such as a month. It is exempt from
// X3, so it must never hold what a host or a customer typed.
type Word string

// Number is a number in a row that can be unknown, or a fraction: its digits, as JSON
// writes a number. The empty Number is unknown: an empty cell, and null in JSON. It is
// exempt from X3, so it must never hold what a host or a customer typed.
type Number string

// Text is a text cell whose empty text means unknown: an empty cell, and null in JSON.
// It is guarded as every text is (X3).
type Text string

// Time is an instant in a row: RFC 3339 in UTC, as 2006-01-02T15:04:05Z, with
// as many decimals of a second as it needs. The zero time, "unknown or never"
// (T7), is an empty cell (X2).
type Time struct{ time.Time }

// MarshalCSV writes the cell for gocsv. A year outside 1 to 9999 is an ErrCell.
func (t Time) MarshalCSV() (string, error) {
	b, err := appendTime(nil, t.Time, nil)
	return string(b), err
}

// UnmarshalCSV reads the cell for gocsv, as ParseTime does in UTC.
func (t *Time) UnmarshalCSV(cell string) (err error) {
	t.Time, err = ParseTime([]byte(cell), time.UTC)
	return err
}

// Amount is an amount of money in a row: a plain decimal, never with an
// exponent, with at least Places decimals, the currency's own number, and as
// many as exactness needs: 1.1 with 2 places is 1.10, 1.125 is 1.125 (X2). Its
// currency has a column of its own. Negative Places count as 0.
type Amount struct {
	Decimal decimal.Decimal
	Places  int
}

// MarshalCSV writes the cell for gocsv. An amount is an ErrCell if it has more than
// 256 decimals, 256 zeros beyond its digits, or 1,024 bits of digits: an exponent of
// a billion must not become a gigabyte.
func (a Amount) MarshalCSV() (string, error) {
	b, err := appendAmount(nil, a.Decimal, a.Places)
	return string(b), err
}

// UnmarshalCSV reads the cell for gocsv: what MarshalCSV writes, a minus sign
// included. Places becomes the number of decimals in the cell.
func (a *Amount) UnmarshalCSV(cell string) error {
	*a = Amount{}
	digits, negative := []byte(cell), false
	if len(digits) > 0 && digits[0] == '-' {
		digits, negative = digits[1:], true
	}
	d, err := parseAmount(digits, maxAmountText)
	if err != nil {
		return err
	}
	if negative {
		d = d.Neg()
	}
	*a = Amount{d, max(0, -int(d.Exponent()))}
	return nil
}

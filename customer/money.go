package customer

import (
	"fmt"
	"strings"

	"github.com/clientele-go/clientele/internal/base/redact"
	"github.com/shopspring/decimal"
)

// Currency is an ISO 4217 code: three capital ASCII letters (R2).
type Currency string

// Valid reports whether c is three capital ASCII letters (R2).
func (c Currency) Valid() bool {
	if len(c) != 3 {
		return false
	}
	for i := range 3 {
		if c[i] < 'A' || c[i] > 'Z' {
			return false
		}
	}
	return true
}

// Digits returns the number of decimals that ISO 4217 gives the currency (R2), for display
// only: 0, 3 or 4 for the currencies that it lists so, 2 for every other.
func (c Currency) Digits() int {
	switch c {
	case "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG",
		"RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF":
		return 0
	case "BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND":
		return 3
	case "CLF", "UYW":
		return 4
	}
	return 2
}

// Money is an exact amount of one currency (R2). Compare with Equal: == tells
// 1.10 from 1.1. Amounts are bounded where they come in, by Order.Check.
type Money struct {
	Amount   decimal.Decimal
	Currency Currency
}

// Add adds exactly. Different currencies are never added: the error is a
// *CurrencyError (R2).
func (m Money) Add(n Money) (Money, error) {
	if m.Currency != n.Currency {
		return Money{}, &CurrencyError{m.Currency, n.Currency}
	}
	return Money{m.Amount.Add(n.Amount), m.Currency}, nil
}

// Equal compares amount and currency: 1.10 = 1.1 (R2).
func (m Money) Equal(n Money) bool {
	return m.Currency == n.Currency && m.Amount.Equal(n.Amount)
}

// String returns the amount for display: rounded, half away from zero, to the currency's
// own number of decimals (R2), as in "12.50 EUR". An exponent that no order may have could
// take a gigabyte, so such an amount is written as "1e1000000 EUR".
func (m Money) String() string {
	if exp := m.Amount.Exponent(); exp > 2*maxDigits || exp < -2*maxDigits {
		return fmt.Sprintf("%de%d %s", m.Amount.Coefficient(), exp, string(m.Currency))
	}
	return m.Amount.StringFixed(int32(m.Currency.Digits())) + " " + string(m.Currency)
}

// CurrencyError says that two amounts of different currencies were to be
// added (R2).
type CurrencyError struct{ A, B Currency }

func (e *CurrencyError) Error() string {
	return fmt.Sprintf("customer: %s and %s are never added", e.A, e.B)
}

// What can be wrong with an amount that a host supplies.
var (
	ErrCurrency error = redact.Condition("customer: a currency is three capital ASCII letters")
	ErrAmount   error = redact.Condition("customer: an amount is not negative and has at most 64 digits")
)

// maxDigits bounds amounts before any arithmetic: an exponent of a billion is
// a few bytes to store and a gigabyte to print.
const maxDigits = 64

// checkAmount refuses negative amounts and those of more than 64 digits, before
// or after the point.
func checkAmount(d decimal.Decimal) error {
	if exp := d.Exponent(); exp <= 0 && exp >= -18 && d.Sign() >= 0 && small(d) {
		return nil
	}
	exp := int(d.Exponent())
	if d.Sign() < 0 || exp > maxDigits || exp < -maxDigits || d.NumDigits()+max(exp, 0) > maxDigits {
		return ErrAmount
	}
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

package value

import (
	"strconv"

	"github.com/clientele-go/clientele/customer"
)

// An Estimate is what a fit expects: a number of purchases or, with a currency, an amount.
// It is never Money, whatever it looks like, and belongs in no sum with revenue (V8).
type Estimate struct {
	Value    float64
	Currency customer.Currency // of an amount; empty for a number
}

// String returns the estimate for display, after a sign that says what it is: "≈1.23", or
// "≈12.50 EUR" with the currency's own number of decimals.
func (e Estimate) String() string {
	if e.Currency == "" {
		return "≈" + strconv.FormatFloat(e.Value, 'f', 2, 64)
	}
	return "≈" + strconv.FormatFloat(e.Value, 'f', e.Currency.Digits(), 64) + " " + string(e.Currency)
}

package customer_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/clientele-go/clientele/customer"
)

func TestCurrencyValid(t *testing.T) {
	for _, c := range []struct {
		currency customer.Currency
		want     bool
		reason   string
	}{
		{"EUR", true, "three capital letters"},
		{"ZZZ", true, "the form is asked for, not a list that ages"},
		{"", false, "nothing"},
		{"EU", false, "two letters"},
		{"EURO", false, "four letters"},
		{"eur", false, "small letters"},
		{"EU1", false, "a digit"},
		{"EU ", false, "a space"},
		{"@AA", false, "the byte before A"},
		{"A[A", false, "the byte after Z"},
		{"Éa", false, "three bytes, but not ASCII"},
	} {
		if got := c.currency.Valid(); got != c.want {
			t.Errorf("R2: %q is valid %t, want %t: %s", string(c.currency), got, c.want, c.reason)
		}
	}
}

// ISO 4217's own number of decimals, as its list of codes has them.
func TestCurrencyDigits(t *testing.T) {
	digits := map[int][]customer.Currency{
		0: {
			"BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG",
			"RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF",
		},
		2: {"EUR", "USD", "GBP", "CHF", "MXN", "UYU", "BRL", "ZZZ", "HUF", "IDR", "TWD", "COP", "IRR", "LAK", "ALL"},
		3: {"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"},
		4: {"CLF", "UYW"},
	}
	for want, all := range digits {
		for _, c := range all {
			if got := c.Digits(); got != want {
				t.Errorf("R2: %s has %d decimals, want %d", c, got, want)
			}
		}
	}
}

func TestMoneyString(t *testing.T) {
	for _, c := range []struct {
		amount   string
		currency customer.Currency
		want     string
		reason   string
	}{
		{"12.5", "EUR", "12.50 EUR", "two decimals"},
		{"0", "EUR", "0.00 EUR", "zero"},
		{"1200.4", "JPY", "1200 JPY", "none"},
		{"0.5", "JPY", "1 JPY", "half, away from zero"},
		{"1.005", "EUR", "1.01 EUR", "exactly half, away from zero: no binary fraction"},
		{"2.675", "EUR", "2.68 EUR", "the same, from an even digit"},
		{"1.0049", "EUR", "1.00 EUR", "less than half"},
		{"-1.005", "EUR", "-1.01 EUR", "away from zero, below it too"},
		{"1.2345", "KWD", "1.235 KWD", "three decimals"},
		{"1.23455", "CLF", "1.2346 CLF", "four decimals"},
		{"1e3", "EUR", "1000.00 EUR", "no exponent is shown"},
	} {
		if got := (customer.Money{Amount: dec(c.amount), Currency: c.currency}).String(); got != c.want {
			t.Errorf("R2: %s %s is shown as %q, want %q: %s", c.amount, c.currency, got, c.want, c.reason)
		}
	}
}

// An exponent that takes a gigabyte to write out is not written out.
func TestMoneyStringIsBounded(t *testing.T) {
	for exp, want := range map[int32]string{2_000_000_000: "7e2000000000 EUR", -2_000_000_000: "7e-2000000000 EUR", 2: "700.00 EUR", -3: "0.01 EUR"} {
		m := customer.Money{Amount: decimal.New(7, exp), Currency: "EUR"}
		if got := fmt.Sprint(m); got != want {
			t.Errorf("R2: exponent %d: %q, want %q", exp, got, want)
		}
	}
}

func TestMoneyAdd(t *testing.T) {
	sum, err := eur("1.10").Add(eur("2.205"))
	if err != nil || !sum.Equal(eur("3.305")) {
		t.Errorf("R2: 1.10 + 2.205 EUR = %v, %v: addition is exact", sum.Amount, err)
	}
	sum, err = eur("1").Add(customer.Money{Amount: dec("2"), Currency: "USD"})
	var mismatch *customer.CurrencyError
	if !errors.As(err, &mismatch) || mismatch.A != "EUR" || mismatch.B != "USD" {
		t.Fatalf("R2: 1 EUR + 2 USD: %v, want a CurrencyError with both", err)
	}
	if sum != (customer.Money{}) {
		t.Errorf("R2: 1 EUR + 2 USD = %v beside the error", sum)
	}
	if want := "customer: EUR and USD are never added"; err.Error() != want {
		t.Errorf("R2: the error says %q, want %q", err, want)
	}
}

func TestMoneyEqual(t *testing.T) {
	for _, c := range []struct {
		a, b   customer.Money
		want   bool
		reason string
	}{
		{eur("1.10"), eur("1.1"), true, "1.10 = 1.1"},
		{eur("100"), eur("1e2"), true, "however it is written"},
		{eur("0"), customer.Money{Currency: "EUR"}, true, "the zero amount is 0"},
		{eur("1.10"), eur("1.1000000000000000001"), false, "exactly"},
		{eur("1"), customer.Money{Amount: dec("1"), Currency: "USD"}, false, "another currency"},
		{eur("0"), customer.Money{Currency: "USD"}, false, "0 of another currency too"},
	} {
		if got := c.a.Equal(c.b); got != c.want {
			t.Errorf("R2: %s = %s is %t, want %t: %s", c.a.Amount, c.b.Amount, got, c.want, c.reason)
		}
	}
}

// What is refused is refused before any arithmetic: of a total, of a refund, of
// the end of a filter.
func TestAmounts(t *testing.T) {
	digits := func(n int) decimal.Decimal {
		d := decimal.Decimal{}
		for range n {
			d = d.Mul(decimal.New(10, 0)).Add(decimal.New(9, 0))
		}
		return d
	}
	for _, c := range []struct {
		amount decimal.Decimal
		want   error
		reason string
	}{
		{decimal.Decimal{}, nil, "the zero amount"},
		{dec("12.50"), nil, "an amount"},
		{dec("-0.01"), customer.ErrAmount, "less than nothing"},
		{digits(64), nil, "64 digits"},
		{digits(65), customer.ErrAmount, "65 digits"},
		{digits(64).Shift(-64), nil, "64 digits after the point"},
		{decimal.New(1, -64), nil, "the 64th decimal"},
		{decimal.New(1, -65), customer.ErrAmount, "the 65th decimal"},
		{decimal.New(1, 63), nil, "64 digits before the point"},
		{decimal.New(1, 64), customer.ErrAmount, "65 digits before the point"},
		{decimal.New(1, 1<<31-1), customer.ErrAmount, "an exponent bomb"},
		{decimal.New(1, -1<<31), customer.ErrAmount, "the other way"},
	} {
		total := customer.Order{ID: "o1", Total: customer.Money{Amount: c.amount, Currency: "EUR"}}
		if err := total.Check(); !errors.Is(err, c.want) {
			t.Errorf("R2: a total: %v, want %v: %s", err, c.want, c.reason)
		}
		refund := customer.Order{ID: "o1", Total: customer.Money{Amount: digits(64), Currency: "EUR"}, Refunds: []customer.Refund{{ID: "r1", Amount: c.amount}}}
		if err := refund.Check(); !errors.Is(err, c.want) {
			t.Errorf("R2: a refund: %v, want %v: %s", err, c.want, c.reason)
		}
		for _, f := range []customer.RevenueFilter{{Currency: "EUR", Min: &c.amount}, {Currency: "EUR", Max: &c.amount}} {
			q := customer.Query{AsOf: noon, Filter: customer.Filter{Revenue: &f}}
			if err := q.Check(); !errors.Is(err, c.want) {
				t.Errorf("R2: the end of a filter: %v, want %v: %s", err, c.want, c.reason)
			}
		}
	}
}

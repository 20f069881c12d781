package export

import (
	"testing"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/value"
	"github.com/shopspring/decimal"
)

// fittedShop is a question, some customers and fits that make no digit in doubt.
func fittedShop() ([]value.Buyer, value.Fits) {
	at := time.Date(2024, 6, 1, 12, 0, 0, 0, time.UTC)
	euros := func(n int64) customer.Money { return customer.Money{Amount: decimal.NewFromInt(n), Currency: "EUR"} }
	buyers := []value.Buyer{
		{ID: "=a", History: value.History{}, Repeat: euros(0)},
		{ID: "b", History: value.History{Repeats: 2, LastDay: 21, Observed: 42}, Repeat: euros(30)},
	}
	return buyers, value.Fits{
		Query:     value.PurchaseQuery{AsOf: at, Currency: "EUR"},
		Customers: 2, SpendCustomers: 1, SpendLeftOut: 1,
		Purchases: value.Fit{R: .5, Alpha: 4, A: 1, B: 3, LogLikelihood: -12345.6789012, Currency: "EUR", AsOf: at, UnitDays: 7, Customers: 2},
		Spend:     value.SpendFit{P: 6, Q: 4, Gamma: 15.25, LogLikelihood: -401.5, Currency: "EUR", AsOf: at, Customers: 1, LeftOut: 1},
	}
}

func TestGoldenValue(t *testing.T) {
	buyers, fits := fittedShop()
	golden(t, "value", Value(buyers, fits))
	golden(t, "value_fit", ValueFit(fits))
	fits.Failed, fits.SpendFailed = value.ErrOutOfBounds, value.ErrNoRepeatBuyer
	golden(t, "value_failed", Value(buyers, fits))
	golden(t, "value_fit_failed", ValueFit(fits))
	golden(t, "value_none", Value(nil, value.Fits{}))
	golden(t, "value_fit_none", ValueFit(value.Fits{}))
}

func TestNineDigits(t *testing.T) {
	for v, want := range map[float64]Number{0: "0", 1: "1", 43.0 / 7: "6.14285714", -9582.429206673938: "-9582.42921", 1.5e-7: "1.5e-07", 123456789012: "1.23456789e+11"} {
		if got := nineDigits(v); got != want {
			t.Errorf("V: %v is the cell %q, want %q", v, got, want)
		}
	}
}

func TestValueRows(t *testing.T) {
	buyers, fits := fittedShop()
	checkRows(t, collect(t, Value(buyers, fits)))
	checkRows(t, collect(t, ValueFit(fits)))
}

package docs_test

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"time"

	"github.com/shopspring/decimal"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/value"
)

// teaHouse has customers who buy tea again at rates of their own, until they stay away.
func teaHouse() (facts customer.Memory) {
	rng := rand.New(rand.NewPCG(3, 4)) // the same numbers in every run
	for i := range 150 {
		id := customer.ID(fmt.Sprintf("t%03d", i))
		facts.Customers = append(facts.Customers, customer.Customer{ID: id})
		pause, leaves, price := 30*math.Exp(rng.NormFloat64()), rng.Float64()/2, 6*math.Exp(rng.NormFloat64()/2)
		for day := 500 * rng.Float64(); day < 500; day += pause * rng.ExpFloat64() {
			facts.Orders = append(facts.Orders, customer.Order{
				ID: customer.OrderID(fmt.Sprint(len(facts.Orders))), Customer: id, PaidAt: at(31, 0).Add(-time.Duration(24*(500-day)) * time.Hour),
				Total: customer.Money{Amount: decimal.New(int64(100*price*(.5+rng.ExpFloat64())), -2), Currency: "EUR"},
			})
			if rng.Float64() < leaves {
				break
			}
		}
	}
	return facts
}

// Example_value tells what to expect of a customer.
func Example_value() {
	ctx, facts := context.Background(), teaHouse()
	q := value.PurchaseQuery{AsOf: at(31, 12), Currency: "EUR"}
	counts, err := value.Count(ctx, facts, q, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fits, err := counts.Fit(q)
	if err != nil {
		fmt.Println(err)
		return
	}
	if fits.Failed != nil || fits.SpendFailed != nil {
		fmt.Println("no estimates:", fits.Failed, fits.SpendFailed)
		return
	}
	buyers, err := value.Buyers(ctx, facts, q, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, b := range buyers[:4] {
		mean, ok := fits.Spend.Mean(b.History.Repeats, b.Repeat)
		if !ok {
			continue // no repeat day, and no mean of all
		}
		worth, err := fits.Purchases.Value(b.History, mean, 12, 0.01) // a year, at 1 % a month
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(b.ID, fits.Purchases.Expected(b.History, 26*7*24*time.Hour), worth)
	}
	// Output:
	// t000 ≈0.28 ≈4.98 EUR
	// t001 ≈0.30 ≈5.16 EUR
	// t002 ≈1.14 ≈17.32 EUR
	// t003 ≈0.60 ≈11.03 EUR
}

package value_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"time"

	"github.com/shopspring/decimal"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/value"
)

const week = 7 * 24 * time.Hour

// regulars has customers who come again at rates of their own, until they stay away.
func regulars() (facts customer.Memory) {
	rng := rand.New(rand.NewPCG(1, 2)) // the same numbers in every run
	end := time.Date(2024, 6, 1, 0, 0, 0, 0, time.UTC)
	for i := range 200 {
		id := customer.ID(fmt.Sprintf("c%03d", i))
		facts.Customers = append(facts.Customers, customer.Customer{ID: id})
		pause, leaves, price := float64(4*week)*math.Exp(rng.NormFloat64()), rng.Float64()/2, 8*math.Exp(rng.NormFloat64()/2)
		for at := end.Add(-time.Duration(rng.IntN(500)) * 24 * time.Hour); at.Before(end); at = at.Add(time.Duration(pause * rng.ExpFloat64())) {
			facts.Orders = append(facts.Orders, customer.Order{
				ID: customer.OrderID(fmt.Sprint(len(facts.Orders))), Customer: id, PaidAt: at,
				Total: customer.Money{Amount: decimal.New(int64(100*price*(.5+rng.ExpFloat64())), -2), Currency: "EUR"},
			})
			if rng.Float64() < leaves {
				break
			}
		}
	}
	return facts
}

// What to expect of each customer, from the facts of a shop.
func ExampleCounts_Fit() {
	ctx, shop := context.Background(), regulars()
	q := value.PurchaseQuery{AsOf: time.Date(2024, 6, 1, 0, 0, 0, 0, time.UTC), Currency: "EUR"}
	counts, err := value.Count(ctx, shop, q, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fits, err := counts.Fit(q)
	if err != nil || fits.Failed != nil || fits.SpendFailed != nil {
		fmt.Println(err, fits.Failed, fits.SpendFailed)
		return
	}
	fmt.Printf("%v of %d customers: r %.2f, α %.2f, a %.2f, b %.2f\n", fits.Purchases.Model, fits.Purchases.Customers,
		fits.Purchases.R, fits.Purchases.Alpha, fits.Purchases.A, fits.Purchases.B)
	buyers, err := value.Buyers(ctx, shop, q, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, b := range buyers[:5] {
		mean, ok := fits.Spend.Mean(b.History.Repeats, b.Repeat)
		fmt.Printf("%s bought on %d more days: still there ≈%.2f, %v purchases in 26 weeks, each brings %v %v\n", b.ID,
			b.History.Repeats, fits.Purchases.Alive(b.History), fits.Purchases.Expected(b.History, 26*week), mean, ok)
	}
	// Output:
	// BG/NBD of 200 customers: r 0.54, α 2.09, a 0.98, b 4.26
	// c000 bought on 13 more days: still there ≈0.94, ≈4.80 purchases in 26 weeks, each brings ≈11.49 EUR true
	// c001 bought on 3 more days: still there ≈0.54, ≈2.76 purchases in 26 weeks, each brings ≈15.23 EUR true
	// c002 bought on 0 more days: still there ≈1.00, ≈0.22 purchases in 26 weeks, each brings ≈14.79 EUR true
	// c003 bought on 3 more days: still there ≈0.01, ≈0.02 purchases in 26 weeks, each brings ≈17.18 EUR true
	// c004 bought on 1 more days: still there ≈0.20, ≈0.29 purchases in 26 weeks, each brings ≈9.01 EUR true
}

// A fit without facts: histories can come from anywhere.
func ExampleFitPurchases() {
	var all value.Histories
	for _, h := range []value.History{
		{Repeats: 0, LastDay: 0, Observed: 200}, {Repeats: 12, LastDay: 140, Observed: 150}, {Repeats: 3, LastDay: 40, Observed: 250},
		{Repeats: 1, LastDay: 5, Observed: 90}, {Repeats: 1, LastDay: 150, Observed: 200}, {Repeats: 0, LastDay: 0, Observed: 60},
	} {
		if err := all.AddMany(h, 100); err != nil {
			fmt.Println(err)
			return
		}
	}
	q := value.PurchaseQuery{AsOf: time.Date(2024, 6, 1, 0, 0, 0, 0, time.UTC), Currency: "EUR"}
	fit, err := value.FitPurchases(&all, q)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%d customers with %d histories, log-likelihood %.1f\n", fit.Customers, fit.Distinct, fit.LogLikelihood)
	fmt.Println("a new customer in a year:", fit.ExpectedOfNew(52*week))

	_, err = value.FitPurchases(new(value.Histories), q)
	fmt.Println(errors.Is(err, value.ErrNoRepeatBuyer), err)
	// Output:
	// 600 customers with 6 histories, log-likelihood -4122.8
	// a new customer in a year: ≈5.13
	// true value: no repeat buyer
}

// Customers under contract: of 1,000, so many were left after each year.
func ExampleFitContract() {
	fit, err := value.FitContract([]int{1000, 631, 468, 382, 326, 289, 262, 241})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("α %.3f, β %.3f: %.1f %% stay through the first year, %.1f %% through the 8th\n",
		fit.Alpha, fit.Beta, 100*fit.Retention(1), 100*fit.Retention(8))
	// Output:
	// α 0.704, β 1.182: 62.7 % stay through the first year, 92.1 % through the 8th
}

// A holdout: what the fit of March expected, beside what came by June.
func ExampleHoldOut() {
	q := value.PurchaseQuery{AsOf: time.Date(2024, 3, 1, 0, 0, 0, 0, time.UTC), Currency: "EUR"}
	h, err := value.HoldOut(context.Background(), regulars(), q, time.Date(2024, 6, 1, 0, 0, 0, 0, time.UTC), nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, row := range h.Rows[:3] {
		fmt.Printf("%d repeat days: %d customers, expected %v, came %d\n", row.Repeats, row.Customers, row.Expected, row.Actual)
	}
	// Output:
	// 0 repeat days: 43 customers, expected ≈17.42, came 18
	// 1 repeat days: 30 customers, expected ≈13.00, came 13
	// 2 repeat days: 24 customers, expected ≈14.35, came 15
}

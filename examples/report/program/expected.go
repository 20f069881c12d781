package program

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/value"
)

// Value is what to expect of customers, if that is asked for (V). Without a currency it is
// the zero value.
type Value struct {
	Buyers []value.Buyer
	Fits   value.Fits
}

func (a *Answers) askValue(ctx context.Context, shop Shop, run *customer.Run) (err error) {
	if !a.Options.Estimate {
		return nil
	}
	q := value.PurchaseQuery{AsOf: a.Options.AsOf, Location: a.Options.Location, Currency: a.currency()}
	if q.Currency == "" {
		return nil
	}
	counts, err := value.Count(ctx, shop.Customers, q, run)
	if err != nil {
		return err
	}
	if a.Value.Fits, err = counts.Fit(q); err != nil {
		return err
	}
	a.Value.Buyers, err = value.Buyers(ctx, shop.Customers, q, run)
	return err
}

// expected prints what to expect of customers (V1–V8).
func (a *Answers) expected(p page) {
	if !a.Options.Estimate {
		return
	}
	f := &a.Value.Fits
	p.heading("What to expect, by estimate")
	if f.Query.Currency == "" {
		p.note("No customer has a paid order.")
		return
	}
	p.note("Of the paid orders in %s of %s. An estimate is marked with ≈ and is no revenue.", f.Query.Currency, plural(f.Customers, "customer"))
	p.line("")
	if f.Failed != nil {
		p.note("Purchases: there is no fit of %s, because of this: %s (V5).", f.Query.Model, value.WhyFailed(f.Failed))
	} else {
		p.note("Purchases, by %s: r %s, α %s, a %s, b %s in weeks, log-likelihood %s.", f.Query.Model,
			digits(f.Purchases.R), digits(f.Purchases.Alpha), digits(f.Purchases.A), digits(f.Purchases.B), digits(f.Purchases.LogLikelihood))
	}
	if f.SpendFailed != nil {
		p.note("Spend: there is no fit of %s, because of this: %s (V5).", value.SpendModel, value.WhyFailed(f.SpendFailed))
	} else {
		p.note("Spend, by %s of %s: p %s, q %s, γ %s, log-likelihood %s.", value.SpendModel, plural(f.SpendCustomers, "customer"),
			digits(f.Spend.P), digits(f.Spend.Q), digits(f.Spend.Gamma), digits(f.Spend.LogLikelihood))
	}
	if f.Failed == nil {
		p.line("")
		a.mostExpected(p)
	}
}

// mostExpected prints those customers of whom the most purchases are expected.
func (a *Answers) mostExpected(p page) {
	const weeks26, shown = 26 * 7 * 24 * time.Hour, 10
	fit := &a.Value.Fits.Purchases
	type line struct {
		value.Buyer
		expected value.Estimate
	}
	var all []line
	for _, b := range a.Value.Buyers {
		all = append(all, line{b, fit.Expected(b.History, weeks26)})
	}
	slices.SortStableFunc(all, func(x, y line) int {
		switch {
		case x.expected.Value > y.expected.Value:
			return -1
		case x.expected.Value < y.expected.Value:
			return 1
		}
		return 0
	})
	var rows [][]string
	for _, l := range all[:min(shown, len(all))] {
		rows = append(rows, []string{
			printable(string(l.ID)), number(l.History.Repeats), fmt.Sprintf("≈%.0f %%", 100*fit.Alive(l.History)),
			l.expected.String(), a.perPurchase(l.Buyer),
		})
	}
	p.table([]string{"customer", ">repeat days", ">still there", ">in 26 weeks", ">each brings"}, rows)
	if len(all) > shown {
		p.note("These are the first %d of %s, by the purchases expected.", shown, plural(len(all), "customer"))
	}
}

// perPurchase returns what a purchase of a customer is expected to bring (V2).
func (a *Answers) perPurchase(b value.Buyer) string {
	if a.Value.Fits.SpendFailed != nil {
		return "–"
	}
	e, ok := a.Value.Fits.Spend.Mean(b.History.Repeats, b.Repeat)
	if !ok {
		return "–"
	}
	return e.String()
}

// digits returns a parameter with four significant digits.
func digits(v float64) string { return strconv.FormatFloat(v, 'g', 4, 64) }

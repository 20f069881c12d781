package valuetest

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/value"
	"github.com/clientele-go/clientele/internal/kits/story"
)

// purchases answers a question about purchases:
//
//	buyers             as-of= location= currency=
//	fit                the same, and model=
//	expected mia       the same, and r= alpha= a= b= weeks= or months= rate= mean=
func purchases(ctx context.Context, repo value.Repository, c story.Command) (string, error) {
	q, err := purchaseQuery(c)
	if err != nil {
		return "", err
	}
	if c.Verb == "fit" {
		counts, err := value.Count(ctx, repo, q, nil)
		if err != nil {
			return "", err
		}
		fits, err := counts.Fit(q)
		return renderFits(&fits), err
	}
	all, err := value.Buyers(ctx, repo, q, nil)
	if err != nil {
		return "", err
	}
	if c.Verb == "buyers" {
		return renderBuyers(all), nil
	}
	for _, b := range all {
		if b.ID == customer.ID(c.Arg(0)) {
			return expected(b.History, q, c)
		}
	}
	return "no paid order\n", nil
}

func purchaseQuery(c story.Command) (q value.PurchaseQuery, err error) {
	if q.AsOf, q.Location, err = c.Moment(); err != nil {
		return q, err
	}
	q.Currency = "EUR"
	if c.Has("currency") {
		q.Currency = customer.Currency(c.Options["currency"])
	}
	if c.Has("model") {
		err = q.Model.UnmarshalText([]byte(c.Options["model"]))
	}
	return q, err
}

// expected asks a fit with the parameters of the question.
func expected(h value.History, q value.PurchaseQuery, c story.Command) (string, error) {
	fit := value.Fit{Model: q.Model, AsOf: q.AsOf, Currency: q.Currency, UnitDays: value.UnitDays}
	var mean, rate, weeks, months float64
	for name, to := range map[string]*float64{
		"r": &fit.R, "alpha": &fit.Alpha, "a": &fit.A, "b": &fit.B, "mean": &mean, "rate": &rate, "weeks": &weeks, "months": &months,
	} {
		if !c.Has(name) {
			continue
		}
		v, err := strconv.ParseFloat(c.Options[name], 64)
		if err != nil {
			return "", err
		}
		*to = v
	}
	if c.Has("months") {
		worth, err := fit.Value(h, value.Estimate{Value: mean, Currency: q.Currency}, int(months), rate)
		return worth.String() + "\n", err
	}
	purchases := fit.Expected(h, time.Duration(weeks*7*24)*time.Hour)
	return fmt.Sprintf("there with %.4f, %v purchases\n", fit.Alive(h), purchases), nil
}

// renderBuyers writes a customer a line: V1's three numbers in days, and what the repeat days
// brought.
func renderBuyers(all []value.Buyer) string {
	var b strings.Builder
	for _, one := range all {
		fmt.Fprintf(&b, "%s: x %d, last after %d days, observed %d days, repeats %s %s\n", one.ID,
			one.History.Repeats, one.History.LastDay, one.History.Observed, one.Repeat.Amount, one.Repeat.Currency)
	}
	return b.String()
}

// renderFits writes how many customers were fitted, and the parameters or why there are none.
func renderFits(f *value.Fits) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%v of %d: ", f.Query.Model, f.Customers)
	if p := &f.Purchases; f.Failed == nil {
		fmt.Fprintf(&b, "r %.3g, α %.3g, a %.3g, b %.3g, ln L %.4g\n", p.R, p.Alpha, p.A, p.B, p.LogLikelihood)
	} else {
		fmt.Fprintf(&b, "%s\n", value.WhyFailed(f.Failed))
	}
	fmt.Fprintf(&b, "%s of %d, left out %d: ", value.SpendModel, f.SpendCustomers, f.SpendLeftOut)
	if s := &f.Spend; f.SpendFailed == nil {
		fmt.Fprintf(&b, "p %.3g, q %.3g, γ %.3g, ln L %.4g\n", s.P, s.Q, s.Gamma, s.LogLikelihood)
	} else {
		fmt.Fprintf(&b, "%s\n", value.WhyFailed(f.SpendFailed))
	}
	return b.String()
}

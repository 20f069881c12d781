package program

import (
	"context"
	"fmt"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/value"
)

// askGaps asks for the time between orders (B1–B5).
func (a *Answers) askGaps(ctx context.Context, shop Shop, run *customer.Run) (err error) {
	q := value.GapQuery{AsOf: a.Options.AsOf, Location: a.Options.Location}
	if a.Gaps, err = value.MeasureGaps(ctx, shop.Customers, q, run); err != nil {
		return err
	}
	a.Overdue, err = value.FindOverdue(ctx, shop.Customers, q, run)
	return err
}

// gaps prints how long customers take to order again (B1–B5).
func (a *Answers) gaps(p page) {
	r := &a.Gaps
	p.heading("Between orders")
	n, days := r.Total()
	if n == 0 {
		p.note("%s on a day, and nobody on two: there is no gap to measure.", ordered(r.Customers))
		return
	}
	var rows [][]string
	for _, percent := range []int{25, 50, 75, 90} {
		gap, _ := r.Quantile(percent)
		sum, gaps, _ := r.MeanQuantile(percent)
		rows = append(rows, []string{fmt.Sprintf("%d %%", percent), number(gap), fmt.Sprintf("%.1f", float64(sum)/float64(gaps))})
	}
	p.table([]string{">share", ">gap, days", ">a customer's mean gap, days"}, rows)
	p.note("%s between order days, %.1f days in the mean.", plural(n, "gap"), float64(days)/float64(n))
	p.line("")
	a.secondOrder(p)
	p.note("Overdue are %s: longer without an order than 90 %% of their own gaps, or of all gaps if they have fewer than 3.", plural(len(a.Overdue.Customers), "customer"))
}

func ordered(n int) string {
	if n == 1 {
		return "1 customer ordered"
	}
	return number(n) + " customers ordered"
}

// secondOrder prints how many come back, and when (B3, B4).
func (a *Answers) secondOrder(p page) {
	c := a.Gaps.SecondOrder
	var rows [][]string
	for _, days := range []int{30, 90, 365} {
		row := []string{number(days), "not observed so long", ""}
		if share, ok := c.Returned(days); ok {
			x, _ := share.Float64()
			row[1] = fmt.Sprintf("%.1f %%", 100*x)
		}
		if se, ok := c.StandardError(days); ok {
			row[2] = fmt.Sprintf("%.1f", 100*se)
		}
		rows = append(rows, row)
	}
	p.table([]string{">within days", ">ordered again", ">standard error"}, rows)
	if day, ok := c.Median(); ok {
		p.note("Half of %s ordered again within %s.", plural(a.Gaps.Customers, "customer"), plural(day, "day"))
	} else {
		p.note("Of %s less than half ordered again so far: there is no median.", plural(a.Gaps.Customers, "customer"))
	}
}

package valuetest

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/clientele-go/clientele/customer/value"
	"github.com/clientele-go/clientele/internal/kits/story"
)

// gaps answers a question about the time between orders.
func gaps(ctx context.Context, repo value.Repository, c story.Command) (string, error) {
	var q value.GapQuery
	var err error
	if q.AsOf, q.Location, err = c.Moment(); err != nil {
		return "", err
	}
	if c.Has("percent") {
		if q.Percent, err = strconv.Atoi(c.Options["percent"]); err != nil {
			return "", err
		}
	}
	if c.Verb == "overdue" {
		r, err := value.FindOverdue(ctx, repo, q, nil)
		return renderOverdue(&r), err
	}
	r, err := value.MeasureGaps(ctx, repo, q, nil)
	if c.Verb == "gaps" {
		return renderGaps(&r), err
	}
	return renderCurve(r.SecondOrder), err
}

// renderGaps writes the gaps, and each customer's mean.
func renderGaps(r *value.GapReport) string {
	var b strings.Builder
	n, days := r.Total()
	fmt.Fprintf(&b, "customers %d, without orders %d, gaps %d, days %d\n", r.Customers, r.NoOrders, n, days)
	for _, p := range []int{25, 50, 75, 90} {
		if gap, ok := r.Quantile(p); ok {
			sum, of, _ := r.MeanQuantile(p)
			fmt.Fprintf(&b, "p%d: gap %d, mean %d/%d\n", p, gap, sum, of)
		}
	}
	return b.String()
}

// renderCurve writes a day a line, and the median.
func renderCurve(c value.Curve) string {
	var b strings.Builder
	for _, s := range c {
		share, _ := c.Survival(s.Day)
		fmt.Fprintf(&b, "day %d: at risk %d, orders %d, censored %d, S %s\n", s.Day, s.AtRisk, s.Orders, s.Censored, share.RatString())
	}
	if day, ok := c.Median(); ok {
		fmt.Fprintf(&b, "median %d\n", day)
	} else {
		b.WriteString("no median\n")
	}
	return b.String()
}

// renderOverdue writes a customer a line.
func renderOverdue(r *value.OverdueReport) string {
	var b strings.Builder
	for _, o := range r.Customers {
		of := "all"
		if o.Own {
			of = "their own"
		}
		fmt.Fprintf(&b, "%s: %d days since %s, more than %d of %s, since %s\n", o.ID, o.Days, o.Last, o.Quantile, of, spell(o.Since))
	}
	if len(r.Customers) == 0 {
		return "nobody\n"
	}
	return b.String()
}

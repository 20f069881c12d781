package program

import (
	"slices"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
)

// revenue prints what was earned, guests' orders included (R1–R5).
func (a *Answers) revenue(p page) {
	p.heading("Revenue, all time")
	var rows [][]string
	for _, l := range a.Totals.Revenue {
		exact := func(s customer.Sum) string {
			return customer.Money{Amount: s.Decimal(), Currency: l.Currency}.String()
		}
		net := l.Net()
		rows = append(rows, []string{
			l.Kind.String(), number(l.Orders), exact(l.Gross), exact(l.Refunded),
			exact(customer.SumOf(net)),
		})
	}
	p.table([]string{"kind", ">orders", ">gross", ">refunded", ">net"}, rows)
	p.note("Orders are those paid and not refunded in full. Currencies are never added.")
	if len(a.Revenue) == 0 {
		return
	}
	p.line("")
	for _, c := range currencies(a.Totals.Revenue) {
		a.revenueTrend(p, c)
	}
}

// revenueTrend is net revenue by month in one currency. Bars need no more than
// whole units.
func (a *Answers) revenueTrend(p page, c customer.Currency) {
	var months []calendar.Date
	var values []int
	for _, m := range a.Revenue {
		months = append(months, m.Bucket)
		values = append(values, int(m.Value.Net(c).Ceil().IntPart()))
	}
	p.trend("net "+string(c), calendar.Month, months, values, false)
}

// currencies are those that there is revenue in.
func currencies(r customer.Revenue) []customer.Currency {
	var all []customer.Currency
	for i := range r {
		all = append(all, r[i].Currency)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

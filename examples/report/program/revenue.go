package program

import (
	"slices"

	"github.com/shopspring/decimal"

	"github.com/clientele-go/clientele/customer"
)

// revenue prints what was earned, guests' orders included (R1–R6).
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
	p.line("")
	p.line("  Net revenue by period, %s:", a.span(a.Options.Range))
	var all customer.Revenue
	for i := range a.Revenue {
		all.Merge(a.Revenue[i].Value)
	}
	for _, c := range currencies(all) {
		show := func(d decimal.Decimal) string { return customer.Money{Amount: d, Currency: c}.String() }
		p.trend("net "+string(c), a.Options.Unit, a.netBars(c), false, show)
	}
	if len(all) == 0 {
		p.line("  (nothing)")
	}
}

// netBars returns net revenue by bucket in one currency (R6).
func (a *Answers) netBars(c customer.Currency) []bucketBar {
	var all []bucketBar
	for i := range a.Revenue {
		b := &a.Revenue[i]
		all = append(all, bucketBar{b.Bucket, b.Partial, b.Value.Net(c)})
	}
	return all
}

// currencies returns the currencies in which there is revenue.
func currencies(r customer.Revenue) []customer.Currency {
	var all []customer.Currency
	for i := range r {
		all = append(all, r[i].Currency)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

package plain

import (
	"fmt"
	"math/big"
	"sort"
	"strings"
	"time"
)

// inGross reports whether an order was paid as of the question's instant and
// not voided (R3).
func (q question) inGross(o order) bool {
	return q.happened(o.paid) && !q.happened(o.voided)
}

// refunded sums the refunds of an order as of the question's instant. None
// precedes the payment (R3).
func (q question) refunded(o order) *big.Rat {
	sum := new(big.Rat)
	for _, r := range o.refunds {
		at := r.at
		if at.Before(o.paid) {
			at = o.paid
		}
		if q.happened(at) {
			sum.Add(sum, r.amount)
		}
	}
	return sum
}

// isPaid reports whether an order is a paid order: paid, not voided, not
// fully refunded (R4). An order of 0 has no refund to be full.
func (q question) isPaid(o order) bool {
	if !q.inGross(o) {
		return false
	}
	sum := q.refunded(o)
	return sum.Sign() == 0 || sum.Cmp(o.amount) != 0
}

// sum is a line of revenue.
type sum struct {
	customer, kind, currency string
	orders                   int
	gross, refunded          *big.Rat
}

// revenue writes revenue.csv and revenue_total.csv (R1, R5).
func revenue(out Files, q question, f facts) {
	var lines, totals sheet
	lines.row("customer_id", "kind", "currency", "orders", "gross", "refunded", "net")
	totals.row("kind", "currency", "orders", "gross", "refunded", "net")
	known := map[string]bool{}
	for _, c := range f.customers {
		known[c.id] = true
	}
	one := func(o order) string {
		if known[o.customer] {
			return o.customer
		}
		return "" // guests are one line of their own
	}
	all := func(order) string { return "" }
	for _, s := range q.sums(f, one) {
		lines.row(append([]string{guardedText(s.customer)}, s.cells()...)...)
	}
	for _, s := range q.sums(f, all) {
		totals.row(s.cells()...)
	}
	out["revenue.csv"] = lines.b.String()
	out["revenue_total.csv"] = totals.b.String()
}

// sums adds the orders in gross up, by whose they are, kind and currency.
func (q question) sums(f facts, whose func(order) string) []sum {
	var list []sum
	for _, o := range f.orders {
		if !q.inGross(o) || o.kind == "other" {
			continue
		}
		i := 0
		for i < len(list) && (list[i].customer != whose(o) || list[i].kind != o.kind || list[i].currency != o.currency) {
			i++
		}
		if i == len(list) {
			list = append(list, sum{whose(o), o.kind, o.currency, 0, new(big.Rat), new(big.Rat)})
		}
		if q.isPaid(o) {
			list[i].orders++
		}
		list[i].gross.Add(list[i].gross, o.amount)
		list[i].refunded.Add(list[i].refunded, q.refunded(o))
	}
	sort.Slice(list, func(i, j int) bool {
		a, b := list[i], list[j]
		if a.customer != b.customer {
			return a.customer < b.customer
		}
		if a.kind != b.kind {
			return a.kind < b.kind
		}
		return a.currency < b.currency
	})
	return list
}

// cells returns the cells of a line of revenue, without the customer's.
func (s sum) cells() []string {
	net := new(big.Rat).Sub(s.gross, s.refunded)
	return []string{
		s.kind, s.currency, fmt.Sprint(s.orders),
		plainAmount(s.gross, s.currency), plainAmount(s.refunded, s.currency), plainAmount(net, s.currency),
	}
}

// payment is what changes the revenue at an instant (R6): a total, or a refund from
// when it counts.
type payment struct {
	at time.Time
	sum
}

// payments lists those in the range.
func (q question) payments(f facts) []payment {
	var list []payment
	add := func(at time.Time, o order, orders int, gross, refunded *big.Rat) {
		if q.happened(at) && (q.given.everywhere() || q.given.has(at)) {
			list = append(list, payment{at, sum{"", o.kind, o.currency, orders, gross, refunded}})
		}
	}
	for _, o := range f.orders {
		if !q.inGross(o) || o.kind == "other" {
			continue
		}
		add(o.paid, o, oneIf(q.isPaid(o)), o.amount, new(big.Rat))
		for _, r := range o.refunds {
			at := r.at // unknown is before everything
			if at.Before(o.paid) {
				at = o.paid
			}
			if r.amount.Sign() > 0 {
				add(at, o, 0, new(big.Rat), r.amount)
			}
		}
	}
	return list
}

// revenueTrend writes revenue_trend.csv (R6).
func revenueTrend(out Files, q question, f facts) {
	payments := q.payments(f)
	var times []time.Time
	kinds := map[string]bool{} // "kind currency"
	for _, p := range payments {
		times = append(times, p.at)
		kinds[p.kind+" "+p.currency] = true
	}
	buckets := q.series(q.given, times)
	if q.given.everywhere() {
		buckets = filled(times, q.unit, q.loc)
	}
	var sorted []string
	for k := range kinds {
		sorted = append(sorted, k)
	}
	sort.Strings(sorted) // no kind begins another one
	var s sheet
	s.row("bucket", "kind", "currency", "orders", "gross", "refunded", "net", "partial")
	for _, b := range buckets {
		for _, k := range sorted {
			kind, currency, _ := strings.Cut(k, " ")
			line := sum{"", kind, currency, 0, new(big.Rat), new(big.Rat)}
			for _, p := range payments {
				if p.kind == kind && p.currency == currency && labelOf(p.at, q.unit, q.loc) == b {
					line.orders += p.orders
					line.gross.Add(line.gross, p.gross)
					line.refunded.Add(line.refunded, p.refunded)
				}
			}
			s.row(append(append([]string{b}, line.cells()...), yesNo(q.partial(q.given, b)))...)
		}
	}
	out["revenue_trend.csv"] = s.b.String()
}

package plain

import (
	"fmt"
	"math/big"
	"sort"
	"time"
)

// box is a segment: its name, and the scores from and to (F4).
type box struct {
	name                   string
	r1, r2, f1, f2, m1, m2 int
}

var boxes = []box{
	{"Champions", 5, 5, 5, 5, 5, 5},
	{"Potential Loyalist", 3, 5, 3, 5, 2, 5},
	{"Loyal Customers", 2, 4, 2, 4, 2, 4},
	{"Promising", 3, 4, 1, 3, 3, 5},
	{"New Customers", 4, 5, 1, 3, 1, 5},
	{"Can't Lose Them", 1, 2, 3, 4, 4, 5},
	{"At Risk", 1, 2, 2, 5, 4, 5},
	{"Need Attention", 1, 3, 3, 5, 3, 5},
	{"About To Sleep", 2, 3, 1, 3, 1, 4},
	{"Lost", 1, 1, 1, 5, 1, 5},
}

// scored is a customer with a paid order in the currency (F1).
type scored struct {
	id      string
	last    time.Time
	orders  int
	net     *big.Rat
	r, f, m int
	segment string
}

// currencyOf returns the currency that is asked for, or the one with the most paid orders of
// customers; empty is none.
func (q question) currencyOf(f facts) string {
	if q.currency != "" {
		return q.currency
	}
	orders := map[string]int{}
	for _, c := range f.customers {
		for _, o := range f.orders {
			if o.customer == c.id && o.kind != "other" && q.isPaid(o) {
				orders[o.currency]++
			}
		}
	}
	best := ""
	for c, n := range orders {
		if best == "" || n > orders[best] || n == orders[best] && c < best {
			best = c
		}
	}
	return best
}

// rfm writes rfm.csv and rfm_segments.csv (F1–F4).
func rfm(out Files, q question, f facts) {
	var all, segments sheet
	all.row("customer_id", "currency", "last_paid_at", "orders", "net", "recency", "frequency", "monetary", "segment")
	segments.row("segment", "customers", "orders", "net", "currency")
	if currency := q.currencyOf(f); currency != "" {
		list := q.scores(f, currency)
		for _, s := range list {
			all.row(guardedText(s.id), currency, stamp(s.last), fmt.Sprint(s.orders), plainAmount(s.net, currency),
				fmt.Sprint(s.r), fmt.Sprint(s.f), fmt.Sprint(s.m), s.segment)
		}
		names := []string{"others"}
		if q.k == 5 {
			names = nil
			for _, b := range boxes {
				names = append(names, b.name)
			}
			names = append(names, "others")
		}
		for _, name := range names {
			customers, orders, net := 0, 0, new(big.Rat)
			for _, s := range list {
				if s.segment == name {
					customers++
					orders += s.orders
					net.Add(net, s.net)
				}
			}
			segments.row(name, fmt.Sprint(customers), fmt.Sprint(orders), plainAmount(net, currency), currency)
		}
		segments.row("no orders", fmt.Sprint(len(f.customers)-len(list)), "0", "", currency)
	}
	out["rfm.csv"] = all.b.String()
	out["rfm_segments.csv"] = segments.b.String()
}

// scores lists the scored customers by ID.
func (q question) scores(f facts, currency string) []scored {
	var list []scored
	for _, c := range f.customers {
		s := scored{id: c.id, net: new(big.Rat)}
		for _, o := range f.orders {
			if o.customer != c.id || o.kind == "other" || o.currency != currency || !q.inGross(o) {
				continue
			}
			s.net.Add(s.net, o.amount)
			s.net.Sub(s.net, q.refunded(o))
			if q.isPaid(o) {
				s.orders++
				if o.paid.After(s.last) {
					s.last = o.paid
				}
			}
		}
		if s.orders > 0 {
			list = append(list, s)
		}
	}
	sort.Slice(list, func(i, j int) bool { return list[i].id < list[j].id })
	for i := range list {
		s := &list[i]
		r, f, m := 0, 0, 0 // who is worse
		for _, o := range list {
			r += oneIf(o.last.Before(s.last))
			f += oneIf(o.orders < s.orders)
			m += oneIf(o.net.Cmp(s.net) < 0)
		}
		n := len(list)
		s.r, s.f, s.m = 1+q.k*r/n, 1+q.k*f/n, 1+q.k*m/n
		s.segment = "others"
		for _, b := range boxes {
			in := b.r1 <= s.r && s.r <= b.r2 && b.f1 <= s.f && s.f <= b.f2 && b.m1 <= s.m && s.m <= b.m2
			if q.k == 5 && in {
				s.segment = b.name
				break
			}
		}
	}
	return list
}

package customer_test

import (
	"fmt"
	"math/big"
	"slices"
	"strings"
	"time"

	"github.com/clientele-go/clientele/customer"
)

// The second implementation, continued: revenue.

// inGross, refunded and paid are R3 and R4.
func (m model) inGross(o customer.Order) bool { return m.past(o.PaidAt) && !m.past(o.VoidedAt) }

func (m model) refunded(o customer.Order) *big.Rat {
	sum := new(big.Rat)
	for _, r := range o.Refunds {
		if m.knows(r.At) {
			sum.Add(sum, r.Amount.Rat())
		}
	}
	return sum
}

func (m model) paid(o customer.Order) bool {
	sum := m.refunded(o)
	return m.inGross(o) && (sum.Sign() == 0 || sum.Cmp(o.Total.Amount.Rat()) != 0)
}

// tally is revenue by kind and currency.
type tally map[string]*tallied

type tallied struct {
	orders          int
	gross, refunded *big.Rat
}

func (t tally) line(o customer.Order) *tallied {
	key := fmt.Sprintf("%v %s", o.Kind, o.Total.Currency)
	if t[key] == nil {
		t[key] = &tallied{0, new(big.Rat), new(big.Rat)}
	}
	return t[key]
}

// String is the lines by kind and currency.
func (t tally) String() string {
	var all []string
	for key, l := range t {
		net := new(big.Rat).Sub(l.gross, l.refunded)
		all = append(all, fmt.Sprintf("%s %d: %s - %s = %s", key, l.orders, l.gross.RatString(), l.refunded.RatString(), net.RatString()))
	}
	slices.Sort(all)
	return strings.Join(all, "; ")
}

// revenue is that of the orders whose owner is one of these (R1–R3).
func (m model) revenue(mine func(customer.ID) bool) tally {
	t := tally{}
	for _, o := range m.facts.Orders {
		if !mine(o.Customer) || o.Kind == customer.Other || !m.inGross(o) {
			continue
		}
		l := t.line(o)
		l.gross.Add(l.gross, o.Total.Amount.Rat())
		l.refunded.Add(l.refunded, m.refunded(o))
		if m.paid(o) {
			l.orders++
		}
	}
	return t
}

// net is the net revenue in one currency.
func (m model) net(id customer.ID, c customer.Currency) *big.Rat {
	sum := new(big.Rat)
	for key, l := range m.revenue(func(o customer.ID) bool { return o == id }) {
		if strings.HasSuffix(key, " "+string(c)) {
			sum.Add(sum, l.gross)
			sum.Sub(sum, l.refunded)
		}
	}
	return sum
}

// paidOrders are the paid orders of some owners (R4).
func (m model) paidOrders(mine func(customer.ID) bool) (all []customer.Order) {
	for _, o := range m.facts.Orders {
		if mine(o.Customer) && m.paid(o) {
			all = append(all, o)
		}
	}
	return all
}

func others(all []customer.Order) (n int) {
	for _, o := range all {
		if o.Kind == customer.Other {
			n++
		}
	}
	return n
}

// latestPaid is the latest paid-at.
func latestPaid(all []customer.Order) (last time.Time) {
	for _, o := range all {
		if o.PaidAt.After(last) {
			last = o.PaidAt
		}
	}
	return last
}

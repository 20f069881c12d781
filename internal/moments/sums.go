package moments

import (
	"cmp"
	"slices"

	"github.com/clientele-go/clientele/customer"
	"github.com/shopspring/decimal"
)

// Sum is the revenue of one instant in one currency: orders of the three kinds that are
// revenue, checkout links included (R1). Different currencies are never added (R2).
type Sum struct {
	Moment   // when the orders were paid; it counts those still paid as of AsOf (R4)
	Currency customer.Currency

	// Gross is the totals of the orders paid at the instant and not voided, fully refunded
	// ones included (R3).
	Gross customer.Sum

	// Refunded is the refunds of these orders as of AsOf, whenever they were made (R3).
	// Gross − Refunded is what the orders brought in (F1, V2).
	Refunded customer.Sum

	// Returned is the refunds of any order that count from the instant on (R3). Gross −
	// Returned is the net of the instant (R6, C9). Over all instants the two nets are equal.
	Returned customer.Sum
}

// Net returns Gross − Refunded: what the orders paid at the instant brought in as of AsOf,
// exactly (R3).
func (s *Sum) Net() decimal.Decimal { return s.Gross.Decimal().Sub(s.Refunded.Decimal()) }

// Sums are in the order of their instants, then of their currencies, one for each.
type Sums []Sum

// at returns the sum of an instant and a currency, and makes it if the last one is another.
func (ss *Sums) at(m Moment, c customer.Currency) *Sum {
	if n := len(*ss); n > 0 {
		if last := &(*ss)[n-1]; last.Moment.Compare(m) == 0 && last.Currency == c {
			return last
		}
	}
	m.Count = 0
	*ss = append(*ss, Sum{Moment: m, Currency: c})
	return &(*ss)[len(*ss)-1]
}

func (s Sum) compare(o Sum) int {
	return cmp.Or(s.Moment.Compare(o.Moment), cmp.Compare(s.Currency, o.Currency))
}

func (s *Sum) merge(o *Sum) {
	s.Count += o.Count
	s.Gross.Merge(o.Gross)
	s.Refunded.Merge(o.Refunded)
	s.Returned.Merge(o.Returned)
}

// settle sorts the sums and adds up those of one instant and currency. Of small amounts it
// allocates nothing.
func (ss *Sums) settle() {
	all := *ss
	ordered := true
	for i := 1; i < len(all) && ordered; i++ {
		ordered = all[i-1].compare(all[i]) < 0
	}
	if ordered {
		return
	}
	slices.SortFunc(all, Sum.compare)
	kept := all[:1]
	for i := range all[1:] {
		s := &all[1+i]
		if last := &kept[len(kept)-1]; last.compare(*s) == 0 {
			last.merge(s)
			continue
		}
		kept = append(kept, *s)
	}
	*ss = kept
}

package customer

import (
	"cmp"
	"slices"

	"github.com/shopspring/decimal"
)

// Revenue is what orders amount to, by kind and currency (R1–R3): at most one line for
// each, by the words of the kinds, then by currency. Different currencies are never added
// (R2).
type Revenue []RevenueLine

// RevenueLine is the revenue of one kind in one currency.
type RevenueLine struct {
	Kind     OrderKind
	Currency Currency
	Orders   int // in gross and still paid: not fully refunded (R3)
	Gross    Sum // totals of orders paid and not voided, fully refunded ones included
	Refunded Sum // refunds of those orders
}

// Net returns gross − refunded, exactly (R3).
func (l *RevenueLine) Net() decimal.Decimal {
	return l.Gross.Decimal().Sub(l.Refunded.Decimal())
}

// Merge takes in the revenue of other orders.
func (r *Revenue) Merge(o Revenue) {
	for i := range o {
		l := r.line(o[i].Kind, o[i].Currency)
		l.Orders += o[i].Orders
		l.Gross.Merge(o[i].Gross)
		l.Refunded.Merge(o[i].Refunded)
	}
}

// line finds the line or makes it, in its place.
func (r *Revenue) line(k OrderKind, c Currency) *RevenueLine {
	for i := range *r {
		if l := &(*r)[i]; l.Kind == k && l.Currency == c {
			return l
		}
	}
	line := RevenueLine{Kind: k, Currency: c}
	i, _ := slices.BinarySearchFunc(*r, line, RevenueLine.compare)
	*r = slices.Insert(*r, i, line)
	return &(*r)[i]
}

// compare compares two lines by the words of their kinds, then by currency.
func (l RevenueLine) compare(o RevenueLine) int {
	return cmp.Or(cmp.Compare(l.Kind.String(), o.Kind.String()), cmp.Compare(l.Currency, o.Currency))
}

// Net returns the net revenue of all kinds in one currency; 0 if there is none.
func (r Revenue) Net(c Currency) decimal.Decimal {
	sum := r.net(c)
	return sum.Decimal()
}

func (r Revenue) net(c Currency) (sum Sum) {
	for i := range r {
		if l := &r[i]; l.Currency == c {
			sum.Merge(l.Gross)
			sum.Merge(l.Refunded.negated())
		}
	}
	return sum
}

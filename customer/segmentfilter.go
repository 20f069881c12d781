package customer

import (
	"slices"
	"time"

	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/internal/base/segment"
	"github.com/shopspring/decimal"
)

// compile returns what of a segment fits a Filter, and the rest of the conjunction (Q6).
// An empty field of a Filter passes all, so what nobody can pass goes to the rest.
func (q *Query) compile(n *segment.Node) (f Filter, rest []*segment.Node) {
	for _, n := range conjuncts(n) {
		if !q.fits(&f, n) {
			rest = append(rest, n)
		}
	}
	return f, rest
}

// conjuncts returns the parts that all must hold.
func conjuncts(n *segment.Node) []*segment.Node {
	if n.Op == segment.And {
		return n.Nodes
	}
	return []*segment.Node{n}
}

// fits narrows the filter by a part of a segment, if a filter can.
func (q *Query) fits(f *Filter, n *segment.Node) bool {
	if types := typesOf(n); types != nil && f.Types == nil {
		f.Types = types
		return true
	}
	of := n
	if n.Op == segment.Not {
		of = n.Nodes[0]
	}
	if of.Field == nil {
		return false
	}
	switch name := of.Field.Name; {
	case name == "status":
		return narrow(&f.Statuses, statusesOf(of, n.Op == segment.Not))
	case n.Op == segment.Not:
		return false
	case name == "last_device":
		return narrow(&f.Devices, devicesOf(n))
	case name == "created_at":
		return q.fitsCreated(f, n)
	case name == "revenue":
		return fitsRevenue(f, n)
	}
	return false
}

// narrow leaves what is in both sets. None is no set, and all is every one.
func narrow[T comparable](all *[]T, some []T) bool {
	if *all != nil {
		some = slices.DeleteFunc(slices.Clone(some), func(x T) bool { return !slices.Contains(*all, x) })
	}
	if len(some) == 0 {
		return false
	}
	*all = some
	return true
}

// typesOf returns the types of which a customer has one iff the part holds; nil if there are
// none.
func typesOf(n *segment.Node) (types []Type) {
	if n.Op == segment.Or {
		for _, part := range n.Nodes {
			some := typesOf(part)
			if some == nil {
				return nil
			}
			types = append(types, some...)
		}
		return types
	}
	if n.Op != segment.Equal && n.Op != segment.In {
		return nil
	}
	names := map[[2]string]Type{
		{"favorite", "true"}: "favorite", {"identity", "registered"}: "registered",
		{"identity", "anonymous"}: "anonymous", {"email_consent", "yes"}: "consent",
	}
	for _, v := range n.Values {
		t, ok := names[[2]string{n.Field.Name, v}]
		if !ok {
			return nil
		}
		types = append(types, t)
	}
	return types
}

// statusesOf returns those of a clause, or all others.
func statusesOf(n *segment.Node, others bool) (some []Status) {
	if n.Op != segment.Equal && n.Op != segment.In {
		return nil
	}
	for _, s := range Statuses() {
		if slices.Contains(n.Values, s.String()) != others {
			some = append(some, s)
		}
	}
	return some
}

// devicesOf returns those of a clause. The empty device is unknown, so no comparison finds it
// (Q3).
func devicesOf(n *segment.Node) []string {
	switch n.Op {
	case segment.Unknown:
		return []string{""}
	case segment.Equal, segment.In:
		return slices.DeleteFunc(slices.Clone(n.Values), func(d string) bool { return d == "" })
	}
	return nil
}

// fitsCreated narrows the creation date. A bound at the zero time would be none.
func (q *Query) fitsCreated(f *Filter, n *segment.Node) bool {
	var s calendar.Span
	var start time.Time
	if len(n.Values) == 1 {
		start = dateOf(n.Values[0]).Start(q.Location)
	}
	switch n.Op {
	case segment.Less:
		s.To = start
	case segment.AtMost:
		s.To = start.Add(1)
	case segment.Greater:
		s.From = start.Add(1)
	case segment.AtLeast:
		s.From = start
	case segment.Last, segment.Next:
		s = q.within(n)
	default:
		return false
	}
	if s.IsZero() {
		return false
	}
	if s = f.Created.Intersect(s); s.Empty() {
		return false
	}
	f.Created = s
	return true
}

// fitsRevenue narrows the revenue in one currency.
func fitsRevenue(f *Filter, n *segment.Node) bool {
	low, high := n.Op == segment.Equal || n.Op == segment.AtLeast, n.Op == segment.Equal || n.Op == segment.AtMost
	if !low && !high || f.Revenue != nil && f.Revenue.Currency != Currency(n.Currency) {
		return false
	}
	d := decimalOf(n.Values[0])
	if f.Revenue == nil {
		f.Revenue = &RevenueFilter{Currency: Currency(n.Currency)}
	}
	if low {
		f.Revenue.Min = tighter(f.Revenue.Min, d, 1)
	}
	if high {
		f.Revenue.Max = tighter(f.Revenue.Max, d, -1)
	}
	return true
}

// tighter returns the greater of two bounds, or by -1 the lesser. Nil is none.
func tighter(a *decimal.Decimal, b decimal.Decimal, by int) *decimal.Decimal {
	if a != nil && a.Cmp(b)*by >= 0 {
		return a
	}
	return &b
}

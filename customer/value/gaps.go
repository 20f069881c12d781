package value

import (
	"cmp"
	"context"
	"slices"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/internal/moments"
)

// GapReport is the time between the order days of all customers (B1–B4). An order day is a
// civil day with a paid order of any kind, in any currency. It is made of counts alone, so
// it depends neither on the order of facts nor on how they were read.
type GapReport struct {
	Customers int // with an order day
	NoOrders  int // customers without one

	// Gaps are the whole days between the consecutive order days of each customer.
	Gaps []DayCount

	// Means are each customer's mean gap, of those who have a gap.
	Means []MeanCount

	// SecondOrder is the time from the first order day to the second (B2, B3).
	SecondOrder Curve

	LeftOut customer.LeftOut
}

// A DayCount is how often a gap of so many days comes.
type DayCount struct{ Days, Count int }

// A MeanCount is how many customers have a mean gap of Days ÷ Gaps, in lowest terms.
type MeanCount struct{ Days, Gaps, Customers int }

// MeasureGaps reports the time between order days as of q.AsOf, in q.Location (B1–B4).
// Guests are not counted.
//
// The errors are those of GapQuery.Check, of the repository, customer.ErrRange and, unless
// run leaves bad facts out, *customer.FactError. On an error the report is the zero value.
func MeasureGaps(ctx context.Context, repo Repository, q GapQuery, run *customer.Run) (GapReport, error) {
	if err := q.Check(); err != nil {
		return GapReport{}, err
	}
	var left customer.LeftOut
	all, err := measure(ctx, repo, &q, run, &left, nil)
	if err != nil {
		return GapReport{}, err
	}
	r := GapReport{Customers: all.customers, NoOrders: all.none, Gaps: all.counts(), SecondOrder: all.curve(), LeftOut: left}
	for m, n := range all.means {
		r.Means = append(r.Means, MeanCount{m.Days, m.Gaps, n})
	}
	slices.SortFunc(r.Means, func(a, b MeanCount) int { return cmp.Compare(a.Days*b.Gaps, b.Days*a.Gaps) })
	return r, nil
}

// Total returns the number of gaps and the sum of their days; the mean is days ÷ gaps, and
// there is none without a gap (B1).
func (r *GapReport) Total() (gaps, days int) {
	for _, c := range r.Gaps {
		gaps += c.Count
		days += c.Days * c.Count
	}
	return gaps, days
}

// Quantile returns the gap below or at which so many percent of the gaps are, by nearest
// rank: the ⌈percent · n ÷ 100⌉-th smallest, never interpolated (B1). It does not exist
// without a gap, or for a percent that is not from 1 to 100.
func (r *GapReport) Quantile(percent int) (days int, ok bool) { return nearest(r.Gaps, percent) }

// nearest returns the quantile of counted days, which ascend.
func nearest(counts []DayCount, percent int) (days int, ok bool) {
	n := 0
	for _, c := range counts {
		n += c.Count
	}
	rank := rankOf(percent, n)
	for _, c := range counts {
		if rank -= c.Count; rank <= 0 {
			return c.Days, percent >= 1 && percent <= 100
		}
	}
	return 0, false
}

// rankOf returns ⌈percent · n ÷ 100⌉.
func rankOf(percent, n int) int { return (percent*n + 99) / 100 }

// MeanQuantile does what Quantile does for the customers' mean gaps: each customer counts
// once (B1). The mean is days ÷ gaps, in lowest terms.
func (r *GapReport) MeanQuantile(percent int) (days, gaps int, ok bool) {
	n := 0
	for _, m := range r.Means {
		n += m.Customers
	}
	rank := rankOf(percent, n)
	for _, m := range r.Means {
		if rank -= m.Customers; rank <= 0 {
			return m.Days, m.Gaps, percent >= 1 && percent <= 100
		}
	}
	return 0, 0, false
}

// measured is a worker's share of the customers.
type measured struct {
	buckets *moments.Buckets
	today   int // the number of AsOf's date

	customers, none  int
	gaps             map[int]int // by days
	means            map[mean]int
	events, censored map[int]int // by days since the first order day
	days             []moments.Bucket

	each func(*moments.Digest, []moments.Bucket) // if not nil, is told of every customer with order days
}

type mean struct{ Days, Gaps int }

// measure reads all customers. each makes what is told of a worker's customers.
func measure(ctx context.Context, repo Repository, q *GapQuery, run *customer.Run, left *customer.LeftOut, each func() func(*moments.Digest, []moments.Bucket)) (*measured, error) {
	axis := calendar.Axis{Location: q.Location, AsOf: q.AsOf}
	parts, err := moments.Reduce(ctx, repo, run, left, func() *measured {
		m := &measured{buckets: moments.NewBuckets(axis), gaps: map[int]int{}, means: map[mean]int{}, events: map[int]int{}, censored: map[int]int{}}
		m.today = m.buckets.Number(moments.MomentOf(q.AsOf))
		if each != nil {
			m.each = each()
		}
		return m
	}, (*measured).visit, moments.Customers[Repository](q.AsOf), moments.Orders[Repository](q.AsOf, false))
	if err != nil {
		return nil, err
	}
	for _, p := range parts[1:] {
		parts[0].merge(p)
	}
	return parts[0], nil
}

// visit takes in one customer.
func (m *measured) visit(d *moments.Digest) error {
	m.days = m.buckets.Of(m.days[:0], d.Orders)
	if len(m.days) == 0 {
		m.none++
		return nil
	}
	m.customers++
	first, last := m.days[0].Number, m.days[len(m.days)-1].Number
	for i := 1; i < len(m.days); i++ {
		m.gaps[m.days[i].Number-m.days[i-1].Number]++
	}
	if n := len(m.days) - 1; n > 0 {
		m.events[m.days[1].Number-first]++
		m.means[lowest(last-first, n)]++
	} else {
		m.censored[max(0, m.today-first)]++ // clocks that went back can date the order after AsOf
	}
	if m.each != nil {
		m.each(d, m.days)
	}
	return nil
}

// lowest returns a fraction in lowest terms.
func lowest(days, gaps int) mean {
	a, b := days, gaps
	for b != 0 {
		a, b = b, a%b
	}
	return mean{days / a, gaps / a}
}

// merge takes in the customers of another worker.
func (m *measured) merge(o *measured) {
	m.customers += o.customers
	m.none += o.none
	add(m.gaps, o.gaps)
	add(m.means, o.means)
	add(m.events, o.events)
	add(m.censored, o.censored)
}

func add[K comparable](into, part map[K]int) {
	for k, n := range part {
		into[k] += n
	}
}

// counts returns the gaps by their days.
func (m *measured) counts() (all []DayCount) {
	for days, n := range m.gaps {
		all = append(all, DayCount{days, n})
	}
	slices.SortFunc(all, func(a, b DayCount) int { return cmp.Compare(a.Days, b.Days) })
	return all
}

// curve returns the time to the second order.
func (m *measured) curve() (all Curve) {
	days := map[int]int{}
	add(days, m.events)
	add(days, m.censored)
	for day := range days {
		all = append(all, Step{Day: day, Orders: m.events[day], Censored: m.censored[day]})
	}
	slices.SortFunc(all, func(a, b Step) int { return cmp.Compare(a.Day, b.Day) })
	risk := m.customers
	for i := range all {
		all[i].AtRisk = risk
		risk -= all[i].Orders + all[i].Censored
	}
	return all
}

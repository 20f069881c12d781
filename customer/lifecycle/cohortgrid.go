package lifecycle

import (
	"cmp"
	"slices"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/internal/moments"
)

// grid is a worker's share of the cohorts, by the numbers of their buckets.
type grid struct {
	q      *CohortQuery
	joined func(customer.ID) time.Time
	window
	own     clock
	buckets *moments.Buckets

	customers, unanchored, undated int
	cohorts                        map[int]*cohort

	anchors, returns []moments.Bucket // of the customer who is visited
	join             [1]moments.Moment
}

// cohort is the members whose anchors are in one bucket. Offsets are the differences of
// buckets' numbers on the calendar, and the numbers of windows on the own clock.
type cohort struct {
	size  int
	over  []int // on the own clock, how many members have so many windows that are over
	cells []count
	money [][]netOf // by offset
}

// count is what is counted of one offset.
type count struct {
	on   int // members with a return in it
	last int // members whose last one is in it
}

// netOf is the net revenue in one currency.
type netOf struct {
	currency customer.Currency
	gross    customer.Sum
	returned customer.Sum
}

func newGrid(q *CohortQuery, joined func(customer.ID) time.Time) *grid {
	axis := q.axis()
	return &grid{q: q, joined: joined, window: windowOf(axis), own: clockOf(q), buckets: moments.NewBuckets(axis), cohorts: map[int]*cohort{}}
}

// visit puts one customer into their cohort, or with Recurring into each.
func (g *grid) visit(d *moments.Digest) error {
	g.customers++
	anchors := g.anchorsOf(d)
	returns, undated := g.q.Return.of(d)
	g.undated += undated
	if len(anchors) == 0 {
		g.unanchored++
		return nil
	}
	g.returns = g.returns[:0]
	if g.q.Clock == Calendar {
		g.returns = g.buckets.Of(g.returns, returns)
	}
	if !g.q.Recurring {
		anchors = anchors[:1]
	}
	g.anchors = g.buckets.Of(g.anchors[:0], anchors)
	for i := range g.anchors {
		a := &g.anchors[i]
		g.reach(g.buckets, a.Number, anchors)
		c := g.cohort(a.Number)
		if c == nil {
			continue
		}
		c.size++
		if g.q.Clock == Own {
			g.byOwnClock(c, a.First, returns, d.Sums)
		} else {
			g.byCalendar(c, a, returns, d.Sums)
		}
	}
	return nil
}

// anchorsOf returns the moments of the anchor's kind.
func (g *grid) anchorsOf(d *moments.Digest) moments.Moments {
	switch g.q.Anchor {
	case FirstOrder:
		return d.Orders
	case FirstJoin:
		at := g.joined(d.ID)
		if at.IsZero() || moments.MomentOf(g.q.AsOf).Before(moments.MomentOf(at)) { // T2
			return nil
		}
		g.join[0] = moments.MomentOf(at)
		return g.join[:]
	}
	return d.Logins
}

// cohort returns the cohort of a bucket; nil if nobody looks at it.
func (g *grid) cohort(number int) *cohort {
	if g.none || number < g.bottom() || number > g.top() {
		return nil
	}
	c := g.cohorts[number]
	if c == nil {
		c = &cohort{}
		g.cohorts[number] = c
	}
	return c
}

// byCalendar counts a member's returns by the calendar's buckets.
func (g *grid) byCalendar(c *cohort, a *moments.Bucket, returns moments.Moments, sums moments.Sums) {
	last := -1
	for i := range g.returns {
		r := &g.returns[i]
		if r.Number > a.Number || r.Number == a.Number && g.returned(a, returns) {
			last = r.Number - a.Number
			c.at(last).on++
		}
	}
	if last >= 0 {
		c.at(last).last++
	}
	for i := range sums {
		if offset := g.buckets.Number(sums[i].Moment) - a.Number; offset >= 0 {
			c.add(offset, &sums[i])
		}
	}
}

// returned reports whether a return in the anchor's bucket is not before the anchor (C3).
func (g *grid) returned(a *moments.Bucket, returns moments.Moments) bool {
	for i := returns.From(a.First); i < len(returns); i++ {
		switch n := g.buckets.Number(returns[i]); {
		case n == a.Number:
			return true
		case n > a.Number+beside:
			return false
		}
	}
	return false
}

// byOwnClock counts a member's returns by windows from the anchor on. Returns in windows that
// are not over do not count, as the member is not eligible (C5).
func (g *grid) byOwnClock(c *cohort, anchor moments.Moment, returns moments.Moments, sums moments.Sums) {
	over := g.own.window(anchor, g.own.end)
	for len(c.over) <= over {
		c.over = append(c.over, 0)
	}
	c.over[over]++
	last := -1
	for _, r := range returns[returns.From(anchor):] {
		k := g.own.window(anchor, r)
		if k > last && k < over {
			c.at(k).on++
		}
		last = max(last, k)
	}
	if last = min(last, over-1); last >= 0 {
		c.at(last).last++
	}
	for i := range sums {
		if s := &sums[i]; !s.Moment.Before(anchor) {
			c.add(g.own.window(anchor, s.Moment), s)
		}
	}
}

// at returns the counts of an offset.
func (c *cohort) at(offset int) *count {
	for len(c.cells) <= offset {
		c.cells = append(c.cells, count{})
	}
	return &c.cells[offset]
}

// add adds money to an offset.
func (c *cohort) add(offset int, s *moments.Sum) {
	for len(c.money) <= offset {
		c.money = append(c.money, nil)
	}
	c.net(offset, netOf{s.Currency, s.Gross, s.Returned})
}

func (c *cohort) net(offset int, n netOf) {
	all := c.money[offset]
	i, found := slices.BinarySearchFunc(all, n, func(a, b netOf) int { return cmp.Compare(a.currency, b.currency) })
	if !found {
		c.money[offset] = slices.Insert(all, i, n)
		return
	}
	all[i].gross.Merge(n.gross)
	all[i].returned.Merge(n.returned)
}

// merge takes in the customers of another worker.
func (g *grid) merge(o *grid) {
	g.customers += o.customers
	g.unanchored += o.unanchored
	g.undated += o.undated
	g.low, g.high = min(g.low, o.low), max(g.high, o.high)
	for number, c := range o.cohorts {
		if g.cohorts[number] == nil {
			g.cohorts[number] = c
			continue
		}
		g.cohorts[number].merge(c)
	}
}

func (c *cohort) merge(o *cohort) {
	c.size += o.size
	for len(c.over) < len(o.over) {
		c.over = append(c.over, 0)
	}
	for i, n := range o.over {
		c.over[i] += n
	}
	for k, n := range o.cells {
		at := c.at(k)
		at.on += n.on
		at.last += n.last
	}
	for len(c.money) < len(o.money) {
		c.money = append(c.money, nil)
	}
	for k, all := range o.money {
		for _, n := range all {
			c.net(k, n)
		}
	}
}

// report lists the cohorts from the first one to the last.
func (g *grid) report(left customer.LeftOut) (CohortReport, error) {
	r := CohortReport{Customers: g.customers, Unanchored: g.unanchored, Undated: g.undated, LeftOut: left, query: *g.q, cohorts: g.cohorts}
	if g.none || g.low > g.high {
		return r, nil
	}
	low := min(g.low, g.last) // all members can have later dates than AsOf, where clocks went back (T5)
	ends := map[calendar.Date]bool{g.buckets.Date(low): true, g.buckets.Date(g.high): true}
	points, err := calendar.FillValues(g.q.Unit, g.q.Location, ends)
	if err != nil {
		return CohortReport{}, err
	}
	for _, p := range points {
		r.starts = append(r.starts, p.Bucket)
	}
	return r, nil
}

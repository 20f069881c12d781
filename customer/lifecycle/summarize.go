package lifecycle

import (
	"context"
	"math"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/internal/moments"
)

// Summarize follows every customer through the buckets of q.Range: who is new, who comes
// back, who is lost (D1–D7). Guests are not counted.
//
// The errors are those of Query.Check, of the repository, customer.ErrRange and, unless run
// leaves bad facts out, *customer.FactError. On an error the report is the zero value.
func Summarize(ctx context.Context, repo Repository, q Query, run *customer.Run) (Report, error) {
	if err := q.Check(); err != nil {
		return Report{}, err
	}
	var left customer.LeftOut
	parts, err := moments.Reduce(ctx, repo, run, &left, func() *course { return newCourse(&q) },
		(*course).visit, moments.Customers[Repository](q.AsOf), q.Activity.source(q.AsOf))
	if err != nil {
		return Report{}, err
	}
	for _, p := range parts[1:] {
		parts[0].merge(p)
	}
	r := parts[0].report()
	r.LeftOut = left
	return r, nil
}

// course is a worker's share of a report. Flows are kept by the numbers of their buckets,
// down from the last one.
type course struct {
	activity Activity
	window
	buckets *moments.Buckets
	active  []moments.Bucket // of the customer who is visited

	customers, undated int
	flows              []Flow // of top, and of the buckets before it
	unseen             Flow   // of a bucket that is not kept
	early              int    // customers first active before all flows
}

func newCourse(q *Query) *course {
	axis := q.axis()
	return &course{activity: q.Activity, window: windowOf(axis), buckets: moments.NewBuckets(axis)}
}

// visit follows one customer.
func (c *course) visit(d *moments.Digest) error {
	c.customers++
	ms, undated := c.activity.of(d)
	c.undated += undated
	c.active = c.buckets.Of(c.active[:0], ms)
	for i := range c.active {
		this := &c.active[i]
		c.reach(c.buckets, this.Number, ms)
		f := c.flow(this.Number)
		switch {
		case i == 0:
			f.New++
			if this.Number < c.bottom() {
				c.early++
			}
		case c.buckets.Adjacent(c.active[i-1].Number, this.Number):
			f.Returning++
		default:
			f.Resurrecting++
		}
		if next := c.buckets.Next(this.Number); i+1 == len(c.active) || c.active[i+1].Number > next {
			c.flow(next).Lost++
		}
	}
	return nil
}

// flow returns the flow of a bucket. If it is not kept, that is one which nobody looks at.
func (c *course) flow(number int) *Flow {
	if number > c.top() || number < c.bottom() {
		c.unseen = Flow{}
		return &c.unseen
	}
	i := c.top() - number
	for len(c.flows) <= i {
		c.flows = append(c.flows, Flow{})
	}
	return &c.flows[i]
}

// merge takes in the customers of another worker.
func (c *course) merge(o *course) {
	c.customers += o.customers
	c.undated += o.undated
	c.early += o.early
	c.low, c.high = min(c.low, o.low), max(c.high, o.high)
	for i := range o.flows {
		c.flow(o.top() - i).merge(&o.flows[i])
	}
}

func (c *course) report() Report {
	r := Report{Customers: c.customers, Undated: c.undated, Before: c.early, Flows: map[calendar.Date]Flow{}}
	for i, f := range c.flows {
		switch number := c.top() - i; {
		case number < c.low:
			r.Before += f.New
		case number <= c.high && f != Flow{}:
			r.Flows[c.buckets.Date(number)] = f
		}
	}
	if c.low < c.bottom() { // the series is too long, and its beginning says so
		r.Flows[c.buckets.Date(c.low)] = Flow{}
	}
	return r
}

// window is the buckets of a question by their numbers.
type window struct {
	first, last int            // of the range, whole buckets (D5); without a beginning, first is the least number
	from, end   moments.Moment // the instants of the range, cut off after AsOf
	low, high   int            // what there is of it, extended by moments that a change of clocks dates outside (T5)
	none        bool           // the range is empty
}

// windowOf returns the window of an axis.
func windowOf(a calendar.Axis) window {
	w := window{first: math.MinInt, low: math.MaxInt, high: math.MinInt, none: true}
	end := a.Span.Intersect(calendar.AsOf(a.AsOf)).To
	latest := end.Add(-1)
	if calendar.Check(latest, nil) != nil || !a.Span.From.IsZero() && a.Span.From.After(latest) {
		return w
	}
	b := moments.NewBuckets(a)
	w.none, w.end = false, moments.MomentOf(end)
	w.last = b.Number(moments.MomentOf(latest))
	w.high = w.last
	w.from = moments.Moment{Sec: math.MinInt64}
	if !a.Span.From.IsZero() {
		w.from = moments.MomentOf(a.Span.From)
		w.first = b.Number(w.from)
		w.first, w.last = min(w.first, w.last), max(w.first, w.last)
		w.low, w.high = w.first, w.last
	}
	return w
}

// beside is in how many buckets beside those of the range a moment of it can be.
const beside = 2

// top returns the last bucket that can be looked at.
func (w *window) top() int { return w.last + beside }

// bottom returns the first bucket that can be looked at, in a series that is not too long.
func (w *window) bottom() int {
	const most = calendar.MaxBuckets + 1000 // and some that the location skipped
	if w.first == math.MinInt {
		return w.last - most
	}
	return max(w.first-beside, w.last-most)
}

// reach takes in a bucket in which a customer was active at some of the moments.
func (w *window) reach(b *moments.Buckets, number int, ms moments.Moments) {
	if w.none || number < w.first-beside && w.first != math.MinInt || number > w.top() {
		return
	}
	if number < w.first || number > w.last {
		found := false
		for _, m := range ms {
			found = found || b.Number(m) == number && !m.Before(w.from) && m.Before(w.end)
		}
		if !found {
			return
		}
	}
	w.low, w.high = min(w.low, number), max(w.high, number)
}

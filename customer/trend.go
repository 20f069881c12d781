package customer

import (
	"context"
	"iter"
	"time"

	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/internal/base/fold"
)

// RevenueTrend returns the revenue by period (R6): the revenue of all customers and guests
// per bucket of civil dates in q.Location (T5). An order's total is in the bucket in which
// it was paid. A refund is in the bucket from which it counts: that of its date, but never
// before the payment, so a refund never rewrites an earlier period (R3). A bucket can be
// negative. A line's Orders are those paid in the bucket and still paid as of q.AsOf. A
// bucket has a line for each kind and currency with a payment, of 0 too, or a refund of more
// than 0 in it. Over all buckets, the lines sum to the revenue of everybody (R5).
//
// The series is over q.Range, in buckets of q.Unit: of each order and refund, it has
// only what happened within the range. An empty range, and an unbounded one with
// no revenue in it, has no buckets. With the zero range, which is all of time, the
// series ends with the last bucket that has revenue.
//
// The errors are those of Query.Check, calendar.ErrSeries, those of the repository, ErrRange
// and, unless run leaves bad facts out, *FactError.
func RevenueTrend(ctx context.Context, repo Repository, q Query, run *Run) ([]calendar.Point[Revenue], error) {
	if err := q.Check(); err != nil {
		return nil, err
	}
	axis := q.axis()
	a := asks{Span: q.Range.Intersect(calendar.AsOf(q.AsOf))}
	all := &trend{}
	_, err := fold.Reduce(ctx, trendOf(axis, a), run.Fold(nil), repo, fold.Reduction[trend, struct{}]{
		Answer: func() (none struct{}) { return none },
		Visit: func(_ struct{}, t *trend) error {
			all = t
			return nil
		},
	})
	if err != nil {
		return nil, err
	}
	return all.series(axis)
}

// series returns the trend with zeros for the buckets without orders.
func (t *trend) series(axis calendar.Axis) ([]calendar.Point[Revenue], error) {
	if !axis.Span.IsZero() {
		return calendar.Fill(axis, t.buckets)
	}
	// Without a range, cut at the last bucket with revenue (R6). Only AsOf makes
	// buckets partial, the running one and, where clocks go back over midnight, one
	// beside it.
	points, err := calendar.FillValues(axis.Unit, axis.Location, t.buckets)
	if len(points) == 0 {
		return points, err
	}
	end := points[max(0, len(points)-3):]
	axis.Span.From = end[0].Bucket.Start(axis.Location)
	axis.Span.To = axis.Unit.Next(end[len(end)-1].Bucket).Start(axis.Location).Add(twoDays * time.Second)
	keys := map[calendar.Date]bool{}
	for i := range end {
		keys[end[i].Bucket] = true
	}
	marked, err := calendar.Fill(axis, keys)
	for i := range end {
		for _, p := range marked {
			if p.Bucket == end[i].Bucket {
				end[i].Partial = p.Partial
			}
		}
	}
	return points, err
}

// trendOf returns how orders become a trend. All orders go into one digest, the
// rest, whoever placed them.
func trendOf(axis calendar.Axis, a asks) *fold.Wing[Repository, ID, trend] {
	all := []fold.Source[Repository, ID, trend]{&fold.FactKind[Repository, ID, Order, trend]{
		Name: "orders", Owner: ownerOfOrder, Follows: true,
		Take: func(t *trend, os []Order) (int, error) {
			o := &os[0]
			err := o.Check()
			if err == nil {
				t.add(o)
				return 1, nil
			}
			sound, ok, err := o.Sound()
			if ok {
				t.add(&sound)
			}
			return 1, err
		},
		Each: func(ctx context.Context, repo Repository, r within) iter.Seq2[Order, error] {
			return repo.EachOrder(ctx, a.scopeFor(r))
		},
		Held: func(repo Repository) *fold.Held[ID, Order] { return a.held(repo).orders },
	}}
	return &fold.Wing[Repository, ID, trend]{
		Start: func(t *trend, _ ID) {
			*t = trend{asOf: axis.AsOf, span: axis.Span, key: axis.Keyer(), buckets: map[calendar.Date]Revenue{}}
		},
		Room: func([]trend) {}, Merge: (*trend).merge,
		Sources: func(Repository) []fold.Source[Repository, ID, trend] { return all },
	}
}

type trend struct {
	asOf    time.Time
	span    calendar.Span
	key     func(time.Time) calendar.Date
	buckets map[calendar.Date]Revenue
}

func (t *trend) merge(o *trend) {
	for bucket, r := range o.buckets {
		all := t.buckets[bucket]
		all.Merge(r)
		t.buckets[bucket] = all
	}
}

func (t *trend) add(o *Order) {
	if !o.Kind.Revenue() || !o.InGross(t.asOf) {
		return
	}
	if t.span.Contains(o.PaidAt) {
		t.in(o.PaidAt, func(r *Revenue) {
			l := r.line(o.Kind, o.Total.Currency)
			l.Gross.Add(o.Total.Amount)
			if o.Paid(t.asOf) {
				l.Orders++
			}
		})
	}
	for _, refund := range o.Refunds {
		at := later(o.PaidAt, refund.At)
		if known(refund.At, t.asOf) && t.span.Contains(at) && !refund.Amount.IsZero() {
			t.in(at, func(r *Revenue) { r.line(o.Kind, o.Total.Currency).Refunded.Add(refund.Amount) })
		}
	}
}

// in changes the revenue of the bucket of an instant.
func (t *trend) in(at time.Time, change func(*Revenue)) {
	k := t.key(at)
	r := t.buckets[k]
	change(&r)
	t.buckets[k] = r
}

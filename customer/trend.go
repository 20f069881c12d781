package customer

import (
	"context"
	"fmt"
	"time"

	"github.com/clientele-go/clientele/customer/calendar"
)

// RevenueTrend is the revenue per bucket of civil dates in q.Location (T5): an
// order's total in the bucket in which it was paid, a refund in the bucket in
// which it was made, but never before the payment, so that a refund never
// rewrites an earlier period (R3). Its sum over all buckets is the revenue of
// all customers and guests (R5). A line's Orders are those paid in the bucket
// and still paid as of q.AsOf.
//
// The span and unit are the series': of each order and refund only what
// happened within the span is in it. An empty span, and an unbounded one with
// no revenue in it, has no buckets.
//
// The errors are those of Query.Check, calendar.ErrUnit, of the repository and
// of Order.Check.
func RevenueTrend(ctx context.Context, repo Repository, q Query, span calendar.Span, unit calendar.Unit) ([]calendar.Point[Revenue], error) {
	if err := q.Check(); err != nil {
		return nil, err
	}
	if !unit.Valid() {
		return nil, calendar.ErrUnit
	}
	axis := calendar.Axis{Unit: unit, Location: q.Location, Span: span, AsOf: q.AsOf}
	t := trend{asOf: q.AsOf, span: span, key: axis.Keyer(), buckets: map[calendar.Date]Revenue{}}
	for o, err := range repo.EachOrder(ctx, Scope{Span: span.Intersect(calendar.AsOf(q.AsOf))}) {
		if err == nil {
			err = o.Check()
		}
		if err != nil {
			return nil, fmt.Errorf("reading orders: %w", err)
		}
		t.add(&o)
	}
	return calendar.Fill(axis, t.buckets), nil
}

type trend struct {
	asOf    time.Time
	span    calendar.Span
	key     func(time.Time) calendar.Date
	buckets map[calendar.Date]Revenue
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
		if known(refund.At, t.asOf) && t.span.Contains(at) {
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

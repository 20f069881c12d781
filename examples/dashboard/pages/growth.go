package pages

import (
	"context"
	"errors"
	"iter"
	"net/url"
	"sync"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/customer/lifecycle"
	"github.com/clientele-go/clientele/export"
)

func (s *server) askGrowth(_ context.Context, v, own url.Values) (asked, error) {
	q, err := customer.ParseQuery(v)
	if err != nil {
		return asked{}, err
	}
	u, err := unfiltered(&q, "from", "to", "unit")
	if err != nil {
		return asked{}, err
	}
	var activity lifecycle.Activity
	if word := own.Get("activity"); word != "" {
		if err := activity.UnmarshalText([]byte(word)); err != nil {
			return asked{}, badRequest{err}
		}
	}
	fields := []field{date("From", "from", q.Range.From, q.Location), date("To (not included)", "to", q.Range.To, q.Location), unitField(q.Unit),
		choice("Active by", "activity", activity.String(), "logins", "logins", "messages", "messages", "orders", "paid orders")}
	if q.Range == (calendar.Span{}) {
		q.Range = calendar.Days(180).Last(q.AsOf)
	}
	return asked{question: u, fields: fields, compute: func(ctx context.Context, now State) ([]*table, error) { return s.growth(ctx, now, q, activity) }}, nil
}

// growth returns the tables of status over time.
func (s *server) growth(ctx context.Context, now State, q customer.Query, activity lifecycle.Activity) ([]*table, error) {
	var summary customer.Report
	var next []customer.Transition
	var trend customer.StatusTrend
	var states lifecycle.Report
	life := lifecycle.Query{AsOf: q.AsOf, Location: q.Location, Range: q.Range, Unit: q.Unit, Activity: activity}
	err := together(
		func() (err error) { // from the rollup, one customer after the other
			if summary, err = s.summarize(ctx, now, q); err == nil {
				next, err = s.tomorrow(ctx, q)
			}
			return err
		},
		func() (err error) {
			if trend, err = customer.TrackStatus(ctx, now.Customers, q, s.run); err == nil {
				states, err = lifecycle.Summarize(ctx, now.Customers, life, s.run)
			}
			return err
		},
	)
	if err != nil {
		return nil, err
	}
	c := collect{zone: q.Location}
	add(&c, "status", "Customers by status", export.Statuses(summary), share("status"))
	add(&c, "revenue_total", "Revenue", export.RevenueTotals(summary), nil)
	add(&c, "status_trend", "Statuses over time", export.StatusTrend(trend, q.Unit), bars("bucket", "very_active", "active", "quiet", "sleeper"))
	add(&c, "lifecycle", "New, returning, resurrecting and dormant", export.Lifecycle(states, life), func(t *table) {
		bars("bucket", "returning", "resurrecting", "new", "-dormant", "-pending")(t)
		t.Note = "Dormant customers were active in the bucket before, and not in this one. While a bucket is not over they are pending."
	})
	changes := length{total: trend.Len()}
	if changes.total <= maxRows { // to put very many in order takes long, and the first of them tell nothing
		changes.most = changes.total
	}
	addHead(&c, "transitions", "Changes of status", changes, export.Transitions(trend), nil)
	if next != nil {
		addHead(&c, "tomorrow", "Within a week, if nobody logs in", length{len(next), maxRows}, transitions(next), nil)
	}
	return c.tables, c.err
}

// tomorrow returns the changes of status within a week if nobody logs in (H2). The rollup
// alone knows them, as of its own instant; of another one, they are nil.
func (s *server) tomorrow(ctx context.Context, q customer.Query) ([]customer.Transition, error) {
	if s.Rollup == nil {
		return nil, nil
	}
	next, err := s.Rollup.Tomorrow(ctx, q, calendar.Days(7))
	switch {
	case errors.Is(err, customer.ErrQuery): // of another instant
		return nil, nil
	case err == nil && next == nil:
		next = []customer.Transition{}
	}
	return next, err
}

// transitions yields rows of changes.
func transitions(all []customer.Transition) iter.Seq2[export.TransitionRow, error] {
	return func(yield func(export.TransitionRow, error) bool) {
		for _, m := range all {
			if !yield(export.NewTransitionRow(m), nil) {
				return
			}
		}
	}
}

// together does both at the same time. A panic of either is an error.
func together(a, b func() error) error {
	var errA, errB error
	var work sync.WaitGroup
	work.Go(func() { errA = caught(a) })
	errB = caught(b)
	work.Wait()
	return errors.Join(errA, errB)
}

// summarize answers from the rollup, if it is of this question, else from the facts
// (O3).
func (s *server) summarize(ctx context.Context, now State, q customer.Query) (customer.Report, error) {
	if s.Rollup != nil {
		r, err := s.Rollup.Summarize(ctx, q)
		if !errors.Is(err, customer.ErrQuery) {
			return r, err
		}
	}
	return customer.Summarize(ctx, now.Customers, q, s.run)
}

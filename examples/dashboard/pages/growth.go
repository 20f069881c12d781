package pages

import (
	"context"
	"errors"
	"net/url"

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
	u, err := checked(&q)
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
	summary, err := s.summarize(ctx, now, q)
	if err != nil {
		return nil, err
	}
	trend, err := customer.TrackStatus(ctx, now.Customers, q, s.run)
	if err != nil {
		return nil, err
	}
	life := lifecycle.Query{AsOf: q.AsOf, Location: q.Location, Range: q.Range, Unit: q.Unit, Activity: activity}
	states, err := lifecycle.Summarize(ctx, now.Customers, life, s.run)
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
	if err := s.tomorrow(ctx, q, &c); err != nil {
		return nil, err
	}
	return c.tables, c.err
}

// tomorrow adds the changes of status within a week if nobody logs in (H2). The rollup
// alone knows them, as of its own instant.
func (s *server) tomorrow(ctx context.Context, q customer.Query, c *collect) error {
	if s.Rollup == nil {
		return nil
	}
	next, err := s.Rollup.Tomorrow(ctx, q, calendar.Days(7))
	switch {
	case errors.Is(err, customer.ErrQuery): // of another instant
		return nil
	case err != nil:
		return err
	}
	rows := func(yield func(export.TransitionRow, error) bool) {
		for _, m := range next {
			if !yield(export.NewTransitionRow(m), nil) {
				return
			}
		}
	}
	addHead(c, "tomorrow", "Within a week, if nobody logs in", length{len(next), maxRows}, rows, nil)
	return nil
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

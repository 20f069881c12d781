package main

import (
	"context"

	"github.com/clientele-go/clientele/customer/rollup"
	"github.com/clientele-go/clientele/engagement"
	"github.com/clientele-go/clientele/notify"
	"github.com/clientele-go/clientele/subscription"
)

// asking asks one question.
type asking func(context.Context) (func() (Answer, error), error)

// ofLoaded asks the library a question of what it loaded before the clock starts, and DuckDB.
func (b *Bench) ofLoaded(ctx context.Context, job string, q Question) error {
	h, err := b.in(ctx, ByCustomer)
	if err != nil {
		return err
	}
	ask, err := h.library.loaded(ctx, q)
	if err != nil {
		return err
	}
	contenders := []Contender{contender(h.library, ask)}
	if d := h.duck; d != nil {
		contenders = append(contenders, contender(d, func(ctx context.Context) (func() (Answer, error), error) { return d.Ask(ctx, q) }))
	}
	return b.Race(ctx, job, contenders...)
}

// loaded loads the facts that a question is about, in the wing's Loaded. The questions of
// package customer ask a rollup.
func (l *library) loaded(ctx context.Context, q Question) (asking, error) {
	switch q {
	case Analysis:
		return askEngagement(ctx, l.shop.numbers, analysisOf)
	case Breakdowns:
		return askEngagement(ctx, l.shop.engagement, breakdownsOf)
	case Subscription:
		facts, err := subscription.Load(ctx, l.shop.subscription, nil)
		return func(ctx context.Context) (func() (Answer, error), error) {
			r, err := subscription.Summarize(ctx, facts, subscriptionQuery, nil)
			return func() (Answer, error) { return subscriptionOf(&r), nil }, err
		}, err
	case Expiry:
		facts, err := notify.Load(ctx, l.shop.notify, nil)
		return func(ctx context.Context) (func() (Answer, error), error) {
			r, err := notify.Summarize(ctx, facts, notifyQuery, nil)
			return func() (Answer, error) { return expiryOf(&r), nil }, err
		}, err
	}
	return l.rolledUp(ctx, q)
}

func askEngagement(ctx context.Context, from *engagement.Sorted, of func(*engagement.Report) Answer) (asking, error) {
	facts, err := engagement.Load(ctx, from, nil)
	return func(ctx context.Context) (func() (Answer, error), error) {
		r, err := engagement.Summarize(ctx, facts, engagementQuery, nil)
		return func() (Answer, error) { return of(&r), nil }, err
	}, err
}

// rolledUp builds a rollup, for the questions about status and revenue.
func (l *library) rolledUp(ctx context.Context, q Question) (asking, error) {
	store := new(rollup.Memory)
	r := rollup.Rollup{Store: store, Repository: l.shop.logins, Query: customerQuery}
	if q == Revenue {
		r.Repository = l.shop.orders
	}
	if err := r.Build(ctx); err != nil {
		return nil, err
	}
	if q == Status {
		return func(ctx context.Context) (func() (Answer, error), error) {
			report, err := r.Summarize(ctx, customerQuery)
			return func() (Answer, error) { return statusOf(&report), nil }, err
		}, nil
	}
	return func(ctx context.Context) (func() (Answer, error), error) {
		spent := spending(false)
		totals := spent.New()
		err := store.View(ctx, func(v rollup.View) error {
			for rec, err := range v.Records(ctx, rollup.Ask{}) {
				if err == nil {
					err = spent.Visit(totals, &rec.Digest)
				}
				if err != nil {
					return err
				}
			}
			return nil
		})
		return func() (Answer, error) { return totals.revenue(), nil }, err
	}, nil
}

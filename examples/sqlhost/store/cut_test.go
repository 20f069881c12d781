package store_test

import (
	"context"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/examples/report/program"
	"github.com/clientele-go/clientele/examples/sqlhost/store"
)

// These are the stores of every wing and way with ranges of n customers, so that a
// small shop has several.
type (
	streamed struct {
		*store.Store
		n int
	}
	groupedCustomers struct {
		store.Grouped
		n int
	}
	groupedEngagement struct {
		store.GroupedEngagement
		n int
	}
	groupedSubscription struct {
		store.GroupedSubscription
		n int
	}
	groupedNotify struct {
		store.GroupedNotify
		n int
	}
)

type compare = func(a, b customer.ID) int

func (f streamed) Ranges(ctx context.Context, _ int) ([]customer.ID, compare, error) {
	return f.Store.Ranges(ctx, f.n)
}

func (f groupedCustomers) Ranges(ctx context.Context, _ int) ([]customer.ID, compare, error) {
	return f.Store.Ranges(ctx, f.n)
}

func (f groupedEngagement) Ranges(ctx context.Context, _ int) ([]customer.ID, compare, error) {
	return f.Store.Ranges(ctx, f.n)
}

func (f groupedSubscription) Ranges(ctx context.Context, _ int) ([]customer.ID, compare, error) {
	return f.Store.Ranges(ctx, f.n)
}

func (f groupedNotify) Ranges(ctx context.Context, _ int) ([]customer.ID, compare, error) {
	return f.Store.Ranges(ctx, f.n)
}

func (f streamed) Snapshot(ctx context.Context, readers int) ([]any, func() error, error) {
	repos, end, err := f.Store.Snapshot(ctx, readers)
	return of(repos, func(r any) any { return streamed{r.(*store.Store), f.n} }), end, err
}

func (f groupedCustomers) Snapshot(ctx context.Context, readers int) ([]any, func() error, error) {
	repos, end, err := f.Grouped.Snapshot(ctx, readers)
	return of(repos, func(r any) any { return groupedCustomers{r.(store.Grouped), f.n} }), end, err
}

func (f groupedEngagement) Snapshot(ctx context.Context, readers int) ([]any, func() error, error) {
	repos, end, err := f.GroupedEngagement.Snapshot(ctx, readers)
	return of(repos, func(r any) any { return groupedEngagement{r.(store.GroupedEngagement), f.n} }), end, err
}

func (f groupedSubscription) Snapshot(ctx context.Context, readers int) ([]any, func() error, error) {
	repos, end, err := f.GroupedSubscription.Snapshot(ctx, readers)
	return of(repos, func(r any) any { return groupedSubscription{r.(store.GroupedSubscription), f.n} }), end, err
}

func (f groupedNotify) Snapshot(ctx context.Context, readers int) ([]any, func() error, error) {
	repos, end, err := f.GroupedNotify.Snapshot(ctx, readers)
	return of(repos, func(r any) any { return groupedNotify{r.(store.GroupedNotify), f.n} }), end, err
}

func of(repos []any, as func(any) any) []any {
	all := make([]any, len(repos))
	for i, r := range repos {
		all[i] = as(r)
	}
	return all
}

// cut are the ways of a store, in ranges of n customers.
func cut(s *store.Store, n int) map[string]customer.Repository {
	return map[string]customer.Repository{"streamed": streamed{s, n}, "pushed down": groupedCustomers{store.Grouped{Store: s}, n}}
}

// shops are the ways of a store of every wing, in ranges of n customers; 0 is as the
// library asks.
func shops(s *store.Store, n int) map[string]program.Shop {
	if n == 0 {
		return map[string]program.Shop{
			"streamed": {Customers: s, Engagement: s, Subscription: s, Notify: s},
			"pushed down": {
				Customers: store.Grouped{Store: s}, Engagement: store.GroupedEngagement{Store: s},
				Subscription: store.GroupedSubscription{Store: s}, Notify: store.GroupedNotify{Store: s},
			},
		}
	}
	cut := streamed{s, n}
	return map[string]program.Shop{
		"streamed": {Customers: cut, Engagement: cut, Subscription: cut, Notify: cut},
		"pushed down": {
			Customers: groupedCustomers{store.Grouped{Store: s}, n}, Engagement: groupedEngagement{store.GroupedEngagement{Store: s}, n},
			Subscription: groupedSubscription{store.GroupedSubscription{Store: s}, n}, Notify: groupedNotify{store.GroupedNotify{Store: s}, n},
		},
	}
}

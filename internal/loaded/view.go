package loaded

import (
	"context"
	"iter"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/internal/base/fold"
)

// View reads the state that is in place. A wing's repository embeds it, and adds a method
// for each kind of facts. F is that repository for one state, which a snapshot has. The zero
// View has no facts.
type View[M, P, F any] struct {
	state atomic.Pointer[state[M, P]] // nil: no facts
	begin sync.Once
	turn  chan struct{} // of the one who makes the next state
}

// place is a View, whatever its F is.
type place[M, P any] interface {
	now() *state[M, P]
	put(*state[M, P])
	take(context.Context) (leave func(), err error)
}

func (v *View[M, P, F]) now() *state[M, P] {
	if s := v.state.Load(); s != nil {
		return s
	}
	return &state[M, P]{}
}

func (v *View[M, P, F]) put(s *state[M, P]) { v.state.Store(s) }

// take waits until nobody else makes the next state.
func (v *View[M, P, F]) take(ctx context.Context) (leave func(), err error) {
	v.begin.Do(func() { v.turn = make(chan struct{}, 1) })
	select {
	case v.turn <- struct{}{}:
		return func() { <-v.turn }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Ranges cuts the customers into ranges whose facts fit a processor's cache, whatever n.
func (v *View[M, P, F]) Ranges(context.Context, int) ([]customer.ID, func(a, b customer.ID) int, error) {
	return v.now().cuts(), nil, nil
}

// Snapshot returns one state for each reader.
func (v *View[M, P, F]) Snapshot(_ context.Context, readers int) ([]any, func() error, error) {
	var one any = new(F)
	one.(place[M, P]).put(v.now())
	return slices.Repeat([]any{one}, readers), nil, nil
}

// Rest returns what belongs to no customer.
func Rest[M, P any](v place[M, P]) M { return v.now().rest }

// Part returns the sorted facts of a range, a P, for the questions, which ask for all by
// parts. It returns nil if no part is the range.
func Part[M, P any](v place[M, P], r within) any {
	if part, ok := v.now().part(r); ok {
		return part
	}
	return nil
}

// Each yields the facts of one kind in a scope. held returns those of a part.
func Each[M, P, T any](ctx context.Context, v place[M, P], scope customer.Scope, held func(P) *fold.Held[customer.ID, T], owner func(*T) *customer.ID) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		if err := ctx.Err(); err != nil {
			var zero T
			yield(zero, err)
			return
		}
		for has, mine := range v.now().near(scope) {
			scope := customer.Scope{Range: scope.Range, Customers: mine}
			for f, err := range customer.Each(ctx, scope, held(has).Near(mine), func(f T) customer.ID { return *owner(&f) }) {
				if !yield(f, err) || err != nil {
					return
				}
			}
		}
	}
}

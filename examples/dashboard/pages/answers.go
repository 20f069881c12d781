package pages

import (
	"context"
	"fmt"
	"sync"
	"time"
)

// answers keeps the tables of equal questions of one state, so that each is computed
// once, however many ask at the same time.
type answers struct {
	mu      sync.Mutex
	version uint64
	all     map[string]*kept
}

// kept is an answer that is there, or that somebody computes.
type kept struct {
	done   chan struct{}
	tables []*table
	err    error
}

const (
	maxKept    = 100             // answers at a time
	maxCompute = 5 * time.Minute // of one answer, whoever waits for it
)

// ask returns the answer to a question. Whoever comes first computes it, and goes on
// though they leave, because others may wait. An error is not kept.
func (a *answers) ask(ctx context.Context, version uint64, question string, compute func(context.Context) ([]*table, error)) ([]*table, error) {
	a.mu.Lock()
	if a.version != version || len(a.all) >= maxKept || a.all == nil {
		a.version, a.all = version, map[string]*kept{}
	}
	k, known := a.all[question]
	if !known {
		k = &kept{done: make(chan struct{})}
		a.all[question] = k
		go a.fill(context.WithoutCancel(ctx), k, question, compute)
	}
	a.mu.Unlock()
	select {
	case <-k.done:
		return k.tables, k.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// fill computes an answer.
func (a *answers) fill(ctx context.Context, k *kept, question string, compute func(context.Context) ([]*table, error)) {
	ctx, cancel := context.WithTimeout(ctx, maxCompute)
	defer cancel()
	k.tables, k.err = guarded(ctx, compute)
	if k.err != nil {
		a.mu.Lock()
		if a.all[question] == k {
			delete(a.all, question)
		}
		a.mu.Unlock()
	}
	close(k.done)
}

// guarded turns a panic, which would end the process on this goroutine, into an error.
func guarded(ctx context.Context, compute func(context.Context) ([]*table, error)) (tables []*table, err error) {
	defer func() {
		if p := recover(); p != nil {
			tables, err = nil, fmt.Errorf("pages: an answer panicked: %v", p)
		}
	}()
	return compute(ctx)
}

package pages

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"
)

// answers keeps the tables of equal questions of one state, so that each is computed
// once, however many ask at the same time.
type answers struct {
	mu   sync.Mutex
	kept []*kept // the oldest first
}

// compute answers a question from a state.
type compute func(context.Context, State) ([]*table, error)

// A query is a question with how it is computed.
type query struct {
	text    string
	compute compute

	// An offer is what a form lets a person choose. While the next one is computed, the
	// one of a state before is good enough.
	offer bool
}

// kept is an answer that is there, or that somebody computes.
type kept struct {
	query   string
	version uint64
	offer   bool
	done    chan struct{}
	tables  []*table
	rows    int
	err     error
}

// The most that is kept: answers, and rows of all of them together.
const maxKept, maxKeptRows = 100, 4 << 20

const maxCompute = 5 * time.Minute // of one answer, whoever waits for it

// ask returns the answer to a question, of the state that hold holds. Whoever comes first
// computes it, and goes on though they leave, because others may wait. An error is not
// kept.
func (a *answers) ask(ctx context.Context, hold func() (State, func()), q query) ([]*table, error) {
	now, done := hold()
	a.mu.Lock()
	before := a.find(q.text)
	k := before
	if k == nil || k.version != now.Version {
		k = &kept{query: q.text, version: now.Version, offer: q.offer, done: make(chan struct{})}
		a.forget(now.Version, q.text)
		a.kept = append(a.kept, k)
		go a.fill(context.WithoutCancel(ctx), k, q, now, done)
	} else {
		done()
	}
	a.mu.Unlock()
	if q.offer && before != nil && before.good() {
		return before.tables, nil
	}
	select {
	case <-k.done:
		return k.tables, k.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// find returns the newest answer to a question, if there is one.
func (a *answers) find(text string) *kept {
	for _, k := range slices.Backward(a.kept) {
		if k.query == text {
			return k
		}
	}
	return nil
}

// good reports whether an answer is there without an error.
func (k *kept) good() bool {
	select {
	case <-k.done:
		return k.err == nil
	default:
		return false
	}
}

// forget drops what no question of a state asks for any more, and what the next answer to a
// question replaces.
func (a *answers) forget(version uint64, next string) {
	a.kept = slices.DeleteFunc(a.kept, func(k *kept) bool {
		return k.version != version && (!k.offer || k.query == next)
	})
}

// fill computes an answer. Then it drops the oldest ones of all if there are too many.
func (a *answers) fill(ctx context.Context, k *kept, q query, now State, done func()) {
	defer close(k.done)
	ctx, cancel := context.WithTimeout(ctx, maxCompute)
	defer cancel()
	k.tables, k.err = guarded(ctx, q.compute, now)
	done()
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, t := range k.tables {
		k.rows += t.Size()
	}
	if k.err != nil {
		a.kept = slices.DeleteFunc(a.kept, func(one *kept) bool { return one == k })
	}
	a.kept = a.newest()
}

// newest returns the newest answers that are not too many together, and the newest of all
// in any case.
func (a *answers) newest() []*kept {
	rows := 0
	for i, k := range slices.Backward(a.kept) {
		rows += k.rows
		if n := len(a.kept) - i; n > 1 && (rows > maxKeptRows || n > maxKept) {
			return slices.Clone(a.kept[i+1:])
		}
	}
	return a.kept
}

// guarded turns a panic, which would end the process on this goroutine, into an error.
func guarded(ctx context.Context, c compute, now State) (tables []*table, err error) {
	defer func() {
		if p := recover(); p != nil {
			tables, err = nil, fmt.Errorf("pages: an answer panicked: %v", p)
		}
	}()
	return c(ctx, now)
}

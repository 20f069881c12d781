package pages

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
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

	renewing atomic.Bool // of an offer: the next one is looked for

	tables []*table
	rows   int
	err    error
}

// The most that is kept: answers, and rows of all of them together.
const maxKept, maxKeptRows = 100, 4 << 20

const maxCompute = 5 * time.Minute // of one answer, whoever waits for it

// ask returns the answer to a question, of the state that hold holds. Whoever comes first
// computes it, and goes on though they leave, because others may wait. An error is not
// kept.
func (a *answers) ask(ctx context.Context, hold func() (State, func()), q query) ([]*table, error) {
	if k := a.offered(q); k != nil {
		a.renew(ctx, hold, q, k)
		return k.tables, nil
	}
	k := a.begin(ctx, hold, q)
	select {
	case <-k.done:
		return k.tables, k.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// begin returns the answer that is there or, if it is of another state, a new one that is
// being computed.
func (a *answers) begin(ctx context.Context, hold func() (State, func()), q query) *kept {
	now, done := hold()
	a.mu.Lock()
	defer a.mu.Unlock()
	if k := a.find(q.text); k != nil && k.version == now.Version {
		done()
		return k
	}
	k := &kept{query: q.text, version: now.Version, offer: q.offer, done: make(chan struct{})}
	a.forget(now.Version)
	a.kept = append(a.kept, k)
	go a.fill(context.WithoutCancel(ctx), k, q, now, done)
	return k
}

// offered returns the offer of any state that is there, if q asks for one.
func (a *answers) offered(q query) *kept {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, k := range slices.Backward(a.kept) {
		if q.offer && k.query == q.text && k.good() {
			return k
		}
	}
	return nil
}

// renew looks for the next offer, and does not wait for it: not for the state either, which a
// change may keep.
func (a *answers) renew(ctx context.Context, hold func() (State, func()), q query, k *kept) {
	if !k.renewing.CompareAndSwap(false, true) {
		return
	}
	go func() {
		defer k.renewing.Store(false)
		<-a.begin(ctx, hold, q).done
	}()
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

// forget drops what no question of a state asks for any more. Offers stay until there are
// newer ones.
func (a *answers) forget(version uint64) {
	a.kept = slices.DeleteFunc(a.kept, func(k *kept) bool { return k.version != version && !k.offer })
}

// clear drops all answers, for somebody who is in them was erased (H8).
func (a *answers) clear() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.kept = nil
}

// fill computes an answer. Then it drops the oldest ones of all if there are too many.
func (a *answers) fill(ctx context.Context, k *kept, q query, now State, done func()) {
	defer close(k.done)
	ctx, cancel := context.WithTimeout(ctx, maxCompute)
	defer cancel()
	k.err = caught(func() (err error) {
		k.tables, err = q.compute(ctx, now)
		return err
	})
	done()
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, t := range k.tables {
		k.rows += t.Size()
	}
	a.kept = slices.DeleteFunc(a.kept, func(one *kept) bool {
		if k.err != nil {
			return one == k
		}
		return one != k && one.query == k.query
	})
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

// caught turns a panic, which would end the process on another goroutine, into an error.
func caught(do func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("pages: an answer panicked: %v", p)
		}
	}()
	return do()
}

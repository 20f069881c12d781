package gdpr

import (
	"context"
	"iter"
	"sync"
	"time"

	"github.com/clientele-go/clientele/customer/calendar"
)

// Registry is every place of a host that holds personal data (G1), and the
// one thing that exports and erases: what is exported can be erased, and
// the reverse. It is a literal:
//
//	&gdpr.Registry{Holders: []gdpr.Holder{logins, orders, scores}, Identity: accounts, …}
//
// Export needs the holders alone. With Keys, Journal and Tombstones, which
// erasure needs, it also sees erasures that other processes began.
//
// A Registry is safe for concurrent use and not to be copied or changed after
// its first use. For one subject, its calls follow one another.
type Registry struct {
	Holders  []Holder
	Identity Holder // who the person is: erased last, exported first

	Keys       Keys
	Journal    Journal
	Tombstones Tombstones

	mu      sync.Mutex
	busy    map[string]bool // what is locked
	changed chan struct{}   // closed when something is unlocked
}

// Check says whether the registry can be used: ErrRegistry if the identity
// holder is missing, or a name is not valid or there twice; ErrKey.
func (r *Registry) Check() error {
	if r.Identity == nil {
		return ErrRegistry
	}
	seen := map[Name]bool{}
	for _, h := range r.order() {
		if h == nil || !h.Name().Valid() || seen[h.Name()] {
			return ErrRegistry
		}
		seen[h.Name()] = true
	}
	if len(r.Keys) == 0 {
		return nil
	}
	return r.Keys.Check()
}

// check is Check for one question.
func (r *Registry) check(s Subject, at time.Time) error {
	if err := calendar.Check(at, nil); err != nil {
		return err
	}
	if s.ID == "" {
		return ErrSubject
	}
	return r.Check()
}

// order is the order of erasure: identity last (G3).
func (r *Registry) order() []Holder {
	return append(r.Holders[:len(r.Holders):len(r.Holders)], r.Identity)
}

// lock waits until nobody else works on the subject.
func (r *Registry) lock(ctx context.Context, s Subject) (unlock func(), err error) {
	keys := s.locks()
	for {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		wait := r.tryLock(keys)
		if wait == nil {
			return func() { r.unlock(keys) }, nil
		}
		select {
		case <-wait:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// tryLock locks all keys, or none and says what to wait for.
func (r *Registry) tryLock(keys []string) (wait <-chan struct{}) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, k := range keys {
		if r.busy[k] {
			if r.changed == nil {
				r.changed = make(chan struct{})
			}
			return r.changed
		}
	}
	if r.busy == nil {
		r.busy = map[string]bool{}
	}
	for _, k := range keys {
		r.busy[k] = true
	}
	return nil
}

func (r *Registry) unlock(keys []string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, k := range keys {
		delete(r.busy, k)
	}
	if r.changed != nil {
		close(r.changed)
		r.changed = nil
	}
}

// collect is a holder's records, each one checked: a foreign or malformed
// record, an error and a panic all end the sequence with an Error (G2, G6).
func collect(ctx context.Context, h Holder, s Subject) iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		outside := false // in the caller's loop, or past it
		err := guarded(&outside, func() error {
			if err := ctx.Err(); err != nil {
				return err
			}
			for rec, err := range h.Collect(ctx, s) {
				if err != nil {
					return err
				}
				if !s.owns(rec.Subject) {
					return ErrForeign
				}
				if err := rec.check(); err != nil {
					return err
				}
				outside = true
				if !yield(rec, nil) {
					return nil
				}
				outside = false
			}
			return ctx.Err()
		})
		if err != nil && !outside {
			yield(Record{}, fail("collecting", h.Name(), err))
		}
	}
}

// count asks a holder for its count and checks it.
func count(ctx context.Context, h Holder, s Subject, at time.Time) (Count, error) {
	var c Count
	err := guarded(new(bool), func() (err error) {
		if err := ctx.Err(); err != nil {
			return err
		}
		if c, err = h.Count(ctx, s, at); err != nil {
			return err
		}
		return c.check(at)
	})
	if err != nil {
		return Count{}, fail("counting", h.Name(), err)
	}
	return c, nil
}

// erase has a holder erase.
func erase(ctx context.Context, h Holder, s Subject, at time.Time) error {
	return fail("erasing", h.Name(), guarded(new(bool), func() error {
		if err := ctx.Err(); err != nil {
			return err
		}
		return h.Erase(ctx, s, at)
	}))
}

// guarded turns a holder's panic into ErrPanic. What was panicked with is
// dropped: it may be personal data (G6). A panic outside the holder goes on.
func guarded(outside *bool, call func() error) (err error) {
	defer func() {
		if *outside {
			return
		}
		if recover() != nil {
			err = ErrPanic
		}
	}()
	return call()
}

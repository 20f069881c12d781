package gdpr

import (
	"context"
	"io"
	"iter"
	"time"
)

// Whatever a host brings is called from here: holders, journal, tombstones, the
// destination of an export and its CSV writer. An error of theirs is wrapped in
// an Error, and a panic of theirs is ErrPanic in one; what was panicked with is
// dropped, as it may be personal data (G6). The locks are let go of either way.

// guarded turns a panic into ErrPanic.
func guarded(call func() error) error {
	return guardedExcept(new(bool), call)
}

// guardedExcept does what guarded does, except for a panic in the caller's own
// loop, which runs within a sequence: that panic goes on.
func guardedExcept(outside *bool, call func() error) (err error) {
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

// walk returns a sequence of the host's, and checks each element. An error ends
// it with an Error, one of check too, and so does a panic.
func walk[T any](ctx context.Context, op string, h Name, open func() iter.Seq2[T, error], check func(*T) error) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		outside, stopped := false, false // in the caller's loop; it wants no more
		err := guardedExcept(&outside, func() error {
			if err := ctx.Err(); err != nil {
				return err
			}
			for x, err := range open() {
				if err == nil {
					err = check(&x)
				}
				if err != nil {
					return err
				}
				outside = true
				stopped = !yield(x, nil)
				outside = false
				if stopped {
					return nil
				}
			}
			return ctx.Err()
		})
		if err != nil && !stopped {
			var none T
			yield(none, fail(op, h, err))
		}
	}
}

// collect returns a holder's records and checks each one. A record that is
// foreign or malformed also ends the sequence (G2).
func collect(ctx context.Context, h Holder, s Subject) iter.Seq2[Record, error] {
	open := func() iter.Seq2[Record, error] { return h.Collect(ctx, s) }
	return walk(ctx, "collecting", h.Name(), open, func(rec *Record) error {
		if !s.owns(rec.Subject) {
			return ErrForeign
		}
		return rec.check()
	})
}

// count asks a holder for its count and checks it.
func count(ctx context.Context, h Holder, s Subject, at time.Time) (Count, error) {
	var c Count
	err := guarded(func() (err error) {
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

// tries is how often a holder is asked for its count and its records until the two
// agree (G2): an event may come in between.
const tries = 3

// countAndCollect returns a holder's count and the number of records that it yields. They differ
// only if they did each time.
func countAndCollect(ctx context.Context, h Holder, s Subject, at time.Time) (c Count, collected int, err error) {
	for range tries {
		if c, err = count(ctx, h, s, at); err != nil {
			return Count{}, 0, err
		}
		collected = 0
		for _, err := range collect(ctx, h, s) {
			if err != nil {
				return Count{}, 0, err
			}
			collected++
		}
		if collected == c.total() {
			break
		}
	}
	return c, collected, nil
}

// erase has a holder erase.
func erase(ctx context.Context, h Holder, s Subject, at time.Time) error {
	return fail("erasing", h.Name(), guarded(func() error {
		if err := ctx.Err(); err != nil {
			return err
		}
		return h.Erase(ctx, s, at)
	}))
}

func (r *Registry) putEntry(ctx context.Context, e JournalEntry) error {
	return fail("writing the journal", "", guarded(func() error { return r.Journal.Put(ctx, e) }))
}

func (r *Registry) entry(ctx context.Context, request Name) (e JournalEntry, ok bool, err error) {
	err = guarded(func() (err error) { e, ok, err = r.Journal.Get(ctx, request); return err })
	if err != nil {
		return JournalEntry{}, false, fail("reading the journal", "", err)
	}
	return e, ok, nil
}

func (r *Registry) entries(ctx context.Context) iter.Seq2[JournalEntry, error] {
	open := func() iter.Seq2[JournalEntry, error] { return r.Journal.Each(ctx) }
	return walk(ctx, "reading the journal", "", open, func(*JournalEntry) error { return nil })
}

func (r *Registry) bury(ctx context.Context, all ...Tombstone) error {
	return fail("writing tombstones", "", guarded(func() error { return r.Tombstones.Bury(ctx, all...) }))
}

func findTombstones(ctx context.Context, in Tombstones, any ...KeyedHash) (found []Tombstone, err error) {
	err = guarded(func() (err error) { found, err = in.Find(ctx, any...); return err })
	if err != nil {
		return nil, fail("reading tombstones", "", err)
	}
	return found, nil
}

func tombstones(ctx context.Context, in Tombstones) iter.Seq2[Tombstone, error] {
	open := func() iter.Seq2[Tombstone, error] { return in.Each(ctx) }
	return walk(ctx, "reading tombstones", "", open, func(*Tombstone) error { return nil })
}

// destination is where an export goes.
type destination struct{ w io.Writer }

func (d destination) Write(p []byte) (n int, err error) {
	err = guarded(func() (err error) { n, err = d.w.Write(p); return err })
	return n, err
}

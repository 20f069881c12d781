package fold

import (
	"context"
	"iter"
)

// batch is how many facts are pulled at once: a pull costs a hundred
// nanoseconds, a batch of a thousand spreads that out.
const batch = 1024

// Ordered folds facts that every source yields in ascending owner order, in
// memory for one owner. The digests come out in owner order. A source that
// breaks its promise is an error wrapping ErrOrder.
// On an error it is yielded once, and last; digests yielded before it stand, but
// are not the whole.
func Ordered[K ~string, D any](ctx context.Context, start func(K) D, sources ...Source[K, D]) iter.Seq2[D, error] {
	return func(yield func(D, error) bool) {
		var zero D
		cursors := make([]cursor[K, D], len(sources))
		for i, s := range sources {
			cursors[i] = s.cursor(ctx)
			defer cursors[i].stop()
		}
		for {
			next, ok, err := least(cursors)
			if err == nil && !ok {
				if err = ctx.Err(); err == nil {
					return
				}
			}
			d := start(next)
			for i := 0; i < len(cursors) && err == nil; i++ {
				err = cursors[i].drain(next, &d)
			}
			if err != nil {
				yield(zero, err)
				return
			}
			if !yield(d, nil) {
				return
			}
		}
	}
}

// least is the smallest owner that any cursor stands before.
func least[K ~string, D any](cursors []cursor[K, D]) (k K, ok bool, err error) {
	for _, c := range cursors {
		head, more, err := c.head()
		if err != nil {
			return k, false, err
		}
		if more && (!ok || head < k) {
			k, ok = head, true
		}
	}
	return k, ok, nil
}

// cursor walks one source.
type cursor[K ~string, D any] interface {
	head() (K, bool, error) // the owner of the next fact
	drain(k K, d *D) error  // takes in all facts of owner k from here on
	stop()
}

func (s *source[K, F, D]) cursor(ctx context.Context) cursor[K, D] {
	next, stop := iter.Pull2(batches(ctx, s.seq))
	return &walk[K, F, D]{source: s, next: next, close: stop}
}

type walk[K ~string, F, D any] struct {
	source *source[K, F, D]
	next   func() ([]F, error, bool)
	close  func()
	facts  []F
	last   K
	begun  bool
}

func (w *walk[K, F, D]) stop() { w.close() }

func (w *walk[K, F, D]) head() (k K, ok bool, err error) {
	for len(w.facts) == 0 {
		facts, err, more := w.next()
		if !more {
			return k, false, nil
		}
		if err != nil {
			return k, false, w.source.wrap(err)
		}
		w.facts = facts
	}
	k = w.source.owner(w.facts[0])
	if w.begun && k < w.last {
		return k, false, w.source.wrap(ErrOrder)
	}
	w.last, w.begun = k, true
	return k, true, nil
}

func (w *walk[K, F, D]) drain(k K, d *D) error {
	for {
		head, ok, err := w.head()
		if err != nil {
			return err
		}
		if !ok || head != k {
			return nil
		}
		if err := w.source.add(d, w.facts[0]); err != nil {
			return w.source.wrap(err)
		}
		w.facts = w.facts[1:]
	}
}

// batches gathers a sequence into slices, reusing one buffer.
func batches[F any](ctx context.Context, seq iter.Seq2[F, error]) iter.Seq2[[]F, error] {
	return func(yield func([]F, error) bool) {
		buf := make([]F, 0, batch)
		for f, err := range seq {
			if err == nil && len(buf) == cap(buf) {
				if !yield(buf, nil) {
					return
				}
				buf = buf[:0]
				err = ctx.Err()
			}
			if err != nil {
				if len(buf) > 0 && !yield(buf, nil) {
					return
				}
				yield(nil, err)
				return
			}
			buf = append(buf, f)
		}
		if len(buf) > 0 {
			yield(buf, nil)
		}
	}
}

package fold

import (
	"context"
	"errors"
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
func Ordered[K ~string, D any](ctx context.Context, start func(*D, K), sources ...Source[K, D]) iter.Seq2[D, error] {
	return func(yield func(D, error) bool) {
		var zero D
		stopped := false
		fresh := func(k K) *D {
			d := new(D)
			start(d, k)
			return d
		}
		err := ordered(ctx, fresh, sources, func(d *D) error {
			if stopped = !yield(*d, nil); stopped {
				return errStopped
			}
			return nil
		})
		if err != nil && !stopped {
			yield(zero, err)
		}
	}
}

// errStopped says that nobody wants any more digests.
var errStopped = errors.New("fold: stopped")

// ordered merges the sources and visits one digest after another. The digest
// that empty makes is the visitor's until the next one is asked for.
func ordered[K ~string, D any](ctx context.Context, empty func(K) *D, sources []Source[K, D], visit func(*D) error) error {
	cursors := make([]cursor[K, D], len(sources))
	for i, s := range sources {
		cursors[i] = s.cursor(ctx)
		defer cursors[i].stop()
	}
	for {
		next, ok, err := least(cursors)
		if err != nil {
			return err
		}
		if !ok {
			return ctx.Err()
		}
		d := empty(next)
		for _, c := range cursors {
			if err := c.drain(next, d); err != nil {
				return err
			}
		}
		if err := visit(d); err != nil {
			return err
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
	owner  K // of facts[0]
	begun  bool
}

func (w *walk[K, F, D]) stop() { w.close() }

func (w *walk[K, F, D]) head() (k K, ok bool, err error) {
	if len(w.facts) == 0 {
		if ok, err := w.refill(); !ok {
			return k, false, err
		}
	}
	return w.owner, true, nil
}

// refill gets the next facts, and says whether there are any.
func (w *walk[K, F, D]) refill() (bool, error) {
	for len(w.facts) == 0 {
		facts, err, more := w.next()
		if !more {
			return false, nil
		}
		if err != nil {
			return false, w.source.wrap(err)
		}
		w.facts = facts
	}
	return true, w.turn()
}

// turn looks at the owner of the next fact.
func (w *walk[K, F, D]) turn() error {
	k := w.source.Owner(&w.facts[0])
	if w.begun && k < w.owner {
		return w.source.wrap(ErrOrder)
	}
	w.owner, w.begun = k, true
	return nil
}

func (w *walk[K, F, D]) drain(k K, d *D) error {
	for {
		if head, ok, err := w.head(); err != nil || !ok || head != k {
			return err
		}
		n, err := w.source.Take(d, w.facts)
		if err != nil {
			return w.source.wrap(err)
		}
		if w.facts = w.facts[n:]; len(w.facts) > 0 {
			if err := w.turn(); err != nil {
				return err
			}
		}
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

package gdprtest

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"time"

	"github.com/clientele-go/clientele/gdpr"
)

// ErrFault is what a Faulty holder fails with.
var ErrFault = errors.New("gdprtest: injected fault")

// Faulty makes one call of a set of holders fail: the n-th one, from 1, of all
// that they get, counts and collections included. With Applied the call is
// carried out before it fails. With Panics it panics in place of an error. Calls
// counts; it is not for concurrent use.
type Faulty struct {
	N       int
	Applied bool
	Panics  bool
	Calls   int

	quote string // stands in the error or the panic
}

// Wrap returns the holder with the fault.
func (f *Faulty) Wrap(h gdpr.Holder) gdpr.Holder { return &faulty{h, f} }

func (f *Faulty) call(do func() error) error {
	f.Calls++
	if f.Calls != f.N {
		return do()
	}
	if f.Applied {
		_ = do()
	}
	err := ErrFault
	if f.quote != "" {
		err = fmt.Errorf("%w: %s", err, f.quote)
	}
	if f.Panics {
		panic(err)
	}
	return err
}

type faulty struct {
	gdpr.Holder
	f *Faulty
}

func (h *faulty) Collect(ctx context.Context, s gdpr.Subject) iter.Seq2[gdpr.Record, error] {
	return func(yield func(gdpr.Record, error) bool) {
		if err := h.f.call(func() error { return nil }); err != nil {
			yield(gdpr.Record{}, err)
			return
		}
		h.Holder.Collect(ctx, s)(yield)
	}
}

func (h *faulty) Count(ctx context.Context, s gdpr.Subject, at time.Time) (c gdpr.Count, err error) {
	err = h.f.call(func() (err error) { c, err = h.Holder.Count(ctx, s, at); return err })
	return c, err
}

func (h *faulty) Erase(ctx context.Context, s gdpr.Subject, at time.Time) error {
	return h.f.call(func() error { return h.Holder.Erase(ctx, s, at) })
}

// resumes: an erasure that fails at every call in turn, before or after it was
// carried out, by an error or a panic, is resumed in the end; the person is planted anew each time.
func resumes(ctx context.Context, k *trial) error {
	before, err := k.exports(ctx)
	if err != nil {
		return err
	}
	for n := 1; ; n++ {
		for _, way := range []Faulty{{}, {Applied: true}, {Panics: true}, {Applied: true, Panics: true}} {
			if err := k.Plant(ctx, k.subject.Subject, k.subject.canary); err != nil {
				return fmt.Errorf("planting again: %w", err)
			}
			f := &Faulty{N: n, Applied: way.Applied, Panics: way.Panics}
			r, err := k.with(f.Wrap)
			if err != nil {
				return err
			}
			receipt, err := r.Erase(ctx, k.request())
			if f.Calls < n {
				return err
			}
			if err == nil || !receipt.IsZero() {
				return fmt.Errorf("a receipt, although call %d failed", n)
			}
			if _, err := k.registry.Erase(ctx, k.request()); err != nil {
				return fmt.Errorf("after call %d had failed: %w", n, err)
			}
			if err := errors.Join(k.unchanged(ctx, before), k.gone(ctx)); err != nil {
				return fmt.Errorf("after call %d had failed: %w", n, err)
			}
		}
	}
}

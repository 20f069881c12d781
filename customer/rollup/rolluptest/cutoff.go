package rolluptest

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/clientele-go/clientele/customer/rollup"
)

// cutOff: a write whose context ends is there as a whole or not at all, wherever it ends:
// before it begins, and at each moment at which the store looks at it. Whoever cannot tell
// reads the version.
func cutOff(ctx context.Context, p *pair) error {
	if err := p.filled(ctx); err != nil {
		return err
	}
	for _, b := range []rollup.Batch{batches()[turning], batches()[1]} {
		next(ctx, &p.want, &b)
		for looks := 0; ; looks = more(looks) {
			cut := newCut(ctx, looks)
			err := p.store.Write(cut, b)
			cut.end()
			written, compareErr := p.written(ctx, b)
			if compareErr != nil {
				return fmt.Errorf("cut off at look %d at its context, with the error %v: %w", looks, err, compareErr)
			}
			if err == nil && !written {
				return fmt.Errorf("cut off at look %d at its context: no error, and nothing is written", looks)
			}
			if written {
				break
			}
			if looks > 100_000 {
				return fmt.Errorf("the store looked %d times at its context, and wrote nothing", looks)
			}
		}
	}
	return nil
}

// more returns the next number of looks: each of the first, and then a tenth more.
func more(looks int) int { return looks + 1 + looks/30 }

// written reports whether the store holds the batch. It is an error if it holds anything
// but what there was before, or the whole batch.
func (p *pair) written(ctx context.Context, b rollup.Batch) (bool, error) {
	var m rollup.Meta
	err := p.store.View(ctx, func(v rollup.View) (err error) { m, err = v.Meta(ctx); return err })
	if err != nil || m.Version != b.Meta.Version {
		if err == nil {
			err = p.compare(ctx)
		}
		return false, err
	}
	if err := p.want.Write(ctx, b); err != nil {
		return false, err
	}
	return true, p.compare(ctx)
}

// cut is a context that ends when it was looked at so often, by Done or Err.
type cut struct {
	context.Context
	lock sync.Mutex
	left int
	done chan struct{}
	over bool
}

func newCut(ctx context.Context, looks int) *cut {
	return &cut{Context: ctx, left: looks, done: make(chan struct{})}
}

func (c *cut) look() bool {
	c.lock.Lock()
	defer c.lock.Unlock()
	if c.left--; c.left < 0 && !c.over {
		c.over = true
		close(c.done)
	}
	return c.over
}

// end ends the context, for those who wait for it.
func (c *cut) end() {
	c.lock.Lock()
	c.left = 0
	c.lock.Unlock()
	c.look()
}

// Done counts as a look.
func (c *cut) Done() <-chan struct{} {
	c.look()
	return c.done
}

// Err counts as a look.
func (c *cut) Err() error {
	if c.look() {
		return context.Canceled
	}
	return nil
}

// Deadline returns none.
func (c *cut) Deadline() (time.Time, bool) { return time.Time{}, false }

// Package deal hands tasks out to workers: whoever is done takes the next one.
package deal

import (
	"cmp"
	"context"
	"runtime"
	"sync"
	"sync/atomic"
)

// Apart stands last in what one worker writes to all the time, so that it shares no
// cache line with another's. Without it, reports take a quarter longer on two cores.
type Apart [128]byte

// Out has at most so many workers do the tasks 0 to n-1; 0 is one for each processor.
func Out(ctx context.Context, most, n int, work func(task int) error) error {
	return InOrder(ctx, min(Workers(most), n), n, n, func(_ context.Context, _, task int) error { return work(task) }, func(int) error { return nil })
}

// Workers returns how many workers work if at most so many may; 0 means one for
// each processor.
func Workers(most int) int {
	return cmp.Or(max(most, 0), runtime.GOMAXPROCS(0))
}

// InOrder has workers do the tasks 0 to n-1, and calls next after each, in order, on
// the caller's goroutine, at most ahead tasks later. It returns the error of the first
// task or next that has one, once all workers have ended. Their panic is the caller's.
func InOrder(ctx context.Context, workers, n, ahead int, work func(ctx context.Context, worker, task int) error, next func(task int) error) error {
	within, cancel := context.WithCancel(ctx)
	may, done := make(chan bool, ahead), make([]chan error, ahead)
	for i := range done {
		may <- true
		done[i] = make(chan error, 1)
	}
	var begun atomic.Int64
	var panicked atomic.Pointer[any]
	do := func(worker, task int) (err error) {
		defer func() {
			if p := recover(); p != nil {
				panicked.Store(&p)
				err = context.Canceled
			}
		}()
		if err := within.Err(); err != nil {
			return err
		}
		return work(within, worker, task)
	}
	var wait sync.WaitGroup
	for w := range workers {
		wait.Go(func() {
			for range may {
				if task := int(begun.Add(1)) - 1; task < n {
					done[task%ahead] <- do(w, task)
				}
			}
		})
	}
	defer func() {
		cancel()
		close(may)
		wait.Wait()
		if p := panicked.Load(); p != nil {
			panic(*p)
		}
	}()
	for task := range n {
		err := <-done[task%ahead]
		if err == nil {
			err = next(task)
		}
		if err != nil {
			return err
		}
		may <- true
	}
	return ctx.Err()
}

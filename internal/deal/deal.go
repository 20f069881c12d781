// Package deal hands tasks out to workers. Whoever is done takes the next one, so
// no worker waits for a task that takes longer than others.
package deal

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"
)

// Apart stands last in what one worker writes to all the time, so that it shares no
// cache line with another's. Without it, reports take a quarter longer on two cores.
type Apart [128]byte

// Workers is how many work on n tasks if so many may; 0 is one for each processor.
func Workers(most, n int) int {
	if most <= 0 {
		most = runtime.GOMAXPROCS(0)
	}
	return max(1, min(most, n))
}

// Out has workers do the tasks 0 to n-1.
func Out(ctx context.Context, workers, n int, work func(worker, task int) error) error {
	return InOrder(ctx, workers, n, 64*workers, func(_ context.Context, worker, task int) error { return work(worker, task) }, func(int) error { return nil })
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

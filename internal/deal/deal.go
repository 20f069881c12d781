// Package deal deals tasks out to workers from a counter: whoever is done takes
// the next one, so that none waits for tasks that take longer than others.
package deal

import (
	"cmp"
	"context"
	"runtime"
	"sync"
	"sync/atomic"
)

// Apart stands last in what one worker writes to all the time. What another one
// writes to is then in no cache line with it, nor in the next one, which is
// fetched along: two cores that take a line from each other wait for every write.
type Apart [128]byte

// Workers is how many work on n tasks if there may be so many; 0 is one for each
// processor.
func Workers(most, n int) int {
	if most <= 0 {
		most = runtime.GOMAXPROCS(0)
	}
	return max(1, min(most, n))
}

// Out has workers do the tasks 0 to n-1, each taking the next one. It returns
// when all have ended: with the error of a task, or ctx's. A worker's panic is
// the caller's.
func Out(ctx context.Context, workers, n int, work func(worker, task int) error) error {
	var next atomic.Int64
	errs, panics := make([]error, workers), make([]any, workers)
	one := func(w int) {
		for errs[w] == nil {
			task := int(next.Add(1)) - 1
			if task >= n {
				return
			}
			if errs[w] = ctx.Err(); errs[w] == nil {
				errs[w] = work(w, task)
			}
		}
		next.Store(int64(n)) // nobody begins another
	}
	var wait sync.WaitGroup
	for w := 1; w < workers; w++ {
		wait.Go(func() {
			defer func() { panics[w] = recover() }()
			one(w)
		})
	}
	func() {
		defer wait.Wait()
		one(0)
	}()
	if p := cmp.Or(panics...); p != nil {
		panic(p)
	}
	return cmp.Or(cmp.Or(errs...), ctx.Err())
}

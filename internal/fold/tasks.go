package fold

import "context"

// tasks are the digests of facts in memory, dealt out: n tasks, each done once,
// by any worker.
type tasks[D any] struct {
	n      int
	worker func() folder[D]
}

// folder is one worker. It folds the digests of a task and has each visited;
// their memory is used again for the next task.
type folder[D any] func(task int, visit func(*D) error) error

// dealOut deals out tasks of about so many facts; 0 is what fits a core's cache,
// with the digests.
func dealOut[K ~string, D any](ctx context.Context, ordered bool, start func(*D, K), workers, facts int, sources []Source[K, D]) (tasks[D], error) {
	if facts <= 0 {
		facts = 1 << 14
	}
	if ordered {
		return ranged(start, facts, sources)
	}
	return hashed(ctx, start, workers, facts, sources)
}

package fold

import (
	"cmp"
	"context"
)

// tasks are the digests of facts in memory, dealt out: n tasks, each done once,
// by any worker.
type tasks[D any] struct {
	n      int
	worker func() folder[D]
}

// folder is one worker. It folds the digests of a task and has each visited;
// their memory is used again for the next task.
type folder[D any] func(task int, visit func(*D) error) error

// dealer says how facts in memory are dealt out.
type dealer[K ~string, D any] struct {
	start   func(*D, K) // as of a Reduction, as the next three
	room    func([]D)
	ordered bool
	workers int
	part    int // about how many facts a task has; 0 is taskOf the sources
}

func (d *dealer[K, D]) deal(ctx context.Context, sources []Source[K, D]) (tasks[D], error) {
	facts := cmp.Or(d.part, taskOf(sources))
	if d.ordered {
		return d.ranged(facts, sources)
	}
	return d.hashed(ctx, facts, sources)
}

// taskOf is about how many facts a task has: they and their digests fit a core's
// cache, and few facts make some tasks, whose digests take little memory.
func taskOf[K ~string, D any](sources []Source[K, D]) int {
	facts := 0
	for _, s := range sources {
		facts += s.length()
	}
	return min(max(facts/64, 1<<9), 1<<13)
}

// grow makes room for as many digests again, which may have room inside.
func (d *dealer[K, D]) grow(digests []D) []D {
	used := len(digests)
	digests = append(digests, make([]D, max(64, used))...)
	if d.room != nil {
		d.room(digests[used:])
	}
	return digests
}

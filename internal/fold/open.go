package fold

import (
	"context"
	"fmt"
)

// The abilities that a repository may have, as package customer documents them.
type (
	ranger[K ~string] interface {
		Ranges(ctx context.Context, n int) (cuts []K, compare func(a, b K) int, err error)
	}
	snapshotter interface {
		Snapshot(ctx context.Context, readers int) (repos []any, end func() error, err error)
	}
)

// perRange is about how many customers a range has. Over a database 1,000 are
// slower, and 50,000 take twice the memory and are no faster.
const perRange = 4000

type plan[R any, K ~string] struct {
	readers []R // one for each worker
	ranges  []Range[K]
	compare func(a, b K) int
	end     func() error // of the snapshot; nil: nothing
}

// open finds out how a repository can be read by at most so many workers. The
// caller ends the plan, also on an error.
func (p *plan[R, K]) open(ctx context.Context, repo R, whole bool, workers int) error {
	p.readers, p.ranges = []R{repo}, []Range[K]{{}}
	if s, ok := any(repo).(snapshotter); ok {
		if err := p.snapshot(s.Snapshot(ctx, workers)); err != nil {
			return err
		}
	}
	if r, ok := any(p.readers[0]).(ranger[K]); ok && !whole {
		if err := p.cut(r.Ranges(ctx, perRange)); err != nil {
			return fmt.Errorf("reading ranges: %w", err)
		}
	}
	p.readers = p.readers[:min(workers, len(p.readers), len(p.ranges))]
	return nil
}

func (p *plan[R, K]) snapshot(repos []any, end func() error, err error) error {
	p.readers, p.end = nil, end
	for _, repo := range repos {
		if r, ok := repo.(R); ok {
			p.readers = append(p.readers, r)
		}
	}
	if err == nil && (len(repos) == 0 || len(p.readers) < len(repos)) {
		err = fmt.Errorf("customer: a Snapshot of %d repositories, of which %d are of this package", len(repos), len(p.readers))
	}
	return err
}

// cut makes ranges of cuts.
func (p *plan[R, K]) cut(cuts []K, compare func(a, b K) int, err error) error {
	p.compare = compare
	t := table[K, struct{}]{compare: compare}
	for i, c := range cuts {
		if t.order(p.ranges[i].From, c) >= 0 {
			return fmt.Errorf("the cuts do not ascend: %w", ErrRange)
		}
		p.ranges[i].To = c
		p.ranges = append(p.ranges, Range[K]{From: c})
	}
	return err
}

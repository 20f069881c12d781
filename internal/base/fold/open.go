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

// open finds out how a repository can be read by at most so many workers. The
// caller ends the snapshot, also on an error.
func (f *folding[R, K, D, A]) open(ctx context.Context, repo R, whole bool, workers int) error {
	f.readers, f.ranges = []R{repo}, []Range[K]{{}}
	if s, ok := any(repo).(snapshotter); ok {
		if err := f.snapshot(s.Snapshot(ctx, workers)); err != nil {
			return err
		}
	}
	if r, ok := any(f.readers[0]).(ranger[K]); ok && !whole {
		if err := f.cut(r.Ranges(ctx, perRange)); err != nil {
			return fmt.Errorf("reading ranges: %w", err)
		}
	}
	f.readers = f.readers[:min(workers, len(f.readers), len(f.ranges))]
	return nil
}

func (f *folding[R, K, D, A]) snapshot(repos []any, end func() error, err error) error {
	f.readers, f.end = nil, end
	for _, repo := range repos {
		if r, ok := repo.(R); ok {
			f.readers = append(f.readers, r)
		}
	}
	if err == nil && (len(repos) == 0 || len(f.readers) < len(repos)) {
		err = fmt.Errorf("customer: a Snapshot of %d repositories, of which %d are of this package", len(repos), len(f.readers))
	}
	return err
}

// cut makes ranges of cuts.
func (f *folding[R, K, D, A]) cut(cuts []K, compare func(a, b K) int, err error) error {
	f.compare = compare
	t := table[K, struct{}]{compare: compare}
	for i, c := range cuts {
		if t.order(f.ranges[i].From, c) >= 0 {
			return fmt.Errorf("the cuts do not ascend: %w", ErrRange)
		}
		f.ranges[i].To = c
		f.ranges = append(f.ranges, Range[K]{From: c})
	}
	if from := f.wing.From; from != "" {
		for f.ranges[0].To != "" && t.order(f.ranges[0].To, from) <= 0 {
			f.ranges = f.ranges[1:]
		}
		f.ranges[0].From = from
	}
	if f.wing.First {
		f.ranges = f.ranges[:1]
	}
	return err
}

package kit

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/clientele-go/clientele/customer"
)

// Watch is put around a repository to see how it is used: that at most one
// sequence is open at any moment, and that a snapshot ends once and is not used
// any more. It cuts customers into ranges of another size than is asked for.
//
// A wing makes it a Repository, whose methods call Seq.
type Watch[R any] struct {
	Repo R

	wrap     func(*Watch[R]) R // makes it a repository
	perRange int
	faults   *faults
	open     atomic.Bool
	ended    *atomic.Bool // of the snapshot that it is of; nil: of none
}

// faults are what went wrong, of one repository and its snapshots.
type faults struct {
	sync.Mutex
	found []error
}

func (f *faults) add(fault string) {
	f.Lock()
	defer f.Unlock()
	f.found = append(f.found, errors.New(fault))
}

func (f *faults) join() error {
	f.Lock()
	defer f.Unlock()
	return errors.Join(f.found...)
}

// Seq returns a sequence of a repository, watched.
func Seq[R, F any](w *Watch[R], seq iter.Seq2[F, error]) iter.Seq2[F, error] {
	return func(yield func(F, error) bool) {
		switch {
		case !w.open.CompareAndSwap(false, true):
			w.faults.add("a second sequence of a repository is open at the same time")
		case w.ended != nil && w.ended.Load():
			w.faults.add("a sequence begins after the end of its snapshot")
		}
		defer w.open.Store(false)
		seq(yield)
	}
}

// Ranges cuts as the repository does, into ranges of another size. A repository
// that cannot cut is one range.
func (w *Watch[R]) Ranges(ctx context.Context, _ int) ([]customer.ID, func(a, b customer.ID) int, error) {
	if r, ok := any(w.Repo).(customer.Ranger); ok {
		return r.Ranges(ctx, w.perRange)
	}
	return nil, nil, nil
}

// Snapshot takes a snapshot of the repository and watches it. If the repository
// takes none, it is itself the only reader.
func (w *Watch[R]) Snapshot(ctx context.Context, readers int) (repos []any, end func() error, err error) {
	s, ok := any(w.Repo).(customer.Snapshotter)
	if !ok {
		return []any{w.wrap(w)}, nil, nil
	}
	repos, inner, err := s.Snapshot(ctx, readers)
	if len(repos) > readers {
		w.faults.add(fmt.Sprintf("a snapshot for %d readers has %d", readers, len(repos)))
	}
	var watches []*Watch[R]
	ended := new(atomic.Bool)
	repos = slices.Clone(repos)
	for i := range repos {
		if r, ok := repos[i].(R); ok {
			reader := &Watch[R]{Repo: r, wrap: w.wrap, perRange: w.perRange, faults: w.faults, ended: ended}
			watches, repos[i] = append(watches, reader), w.wrap(reader)
		}
	}
	return repos, func() error {
		if ended.Swap(true) {
			w.faults.add("a snapshot is ended twice")
		}
		if slices.ContainsFunc(watches, func(r *Watch[R]) bool { return r.open.Load() }) {
			w.faults.add("a snapshot is ended while a sequence is open")
		}
		if inner == nil {
			return nil
		}
		return inner()
	}, err
}

package kit

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/clientele-go/clientele/customer"
)

// snapshots checks the repositories of a Snapshotter, and that ending them gives
// back what they hold.
func (k *Kit[M, R]) snapshots(ctx context.Context, repo R) error {
	s, ok := any(repo).(customer.Snapshotter)
	if !ok {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for _, readers := range []int{1, 3} {
		if err := k.snapshot(ctx, repo, s, readers, k.readers); err != nil {
			return fmt.Errorf("Snapshot(%d): %w", readers, err)
		}
	}
	for range 30 {
		if err := k.snapshot(ctx, repo, s, 2, k.first); err != nil {
			return fmt.Errorf("must give back what it holds when it ends: %w", err)
		}
	}
	return nil
}

// snapshot takes a snapshot, checks its repositories, and ends it.
func (k *Kit[M, R]) snapshot(ctx context.Context, repo R, s customer.Snapshotter, readers int, check func(ctx context.Context, repo R, all []R) error) error {
	repos, end, err := s.Snapshot(ctx, readers)
	if err == nil {
		var all []R
		if all, err = asRepositories[R](repos, readers); err == nil {
			err = check(ctx, repo, all)
		}
	} else {
		err = fmt.Errorf("an error: %w", err)
	}
	if end == nil {
		return err
	}
	if failed := end(); failed != nil {
		err = errors.Join(err, fmt.Errorf("its end: %w", failed))
	}
	return err
}

// asRepositories returns the repositories of a snapshot as those of the wing, or an
// error if they are not.
func asRepositories[R any](repos []any, readers int) (all []R, err error) {
	if len(repos) == 0 || len(repos) > readers {
		return nil, fmt.Errorf("must return 1 to %d repositories, but returns %d", readers, len(repos))
	}
	for _, repo := range repos {
		r, ok := repo.(R)
		if !ok {
			return nil, fmt.Errorf("must return repositories of this wing, but returns a %T", repo)
		}
		all = append(all, r)
	}
	return all, nil
}

// readers checks that all repositories of a snapshot are the one it is of, and are
// read at the same time.
func (k *Kit[M, R]) readers(ctx context.Context, repo R, all []R) error {
	for _, r := range all {
		if err := k.alike(ctx, repo, r); err != nil {
			return err
		}
		for _, s := range k.Kinds {
			if err := s.whole(ctx, k.Shop(), r); err != nil {
				return err
			}
		}
	}
	if err := k.together(ctx, all); err != nil {
		return fmt.Errorf("must return repositories that are read at the same time: %w", err)
	}
	if s, ok := any(all[0]).(customer.Snapshotter); ok {
		if err := k.snapshot(ctx, all[0], s, 1, k.first); err != nil {
			return fmt.Errorf("a snapshot of a snapshot: %w", err)
		}
	}
	return nil
}

// first checks that the first repository of a snapshot is read.
func (k *Kit[M, R]) first(ctx context.Context, _ R, all []R) error {
	return k.Kinds[0].whole(ctx, k.Shop(), all[0])
}

// together opens a sequence of each repository within one of the repository before.
func (k *Kit[M, R]) together(ctx context.Context, all []R) error {
	if len(all) == 0 {
		return nil
	}
	return k.Kinds[0].during(ctx, all[0], func() error { return k.together(ctx, all[1:]) })
}

// alike checks that a repository of a snapshot has the abilities of the one that
// it is of.
func (k *Kit[M, R]) alike(ctx context.Context, repo, r R) error {
	was, of := any(repo).(customer.Ranger)
	is, ok := any(r).(customer.Ranger)
	if of != ok {
		return fmt.Errorf("must return repositories with the same Ranges, but %T is no Ranger like %T, or the reverse", r, repo)
	}
	if of {
		want, _, err := was.Ranges(ctx, 2)
		if err != nil {
			return err
		}
		got, _, err := is.Ranges(ctx, 2)
		if err != nil || !slices.Equal(want, got) {
			return fmt.Errorf("must return repositories with the same Ranges, but they cut at %q, not %q, error %v", got, want, err)
		}
	}
	if (k.grouped(ctx, repo, customer.Range{}) == nil) != (k.grouped(ctx, r, customer.Range{}) == nil) {
		return fmt.Errorf("must return repositories that group alike, but %T and %T do not", r, repo)
	}
	return nil
}

// A writer is a repository that a kit can add facts to.
type writer[M any] interface {
	Write(ctx context.Context, more M) error
}

// unseen checks that the repositories of a snapshot do not have what was written
// after it was taken, if the host's has a method Write.
func (k *Kit[M, R]) unseen(ctx context.Context, repo R) error {
	s, ok := any(repo).(customer.Snapshotter)
	w, writes := any(repo).(writer[M])
	if !ok || !writes {
		return nil
	}
	err := k.snapshot(ctx, repo, s, 2, func(ctx context.Context, _ R, all []R) error {
		if err := w.Write(ctx, k.Later()); err != nil {
			return fmt.Errorf("the repository's Write: %w", err)
		}
		for _, r := range all {
			for _, s := range k.Kinds {
				if err := s.whole(ctx, k.Shop(), r); err != nil {
					return fmt.Errorf("must be in the state of its beginning: %w", err)
				}
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, s := range k.Kinds {
		if s.whole(ctx, k.Shop(), repo) == nil {
			return errors.New("the facts are not there after the snapshot's end, though Write gave no error")
		}
	}
	return nil
}

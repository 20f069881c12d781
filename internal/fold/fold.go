// Package fold groups facts by their owner into digests. It is the one place
// that chooses how: facts that arrive in owner order are folded as they stream
// by, in memory for one owner; facts in any order go through a hash table.
// Either way nothing is allocated per fact.
package fold

import (
	"context"
	"errors"
	"fmt"
	"iter"
)

// ErrOrder says that a sequence which promised owner order broke it.
var ErrOrder = errors.New("customer: facts are not in customer order")

// Source is one kind of fact on its way into digests of type D.
type Source[K ~string, D any] interface {
	each(ctx context.Context, digest func(K) *D) error
	cursor(ctx context.Context) cursor[K, D]
}

// From makes a source of a sequence of facts: owner says whose a fact is, add
// takes it in. The name is put before errors: "reading logins: …".
func From[K ~string, F, D any](name string, seq iter.Seq2[F, error], owner func(F) K, add func(*D, F) error) Source[K, D] {
	return &source[K, F, D]{name, seq, owner, add}
}

type source[K ~string, F, D any] struct {
	name  string
	seq   iter.Seq2[F, error]
	owner func(F) K
	add   func(*D, F) error
}

// often is after how many facts the context is looked at.
const often = 1024

func (s *source[K, F, D]) wrap(err error) error { return fmt.Errorf("reading %s: %w", s.name, err) }

func (s *source[K, F, D]) each(ctx context.Context, digest func(K) *D) error {
	n := 0
	for f, err := range s.seq {
		if err == nil && n%often == 0 {
			err = ctx.Err()
		}
		if err == nil {
			err = s.add(digest(s.owner(f)), f)
		}
		if err != nil {
			return s.wrap(err)
		}
		n++
	}
	return nil
}

// Unordered folds facts in any order. The digests come out in the order in
// which their owners first appeared. start makes an owner's empty digest.
// On an error it is yielded once, alone, and nothing else follows.
func Unordered[K ~string, D any](ctx context.Context, start func(K) D, sources ...Source[K, D]) iter.Seq2[D, error] {
	return func(yield func(D, error) bool) {
		var zero D
		index := map[K]int{}
		var digests []D
		digest := func(k K) *D {
			i, ok := index[k]
			if !ok {
				i = len(digests)
				index[k] = i
				digests = append(digests, start(k))
			}
			return &digests[i]
		}
		for _, s := range sources {
			if err := s.each(ctx, digest); err != nil {
				yield(zero, err)
				return
			}
		}
		if err := ctx.Err(); err != nil {
			yield(zero, err)
			return
		}
		for _, d := range digests {
			if !yield(d, nil) {
				return
			}
		}
	}
}

// Package fold groups facts by their owner into digests. It is the one place
// that chooses how: sequences in owner order are folded as they stream by, in
// memory for one owner; sequences in any order go through a hash table; facts
// that lie in memory are dealt to workers in parts that fit a cache. Nothing is
// allocated per fact in any of them.
package fold

import (
	"context"
	"errors"
	"fmt"
	"iter"
)

// ErrOrder says that facts which were promised in owner order broke it.
var ErrOrder = errors.New("customer: facts are not in customer order")

// Kind is how facts of type F become part of digests of type D.
type Kind[K ~string, F, D any] struct {
	Name string // put before errors: "reading logins: …"

	// Owner is whose a fact is.
	Owner func(*F) K

	// Looks read what Take will need of a fact, and give any number that depends
	// on all of it. They are for facts that point far away: a look for each
	// pointer on the way, so that none waits for another.
	Looks []func(*F) uint64

	// Take takes in the leading facts that are the digest's own, and says how
	// many there were. A loop over one owner's facts is so the kind's own code.
	Take func(*D, []F) (int, error)

	// Keep, if there is one, says whether a fact matters at all. One that does
	// not may be taken in all the same, or not, and then nobody hears of an
	// owner who has no other.
	Keep func(*F) bool

	Packing Packing[K, F, D] // if there is one
}

// Source is facts of one kind on their way into digests of type D: a sequence,
// or a slice in memory.
type Source[K ~string, D any] interface {
	each(ctx context.Context, digest func(K) *D) error
	cursor(ctx context.Context) cursor[K, D]
	inMemory() bool
	memory[K, D]
}

// Seq makes a source of a sequence of facts.
func Seq[K ~string, F, D any](kind Kind[K, F, D], seq iter.Seq2[F, error]) Source[K, D] {
	return &source[K, F, D]{Kind: kind, seq: seq}
}

// Slice makes a source of facts in memory.
func Slice[K ~string, F, D any](kind Kind[K, F, D], facts []F) Source[K, D] {
	seq := func(yield func(F, error) bool) {
		for i := range facts {
			if !yield(facts[i], nil) {
				return
			}
		}
	}
	return &source[K, F, D]{Kind: kind, seq: seq, facts: facts, held: true}
}

type source[K ~string, F, D any] struct {
	Kind[K, F, D]
	seq   iter.Seq2[F, error]
	facts []F
	held  bool // facts is all there is
}

// often is after how many facts the context is looked at.
const often = 1024

func (s *source[K, F, D]) wrap(err error) error { return wrap(s.Name, err) }

func wrap(name string, err error) error { return fmt.Errorf("reading %s: %w", name, err) }

func (s *source[K, F, D]) inMemory() bool { return s.held }

func (s *source[K, F, D]) each(ctx context.Context, digest func(K) *D) error {
	n := 0
	one := make([]F, 1)
	for f, err := range s.seq {
		if err == nil && n%often == 0 {
			err = ctx.Err()
		}
		if err == nil {
			one[0] = f
			_, err = s.Take(digest(s.Owner(&one[0])), one)
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
func Unordered[K ~string, D any](ctx context.Context, start func(*D, K), sources ...Source[K, D]) iter.Seq2[D, error] {
	return func(yield func(D, error) bool) {
		var zero D
		all, err := unordered(ctx, start, sources)
		if err != nil {
			yield(zero, err)
			return
		}
		for d := range all.each {
			if !yield(*d, nil) {
				return
			}
		}
	}
}

func unordered[K ~string, D any](ctx context.Context, start func(*D, K), sources []Source[K, D]) (*slab[D], error) {
	index := map[K]*D{}
	digests := &slab[D]{}
	digest := func(k K) *D {
		d := index[k]
		if d == nil {
			d = digests.next()
			start(d, k)
			index[k] = d
		}
		return d
	}
	for _, s := range sources {
		if err := s.each(ctx, digest); err != nil {
			return nil, err
		}
	}
	return digests, ctx.Err()
}

// slab is digests that never move: a list of blocks.
type slab[D any] struct{ blocks [][]D }

// slabSize is how many digests are allocated at once.
const slabSize = 256

func (s *slab[D]) next() *D {
	if n := len(s.blocks); n == 0 || len(s.blocks[n-1]) == slabSize {
		s.blocks = append(s.blocks, make([]D, 0, slabSize))
	}
	last := &s.blocks[len(s.blocks)-1]
	*last = (*last)[:len(*last)+1]
	return &(*last)[len(*last)-1]
}

func (s *slab[D]) each(yield func(*D) bool) {
	for _, b := range s.blocks {
		for i := range b {
			if !yield(&b[i]) {
				return
			}
		}
	}
}

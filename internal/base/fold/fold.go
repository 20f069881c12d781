// Package fold reads a repository range by range of its customers and makes a
// digest of each customer's facts.
//
// A worker asks for the facts of one range, one sequence at a time, and puts each
// into its owner's digest in a small table. Then it visits the digests in the order
// of their owners and forgets them. The rules live with the digests.
package fold

import (
	"context"
	"errors"
	"fmt"
	"iter"
)

// ErrRange reports a fact outside the range that was asked for, or cuts that do
// not ascend.
var ErrRange = errors.New("customer: not in the range that was asked for")

// Range is the owners from From on and before To; a zero end is unbounded. The
// zero owner, which stands for guests, is in the first range.
type Range[K ~string] struct{ From, To K }

// FactKind is the facts of type F of a repository R, and how they become part of
// digests of type D.
type FactKind[R any, K ~string, F, D any] struct {
	Name  string      // put before errors: "reading logins: …"
	Owner func(*F) *K // where a fact has its owner

	// Take adds facts to the digest, from the first one on as long as they have
	// the first one's owner, and returns how many it read. An error is about the last
	// one of these, of which only what is sound was added.
	Take func(*D, []F) (int, error)

	// Follows is true if facts of this kind never begin a digest: those whose
	// owner has none go into one digest for all, the rest.
	Follows bool

	// Each ranges over the facts of a range. Held returns all facts of a
	// repository that has them sorted in memory, and nil for any other.
	Each func(context.Context, R, Range[K]) iter.Seq2[F, error]
	Held func(R) *Held[K, F]
}

// Source is a FactKind of whatever facts.
type Source[R any, K ~string, D any] interface {
	read(ctx context.Context, repo R, within Range[K], t *table[K, D]) error
}

// read puts the facts of one range into the table.
func (s *FactKind[R, K, F, D]) read(ctx context.Context, repo R, within Range[K], t *table[K, D]) (err error) {
	t.begin(s.Follows)
	if h := s.Held(repo); h == nil {
		err = s.sequence(ctx, s.Each(ctx, repo, within), within, t)
	} else { // in the order of owners: all of one by one call
		n, facts := 0, h.within(within)
		for ; len(facts) > 0 && err == nil; facts = facts[n:] {
			n, err = s.take(facts, nil, t)
		}
	}
	if err != nil {
		return fmt.Errorf("reading %s: %w", s.Name, err)
	}
	t.settle()
	return nil
}

// take adds facts of one owner, unless their source has an error. An error about facts
// alone is noted, and the rest is read.
func (s *FactKind[R, K, F, D]) take(facts []F, err error, t *table[K, D]) (n int, _ error) {
	if err == nil {
		n, err = s.Take(t.digest(*s.Owner(&facts[0])), facts)
	}
	if err != nil && t.bad != nil && t.bad(err) {
		t.left, err = append(t.left, err), nil
	}
	return n, err
}

// sequence takes facts in any order, and checks that each is in the range.
func (s *FactKind[R, K, F, D]) sequence(ctx context.Context, seq iter.Seq2[F, error], within Range[K], t *table[K, D]) error {
	n, one := 0, make([]F, 1)
	for f, err := range seq {
		if n++; err == nil && n%1024 == 0 {
			err = ctx.Err()
		}
		if one[0] = f; err == nil && !t.contains(within, *s.Owner(&one[0])) {
			err = fmt.Errorf("%w: %q", ErrRange, string(*s.Owner(&one[0])))
		}
		if _, err = s.take(one, err, t); err != nil {
			return err
		}
	}
	return ctx.Err()
}

package subscription_test

import (
	"cmp"
	"context"
	"iter"
	"slices"
	"sync"

	"github.com/clientele-go/clientele/customer"
	. "github.com/clientele-go/clientele/subscription"
)

// ranged is a shop that several workers read, range after range. The order of its
// IDs is its own: shorter ones come first, as numbers do.
type ranged struct {
	Memory // in this order
	cuts   []customer.ID
	meet   func() // waits until every reader has begun
	open   *bool  // a sequence is
}

func byLength(a, b customer.ID) int { return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b)) }

func inRanges(m Memory, cuts ...customer.ID) ranged {
	slices.SortFunc(cuts, byLength)
	return ranged{Memory: Memory{
		slices.SortedFunc(slices.Values(m.Memberships), func(a, b Membership) int { return byLength(a.Customer, b.Customer) }),
		slices.SortedFunc(slices.Values(m.Fields), func(a, b customer.Field) int { return byLength(a.Customer, b.Customer) }),
	}, cuts: cuts}
}

func (r ranged) Ranges(context.Context, int) ([]customer.ID, func(a, b customer.ID) int, error) {
	return r.cuts, byLength, nil
}

// Snapshot returns as many readers as are asked for. They begin together, so that
// each of them reads a part of the shop.
func (r ranged) Snapshot(_ context.Context, readers int) ([]any, func() error, error) {
	readers = min(readers, len(r.cuts)+1)
	var begun sync.WaitGroup
	begun.Add(readers)
	repos := make([]any, readers)
	for i := range repos {
		meet := sync.OnceFunc(func() { begun.Done(); begun.Wait() })
		repos[i] = ranged{r.Memory, r.cuts, meet, new(bool)}
	}
	return repos, nil, nil
}

func (r ranged) EachMembership(_ context.Context, s customer.Scope) iter.Seq2[Membership, error] {
	return within(r, s, r.Memberships, func(m Membership) customer.ID { return m.Customer })
}

func (r ranged) EachField(_ context.Context, s customer.Scope) iter.Seq2[customer.Field, error] {
	return within(r, s, r.Fields, func(f customer.Field) customer.ID { return f.Customer })
}

// within yields the facts in the scope's range, from the last one to the first.
func within[F any](r ranged, s customer.Scope, all []F, owner func(F) customer.ID) iter.Seq2[F, error] {
	return func(yield func(F, error) bool) {
		r.meet()
		if *r.open {
			panic("one reader has two sequences open")
		}
		*r.open = true
		defer func() { *r.open = false }()
		row := func(id customer.ID) int {
			n, _ := slices.BinarySearchFunc(all, id, func(f F, id customer.ID) int { return byLength(owner(f), id) })
			return n
		}
		to := len(all)
		if s.Range.To != "" {
			to = row(s.Range.To)
		}
		for _, f := range slices.Backward(all[row(s.Range.From):to]) {
			if !yield(f, nil) {
				return
			}
		}
	}
}

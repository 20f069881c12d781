// Package awkward makes repositories that behave in every way a host's might:
// the legal but awkward ones, against which a host can test its own code, and
// the illegal ones, which the conformance kits must catch.
package awkward

import (
	"cmp"
	"context"
	"errors"
	"iter"
	"math/rand/v2"
	"slices"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/internal/kit"
)

// Way is a way to behave. The zero Way yields what was asked, in the order in
// which it stands.
type Way struct {
	Name string

	// Legal ways.
	Exact    bool // yields exactly the facts that the scope asks for
	Shuffled bool // yields everything, whatever the scope, shuffled
	Shards   int  // yields shard after shard, dealt out by fact
	Ordered  bool // yields in customer order, and says so
	FailAt   int  // yields ErrFailed in place of the n-th fact of the repository, from 1

	// Illegal ways.
	Drop     int  // leaves out every n-th fact
	Double   int  // yields every n-th fact twice
	Strange  int  // gives every n-th fact to another customer
	Narrow   bool // leaves out the facts at the last instant that the scope asks for
	Deaf     bool // ignores cancellation
	Silent   bool // stops without a word when cancelled
	Stubborn bool // goes on after it yielded the error of a done context
	Unsorted bool // promises customer order and does not keep it

	yielded int // facts so far, of all sequences
}

// ErrFailed is the failure of a way with FailAt.
var ErrFailed = errors.New("the storage failed")

// Legal are the awkward but legal ways, but for those that fail.
func Legal() []Way {
	return []Way{
		{Name: "exact", Exact: true},
		{Name: "generous and shuffled", Shuffled: true},
		{Name: "sharded", Shards: 3},
		{Name: "customer-ordered", Ordered: true},
		{Name: "exact and customer-ordered", Exact: true, Ordered: true},
	}
}

// Illegal are the ways that a kit must catch.
func Illegal() []Way {
	return []Way{
		{Name: "drops facts", Drop: 3},
		{Name: "duplicates facts", Double: 3},
		{Name: "wrong customer", Strange: 3},
		{Name: "wrong span", Exact: true, Narrow: true},
		{Name: "ignores cancellation", Deaf: true},
		{Name: "swallows an error", Silent: true},
		{Name: "goes on after an error", Stubborn: true},
		{Name: "breaks its promised order", Unsorted: true},
	}
}

// InCustomerOrder is the promise that a repository of this way makes.
func (w *Way) InCustomerOrder() bool { return w.Ordered || w.Unsorted }

// Each yields the facts in this way.
func Each[F any](ctx context.Context, w *Way, s customer.Scope, facts []F, k kit.Kind[F]) iter.Seq2[F, error] {
	return func(yield func(F, error) bool) {
		var zero F
		for n, f := range arrange(w, s, facts, k) {
			if ctx.Err() != nil && !w.Deaf {
				if w.Silent || !yield(zero, ctx.Err()) || !w.Stubborn {
					return
				}
				continue
			}
			w.yielded++
			if w.FailAt > 0 && w.yielded >= w.FailAt {
				yield(zero, ErrFailed)
				return
			}
			if every(w.Drop, n) {
				continue
			}
			if every(w.Strange, n) && k.Owner != nil {
				*k.Owner(&f) += "?"
			}
			if !yield(f, nil) || every(w.Double, n) && !yield(f, nil) {
				return
			}
		}
	}
}

func every(n, i int) bool { return n > 0 && i%n == n-1 }

// arrange chooses and orders the facts.
func arrange[F any](w *Way, s customer.Scope, facts []F, k kit.Kind[F]) []F {
	var chosen []F
	for _, f := range facts {
		if w.Shuffled || k.Asked(w.heard(s), f) {
			chosen = append(chosen, f)
		}
	}
	switch {
	case w.Shuffled:
		r := rand.New(rand.NewPCG(1, uint64(len(chosen))))
		r.Shuffle(len(chosen), func(i, j int) { chosen[i], chosen[j] = chosen[j], chosen[i] })
	case w.Shards > 0:
		chosen = deal(chosen, w.Shards)
	case w.InCustomerOrder() && k.Owner != nil:
		slices.SortStableFunc(chosen, func(a, b F) int { return cmp.Compare(*k.Owner(&a), *k.Owner(&b)) })
	}
	if w.Unsorted {
		slices.Reverse(chosen)
	}
	return chosen
}

// deal is what n shards hold, one after the other, if facts are dealt out.
func deal[F any](facts []F, n int) []F {
	var all []F
	for shard := range n {
		for i := shard; i < len(facts); i += n {
			all = append(all, facts[i])
		}
	}
	return all
}

// heard is the scope as this way understands it.
func (w *Way) heard(s customer.Scope) customer.Scope {
	switch {
	case !w.Exact:
		s.Span = calendar.Span{}
	case w.Narrow && !s.Span.To.IsZero():
		s.Span.To = s.Span.To.Add(-1)
	}
	return s
}

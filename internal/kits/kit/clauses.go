package kit

import (
	"context"
	"errors"
	"fmt"
	"iter"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
)

// clause is one clause of the contract, checked on a fresh repository that holds
// facts, which are made anew each time.
type clause[M, R any] struct {
	name  string
	facts func() M
	check func(ctx context.Context, repo R) error
}

// clauses returns the clauses that every wing has. Those with the same facts
// stand together, so that a host loads them once.
func (k *Kit[M, R]) clauses() []clause[M, R] {
	if k.Kinds == nil {
		return nil
	}
	var all []clause[M, R]
	for _, s := range k.Kinds {
		all = append(all, clause[M, R]{"contract: " + s.name(), k.Shop, func(ctx context.Context, repo R) error {
			return s.check(ctx, k.Shop(), repo)
		}})
	}
	return append(all,
		clause[M, R]{"contract: digests", k.Shop, k.digests},
		clause[M, R]{"contract: snapshots", k.Shop, k.snapshots},
		clause[M, R]{"laws: answers are the reference's", k.Shop, k.answers},
		clause[M, R]{"contract: many facts", k.Crowd, k.many},
		clause[M, R]{"contract: ranges", k.Crowd, k.ranges},
		clause[M, R]{"laws: neither ranges nor workers change an answer", k.Crowd, k.ways},
		clause[M, R]{"contract: an empty shop", k.nothing, k.empty},
		clause[M, R]{"contract: a snapshot does not see what is written meanwhile", k.Shop, k.unseen},
	)
}

// many checks sequences of many facts.
func (k *Kit[M, R]) many(ctx context.Context, repo R) error {
	var wrong []error
	for _, s := range k.Kinds {
		wrong = append(wrong, s.long(ctx, k.Crowd(), repo))
	}
	return errors.Join(wrong...)
}

// ranges checks how a Ranger cuts its customers, and what it yields for a range.
func (k *Kit[M, R]) ranges(ctx context.Context, repo R) error {
	r, ok := any(repo).(customer.Ranger)
	if !ok {
		return nil
	}
	const few, all = 10, 1_000_000
	ids := Crowd()
	var wrong []error
	for _, n := range []int{few, all} {
		cuts, by, err := askCuts(ctx, r, n, ids)
		if err == nil && n == few && (len(cuts) > 0 || k.Profiles) {
			err = cutsEnough(cuts, by, n, ids)
		}
		if err != nil {
			return fmt.Errorf("Ranges(%d): %w", n, err)
		}
		for _, s := range k.Kinds {
			wrong = append(wrong, s.ranges(ctx, k.Crowd(), repo, cuts, by))
		}
		for _, within := range rangesBetween(cuts) {
			wrong = append(wrong, oneEach(k.grouped(ctx, repo, within), within, by))
		}
	}
	return errors.Join(wrong...)
}

// Group is a digest of a repository that groups by itself, as far as a kit looks
// at it: whose it is, and whether there may be several of the same owner.
type Group struct {
	Owner customer.ID
	Parts bool
}

// Groups returns the digests reduced to what a kit looks at.
func Groups[D any](digests iter.Seq2[D, error], group func(D) Group) iter.Seq2[Group, error] {
	return func(yield func(Group, error) bool) {
		for d, err := range digests {
			if !yield(group(d), err) {
				return
			}
		}
	}
}

// grouped returns the digests of a range if the repository groups by itself,
// and nil otherwise.
func (k *Kit[M, R]) grouped(ctx context.Context, repo R, within customer.Range) iter.Seq2[Group, error] {
	if k.Digests == nil {
		return nil
	}
	return k.Digests(ctx, repo, customer.Scope{Range: within, Span: calendar.AsOf(Day(60))})
}

// digests checks that a repository that groups by itself yields every customer
// once, and the error of a done context.
func (k *Kit[M, R]) digests(ctx context.Context, repo R) error {
	all := func(ctx context.Context, _ customer.Scope) iter.Seq2[Group, error] {
		return k.grouped(ctx, repo, customer.Range{})
	}
	digests := all(ctx, customer.Scope{})
	if digests == nil {
		return nil
	}
	if err := oneEach(digests, customer.Range{}, nil); err != nil {
		return err
	}
	m := method[Group]{each: all}
	for _, clause := range []func(context.Context) error{m.checkDone, m.checkLeft} {
		if err := clause(ctx); err != nil {
			return fmt.Errorf("EachDigest: %w", err)
		}
	}
	return nil
}

// oneEach checks that every customer has one digest, in the range.
func oneEach(digests iter.Seq2[Group, error], within customer.Range, by IDOrder) error {
	if digests == nil {
		return nil
	}
	seen := map[customer.ID]bool{}
	for d, err := range digests {
		switch {
		case err != nil:
			return fmt.Errorf("EachDigest: an error: %w", err)
		case !by.Holds(within, d.Owner):
			return fmt.Errorf("EachDigest(range from %q to %q): must yield nothing outside the range, but yields a digest of %q",
				string(within.From), string(within.To), string(d.Owner))
		case seen[d.Owner] && !d.Parts:
			return fmt.Errorf("EachDigest: must yield one digest per customer, but %q comes twice", string(d.Owner))
		}
		seen[d.Owner] = true
	}
	return nil
}

// Package kit is what the conformance kits of the wings have in common: they
// play stories to a host's repository and check the clauses of its contract.
// A wing's kit says which kinds of facts there are, how a line of a story
// becomes a fact, and how a question is answered.
package kit

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"slices"
	"strings"
	"testing"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/internal/kits/story"
)

// Kit is a wing's kit. M is the wing's Memory, R its Repository.
type Kit[M, R any] struct {
	Stories fs.FS // with story files in the folder stories
	Facts   func(story.Story) (M, error)
	Answer  func(ctx context.Context, repo R, facts M, question story.Command) (string, error)

	Kinds []AnyKind[M, R] // none if another kit checks the contract: then there are stories alone
	Shop  func() M        // of Customers, busy and odd
	Crowd func() M        // of Crowd, with very many facts of Busiest of each kind that a customer can have many of
	Later func() M        // a fact of each kind, which the shop does not have

	// Profiles reports that the facts have customers. Without any, a repository that cuts
	// its table of customers has nothing to cut, and one range is right.
	Profiles bool

	// Digests are those of a repository that groups by itself, for the question as
	// of Day(60), and nil for any other repository.
	Digests func(ctx context.Context, repo R, s customer.Scope) iter.Seq2[Group, error]

	// Questions are asked of the shop, and the first two of the crowd.
	Questions []Question[R]

	Watched func(*Watch[R]) R // makes it a repository
}

// Check plays every story and checks every clause. It returns everything that
// is wrong, joined. open opens a repository that holds exactly the facts.
func (k *Kit[M, R]) Check(ctx context.Context, open func(facts M) (R, error)) error {
	all, err := k.checks()
	if err != nil {
		return err
	}
	return run(ctx, all, open)
}

// Clause checks only the stories and clauses whose names begin so.
func (k *Kit[M, R]) Clause(ctx context.Context, name string, open func(facts M) (R, error)) error {
	all, err := k.checks()
	if err != nil {
		return err
	}
	return run(ctx, slices.DeleteFunc(all, func(c check[M, R]) bool { return !strings.HasPrefix(c.name, name) }), open)
}

func run[M, R any](ctx context.Context, all []check[M, R], open func(facts M) (R, error)) error {
	var wrong []error
	for _, c := range all {
		if err := c.run(ctx, open); err != nil {
			wrong = append(wrong, Brief(fmt.Errorf("%s: %w", c.name, err)))
		}
	}
	return errors.Join(wrong...)
}

// Run runs Check as a test, with a subtest for every story and every clause.
func (k *Kit[M, R]) Run(t *testing.T, open func(t testing.TB, facts M) R) {
	t.Helper()
	all, err := k.checks()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range all {
		t.Run(c.name, func(t *testing.T) {
			fresh := func(facts M) (R, error) { return open(t, facts), nil }
			if err := c.run(t.Context(), fresh); err != nil {
				t.Error(Brief(err))
			}
		})
	}
}

// check is one story or one clause.
type check[M, R any] struct {
	name string
	run  func(ctx context.Context, open func(M) (R, error)) error
}

func (k *Kit[M, R]) checks() ([]check[M, R], error) {
	told, err := story.ReadAll(k.Stories, "stories")
	if err != nil {
		return nil, err
	}
	var all []check[M, R]
	for _, s := range told {
		all = append(all, check[M, R]{s.Name(), func(ctx context.Context, open func(M) (R, error)) error {
			return k.play(ctx, s, open)
		}})
	}
	for _, c := range k.clauses() {
		all = append(all, check[M, R]{c.name, func(ctx context.Context, open func(M) (R, error)) error {
			repo, err := open(c.facts())
			if err != nil {
				return fmt.Errorf("open: %w", err)
			}
			return c.check(ctx, repo)
		}})
	}
	return all, nil
}

// play tells a story to a repository and asks its questions.
func (k *Kit[M, R]) play(ctx context.Context, s story.Story, open func(M) (R, error)) error {
	facts, err := k.Facts(s)
	if err != nil {
		return err
	}
	repo, err := open(facts)
	if err != nil {
		return fmt.Errorf("open: %w", err)
	}
	var wrong []error
	for _, a := range s.Asks {
		got, err := k.Answer(ctx, repo, facts, a.Command)
		if err == nil {
			err = Same(a.Want, got)
		}
		if err != nil {
			wrong = append(wrong, fmt.Errorf("line %d, %s: %w", a.Line, a.Verb, err))
		}
	}
	if len(wrong) == 0 {
		return nil
	}
	return fmt.Errorf("%s\n%w", s.Title, errors.Join(wrong...))
}

// Package lifecycletest is the conformance kit of lifecycle: it checks that a host's
// repository gives the answers that the rules D1 to D7 and C1 to C9 ask for.
//
//	func TestRepository(t *testing.T) {
//		lifecycletest.Run(t, func(t testing.TB, facts customer.Memory) lifecycle.Repository {
//			return openMine(t, facts) // a fresh storage that holds exactly these facts
//		})
//	}
//
// The kit plays the stories in the folder stories, which are the manual of the rules. The
// contract of a repository is that of package customer, and customertest checks it. The facts
// are at whole seconds.
package lifecycletest

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"testing"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/lifecycle"
	"github.com/clientele-go/clientele/internal/kits/kit"
	"github.com/clientele-go/clientele/internal/kits/story"
)

//go:embed stories/*.txt
var stories embed.FS

// Check plays every story. It returns everything that is wrong, joined; each error names the
// story, whose sentence names the rule. open opens a fresh repository that holds exactly the
// facts.
func Check(ctx context.Context, open func(facts customer.Memory) (lifecycle.Repository, error)) error {
	told, err := story.ReadAll(stories, "stories")
	if err != nil {
		return err
	}
	var wrong []error
	for _, s := range told {
		if err := play(ctx, s, open); err != nil {
			wrong = append(wrong, kit.Brief(fmt.Errorf("%s: %w", s.Name(), err)))
		}
	}
	return errors.Join(wrong...)
}

// Run runs Check as a test, with a subtest for every story.
func Run(t *testing.T, open func(t testing.TB, facts customer.Memory) lifecycle.Repository) {
	t.Helper()
	told, err := story.ReadAll(stories, "stories")
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range told {
		t.Run(s.Name(), func(t *testing.T) {
			fresh := func(facts customer.Memory) (lifecycle.Repository, error) { return open(t, facts), nil }
			if err := play(t.Context(), s, fresh); err != nil {
				t.Error(kit.Brief(err))
			}
		})
	}
}

// play tells a story to a repository and asks its questions.
func play(ctx context.Context, s story.Story, open func(customer.Memory) (lifecycle.Repository, error)) error {
	facts, joins, err := factsOf(s)
	if err != nil {
		return err
	}
	repo, err := open(facts)
	if err != nil {
		return fmt.Errorf("open: %w", err)
	}
	var wrong []error
	for _, a := range s.Asks {
		got, err := answer(ctx, repo, joins, a.Command)
		if err == nil {
			err = kit.Same(a.Want, got)
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

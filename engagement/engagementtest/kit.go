// Package engagementtest is the conformance kit of engagement: it says whether
// a host's repository keeps its contract and gives the answers that the rules
// E1 to E7 ask for.
//
//	func TestRepository(t *testing.T) {
//		engagementtest.Run(t, func(t testing.TB, facts engagement.Memory) engagement.Repository {
//			return openMine(t, facts) // a fresh storage that holds exactly these facts
//		})
//	}
//
// It plays the stories in the folder stories, which are the manual of the
// rules, checks every clause of the contract directly, and compares a busy
// shop's answers with the reference's. All its facts are at whole seconds, all
// messages and refunds have a date, and only messages and orders are guests'.
// Awkward and Failing are repositories for a host's other tests.
package engagementtest

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"testing"

	"github.com/clientele-go/clientele/engagement"
	"github.com/clientele-go/clientele/internal/story"
)

//go:embed stories/*.txt
var stories embed.FS

// opener opens a repository that holds exactly these facts.
type opener func(facts engagement.Memory) (engagement.Repository, error)

// Check plays every story and checks every clause of the contract. It returns
// everything that is wrong, joined; each error names the rule or the clause
// that was broken. open opens a fresh repository that holds exactly the facts.
func Check(ctx context.Context, open func(facts engagement.Memory) (engagement.Repository, error)) error {
	all, err := checks()
	if err != nil {
		return err
	}
	var wrong []error
	for _, c := range all {
		if err := c.run(ctx, open); err != nil {
			wrong = append(wrong, fmt.Errorf("%s: %w", c.name, err))
		}
	}
	return errors.Join(wrong...)
}

// Run is Check as a test with a subtest for every story and every clause.
func Run(t *testing.T, open func(t testing.TB, facts engagement.Memory) engagement.Repository) {
	t.Helper()
	all, err := checks()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range all {
		t.Run(c.name, func(t *testing.T) {
			fresh := func(facts engagement.Memory) (engagement.Repository, error) { return open(t, facts), nil }
			if err := c.run(t.Context(), fresh); err != nil {
				t.Error(err)
			}
		})
	}
}

// check is one story or one clause.
type check struct {
	name string
	run  func(context.Context, opener) error
}

func checks() ([]check, error) {
	told, err := story.ReadAll(stories, "stories")
	if err != nil {
		return nil, err
	}
	var all []check
	for _, s := range told {
		all = append(all, check{s.Name(), func(ctx context.Context, open opener) error { return play(ctx, s, open) }})
	}
	return append(all, clauses()...), nil
}

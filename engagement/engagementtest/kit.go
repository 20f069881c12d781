// Package engagementtest is the conformance kit of engagement. It checks that a
// host's repository keeps its contract and gives the answers that the rules E1 to
// E7 ask for.
//
//	func TestRepository(t *testing.T) {
//		engagementtest.Run(t, func(t testing.TB, facts engagement.Memory) engagement.Repository {
//			return openMine(t, facts) // a fresh storage that holds exactly these facts
//		})
//	}
//
// The kit plays the stories in the folder stories, which are the manual of the
// rules, and checks every clause of the contract. It compares the answers about a
// busy shop with the reference's: in one range of customers and in many, with one
// worker and with several, as far as the repository has these abilities.
//
// The facts are at whole seconds. Some have no date. Only messages
// and orders are ever guests'. One customer has 1,200 facts of each kind.
//
// To check that a snapshot does not see what is written after it was taken, the
// kit needs a way to write: a method of the repository that adds facts,
//
//	Write(ctx context.Context, more engagement.Memory) error
//
// Without the method the kit leaves this clause out. Awkward and Failing make
// repositories for a host's other tests.
package engagementtest

import (
	"context"
	"embed"
	"testing"

	"github.com/clientele-go/clientele/engagement"
	"github.com/clientele-go/clientele/internal/kits/kit"
)

//go:embed stories/*.txt
var stories embed.FS

// conformance returns the kit with its stories and clauses.
func conformance() *kit.Kit[engagement.Memory, engagement.Repository] {
	return &kit.Kit[engagement.Memory, engagement.Repository]{
		Stories: stories, Facts: factsOf, Answer: answer,
		Kinds: kinds(), Shop: busyShop, Crowd: crowd, Later: later,
		Digests: digests, Questions: questions(), Watched: watched,
	}
}

// Check plays every story and checks every clause of the contract. It returns
// everything that is wrong, joined; each error names the rule or the clause
// that was broken. open opens a fresh repository that holds exactly the facts.
func Check(ctx context.Context, open func(facts engagement.Memory) (engagement.Repository, error)) error {
	return conformance().Check(ctx, open)
}

// Run runs Check as a test, with a subtest for every story and every clause.
func Run(t *testing.T, open func(t testing.TB, facts engagement.Memory) engagement.Repository) {
	t.Helper()
	conformance().Run(t, open)
}

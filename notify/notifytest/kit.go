// Package notifytest is the conformance kit of notify: it says whether a host's
// repository keeps its contract and gives the answers that the rules N1 to N8
// ask for.
//
//	func TestRepository(t *testing.T) {
//		notifytest.Run(t, func(t testing.TB, facts notify.Memory) notify.Repository {
//			return openMine(t, facts) // a fresh storage that holds exactly these facts
//		})
//	}
//
// It plays the stories in the folder stories, checks every clause of the
// contract directly, and compares a busy shop's answers with the reference's.
// All its facts are at whole seconds but for what Meta's webhook says, which is
// at whole milliseconds. Awkward and Failing are repositories for a host's
// other tests.
package notifytest

import (
	"context"
	"embed"
	"testing"

	"github.com/clientele-go/clientele/internal/kit"
	"github.com/clientele-go/clientele/notify"
)

//go:embed stories/*.txt
var stories embed.FS

// conformance is the kit: its stories and its clauses.
func conformance() *kit.Kit[notify.Memory, notify.Repository] {
	return &kit.Kit[notify.Memory, notify.Repository]{
		Stories: stories, Facts: factsOf, Answer: answer,
		Kinds: kinds(), Shop: busyShop, Crowd: crowd, Later: later,
		Digests: digests, Questions: questions(), Watched: watched,
	}
}

// Check plays every story and checks every clause of the contract. It returns
// everything that is wrong, joined; each error names the rule or the clause
// that was broken. open opens a fresh repository that holds exactly the facts.
func Check(ctx context.Context, open func(facts notify.Memory) (notify.Repository, error)) error {
	return conformance().Check(ctx, open)
}

// Run is Check as a test with a subtest for every story and every clause.
func Run(t *testing.T, open func(t testing.TB, facts notify.Memory) notify.Repository) {
	t.Helper()
	conformance().Run(t, open)
}

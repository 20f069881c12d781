// Package customertest is the conformance kit of customer. It checks that a host's
// repository keeps its contract and gives the answers that the rules I1 to I4, S1
// to S9, L1 to L9 and R1 to R5 ask for.
//
//	func TestRepository(t *testing.T) {
//		customertest.Run(t, func(t testing.TB, facts customer.Memory) customer.Repository {
//			return openMine(t, facts) // a fresh storage that holds exactly these facts
//		})
//	}
//
// The kit plays the stories in the folder stories, which are the manual of the
// rules, and checks every clause of the contract. It compares the answers about a
// busy shop with the reference's: in one range of customers and in many, with one
// worker and with several, as far as the repository has these abilities.
//
// The facts are at whole seconds. Some have no date. Only logins,
// messages and orders are ever guests'. One customer has 1,200 facts of each kind,
// the profile aside.
//
// To check that a snapshot does not see what is written after it was taken, the
// kit needs a way to write: a method of the repository that adds facts,
//
//	Write(ctx context.Context, more customer.Memory) error
//
// Without the method the kit leaves this clause out. Awkward and Failing make
// repositories for a host's other tests.
package customertest

import (
	"context"
	"embed"
	"testing"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/internal/kits/kit"
)

//go:embed stories/*.txt
var stories embed.FS

// conformance returns the kit with its stories and clauses.
func conformance() *kit.Kit[customer.Memory, customer.Repository] {
	return &kit.Kit[customer.Memory, customer.Repository]{
		Profiles: true, Stories: stories, Facts: factsOf, Answer: answer,
		Kinds: kinds(), Shop: busyShop, Crowd: crowd, Later: later,
		Digests: digests, Questions: questions(), Watched: watched,
	}
}

// Check plays every story and checks every clause of the contract. It returns
// everything that is wrong, joined; each error names the rule or the clause
// that was broken. open opens a fresh repository that holds exactly the facts.
func Check(ctx context.Context, open func(facts customer.Memory) (customer.Repository, error)) error {
	return conformance().Check(ctx, open)
}

// Run runs Check as a test, with a subtest for every story and every clause.
func Run(t *testing.T, open func(t testing.TB, facts customer.Memory) customer.Repository) {
	t.Helper()
	conformance().Run(t, open)
}

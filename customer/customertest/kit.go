// Package customertest is the conformance kit of customer: it says whether a
// host's repository keeps its contract and gives the answers that the rules
// I1 to I4, S1 to S9, L1 to L9 and R1 to R5 ask for.
//
//	func TestRepository(t *testing.T) {
//		customertest.Run(t, func(t testing.TB, facts customer.Memory) customer.Repository {
//			return openMine(t, facts) // a fresh storage that holds exactly these facts
//		})
//	}
//
// It plays the stories in the folder stories, which are the manual of the
// rules, checks every clause of the contract directly, and compares a busy
// shop's answers with the reference's: in one range of customers and in many, with
// one worker and with several, as far as the repository can be read so. Its
// facts are at whole seconds, some of each kind without a date. Only logins,
// messages and orders are guests'. One customer of a shop has 1,200 facts of each
// kind. If the repository also has a method
//
//	Write(ctx context.Context, more customer.Memory) error
//
// that adds facts, the kit writes while a snapshot is open. Awkward and Failing are
// repositories for a host's other tests.
package customertest

import (
	"context"
	"embed"
	"testing"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/internal/kit"
)

//go:embed stories/*.txt
var stories embed.FS

// conformance is the kit: its stories and its clauses.
func conformance() *kit.Kit[customer.Memory, customer.Repository] {
	return &kit.Kit[customer.Memory, customer.Repository]{
		Stories: stories, Facts: factsOf, Answer: answer,
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

// Run is Check as a test with a subtest for every story and every clause.
func Run(t *testing.T, open func(t testing.TB, facts customer.Memory) customer.Repository) {
	t.Helper()
	conformance().Run(t, open)
}

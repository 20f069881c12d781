// Package valuetest plays the stories of the rules F1 to F6, B1 to B5 and V1 to V8 to a host's
// repository. The contract of the repository is that of customer.Repository, which package
// customertest checks.
//
//	func TestValue(t *testing.T) {
//		valuetest.Run(t, func(t testing.TB, facts customer.Memory) value.Repository {
//			return openMine(t, facts) // a fresh storage that holds exactly these facts
//		})
//	}
//
// The facts are customers and orders, at whole seconds.
package valuetest

import (
	"context"
	"embed"
	"testing"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/value"
	"github.com/clientele-go/clientele/internal/kits/kit"
)

//go:embed stories/*.txt
var stories embed.FS

func conformance() *kit.Kit[customer.Memory, value.Repository] {
	return &kit.Kit[customer.Memory, value.Repository]{Stories: stories, Facts: factsOf, Answer: answer}
}

// Check plays every story. It returns everything that is wrong, joined; each error names
// the story. open opens a fresh repository that holds exactly the facts.
func Check(ctx context.Context, open func(facts customer.Memory) (value.Repository, error)) error {
	return conformance().Check(ctx, open)
}

// Run runs Check as a test, with a subtest for every story.
func Run(t *testing.T, open func(t testing.TB, facts customer.Memory) value.Repository) {
	t.Helper()
	conformance().Run(t, open)
}

package customertest

import (
	"context"
	"iter"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/internal/kits/awkward"
	"github.com/clientele-go/clientele/internal/kits/kit"
	"github.com/clientele-go/clientele/internal/kits/story"
)

// Behaving is a repository that yields facts in a way.
func Behaving(facts customer.Memory, way awkward.Way) customer.Repository {
	return behaving(&facts, way)
}

// Grouping groups by itself, for another question than was asked, and changes
// each digest before it yields it as often as change says.
func Grouping(facts customer.Memory, ask func(*customer.Query), change func(*customer.Digest) int) customer.Repository {
	return grouping{grouped{repository{&facts, awkward.Connect(awkward.Way{})}}, ask, change}
}

type grouping struct {
	grouped
	ask    func(*customer.Query)
	change func(*customer.Digest) int
}

func (g grouping) EachDigest(ctx context.Context, q customer.Query, s customer.Scope) iter.Seq2[customer.Digest, error] {
	if g.ask != nil {
		g.ask(&q)
	}
	return awkward.Spoil(g.grouped.EachDigest(ctx, q, s), g.change)
}

// Stories are the stories that the kit tells.
func Stories() ([]story.Story, error) { return story.ReadAll(stories, "stories") }

// Clause is some of Check, by the beginning of their names.
func Clause(ctx context.Context, name string, open func(facts customer.Memory) (customer.Repository, error)) error {
	return conformance().Clause(ctx, name, open)
}

// Shop is the busy shop.
func Shop() customer.Memory { return busyShop() }

// Ask asks a question that reads every kind of fact, and returns the answer as text,
// and what it leaves out.
func Ask(ctx context.Context, repo customer.Repository, run *customer.Run) (string, customer.LeftOut, error) {
	r, err := customer.Summarize(ctx, repo, customer.Query{AsOf: kit.Day(60)}, run)
	left := r.LeftOut
	r.LeftOut = customer.LeftOut{}
	return renderReport(r), left, err
}

package engagementtest

import (
	"context"
	"iter"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/engagement"
	"github.com/clientele-go/clientele/internal/kits/awkward"
	"github.com/clientele-go/clientele/internal/kits/kit"
	"github.com/clientele-go/clientele/internal/kits/story"
)

// Stories are those that the kit plays.
func Stories() ([]story.Story, error) { return story.ReadAll(stories, "stories") }

// Behaving is a repository that yields facts in a way.
func Behaving(facts engagement.Memory, way awkward.Way) engagement.Repository {
	return behaving(&facts, way)
}

// Grouping groups by itself, and wrongly: ask changes the question, change a
// digest and says how often it is yielded.
func Grouping(facts engagement.Memory, ask func(*engagement.Query), change func(*engagement.Digest) int) engagement.Repository {
	return wrong{grouped{repository{&facts, awkward.Connect(awkward.Way{})}}, ask, change}
}

type wrong struct {
	grouped
	ask    func(*engagement.Query)
	change func(*engagement.Digest) int
}

func (w wrong) EachDigest(ctx context.Context, q engagement.Query, s customer.Scope) iter.Seq2[engagement.Digest, error] {
	if w.ask != nil {
		w.ask(&q)
	}
	return awkward.Spoil(w.grouped.EachDigest(ctx, q, s), w.change)
}

// Clause is some of Check, by the beginning of their names.
func Clause(ctx context.Context, name string, open func(facts engagement.Memory) (engagement.Repository, error)) error {
	return conformance().Clause(ctx, name, open)
}

// Shop is the busy shop.
func Shop() engagement.Memory { return busyShop() }

// Ask asks a question that reads every kind of fact, and returns the answer as text,
// and what it leaves out.
func Ask(ctx context.Context, repo engagement.Repository, run *customer.Run) (string, customer.LeftOut, error) {
	r, err := engagement.Summarize(ctx, repo, engagement.Query{AsOf: kit.Day(60)}, run)
	left := r.LeftOut
	r.LeftOut = customer.LeftOut{}
	return renderNumbers(r), left, err
}

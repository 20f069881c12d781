package subscriptiontest

import (
	"context"
	"fmt"
	"iter"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/internal/kits/awkward"
	"github.com/clientele-go/clientele/internal/kits/kit"
	"github.com/clientele-go/clientele/internal/kits/story"
	"github.com/clientele-go/clientele/subscription"
)

// Stories are the stories that the kit tells.
func Stories() ([]story.Story, error) { return story.ReadAll(stories, "stories") }

// Behaving is a repository that yields facts in a way.
func Behaving(facts subscription.Memory, way awkward.Way) subscription.Repository {
	return behaving(&facts, way)
}

// Grouping groups by itself, and wrongly: ask changes the question, and change
// a digest, which then comes as often as it says.
func Grouping(facts subscription.Memory, ask func(*subscription.Query), change func(*subscription.Digest) int) subscription.Repository {
	return wrong{grouped{repository{&facts, awkward.Connect(awkward.Way{})}}, ask, change}
}

type wrong struct {
	grouped
	ask    func(*subscription.Query)
	change func(*subscription.Digest) int
}

func (w wrong) EachDigest(ctx context.Context, q subscription.Query, s customer.Scope) iter.Seq2[subscription.Digest, error] {
	if w.ask != nil {
		w.ask(&q)
	}
	return awkward.Spoil(w.grouped.EachDigest(ctx, q, s), w.change)
}

// Clause is some of Check, by the beginning of their names.
func Clause(ctx context.Context, name string, open func(facts subscription.Memory) (subscription.Repository, error)) error {
	return conformance().Clause(ctx, name, open)
}

// Shop is the busy shop.
func Shop() subscription.Memory { return busyShop() }

// Ask asks a question that reads every kind of fact, and returns the answer as text,
// and what it leaves out.
func Ask(ctx context.Context, repo subscription.Repository, run *customer.Run) (string, customer.LeftOut, error) {
	r, err := subscription.Summarize(ctx, repo, subscription.Query{AsOf: kit.Day(60)}, run)
	left := r.LeftOut
	r.LeftOut = customer.LeftOut{}
	return fmt.Sprint(r), left, err
}

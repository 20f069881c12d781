package subscriptiontest

import (
	"context"
	"iter"

	"github.com/clientele-go/clientele/internal/awkward"
	"github.com/clientele-go/clientele/internal/story"
	"github.com/clientele-go/clientele/subscription"
)

// Stories are the stories that the kit tells.
func Stories() ([]story.Story, error) { return story.ReadAll(stories, "stories") }

// Behaving is a repository that yields facts in a way.
func Behaving(facts subscription.Memory, way awkward.Way) subscription.Repository {
	return &repository{facts, way}
}

// Grouping groups by itself, and wrongly: ask changes the question, and change
// a digest, which then comes as often as it says.
func Grouping(facts subscription.Memory, ask func(*subscription.Query), change func(*subscription.Digest) int) subscription.Repository {
	return wrong{grouped{facts}, ask, change}
}

type wrong struct {
	grouped
	ask    func(*subscription.Query)
	change func(*subscription.Digest) int
}

func (w wrong) EachDigest(ctx context.Context, q subscription.Query) iter.Seq2[subscription.Digest, error] {
	if w.ask != nil {
		w.ask(&q)
	}
	return awkward.Spoil(w.grouped.EachDigest(ctx, q), w.change)
}

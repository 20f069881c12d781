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

// Grouping groups by itself, and wrongly.
func Grouping(facts subscription.Memory, change func(*subscription.Digest) int, name string) subscription.Repository {
	return wrong{grouped{facts}, change, name}
}

type wrong struct {
	grouped
	change func(*subscription.Digest) int
	name   string
}

func (w wrong) EachDigest(ctx context.Context, q subscription.Query) iter.Seq2[subscription.Digest, error] {
	switch w.name {
	case "no own channel":
		q.Channels = nil
	case "no as-of":
		q.AsOf = q.AsOf.Add(1e9)
	}
	return func(yield func(subscription.Digest, error) bool) {
		for d, err := range w.grouped.EachDigest(ctx, q) {
			n := 1
			if err == nil && w.change != nil {
				n = w.change(&d)
			}
			for range n {
				if !yield(d, err) {
					return
				}
			}
		}
	}
}

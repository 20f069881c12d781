package engagementtest

import (
	"context"
	"iter"

	"github.com/clientele-go/clientele/engagement"
	"github.com/clientele-go/clientele/internal/awkward"
	"github.com/clientele-go/clientele/internal/story"
)

// Stories are those that the kit plays.
func Stories() ([]story.Story, error) { return story.ReadAll(stories, "stories") }

// Behaving is a repository that yields facts in a way.
func Behaving(facts engagement.Memory, way awkward.Way) engagement.Repository {
	return &repository{facts, way}
}

// Grouping groups by itself, and wrongly: ask changes the question, change a
// digest and says how often it is yielded.
func Grouping(facts engagement.Memory, ask func(*engagement.Query), change func(*engagement.Digest) int) engagement.Repository {
	return wrong{grouped{facts}, ask, change}
}

type wrong struct {
	grouped
	ask    func(*engagement.Query)
	change func(*engagement.Digest) int
}

func (w wrong) EachDigest(ctx context.Context, q engagement.Query) iter.Seq2[engagement.Digest, error] {
	if w.ask != nil {
		w.ask(&q)
	}
	return awkward.Spoil(w.grouped.EachDigest(ctx, q), w.change)
}

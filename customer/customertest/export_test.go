package customertest

import (
	"context"
	"iter"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/internal/awkward"
	"github.com/clientele-go/clientele/internal/story"
)

// Behaving is a repository that yields facts in a way.
func Behaving(facts customer.Memory, way awkward.Way) customer.Repository {
	return &repository{facts, way}
}

// Grouping groups by itself, for another question than was asked, and changes
// each digest before it yields it as often as change says.
func Grouping(facts customer.Memory, ask func(*customer.Query), change func(*customer.Digest) int) customer.Repository {
	return grouping{grouped{facts}, ask, change}
}

type grouping struct {
	grouped
	ask    func(*customer.Query)
	change func(*customer.Digest) int
}

func (g grouping) EachDigest(ctx context.Context, q customer.Query) iter.Seq2[customer.Digest, error] {
	if g.ask != nil {
		g.ask(&q)
	}
	return awkward.Spoil(g.grouped.EachDigest(ctx, q), g.change)
}

// Reusing groups by itself, and uses one digest's memory for the next.
func Reusing(facts customer.Memory) customer.Repository { return reusing{grouped{facts}} }

type reusing struct{ grouped }

func (g reusing) EachDigest(ctx context.Context, q customer.Query) iter.Seq2[customer.Digest, error] {
	var revenue customer.Revenue
	return awkward.Spoil(g.grouped.EachDigest(ctx, q), func(d *customer.Digest) int {
		revenue = append(revenue[:0], d.Revenue...)
		d.Revenue = revenue
		return 1
	})
}

// Stories are the stories that the kit tells.
func Stories() ([]story.Story, error) { return story.ReadAll(stories, "stories") }

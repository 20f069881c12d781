package customertest

import (
	"context"
	"iter"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/internal/awkward"
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
	return func(yield func(customer.Digest, error) bool) {
		if g.ask != nil {
			g.ask(&q)
		}
		for d, err := range g.grouped.EachDigest(ctx, q) {
			n := 1
			if err == nil && g.change != nil {
				n = g.change(&d)
			}
			for range n {
				if !yield(d, err) {
					return
				}
			}
		}
	}
}

// Reusing groups by itself, and uses one digest's memory for the next.
func Reusing(facts customer.Memory) customer.Repository { return reusing{grouped{facts}} }

type reusing struct{ grouped }

func (g reusing) EachDigest(ctx context.Context, q customer.Query) iter.Seq2[customer.Digest, error] {
	return func(yield func(customer.Digest, error) bool) {
		var revenue customer.Revenue
		for d, err := range g.grouped.EachDigest(ctx, q) {
			revenue = append(revenue[:0], d.Revenue...)
			d.Revenue = revenue
			if !yield(d, err) {
				return
			}
		}
	}
}

// Titles are the sentences of all stories.
func Titles() ([]string, error) {
	all, err := checks()
	if err != nil {
		return nil, err
	}
	var titles []string
	for _, c := range all {
		titles = append(titles, c.title)
	}
	return titles, nil
}

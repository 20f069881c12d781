package subscriptiontest

import (
	"context"
	"iter"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/internal/awkward"
	"github.com/clientele-go/clientele/subscription"
)

// ErrFailed is the failure of the repositories that Failing makes.
var ErrFailed = awkward.ErrFailed

// Awkward are repositories with these facts that behave in awkward but legal
// ways, by name: one that yields exactly what is asked, one that yields
// everything shuffled, one in shards, one in customer order, one that groups
// by itself. All of them must give the same answers.
func Awkward(facts subscription.Memory) map[string]subscription.Repository {
	behaving := func(w awkward.Way) subscription.Repository { return &repository{facts, w} }
	return awkward.Repositories[subscription.Repository](behaving, grouped{facts})
}

// Failing is a repository with these facts that yields ErrFailed in place of
// the n-th fact that it is asked for, from 1. With n beyond its facts it does
// not fail.
func Failing(facts subscription.Memory, n int) subscription.Repository {
	return &repository{facts, awkward.Failing(n)}
}

// repository yields facts in some way.
type repository struct {
	facts subscription.Memory
	awkward.Way
}

func (r *repository) EachMember(ctx context.Context, s customer.Scope) iter.Seq2[subscription.Member, error] {
	return awkward.Each(ctx, &r.Way, s, r.facts.Members, members())
}

func (r *repository) EachField(ctx context.Context, s customer.Scope) iter.Seq2[customer.Field, error] {
	return awkward.Each(ctx, &r.Way, s, r.facts.Fields, fields())
}

// grouped groups by itself, as a database does.
type grouped struct{ subscription.Memory }

func (g grouped) EachDigest(ctx context.Context, q subscription.Query) iter.Seq2[subscription.Digest, error] {
	merge := func(d *subscription.Digest, part subscription.Digest) { d.Merge(part) }
	return awkward.Group(ctx, merge, func(part func(customer.ID, subscription.Digest)) error {
		for _, m := range g.Members {
			d := subscription.Digest{ID: m.Customer}
			d.AddMember(m, &q)
			part(d.ID, d)
		}
		for _, f := range g.Fields {
			d := subscription.Digest{ID: f.Customer}
			d.AddField(f, &q)
			part(d.ID, d)
		}
		return nil
	})
}

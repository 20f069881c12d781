package engagementtest

import (
	"context"
	"iter"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/engagement"
	"github.com/clientele-go/clientele/internal/awkward"
	"github.com/clientele-go/clientele/internal/kit"
)

// ErrFailed is the failure of the repositories that Failing makes.
var ErrFailed = awkward.ErrFailed

// Awkward are repositories with these facts that behave in awkward but legal
// ways, by name: one that yields exactly what is asked, one that yields
// everything shuffled, one in shards, one in customer order, one that groups
// by itself. All of them must give the same answers.
func Awkward(facts engagement.Memory) map[string]engagement.Repository {
	behaving := func(w awkward.Way) engagement.Repository { return &repository{facts, w} }
	return awkward.Repositories[engagement.Repository](behaving, grouped{facts})
}

// Failing is a repository with these facts that yields ErrFailed in place of
// the n-th fact that it is asked for, from 1. With n beyond its facts it does
// not fail.
func Failing(facts engagement.Memory, n int) engagement.Repository {
	return &repository{facts, awkward.Failing(n)}
}

// repository yields facts in some way.
type repository struct {
	facts engagement.Memory
	awkward.Way
}

func (r *repository) EachMessage(ctx context.Context, s customer.Scope) iter.Seq2[customer.Message, error] {
	return awkward.Each(ctx, &r.Way, s, r.facts.Messages, kit.Messages())
}

func (r *repository) EachOrder(ctx context.Context, s customer.Scope) iter.Seq2[customer.Order, error] {
	return awkward.Each(ctx, &r.Way, s, r.facts.Orders, kit.Orders())
}

func (r *repository) EachTag(ctx context.Context, s customer.Scope) iter.Seq2[customer.Tag, error] {
	return awkward.Each(ctx, &r.Way, s, r.facts.Tags, tags())
}

func (r *repository) EachField(ctx context.Context, s customer.Scope) iter.Seq2[customer.Field, error] {
	return awkward.Each(ctx, &r.Way, s, r.facts.Fields, kit.Fields())
}

// grouped groups by itself, as a database does.
type grouped struct{ engagement.Memory }

func (g grouped) EachDigest(ctx context.Context, q engagement.Query) iter.Seq2[engagement.Digest, error] {
	merge := func(d *engagement.Digest, part engagement.Digest) { d.Merge(part) }
	return awkward.Group(ctx, merge, func(part func(customer.ID, engagement.Digest)) error {
		for _, m := range g.Messages {
			d := engagement.Digest{ID: m.Customer}
			d.AddMessage(m, &q)
			part(d.ID, d)
		}
		for _, o := range g.Orders {
			d := engagement.Digest{ID: o.Customer}
			if err := d.AddOrder(o, &q); err != nil {
				return err
			}
			part(d.ID, d)
		}
		for _, t := range g.Tags {
			d := engagement.Digest{ID: t.Customer}
			d.AddTag(t)
			part(d.ID, d)
		}
		for _, f := range g.Fields {
			d := engagement.Digest{ID: f.Customer}
			d.AddField(f, &q)
			part(d.ID, d)
		}
		return nil
	})
}

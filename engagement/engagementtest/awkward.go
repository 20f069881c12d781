package engagementtest

import (
	"context"
	"iter"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/engagement"
	"github.com/clientele-go/clientele/internal/awkward"
)

// ErrFailed is the failure of the repositories that Failing makes.
var ErrFailed = awkward.ErrFailed

// Awkward are repositories with these facts that behave in awkward but legal
// ways, by name: one that yields exactly what is asked, one that yields
// everything shuffled, one in shards, one in customer order, one that groups
// by itself. All of them must give the same answers.
func Awkward(facts engagement.Memory) map[string]engagement.Repository {
	all := map[string]engagement.Repository{"grouped by itself": grouped{facts}}
	for _, w := range awkward.Legal() {
		all[w.Name] = &repository{facts, w}
	}
	return all
}

// Failing is a repository with these facts that yields ErrFailed in place of
// the n-th fact that it is asked for, from 1. With n beyond its facts it does
// not fail.
func Failing(facts engagement.Memory, n int) engagement.Repository {
	return &repository{facts, awkward.Way{Name: "failing", FailAt: n}}
}

// repository yields facts in some way.
type repository struct {
	facts engagement.Memory
	way   awkward.Way
}

func (r *repository) InCustomerOrder() bool { return r.way.InCustomerOrder() }

func (r *repository) EachMessage(ctx context.Context, s customer.Scope) iter.Seq2[customer.Message, error] {
	return awkward.Each(ctx, &r.way, s, r.facts.Messages, awkward.Kind[customer.Message]{
		Owner: func(m *customer.Message) *customer.ID { return &m.Customer },
		When:  func(m customer.Message) []time.Time { return []time.Time{m.At} },
	})
}

func (r *repository) EachOrder(ctx context.Context, s customer.Scope) iter.Seq2[customer.Order, error] {
	return awkward.Each(ctx, &r.way, s, r.facts.Orders, awkward.Kind[customer.Order]{
		Owner: func(o *customer.Order) *customer.ID { return &o.Customer },
		When:  instants,
	})
}

func (r *repository) EachTag(ctx context.Context, s customer.Scope) iter.Seq2[customer.Tag, error] {
	return awkward.Each(ctx, &r.way, s, r.facts.Tags, awkward.Kind[customer.Tag]{
		Owner: func(t *customer.Tag) *customer.ID { return &t.Customer },
		When:  func(customer.Tag) []time.Time { return nil }, // needed whatever the span
	})
}

func (r *repository) EachField(ctx context.Context, s customer.Scope) iter.Seq2[customer.Field, error] {
	return awkward.Each(ctx, &r.way, s, r.facts.Fields, awkward.Kind[customer.Field]{
		Owner: func(f *customer.Field) *customer.ID { return &f.Customer },
		When:  func(f customer.Field) []time.Time { return []time.Time{f.At} },
	})
}

// instants are those that decide whether a span asks for an order: none, if it
// is unknown when it was placed and when it was paid.
func instants(o customer.Order) []time.Time {
	if o.PlacedAt.IsZero() && o.PaidAt.IsZero() {
		return nil
	}
	all := []time.Time{o.PlacedAt, o.PaidAt}
	for _, r := range o.Refunds {
		all = append(all, r.At)
	}
	return all
}

// grouped groups by itself, as a database does: a part of every digest from
// each fact, merged, in no order.
type grouped struct{ engagement.Memory }

func (g grouped) EachDigest(ctx context.Context, q engagement.Query) iter.Seq2[engagement.Digest, error] {
	return func(yield func(engagement.Digest, error) bool) {
		digests, err := g.group(ctx, &q)
		if err != nil {
			yield(engagement.Digest{}, err)
			return
		}
		for _, d := range digests {
			if !yield(d, nil) {
				return
			}
		}
	}
}

func (g grouped) group(ctx context.Context, q *engagement.Query) (map[customer.ID]engagement.Digest, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	digests := map[customer.ID]engagement.Digest{}
	merge := func(part engagement.Digest) {
		d := digests[part.ID]
		d.Merge(part)
		digests[part.ID] = d
	}
	for _, m := range g.Messages {
		part := engagement.Digest{ID: m.Customer}
		part.AddMessage(m, q)
		merge(part)
	}
	for _, o := range g.Orders {
		part := engagement.Digest{ID: o.Customer}
		if err := part.AddOrder(o, q); err != nil {
			return nil, err
		}
		merge(part)
	}
	for _, t := range g.Tags {
		part := engagement.Digest{ID: t.Customer}
		part.AddTag(t)
		merge(part)
	}
	for _, f := range g.Fields {
		part := engagement.Digest{ID: f.Customer}
		part.AddField(f, q)
		merge(part)
	}
	return digests, nil
}

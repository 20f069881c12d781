package customertest

import (
	"context"
	"iter"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/internal/awkward"
)

// ErrFailed is the failure of the repositories that Failing makes.
var ErrFailed = awkward.ErrFailed

// Awkward are repositories with these facts that behave in awkward but legal
// ways, by name: one that yields exactly what is asked, one that yields
// everything shuffled, one in shards, one in customer order, one that groups
// by itself. All of them must give the same answers.
func Awkward(facts customer.Memory) map[string]customer.Repository {
	all := map[string]customer.Repository{"grouped by itself": grouped{facts}}
	for _, w := range awkward.Legal() {
		all[w.Name] = &repository{facts, w}
	}
	return all
}

// Failing is a repository with these facts that yields ErrFailed in place of
// the n-th fact that it is asked for, from 1. With n beyond its facts it does
// not fail.
func Failing(facts customer.Memory, n int) customer.Repository {
	return &repository{facts, awkward.Way{Name: "failing", FailAt: n}}
}

// repository yields facts in some way.
type repository struct {
	facts customer.Memory
	way   awkward.Way
}

func (r *repository) InCustomerOrder() bool { return r.way.InCustomerOrder() }

func (r *repository) EachCustomer(ctx context.Context, s customer.Scope) iter.Seq2[customer.Customer, error] {
	return awkward.Each(ctx, &r.way, s, r.facts.Customers, awkward.Kind[customer.Customer]{
		Owner: func(c *customer.Customer) *customer.ID { return &c.ID },
		When:  func(customer.Customer) []time.Time { return nil }, // needed whatever the span
	})
}

func (r *repository) EachLogin(ctx context.Context, s customer.Scope) iter.Seq2[customer.Login, error] {
	return awkward.Each(ctx, &r.way, s, r.facts.Logins, awkward.Kind[customer.Login]{
		Owner: func(l *customer.Login) *customer.ID { return &l.Customer },
		When:  func(l customer.Login) []time.Time { return []time.Time{l.At} },
	})
}

func (r *repository) EachOrder(ctx context.Context, s customer.Scope) iter.Seq2[customer.Order, error] {
	return awkward.Each(ctx, &r.way, s, r.facts.Orders, awkward.Kind[customer.Order]{
		Owner: func(o *customer.Order) *customer.ID { return &o.Customer },
		When:  instants,
	})
}

func (r *repository) EachMessage(ctx context.Context, s customer.Scope) iter.Seq2[customer.Message, error] {
	return awkward.Each(ctx, &r.way, s, r.facts.Messages, awkward.Kind[customer.Message]{
		Owner: func(m *customer.Message) *customer.ID { return &m.Customer },
		When:  func(m customer.Message) []time.Time { return []time.Time{m.At} },
	})
}

func (r *repository) EachAction(ctx context.Context, s customer.Scope) iter.Seq2[customer.Action, error] {
	return awkward.Each(ctx, &r.way, s, r.facts.Actions, awkward.Kind[customer.Action]{
		Owner: func(a *customer.Action) *customer.ID { return &a.Customer },
		When:  func(a customer.Action) []time.Time { return []time.Time{a.At} },
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

// grouped groups by itself, as a database does: a part of a digest from each
// fact, merged, in no order.
type grouped struct{ customer.Memory }

func (g grouped) EachDigest(ctx context.Context, q customer.Query) iter.Seq2[customer.Digest, error] {
	return func(yield func(customer.Digest, error) bool) {
		digests, err := g.group(ctx, &q)
		if err != nil {
			yield(customer.Digest{}, err)
			return
		}
		for _, d := range digests {
			if !yield(d, nil) {
				return
			}
		}
	}
}

func (g grouped) group(ctx context.Context, q *customer.Query) (map[customer.ID]customer.Digest, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	digests := map[customer.ID]customer.Digest{}
	merge := func(part customer.Digest) {
		d := digests[part.ID]
		d.Merge(part, q)
		digests[part.ID] = d
	}
	for _, l := range g.Logins {
		part := customer.Digest{ID: l.Customer}
		part.AddLogin(l, q)
		merge(part)
	}
	for _, m := range g.Messages {
		part := customer.Digest{ID: m.Customer}
		part.AddMessage(m, q)
		merge(part)
	}
	for _, a := range g.Actions {
		part := customer.Digest{ID: a.Customer}
		part.AddAction(a, q)
		merge(part)
	}
	for _, o := range g.Orders {
		part := customer.Digest{ID: o.Customer}
		if err := part.AddOrder(o, q); err != nil {
			return nil, err
		}
		merge(part)
	}
	for _, c := range g.Customers {
		var part customer.Digest
		part.AddCustomer(c)
		merge(part)
	}
	return digests, nil
}

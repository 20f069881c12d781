package customertest

import (
	"context"
	"iter"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/internal/awkward"
	"github.com/clientele-go/clientele/internal/kit"
)

// ErrFailed is the failure of the repositories that Failing makes.
var ErrFailed = awkward.ErrFailed

// Awkward are repositories with these facts that behave in awkward but legal
// ways, by name: one that yields exactly what is asked, one that yields
// everything shuffled, one in shards, one in customer order, one that groups
// by itself. All of them must give the same answers.
func Awkward(facts customer.Memory) map[string]customer.Repository {
	behaving := func(w awkward.Way) customer.Repository { return &repository{facts, w} }
	return awkward.Repositories[customer.Repository](behaving, grouped{facts})
}

// Failing is a repository with these facts that yields ErrFailed in place of
// the n-th fact that it is asked for, from 1. With n beyond its facts it does
// not fail.
func Failing(facts customer.Memory, n int) customer.Repository {
	return &repository{facts, awkward.Failing(n)}
}

// repository yields facts in some way.
type repository struct {
	facts customer.Memory
	awkward.Way
}

func (r *repository) EachCustomer(ctx context.Context, s customer.Scope) iter.Seq2[customer.Customer, error] {
	return awkward.Each(ctx, &r.Way, s, r.facts.Customers, customers())
}

func (r *repository) EachLogin(ctx context.Context, s customer.Scope) iter.Seq2[customer.Login, error] {
	return awkward.Each(ctx, &r.Way, s, r.facts.Logins, logins())
}

func (r *repository) EachOrder(ctx context.Context, s customer.Scope) iter.Seq2[customer.Order, error] {
	return awkward.Each(ctx, &r.Way, s, r.facts.Orders, kit.Orders())
}

func (r *repository) EachMessage(ctx context.Context, s customer.Scope) iter.Seq2[customer.Message, error] {
	return awkward.Each(ctx, &r.Way, s, r.facts.Messages, kit.Messages())
}

func (r *repository) EachAction(ctx context.Context, s customer.Scope) iter.Seq2[customer.Action, error] {
	return awkward.Each(ctx, &r.Way, s, r.facts.Actions, actions())
}

// grouped groups by itself, as a database does.
type grouped struct{ customer.Memory }

func (g grouped) EachDigest(ctx context.Context, q customer.Query) iter.Seq2[customer.Digest, error] {
	merge := func(d *customer.Digest, part customer.Digest) { d.Merge(part, &q) }
	return awkward.Group(ctx, merge, func(part func(customer.ID, customer.Digest)) error {
		for _, l := range g.Logins {
			d := customer.Digest{ID: l.Customer}
			d.AddLogin(l, &q)
			part(d.ID, d)
		}
		for _, m := range g.Messages {
			d := customer.Digest{ID: m.Customer}
			d.AddMessage(m, &q)
			part(d.ID, d)
		}
		for _, a := range g.Actions {
			d := customer.Digest{ID: a.Customer}
			d.AddAction(a, &q)
			part(d.ID, d)
		}
		for _, o := range g.Orders {
			d := customer.Digest{ID: o.Customer}
			if err := d.AddOrder(o, &q); err != nil {
				return err
			}
			part(d.ID, d)
		}
		for _, c := range g.Customers {
			var d customer.Digest
			d.AddCustomer(c)
			part(d.ID, d)
		}
		return nil
	})
}

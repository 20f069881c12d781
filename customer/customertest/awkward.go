package customertest

import (
	"context"
	"iter"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/internal/kits/awkward"
	"github.com/clientele-go/clientele/internal/kits/kit"
)

// ErrFailed is the failure of the repositories that Failing makes.
var ErrFailed = awkward.ErrFailed

// Awkward returns repositories that hold these facts and behave in awkward but
// legal ways, by the name of the way: some yield exactly what is asked, or
// everything shuffled; some cut customers into ranges, also by an order that is
// not that of bytes; some make snapshots for one reader or for many; some group
// by themselves. All of them must give the same answers.
func Awkward(facts customer.Memory) map[string]customer.Repository {
	return awkward.Repositories(func(w awkward.Way) customer.Repository { return behaving(&facts, w) })
}

// Failing returns a repository with these facts that yields ErrFailed in place
// of the n-th fact it is asked for. n counts from 1. If n is greater than the
// number of facts, the repository does not fail.
func Failing(facts customer.Memory, n int) customer.Repository {
	return behaving(&facts, awkward.Failing(n))
}

// Bad returns a repository with these facts that yields a *customer.FactError
// before every n-th fact of a sequence, as if there were a fact that it cannot
// read, and goes on. n counts from 1. With it, a host tests how it shows what
// was left out.
func Bad(facts customer.Memory, n int) customer.Repository {
	return behaving(&facts, awkward.Bad(n))
}

// behaving returns a repository with these facts that behaves in the given way.
func behaving(facts *customer.Memory, way awkward.Way) customer.Repository {
	return awkward.Open[customer.Memory, customer.Repository](open).Behaving(facts, way, func(m customer.Memory) []customer.ID { return kit.Owners(kinds(), m) })
}

// open opens a repository that behaves in the way of a connection.
func open(facts *customer.Memory, c *awkward.Connection, ranger awkward.Ranger, snapshotter awkward.Snapshotter) customer.Repository {
	r := repository{facts, c}
	type (
		ranged  = awkward.Ranger
		snapped = awkward.Snapshotter
	)
	switch cuts, snaps := c.Cuts != nil, c.Readers > 0; {
	case c.Grouped && cuts && snaps:
		return struct {
			grouped
			ranged
			snapped
		}{grouped{r}, ranger, snapshotter}
	case c.Grouped && cuts:
		return struct {
			grouped
			ranged
		}{grouped{r}, ranger}
	case c.Grouped:
		return grouped{r}
	case cuts && snaps:
		return struct {
			repository
			ranged
			snapped
		}{r, ranger, snapshotter}
	case cuts:
		return struct {
			repository
			ranged
		}{r, ranger}
	case snaps:
		return struct {
			repository
			snapped
		}{r, snapshotter}
	}
	return r
}

// repository yields facts in some way.
type repository struct {
	facts *customer.Memory
	*awkward.Connection
}

func (r repository) EachCustomer(ctx context.Context, s customer.Scope) iter.Seq2[customer.Customer, error] {
	return awkward.Each(ctx, r.Connection, s, r.facts.Customers, customerKind())
}

func (r repository) EachLogin(ctx context.Context, s customer.Scope) iter.Seq2[customer.Login, error] {
	return awkward.Each(ctx, r.Connection, s, r.facts.Logins, kit.Logins())
}

func (r repository) EachOrder(ctx context.Context, s customer.Scope) iter.Seq2[customer.Order, error] {
	return awkward.Each(ctx, r.Connection, s, r.facts.Orders, kit.Orders())
}

func (r repository) EachMessage(ctx context.Context, s customer.Scope) iter.Seq2[customer.Message, error] {
	return awkward.Each(ctx, r.Connection, s, r.facts.Messages, kit.Messages())
}

func (r repository) EachAction(ctx context.Context, s customer.Scope) iter.Seq2[customer.Action, error] {
	return awkward.Each(ctx, r.Connection, s, r.facts.Actions, kit.Actions())
}

// Write adds facts.
func (r repository) Write(_ context.Context, more customer.Memory) error {
	return awkward.Write(r.Connection, r.facts, more)
}

// grouped groups by itself, as a database does.
type grouped struct{ repository }

func (g grouped) EachDigest(ctx context.Context, q customer.Query, s customer.Scope) iter.Seq2[customer.Digest, error] {
	start := func(id customer.ID) customer.Digest { return customer.Digest{ID: id} }
	merge := func(d *customer.Digest, part customer.Digest) { d.Merge(part, &q) }
	return awkward.Group(ctx, g.Connection, s, start, merge, func(part func(customer.ID) *customer.Digest) (wrong []error) {
		for _, l := range g.facts.Logins {
			part(l.Customer).AddLogin(l, &q)
		}
		for _, m := range g.facts.Messages {
			part(m.Customer).AddMessage(m, &q)
		}
		for _, a := range g.facts.Actions {
			part(a.Customer).AddAction(a, &q)
		}
		for _, o := range g.facts.Orders {
			if err := part(o.Customer).AddOrder(o, &q); err != nil && g.Holds(s, o.Customer) {
				wrong = append(wrong, err)
			}
		}
		for _, c := range g.facts.Customers {
			part(c.ID).AddCustomer(c)
		}
		return wrong
	})
}

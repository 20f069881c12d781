package engagementtest

import (
	"context"
	"iter"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/engagement"
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
func Awkward(facts engagement.Memory) map[string]engagement.Repository {
	return awkward.Repositories(func(w awkward.Way) engagement.Repository { return behaving(&facts, w) })
}

// Failing returns a repository with these facts that yields ErrFailed in place
// of the n-th fact it is asked for. n counts from 1. If n is greater than the
// number of facts, the repository does not fail.
func Failing(facts engagement.Memory, n int) engagement.Repository {
	return behaving(&facts, awkward.Failing(n))
}

// Bad returns a repository with these facts that yields a *customer.FactError
// before every n-th fact of a sequence, as if there were a fact that it cannot
// read, and goes on. n counts from 1. With it, a host tests how it shows what
// was left out.
func Bad(facts engagement.Memory, n int) engagement.Repository {
	return behaving(&facts, awkward.Bad(n))
}

// behaving returns a repository with these facts that behaves in the given way.
func behaving(facts *engagement.Memory, way awkward.Way) engagement.Repository {
	return awkward.Open[engagement.Memory, engagement.Repository](open).Behaving(facts, way, func(m engagement.Memory) []customer.ID { return kit.Owners(kinds(), m) })
}

// open opens a repository that behaves in the way of a connection.
func open(facts *engagement.Memory, c *awkward.Connection, ranger awkward.Ranger, snapshotter awkward.Snapshotter) engagement.Repository {
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
	facts *engagement.Memory
	*awkward.Connection
}

func (r repository) EachMessage(ctx context.Context, s customer.Scope) iter.Seq2[customer.Message, error] {
	return awkward.Each(ctx, r.Connection, s, r.facts.Messages, kit.Messages())
}

func (r repository) EachOrder(ctx context.Context, s customer.Scope) iter.Seq2[customer.Order, error] {
	return awkward.Each(ctx, r.Connection, s, r.facts.Orders, kit.Orders())
}

func (r repository) EachLogin(ctx context.Context, s customer.Scope) iter.Seq2[customer.Login, error] {
	return awkward.Each(ctx, r.Connection, s, r.facts.Logins, kit.Logins())
}

func (r repository) EachAction(ctx context.Context, s customer.Scope) iter.Seq2[customer.Action, error] {
	return awkward.Each(ctx, r.Connection, s, r.facts.Actions, kit.Actions())
}

func (r repository) EachTag(ctx context.Context, s customer.Scope) iter.Seq2[customer.Tag, error] {
	return awkward.Each(ctx, r.Connection, s, r.facts.Tags, tagKind())
}

func (r repository) EachField(ctx context.Context, s customer.Scope) iter.Seq2[customer.Field, error] {
	return awkward.Each(ctx, r.Connection, s, r.facts.Fields, kit.Fields())
}

// Write adds facts.
func (r repository) Write(_ context.Context, more engagement.Memory) error {
	return awkward.Write(r.Connection, r.facts, more)
}

// grouped groups by itself, as a database does.
type grouped struct{ repository }

func (g grouped) EachDigest(ctx context.Context, q engagement.Query, s customer.Scope) iter.Seq2[engagement.Digest, error] {
	start := func(id customer.ID) engagement.Digest { return engagement.Digest{ID: id} }
	merge := func(d *engagement.Digest, part engagement.Digest) { d.Merge(part) }
	return awkward.Group(ctx, g.Connection, s, start, merge, func(part func(customer.ID) *engagement.Digest) (wrong []error) {
		for _, m := range g.facts.Messages {
			part(m.Customer).AddMessage(m, &q)
		}
		for _, o := range g.facts.Orders {
			if err := part(o.Customer).AddOrder(o, &q); err != nil && g.Holds(s, o.Customer) {
				wrong = append(wrong, err)
			}
		}
		for _, t := range g.facts.Tags {
			part(t.Customer).AddTag(t)
		}
		for _, f := range g.facts.Fields {
			part(f.Customer).AddField(f, &q)
		}
		for _, l := range g.facts.Logins {
			part(l.Customer).AddLogin(l, &q)
		}
		for _, a := range g.facts.Actions {
			part(a.Customer).AddAction(a, &q)
		}
		return wrong
	})
}

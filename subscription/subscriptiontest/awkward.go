package subscriptiontest

import (
	"context"
	"iter"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/internal/kits/awkward"
	"github.com/clientele-go/clientele/internal/kits/kit"
	"github.com/clientele-go/clientele/subscription"
)

// ErrFailed is the failure of the repositories that Failing makes.
var ErrFailed = awkward.ErrFailed

// Awkward returns repositories that hold these facts and behave in awkward but
// legal ways, by the name of the way: some yield exactly what is asked, or
// everything shuffled; some cut customers into ranges, also by an order that is
// not that of bytes; some make snapshots for one reader or for many; some group
// by themselves. All of them must give the same answers.
func Awkward(facts subscription.Memory) map[string]subscription.Repository {
	return awkward.Repositories(func(w awkward.Way) subscription.Repository { return behaving(&facts, w) })
}

// Failing returns a repository with these facts that yields ErrFailed in place
// of the n-th fact it is asked for. n counts from 1. If n is greater than the
// number of facts, the repository does not fail.
func Failing(facts subscription.Memory, n int) subscription.Repository {
	return behaving(&facts, awkward.Failing(n))
}

// Bad returns a repository with these facts that yields a *customer.FactError
// before every n-th fact of a sequence, as if there were a fact that it cannot
// read, and goes on. n counts from 1. With it, a host tests how it shows what
// was left out.
func Bad(facts subscription.Memory, n int) subscription.Repository {
	return behaving(&facts, awkward.Bad(n))
}

// behaving returns a repository with these facts that behaves in the given way.
func behaving(facts *subscription.Memory, way awkward.Way) subscription.Repository {
	return awkward.Open[subscription.Memory, subscription.Repository](open).Behaving(facts, way, func(m subscription.Memory) []customer.ID { return kit.Owners(kinds(), m) })
}

// open opens a repository that behaves in the way of a connection.
func open(facts *subscription.Memory, c *awkward.Connection, ranger awkward.Ranger, snapshotter awkward.Snapshotter) subscription.Repository {
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
	facts *subscription.Memory
	*awkward.Connection
}

func (r repository) EachMembership(ctx context.Context, s customer.Scope) iter.Seq2[subscription.Membership, error] {
	return awkward.Each(ctx, r.Connection, s, r.facts.Memberships, members())
}

func (r repository) EachField(ctx context.Context, s customer.Scope) iter.Seq2[customer.Field, error] {
	return awkward.Each(ctx, r.Connection, s, r.facts.Fields, fieldKind())
}

// Write adds facts.
func (r repository) Write(_ context.Context, more subscription.Memory) error {
	return awkward.Write(r.Connection, r.facts, more)
}

// grouped groups by itself, as a database does.
type grouped struct{ repository }

func (g grouped) EachDigest(ctx context.Context, q subscription.Query, s customer.Scope) iter.Seq2[subscription.Digest, error] {
	start := func(id customer.ID) subscription.Digest { return subscription.Digest{ID: id} }
	merge := func(d *subscription.Digest, part subscription.Digest) { d.Merge(part) }
	return awkward.Group(ctx, g.Connection, s, start, merge, func(part func(customer.ID) *subscription.Digest) (wrong []error) {
		for _, m := range g.facts.Memberships {
			part(m.Customer).AddMember(m, &q)
		}
		for _, f := range g.facts.Fields {
			part(f.Customer).AddField(f, &q)
		}
		return wrong
	})
}

package notifytest

import (
	"context"
	"iter"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/internal/kits/awkward"
	"github.com/clientele-go/clientele/internal/kits/kit"
	"github.com/clientele-go/clientele/notify"
)

// ErrFailed is the failure of the repositories that Failing makes.
var ErrFailed = awkward.ErrFailed

// Awkward returns repositories that hold these facts and behave in awkward but
// legal ways, by the name of the way: some yield exactly what is asked, or
// everything shuffled; some cut customers into ranges, also by an order that is
// not that of bytes; some make snapshots for one reader or for many; some group
// by themselves. All of them must give the same answers.
func Awkward(facts notify.Memory) map[string]notify.Repository {
	return awkward.Repositories(func(w awkward.Way) notify.Repository { return behaving(&facts, w) })
}

// Failing returns a repository with these facts that yields ErrFailed in place
// of the n-th fact it is asked for. n counts from 1. If n is greater than the
// number of facts, the repository does not fail.
func Failing(facts notify.Memory, n int) notify.Repository {
	return behaving(&facts, awkward.Failing(n))
}

// Bad returns a repository with these facts that yields a *customer.FactError
// before every n-th fact of a sequence, as if there were a fact that it cannot
// read, and goes on. n counts from 1. With it, a host tests how it shows what
// was left out.
func Bad(facts notify.Memory, n int) notify.Repository {
	return behaving(&facts, awkward.Bad(n))
}

// behaving returns a repository with these facts that behaves in the given way.
func behaving(facts *notify.Memory, way awkward.Way) notify.Repository {
	return awkward.Open[notify.Memory, notify.Repository](open).Behaving(facts, way, func(m notify.Memory) []customer.ID { return kit.Owners(kinds(), m) })
}

// open opens a repository that behaves in the way of a connection.
func open(facts *notify.Memory, c *awkward.Connection, ranger awkward.Ranger, snapshotter awkward.Snapshotter) notify.Repository {
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
	facts *notify.Memory
	*awkward.Connection
}

func (r repository) EachNotification(ctx context.Context, s customer.Scope) iter.Seq2[notify.Notification, error] {
	return awkward.Each(ctx, r.Connection, s, r.facts.Notifications, notificationKind())
}

func (r repository) EachOptIn(ctx context.Context, s customer.Scope) iter.Seq2[notify.OptIn, error] {
	return awkward.Each(ctx, r.Connection, s, r.facts.OptIns, optInKind())
}

// Write adds facts.
func (r repository) Write(_ context.Context, more notify.Memory) error {
	return awkward.Write(r.Connection, r.facts, more)
}

// grouped groups by itself, as a database does.
type grouped struct{ repository }

func (g grouped) EachDigest(ctx context.Context, q notify.Query, s customer.Scope) iter.Seq2[notify.Digest, error] {
	start := func(id customer.ID) notify.Digest { return notify.Digest{ID: id} }
	merge := func(d *notify.Digest, part notify.Digest) { d.Merge(part) }
	return awkward.Group(ctx, g.Connection, s, start, merge, func(part func(customer.ID) *notify.Digest) (wrong []error) {
		for _, o := range g.facts.OptIns {
			part(o.Customer).AddOptIn(o, &q)
		}
		return wrong
	})
}

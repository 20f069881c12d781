package notifytest

import (
	"context"
	"iter"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/internal/awkward"
	"github.com/clientele-go/clientele/notify"
)

// ErrFailed is the failure of the repositories that Failing makes.
var ErrFailed = awkward.ErrFailed

// Awkward are repositories with these facts that behave in awkward but legal
// ways, by name: one that yields exactly what is asked, one that yields
// everything shuffled, one in shards, one in customer order, one that groups
// by itself. All of them must give the same answers.
func Awkward(facts notify.Memory) map[string]notify.Repository {
	behaving := func(w awkward.Way) notify.Repository { return &repository{facts, w} }
	return awkward.Repositories[notify.Repository](behaving, grouped{facts})
}

// Failing is a repository with these facts that yields ErrFailed in place of
// the n-th fact that it is asked for, from 1. With n beyond its facts it does
// not fail.
func Failing(facts notify.Memory, n int) notify.Repository {
	return &repository{facts, awkward.Failing(n)}
}

// repository yields facts in some way.
type repository struct {
	facts notify.Memory
	awkward.Way
}

func (r *repository) EachNotification(ctx context.Context, s customer.Scope) iter.Seq2[notify.Notification, error] {
	return awkward.Each(ctx, &r.Way, s, r.facts.Notifications, notifications())
}

func (r *repository) EachOptIn(ctx context.Context, s customer.Scope) iter.Seq2[notify.OptIn, error] {
	return awkward.Each(ctx, &r.Way, s, r.facts.OptIns, optIns())
}

// grouped groups by itself, as a database does.
type grouped struct{ notify.Memory }

func (g grouped) EachDigest(ctx context.Context, q notify.Query) iter.Seq2[notify.Digest, error] {
	merge := func(d *notify.Digest, part notify.Digest) { d.Merge(part) }
	return awkward.Group(ctx, merge, func(part func(customer.ID, notify.Digest)) error {
		for _, o := range g.OptIns {
			d := notify.Digest{ID: o.Customer}
			d.AddOptIn(o, &q)
			part(d.ID, d)
		}
		return nil
	})
}

package notifytest

import (
	"context"
	"iter"
	"time"

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
	all := map[string]notify.Repository{"grouped by itself": grouped{facts}}
	for _, w := range awkward.Legal() {
		all[w.Name] = &repository{facts, w}
	}
	return all
}

// Failing is a repository with these facts that yields ErrFailed in place of
// the n-th fact that it is asked for, from 1. With n beyond its facts it does
// not fail.
func Failing(facts notify.Memory, n int) notify.Repository {
	return &repository{facts, awkward.Way{Name: "failing", FailAt: n}}
}

// repository yields facts in some way.
type repository struct {
	facts notify.Memory
	way   awkward.Way
}

func (r *repository) InCustomerOrder() bool { return r.way.InCustomerOrder() }

func (r *repository) EachNotification(ctx context.Context, _ customer.Scope) iter.Seq2[notify.Notification, error] {
	return awkward.Each(ctx, &r.way, customer.Scope{}, r.facts.Notifications, awkward.Kind[notify.Notification]{
		Owner: func(*notify.Notification) *customer.ID { return new(customer.ID) }, // nobody's
		When:  func(notify.Notification) []time.Time { return nil },
	})
}

func (r *repository) EachOptIn(ctx context.Context, s customer.Scope) iter.Seq2[notify.OptIn, error] {
	return awkward.Each(ctx, &r.way, s, r.facts.OptIns, awkward.Kind[notify.OptIn]{
		Owner: func(o *notify.OptIn) *customer.ID { return &o.Customer },
		When:  func(o notify.OptIn) []time.Time { return []time.Time{o.SubscribedAt} },
	})
}

// grouped groups by itself, as a database does: a part of every digest from
// each opt-in, merged, in no order.
type grouped struct{ notify.Memory }

func (g grouped) EachDigest(ctx context.Context, q notify.Query) iter.Seq2[notify.Digest, error] {
	return func(yield func(notify.Digest, error) bool) {
		if err := ctx.Err(); err != nil {
			yield(notify.Digest{}, err)
			return
		}
		digests := map[customer.ID]notify.Digest{}
		for _, o := range g.OptIns {
			part := notify.Digest{ID: o.Customer}
			part.AddOptIn(o, &q)
			d := digests[o.Customer]
			d.Merge(part)
			digests[o.Customer] = d
		}
		for _, d := range digests {
			if !yield(d, nil) {
				return
			}
		}
	}
}

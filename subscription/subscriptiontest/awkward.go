package subscriptiontest

import (
	"context"
	"iter"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/internal/awkward"
	"github.com/clientele-go/clientele/subscription"
)

// ErrFailed is the failure of the repositories that Failing makes.
var ErrFailed = awkward.ErrFailed

// Awkward are repositories with these facts that behave in awkward but legal
// ways, by name: one that yields exactly what is asked, one that yields
// everything shuffled, one in shards, one in customer order, one that groups
// by itself. All of them must give the same answers.
func Awkward(facts subscription.Memory) map[string]subscription.Repository {
	all := map[string]subscription.Repository{"grouped by itself": grouped{facts}}
	for _, w := range awkward.Legal() {
		all[w.Name] = &repository{facts, w}
	}
	return all
}

// Failing is a repository with these facts that yields ErrFailed in place of
// the n-th fact that it is asked for, from 1. With n beyond its facts it does
// not fail.
func Failing(facts subscription.Memory, n int) subscription.Repository {
	return &repository{facts, awkward.Way{Name: "failing", FailAt: n}}
}

// repository yields facts in some way.
type repository struct {
	facts subscription.Memory
	way   awkward.Way
}

func (r *repository) InCustomerOrder() bool { return r.way.InCustomerOrder() }

func (r *repository) EachMember(ctx context.Context, s customer.Scope) iter.Seq2[subscription.Member, error] {
	return awkward.Each(ctx, &r.way, s, r.facts.Members, awkward.Kind[subscription.Member]{
		Owner: func(m *subscription.Member) *customer.ID { return &m.Customer },
		When:  func(m subscription.Member) []time.Time { return []time.Time{m.JoinedAt} },
	})
}

func (r *repository) EachField(ctx context.Context, s customer.Scope) iter.Seq2[customer.Field, error] {
	return awkward.Each(ctx, &r.way, s, r.facts.Fields, awkward.Kind[customer.Field]{
		Owner: func(f *customer.Field) *customer.ID { return &f.Customer },
		When:  func(f customer.Field) []time.Time { return []time.Time{f.At} },
	})
}

// grouped groups by itself, as a database does: a part of every digest from
// each fact, merged, in no order.
type grouped struct{ subscription.Memory }

func (g grouped) EachDigest(ctx context.Context, q subscription.Query) iter.Seq2[subscription.Digest, error] {
	return func(yield func(subscription.Digest, error) bool) {
		if err := ctx.Err(); err != nil {
			yield(subscription.Digest{}, err)
			return
		}
		digests := map[customer.ID]subscription.Digest{}
		merge := func(part subscription.Digest) {
			d := digests[part.ID]
			d.Merge(part)
			digests[part.ID] = d
		}
		for _, m := range g.Members {
			part := subscription.Digest{ID: m.Customer}
			part.AddMember(m, &q)
			merge(part)
		}
		for _, f := range g.Fields {
			part := subscription.Digest{ID: f.Customer}
			part.AddField(f, &q)
			merge(part)
		}
		for _, d := range digests {
			if !yield(d, nil) {
				return
			}
		}
	}
}

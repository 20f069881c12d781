package notify

import (
	"cmp"
	"context"
	"iter"
	"slices"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/internal/base/fold"
	"github.com/clientele-go/clientele/internal/set"
)

// Digest is what one customer's opt-ins amount to as of the question's AsOf: a
// subscription for every notification, selected or not. The zero value is a customer
// without opt-ins, and the identity of Merge.
type Digest struct {
	ID customer.ID // empty for guests, who are in no number

	// Subscriptions is a set: its order does not matter, and several parts of one
	// subscription count as their union. So an engine can fill it from columns as
	// they come. Notifications that are not selected may be left out.
	Subscriptions []Subscription
}

// AddOptIn adds an opt-in. An opt-in after AsOf is not known yet, nor is a stop after
// AsOf (T2, N6); an undated opt-in is. Adding an opt-in twice changes nothing.
func (d *Digest) AddOptIn(o OptIn, q *Query) {
	last7 := calendar.Days(7).Last(q.AsOf)
	d.addOptIn(&o, q, &last7)
}

func (d *Digest) addOptIn(o *OptIn, q *Query, last7 *calendar.Span) {
	at, stop := plain(o.SubscribedAt), plain(o.StoppedAt)
	if !q.happened(at) {
		return
	}
	if !q.happened(stop) {
		stop = time.Time{}
	}
	d.add(Subscription{
		Notification: o.Notification,
		OptedInAt:    at,
		ExpiresAt:    plain(o.ExpiresAt),
		StoppedAt:    stop,
		InRange:      q.Range.Contains(at), // an undated one only in all of time
		InLast7Days:  last7.Contains(at),
	})
}

// add adds a part of a subscription, where it belongs in the order of notifications.
// People have few subscriptions, so it looks through them from the last one.
func (d *Digest) add(s Subscription) {
	i := len(d.Subscriptions)
	for i > 0 && d.Subscriptions[i-1].Notification > s.Notification {
		i--
	}
	if i > 0 && d.Subscriptions[i-1].Notification == s.Notification {
		d.Subscriptions[i-1].merge(s)
		return
	}
	d.Subscriptions = slices.Insert(d.Subscriptions, i, s)
}

// Merge adds the digest of another part of the same customer's opt-ins, made for the
// same query. It is associative, commutative and idempotent, and leaves the
// subscriptions in the order of their notifications, each once. Afterwards, a change
// of one digest does not change the other.
func (d *Digest) Merge(o Digest) {
	if d.ID == "" {
		d.ID = o.ID
	}
	d.Subscriptions = parts().Union(d.Subscriptions, o.Subscriptions)
}

// parts returns Digest.Subscriptions as a set, for the engine that merges
// digests.
func parts() set.Of[Subscription] {
	return set.Of[Subscription]{
		Compare: func(a, b Subscription) int { return cmp.Compare(a.Notification, b.Notification) },
		Merge:   (*Subscription).merge,
	}
}

// plain returns t in UTC without a monotonic reading, so that equal instants are
// equal values.
func plain(t time.Time) time.Time { return t.UTC() }

// Digester is an optional ability of a Repository: to group facts by customer
// itself, such as by a database's GROUP BY.
type Digester interface {
	// EachDigest yields one digest for each customer in the scope's Range, in any
	// order, as of q.AsOf for q.Range, made as AddOptIn makes it. It may leave out
	// customers without subscriptions. Errors and cancellation are as in
	// Repository.
	EachDigest(ctx context.Context, q Query, s customer.Scope) iter.Seq2[Digest, error]
}

type (
	source = fold.Source[Repository, customer.ID, Digest]
	within = fold.Range[customer.ID]
)

// wing returns how digests are made for a question. If not nil, before reads the
// notifications first.
func wing(q *Query, before func(context.Context, Repository) error) *fold.Wing[Repository, customer.ID, Digest] {
	all, grouped := []source{optIns(q)}, []source{digests(q)}
	return &fold.Wing[Repository, customer.ID, Digest]{
		Start: (*Digest).start, Room: reserveSubscriptions, Before: before,
		Sources: func(repo Repository) []source {
			if _, ok := repo.(Digester); ok {
				return grouped
			}
			return all
		},
	}
}

// narrow returns the scope of a range.
func narrow(q *Query, r within) customer.Scope {
	return customer.Scope{Range: customer.Range(r), Span: calendar.AsOf(q.AsOf)}
}

func optIns(q *Query) source {
	last7 := calendar.Days(7).Last(q.AsOf)
	return &fold.FactKind[Repository, customer.ID, OptIn, Digest]{
		Name: "opt-ins", Owner: ownerOfOptIn,
		Take: func(d *Digest, os []OptIn) (n int, err error) {
			for id := os[0].Customer; n < len(os) && os[n].Customer == id; n++ {
				d.addOptIn(&os[n], q, &last7)
			}
			return n, nil
		},
		Each: func(ctx context.Context, repo Repository, r within) iter.Seq2[OptIn, error] {
			return repo.EachOptIn(ctx, narrow(q, r))
		},
		Held: heldOptIns,
	}
}

// heldOptIns returns the opt-ins of a Sorted, in their order.
func heldOptIns(repo Repository) *fold.Held[customer.ID, OptIn] {
	if s, ok := repo.(*Sorted); ok {
		return s.optIns
	}
	return nil
}

// digests returns the source of the digests that a Digester makes.
func digests(q *Query) source {
	return &fold.FactKind[Repository, customer.ID, Digest, Digest]{
		Name: "digests", Owner: func(d *Digest) *customer.ID { return &d.ID },
		Take: func(d *Digest, ds []Digest) (int, error) {
			d.Merge(ds[0])
			return 1, nil
		},
		Each: func(ctx context.Context, repo Repository, r within) iter.Seq2[Digest, error] {
			return repo.(Digester).EachDigest(ctx, *q, narrow(q, r))
		},
		Held: func(Repository) *fold.Held[customer.ID, Digest] { return nil },
	}
}

func ownerOfOptIn(o *OptIn) *customer.ID { return &o.Customer }

// start makes d the empty digest of a customer, in the memory that it has.
func (d *Digest) start(id customer.ID) { *d = Digest{ID: id, Subscriptions: d.Subscriptions[:0]} }

// reserveSubscriptions gives digests memory for the subscriptions that most have.
func reserveSubscriptions(all []Digest) {
	const most = 2
	subscriptions := make([]Subscription, most*len(all))
	for i := range all {
		all[i].Subscriptions = subscriptions[most*i : most*i : most*(i+1)]
	}
}

// Reduce visits the digest of every customer who has an OptIn, for an answer of
// the host's own. Each worker adds to an answer of its own. Reduce returns these
// answers, at least one, for the host to merge. Within an answer, customers come
// in the order of their IDs. Copy what you keep of a digest: it is used again.
// Guests, who are in no number, have no digest.
//
// The errors are those of Query.Check, of the repository and of visit,
// customer.ErrRange and, unless run leaves bad facts out, *customer.FactError.
// Reduce does not read the notifications, so an opt-in to a notification that is not there
// is no error. On an error there is no answer.
func Reduce[A any](ctx context.Context, repo Repository, q Query, run *customer.Run, answer func() A, visit func(A, *Digest) error) ([]A, error) {
	if err := q.Check(); err != nil {
		return nil, err
	}
	return fold.Reduce(ctx, wing(&q, nil), run.Fold(nil), repo, fold.Reduction[Digest, A]{Answer: answer, Visit: func(a A, d *Digest) error {
		if d.ID == "" {
			return nil
		}
		return visit(a, d)
	}})
}

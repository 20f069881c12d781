package notify

import (
	"cmp"
	"context"
	"iter"
	"slices"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/internal/fold"
)

// Digest is what one customer's opt-ins amount to as of the question's AsOf:
// a subscription for every notification, whether it is selected or not. The
// zero value is a customer without opt-ins; Merge has it for identity.
type Digest struct {
	ID customer.ID // empty: guests, who are in no number

	// Subscriptions is a set: its order does not matter, and one that is in it
	// in several parts is their merger. So an engine can fill it from columns
	// as they come. Notifications that are not selected may be left out.
	Subscriptions []Subscription
}

// AddOptIn takes in an opt-in. One after AsOf is not known yet, and neither is
// a stop after it (T2, N6); an undated one is. Adding it twice changes nothing.
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

// add takes in a part of a subscription. People have few, so they are looked
// through.
func (d *Digest) add(s Subscription) {
	for i := range d.Subscriptions {
		if d.Subscriptions[i].Notification == s.Notification {
			d.Subscriptions[i].merge(s)
			return
		}
	}
	d.Subscriptions = append(d.Subscriptions, s)
}

// Merge takes in the digest of another part of the same customer's opt-ins,
// made for the same query. It is associative, commutative and idempotent, and
// leaves the subscriptions in order of their notifications, each once. Neither
// digest changes the other afterwards.
func (d *Digest) Merge(o Digest) {
	if d.ID == "" {
		d.ID = o.ID
	}
	d.Subscriptions = tidy(slices.Concat(d.Subscriptions, o.Subscriptions))
}

// few is how many subscriptions are compared with each other rather than
// sorted.
const few = 16

// subscriptions are the customer's, each once.
func (d *Digest) subscriptions() []Subscription {
	once := len(d.Subscriptions) <= few
	for i := 0; i < len(d.Subscriptions) && once; i++ {
		for _, before := range d.Subscriptions[:i] {
			once = once && before.Notification != d.Subscriptions[i].Notification
		}
	}
	if once {
		return d.Subscriptions
	}
	return tidy(slices.Clone(d.Subscriptions))
}

// tidy sorts the parts of subscriptions and merges those of one.
func tidy(all []Subscription) []Subscription {
	slices.SortFunc(all, func(a, b Subscription) int { return cmp.Compare(a.Notification, b.Notification) })
	n := 0
	for _, s := range all {
		if n > 0 && all[n-1].Notification == s.Notification {
			all[n-1].merge(s)
			continue
		}
		all[n] = s
		n++
	}
	return all[:n:n]
}

// plain is the instant in UTC without a monotonic reading, so that equal
// instants are equal values.
func plain(t time.Time) time.Time { return t.UTC() }

// Digester is an optional ability of a Repository: its own grouping, such as a
// database's GROUP BY. It yields one digest per customer, made as AddOptIn
// makes it; customers without subscriptions may be left out.
type Digester interface {
	// EachDigest yields the digests as of q.AsOf for q.Range, or an error, once
	// and last. Done contexts are errors.
	EachDigest(ctx context.Context, q Query) iter.Seq2[Digest, error]
}

// Digests groups a repository's opt-ins by customer: by the repository's own
// grouping if it is a Digester; as they stream by if it promises customer
// order; else through a hash table. What follows is the same code. Guests'
// opt-ins may come as a digest with the empty ID. The errors are Query.Check's,
// the repository's, and one for a broken promise of order; on an error the
// digests before are not the whole.
func Digests(ctx context.Context, repo Repository, q Query) iter.Seq2[Digest, error] {
	if err := q.Check(); err != nil {
		return func(yield func(Digest, error) bool) { yield(Digest{}, err) }
	}
	if d, ok := repo.(Digester); ok {
		return d.EachDigest(ctx, q)
	}
	return fold.Digests(ctx, customer.Ordered(repo), (*Digest).start, source(ctx, repo, &q))
}

// source is the repository's opt-ins on their way into digests: those of a
// Memory as the slice that they are.
func source(ctx context.Context, repo Repository, q *Query) fold.Source[customer.ID, Digest] {
	last7 := calendar.Days(7).Last(q.AsOf)
	optIns := fold.Kind[customer.ID, OptIn, Digest]{
		Name:  "opt-ins",
		Owner: func(o *OptIn) customer.ID { return o.Customer },
		Looks: []func(*OptIn) uint64{func(o *OptIn) uint64 { return uint64(o.SubscribedAt.Unix()) + uint64(o.StoppedAt.Unix()) }},
		Take: func(d *Digest, os []OptIn) (n int, err error) {
			for ; n < len(os) && os[n].Customer == d.ID; n++ {
				d.addOptIn(&os[n], q, &last7)
			}
			return n, nil
		},
	}
	switch m := repo.(type) {
	case Memory:
		return fold.Slice(optIns, m.OptIns)
	case Sorted:
		return fold.Slice(optIns, m.OptIns)
	}
	return fold.Seq(optIns, repo.EachOptIn(ctx, customer.Scope{Span: calendar.AsOf(q.AsOf)}))
}

// start makes d the empty digest of a customer, in the memory that it has.
func (d *Digest) start(id customer.ID) { *d = Digest{ID: id, Subscriptions: d.Subscriptions[:0]} }

// room gives digests memory for the subscriptions that most have.
func room(all []Digest) {
	const most = 2
	subscriptions := make([]Subscription, most*len(all))
	for i := range all {
		all[i].Subscriptions = subscriptions[most*i : most*i : most*(i+1)]
	}
}

// reduce visits the digests of all customers, each worker with an answer of its
// own. Nothing of a digest may be kept.
func reduce[A any](ctx context.Context, repo Repository, q *Query, answer func() A, visit func(A, *Digest) error) ([]A, error) {
	if g, ok := repo.(Digester); ok {
		return fold.Grouped(g.EachDigest(ctx, *q), answer, visit)
	}
	return fold.Reduce(ctx, fold.Reduction[customer.ID, Digest, A]{
		Start: (*Digest).start, Room: room, Answer: answer, Visit: visit, Ordered: customer.Ordered(repo), Workers: q.Workers,
	}, source(ctx, repo, q))
}

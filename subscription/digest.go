package subscription

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/internal/fold"
)

// Digest is what one customer's facts amount to as of the question's AsOf, on
// its channels: when they joined, and when fields said that they unsubscribed.
// The zero value is a customer without facts; Merge has it for identity.
//
// Both lists are sets: their order does not matter, nor does what is in them
// twice. So an engine can fill them from columns as they come, with facts up
// to AsOf, and members of the selected channels only.
type Digest struct {
	ID customer.ID // empty: guests, who are in no number

	// Joins are the instants of joining; a zero time is a join at an unknown
	// time.
	Joins []time.Time

	// Markers are the unsubscribes; a zero At is one at an unknown time. Of
	// those at one instant, one is enough: the one with the widest scope.
	Markers []Marker
}

// Format prints the fields, each as it shows itself, whatever the verb.
func (d Digest) Format(f fmt.State, verb rune) {
	type fields Digest
	fmt.Fprintf(f, fmt.FormatString(f, verb), fields(d))
}

// AddMember takes in an act of joining. One after AsOf is not known yet (T2);
// one on a channel that is not selected does not count (U3).
func (d *Digest) AddMember(m Member, q *Query) {
	if at := plain(m.JoinedAt); q.happened(at) && q.selected(m.Channel) {
		d.join(at)
	}
}

func (d *Digest) join(at time.Time) { d.Joins = joins().add(d.Joins, at) }

// AddField takes in a custom field. One that marks no unsubscribe (U1) changes
// nothing and costs next to nothing.
func (d *Digest) AddField(f customer.Field, q *Query) {
	if m, ok := ParseMarker(f); ok {
		d.AddMarker(m, q)
	}
}

// AddMarker takes in a field that ParseMarker has read. One after AsOf is not
// known yet (T2).
func (d *Digest) AddMarker(m Marker, q *Query) {
	if m.At = plain(m.At); q.happened(m.At) {
		d.Markers = markers().add(d.Markers, m)
	}
}

// Merge takes in the digest of another part of the same customer's facts, made
// for the same query. It is associative, commutative and idempotent, and
// leaves both sets sorted. Neither digest changes the other afterwards.
func (d *Digest) Merge(o Digest) {
	if d.ID == "" {
		d.ID = o.ID
	}
	d.Joins = joins().union(d.Joins, o.Joins)
	d.Markers = markers().union(d.Markers, o.Markers)
}

// set says how a slice is a set: in which order it is sorted, and which
// neighbours are one.
type set[T any] struct {
	compare func(a, b T) int
	same    func(a, b T) bool
}

// joins is how Digest.Joins is a set.
func joins() set[time.Time] { return set[time.Time]{time.Time.Compare, time.Time.Equal} }

// markers is how Digest.Markers is a set: one marker an instant.
func markers() set[Marker] {
	return set[Marker]{compareMarkers, func(a, b Marker) bool { return a.At.Equal(b.At) }}
}

// add appends, and tidies up before the slice would grow, so that what comes
// twice does not pile up.
func (s set[T]) add(all []T, x T) []T {
	n := len(all)
	if n > 0 && s.compare(all[n-1], x) == 0 {
		return all
	}
	if n == cap(all) && n >= 32 {
		all = s.sorted(all)
	}
	return append(all, x)
}

// sorted is the set in order, each element once. It does not change all, which
// is itself the result if it is in order.
func (s set[T]) sorted(all []T) []T {
	for i := 1; i < len(all); i++ {
		if s.compare(all[i-1], all[i]) >= 0 || s.same(all[i-1], all[i]) {
			return s.tidy(slices.Clone(all))
		}
	}
	return all
}

// tidyIfNot is the set in order, each element once; it sorts in place.
func (s set[T]) tidyIfNot(all []T) []T {
	for i := 1; i < len(all); i++ {
		if s.compare(all[i-1], all[i]) >= 0 || s.same(all[i-1], all[i]) {
			return s.tidy(all)
		}
	}
	return all
}

func (s set[T]) tidy(all []T) []T {
	slices.SortFunc(all, s.compare)
	return slices.CompactFunc(all, s.same)
}

func (s set[T]) union(a, b []T) []T { return s.tidy(slices.Concat(a, b)) }

// tidy sorts the sets in place.
func (d *Digest) tidy() {
	d.Joins, d.Markers = joins().tidyIfNot(d.Joins), markers().tidyIfNot(d.Markers)
}

// Digester is an optional ability of a Repository: its own grouping, such as a
// database's GROUP BY. It yields one digest per customer, made as the Add
// methods make it; customers without members may be left out.
type Digester interface {
	// EachDigest yields the digests as of q.AsOf on q.Channels, or an error,
	// once and last. Done contexts are errors.
	EachDigest(ctx context.Context, q Query) iter.Seq2[Digest, error]
}

// Digests groups a repository's facts by customer: by the repository's own
// grouping if it is a Digester; as they stream by if it promises customer
// order; else through a hash table. What follows is the same code. Guests'
// facts may come as a digest with the empty ID. The errors are Query.Check's,
// the repository's, and one for a broken promise of order; on an error the
// digests before are not the whole.
func Digests(ctx context.Context, repo Repository, q Query) iter.Seq2[Digest, error] {
	if err := q.Check(); err != nil {
		return func(yield func(Digest, error) bool) { yield(Digest{}, err) }
	}
	if d, ok := repo.(Digester); ok {
		return d.EachDigest(ctx, q)
	}
	return group(ctx, repo, &q, customer.Scope{Span: calendar.AsOf(q.AsOf)})
}

func group(ctx context.Context, repo Repository, q *Query, s customer.Scope) iter.Seq2[Digest, error] {
	return fold.Digests(ctx, customer.Ordered(repo), (*Digest).start, sources(ctx, repo, q, s)...)
}

// start makes d the empty digest of a customer, in the memory that it has.
func (d *Digest) start(id customer.ID) {
	joins, markers := d.Joins[:0], d.Markers[:0]
	*d = Digest{} // in place: a literal with what d holds would be a copy
	d.ID, d.Joins, d.Markers = id, joins, markers
}

// room gives digests memory for the joins that most have.
func room(all []Digest) {
	const most = 2
	joins := make([]time.Time, most*len(all))
	for i := range all {
		all[i].Joins = joins[most*i : most*i : most*(i+1)]
	}
}

// reduce visits the digests of all customers, each worker with an answer of its
// own. Nothing of a digest may be kept.
func reduce[A any](ctx context.Context, repo Repository, q *Query, answer func() A, visit func(A, *Digest) error) ([]A, error) {
	if err := q.Check(); err != nil {
		return nil, err
	}
	if g, ok := repo.(Digester); ok {
		return fold.Grouped(g.EachDigest(ctx, *q), answer, visit)
	}
	return fold.Reduce(ctx, fold.Reduction[customer.ID, Digest, A]{
		Start: (*Digest).start, Room: room, Tidy: (*Digest).tidy, Answer: answer, Visit: visit, Ordered: customer.Ordered(repo), Workers: q.Workers,
	}, sources(ctx, repo, q, customer.Scope{Span: calendar.AsOf(q.AsOf)})...)
}

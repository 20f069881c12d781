package subscription

import (
	"fmt"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/internal/set"
)

// Digest is what one customer's facts amount to as of the question's AsOf, on its
// channels: when they joined, and when fields said that they unsubscribed. The zero
// value is a customer without facts, and the identity of Merge.
//
// Both lists are sets: neither order nor repetition matters, so an engine can fill
// them from columns as they come, with facts up to AsOf, and members of the
// selected channels only.
type Digest struct {
	ID customer.ID // empty for guests, who are in no number

	// Joins are the instants of joining; a zero time is a join at an unknown
	// time.
	Joins []time.Time

	// Markers are the unsubscribes; a zero At is an unsubscribe at an unknown
	// time. Of several at one instant, the one with the widest scope is enough.
	Markers []Marker

	// Unusual reports whether a known field, which need not be among Markers, is an
	// unusual marker (Marker.Unusual).
	Unusual bool
}

// Format prints the fields, each by its own Format if it has one, whatever the verb.
func (d Digest) Format(f fmt.State, verb rune) {
	type fields Digest
	fmt.Fprintf(f, fmt.FormatString(f, verb), fields(d))
}

// AddMember adds an act of joining. A join after AsOf is not known yet (T2), and one
// on a channel that is not selected does not count (U3).
func (d *Digest) AddMember(m Membership, q *Query) {
	if at := plain(m.JoinedAt); q.happened(at) && q.selected(m.Channel) {
		d.Joins = joins().Add(d.Joins, at)
	}
}

// AddField adds a custom field. A field that marks no unsubscribe (U1) changes
// nothing and costs next to nothing.
func (d *Digest) AddField(f customer.Field, q *Query) {
	if m, ok := q.Words.Parse(f); ok {
		d.AddMarker(m, q)
	}
}

// AddMarker adds a field that ParseMarker, or the query's Words, have read. A marker after
// AsOf is not known yet (T2).
func (d *Digest) AddMarker(m Marker, q *Query) {
	if m.At = plain(m.At); q.happened(m.At) {
		d.Markers = markers().Add(d.Markers, m)
		d.Unusual = d.Unusual || q.Words.unusual(&m)
	}
}

// Merge adds the digest of another part of the same customer's facts, made for the
// same query. It is associative, commutative and idempotent, and leaves both sets
// sorted. Afterwards, a change of one digest does not change the other.
func (d *Digest) Merge(o Digest) {
	if d.ID == "" {
		d.ID = o.ID
	}
	d.Joins = joins().Union(d.Joins, o.Joins)
	d.Markers = markers().Union(d.Markers, o.Markers)
	d.Unusual = d.Unusual || o.Unusual
}

// joins and markers are how a Digest's slices are sets. Of the markers at one
// instant, compareMarkers has the one that counts first.
func joins() set.Of[time.Time] { return set.Of[time.Time]{Compare: time.Time.Compare} }

func markers() set.Of[Marker] {
	return set.Of[Marker]{
		Compare: func(a, b Marker) int { return a.At.Compare(b.At) },
		Merge: func(a *Marker, b Marker) {
			if compareMarkers(b, *a) < 0 {
				*a = b
			}
		},
	}
}

// tidy sorts the sets in place.
func (d *Digest) tidy() {
	d.Joins, d.Markers = joins().Tidy(d.Joins), markers().Tidy(d.Markers)
}

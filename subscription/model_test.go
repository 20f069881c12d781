package subscription_test

import (
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	. "github.com/clientele-go/clientele/subscription"
)

// The plain reading of the rules U2 to U6, slow and without a machine: from one
// change to the next by searching all facts.

// person is one person's facts as of some instant.
type person struct {
	joins, markers             []time.Time // dated
	undatedJoin, undatedMarker bool
}

func personOf(facts Memory, id customer.ID, q Query) (p person) {
	for _, m := range facts.Members {
		named := len(q.Channels) == 0
		for _, c := range q.Channels {
			named = named || c == m.Channel
		}
		switch {
		case m.Customer != id || !named || m.JoinedAt.After(q.AsOf):
		case m.JoinedAt.IsZero():
			p.undatedJoin = true
		default:
			p.joins = append(p.joins, m.JoinedAt)
		}
	}
	for _, f := range facts.Fields {
		switch {
		case f.Customer != id || f.At.After(q.AsOf) || f.Value == "no" || f.Value == "x":
		case f.At.IsZero():
			p.undatedMarker = true
		default:
			p.markers = append(p.markers, f.At)
		}
	}
	return p
}

// firstOf is the earliest instant not before at; if strictly, after it.
func firstOf(all []time.Time, at time.Time, strictly bool) (first time.Time) {
	for _, t := range all {
		if t.Before(at) || strictly && t.Equal(at) {
			continue
		}
		if first.IsZero() || t.Before(first) {
			first = t
		}
	}
	return first
}

// stand is how the person stood at an instant, leaving undated markers aside.
func (p person) stand() (known, enrolled bool, since time.Time) {
	var began time.Time
	if !p.undatedJoin {
		if began = firstOf(p.joins, time.Time{}, false); began.IsZero() {
			return false, false, time.Time{}
		}
	}
	since = began
	for {
		left := firstOf(p.markers, began, false)
		if left.IsZero() {
			return true, true, since
		}
		began = firstOf(p.joins, left, true)
		if began.IsZero() {
			return true, false, left
		}
		since = began
	}
}

// numbers are the totals; unchanged are those known without a dated change.
type numbers struct {
	known, enrolled, unsubscribed, enrolled7, unsubscribed7, undated, unchanged int
}

func plain(facts Memory, q Query) (n numbers) {
	for _, id := range people {
		p := personOf(facts, id, q)
		known, enrolled, since := p.stand()
		if id == "" || !known {
			continue
		}
		n.known++
		if enrolled && p.undatedMarker {
			enrolled, since = false, time.Time{}
			n.undated++
		}
		recent := !since.IsZero() && q.AsOf.Sub(since) < 7*24*time.Hour
		in := q.Range == calendar.Span{} || !since.IsZero() &&
			!since.Before(q.Range.From) && (q.Range.To.IsZero() || since.Before(q.Range.To))
		if since.IsZero() {
			n.unchanged++
		}
		count(in, recent, enrolled, &n.enrolled, &n.enrolled7)
		count(in, recent, !enrolled, &n.unsubscribed, &n.unsubscribed7)
	}
	return n
}

func count(in, recent, is bool, total, last7 *int) {
	if in && is {
		*total++
	}
	if recent && is {
		*last7++
	}
}

// levelAt is how people stood at an instant, but for those who, as of AsOf, are
// undated.
func levelAt(facts Memory, q Query, at time.Time) (l Level) {
	for _, id := range people {
		p := personOf(facts, id, q)
		_, enrolled, _ := p.stand()
		if id == "" || enrolled && p.undatedMarker {
			continue
		}
		past := q
		past.AsOf = at
		known, enrolled, _ := personOf(facts, id, past).stand()
		switch {
		case known && enrolled:
			l.Enrolled++
		case known:
			l.Unsubscribed++
		}
	}
	return l
}

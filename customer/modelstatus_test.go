package customer_test

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
)

// The second implementation of S8: a report for every bucket, and a look at
// every instant at which a status can change, and the one before it.

// knownAt are the logins that have happened as of t.
func knownAt(all []time.Time, t time.Time) (some []time.Time) {
	for _, x := range all {
		if !x.After(t) {
			some = append(some, x)
		}
	}
	return some
}

// counts are how many customers have each status as of t.
func (m model) counts(t time.Time) (n customer.StatusCounts) {
	for _, c := range m.facts.Customers {
		n[m.statusAt(knownAt(m.dated(c.ID), t), t)]++
	}
	return n
}

// turns are the transitions in the span.
func (m model) turns(s calendar.Span) (all []customer.Transition) {
	very, active, sleeper := m.thresholds()
	for _, c := range m.facts.Customers {
		logins := m.dated(c.ID)
		instants := slices.Clone(logins)
		for _, x := range logins {
			instants = append(instants, plus(x, very.p), plus(x, active.p), plus(x, sleeper))
		}
		slices.SortFunc(instants, time.Time.Compare)
		instants = slices.CompactFunc(instants, time.Time.Equal)
		for _, t := range instants {
			before := m.statusAt(knownAt(logins, t.Add(-1)), t.Add(-1))
			at := m.statusAt(knownAt(logins, t), t)
			if before != at && within(t, s) && m.past(t) {
				all = append(all, customer.Transition{Customer: c.ID, At: t.UTC(), From: before, To: at})
			}
		}
	}
	slices.SortFunc(all, func(a, b customer.Transition) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Customer, b.Customer))
	})
	return all
}

// levels are the counts at the end of each bucket, as text. Days must begin at
// midnight.
func (m model) levels(s calendar.Span, u calendar.Unit) (text string) {
	loc := m.q.Location
	if loc == nil {
		loc = time.UTC
	}
	end := m.q.AsOf.Add(1) // the first instant after the range
	if !s.To.IsZero() && s.To.Before(end) {
		end = s.To
	}
	first := s.From
	for _, c := range m.facts.Customers {
		for _, x := range m.dated(c.ID) {
			if s.From.IsZero() && x.Before(end) && (first.IsZero() || x.Before(first)) {
				first = x
			}
		}
	}
	if first.IsZero() || !first.Before(end) {
		return ""
	}
	for l := label(first, loc, u); !l.After(label(end.Add(-1), loc, u)); l = following(l, u) {
		last := start(following(l, u), loc)
		partial := !s.From.IsZero() && start(l, loc).Before(s.From) || last.After(end)
		if last.After(end) {
			last = end
		}
		text += fmt.Sprintln(l.Format(time.DateOnly), partial, m.counts(last.Add(-1)))
	}
	return text
}

// levelsOf is what a trend said, in the same form.
func levelsOf(t customer.StatusTrend) (text string) {
	for _, p := range ok(t.Points()) {
		text += fmt.Sprintln(p.Bucket.String(), p.Partial, p.Value)
	}
	return text
}

// moves are who has one status by the question's policy and another by another
// (S9).
func (m model) moves(other customer.Policy) (n customer.StatusMatrix) {
	o := m
	o.q.Policy = other
	for _, c := range m.facts.Customers {
		all := m.dated(c.ID)
		n[m.statusAt(all, m.q.AsOf)][o.statusAt(all, m.q.AsOf)]++
	}
	return n
}

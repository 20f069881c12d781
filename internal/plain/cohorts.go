package plain

import (
	"errors"
	"fmt"
	"time"
)

// cohortQuestion is what a cohort is.
type cohortQuestion struct{ anchor, back, clock, unit string }

// cohortOf understands the flags of cohorts.
func cohortOf(o Options) (cohortQuestion, error) {
	c := cohortQuestion{o.Anchor, o.Return, o.Clock, o.Unit}
	for _, w := range []struct {
		word *string
		or   string
		all  []string
	}{
		{&c.anchor, "order", []string{"login", "order", "join"}},
		{&c.back, "orders", []string{"logins", "messages", "orders"}},
		{&c.clock, "calendar", []string{"calendar", "own"}},
		{&c.unit, "month", []string{"day", "week", "week-sunday", "week-saturday", "month"}},
	} {
		if *w.word == "" {
			*w.word = w.or
		}
		if !passes(w.all, *w.word) {
			return c, errors.New("plain: no such cohorts")
		}
	}
	return c, nil
}

// anchor returns a customer's anchor: the first login, the first paid order or the first
// dated join. With an undated join there is none (C1).
func (q question) anchor(f facts, id string) (first time.Time, ok bool) {
	var all []time.Time
	switch q.cohort.anchor {
	case "login":
		all = q.acted(f, id, "logins")
	case "order":
		all = q.acted(f, id, "orders")
	case "join":
		for _, m := range f.members {
			if m.customer == id && m.joined.IsZero() {
				return time.Time{}, false
			}
			if m.customer == id && q.happened(m.joined) {
				all = append(all, m.joined)
			}
		}
	}
	if len(all) == 0 {
		return time.Time{}, false
	}
	return earliest(all...), true
}

// plusUnits returns x ⊕ k units (T4).
func plusUnits(x time.Time, k int, unit string) time.Time {
	switch unit {
	case "day":
		return plusDays(x, k)
	case "month":
		return plusMonths(x, k)
	}
	return plusDays(x, 7*k)
}

// lastOf returns the last instant of a bucket.
func (q question) lastOf(bucket string) time.Time {
	var last time.Time
	first := firstDate(bucket, q.unit)
	for day := first; day.Before(nextBucket(first, q.unit)); day = day.Add(24 * time.Hour) {
		for _, c := range stretches(day, q.loc) {
			to := day.Add(24*time.Hour - c.offset)
			if to.After(c.end) {
				to = c.end
			}
			if day.Add(-c.offset).Before(to) && c.start.Before(to) && to.Add(-1).After(last) {
				last = to.Add(-1)
			}
		}
	}
	return last
}

// joined is a customer with an anchor.
type joined struct {
	anchor  time.Time
	cohort  string
	returns []time.Time
	labels  []string // of the returns
}

// back reports whether a member has a return in the k-th window, which on the calendar is a
// bucket (C2, C3, C4).
func (q question) back(m joined, k int, bucket string) bool {
	for i, x := range m.returns {
		if q.cohort.clock == "own" {
			if !x.Before(plusUnits(m.anchor, k, q.unit)) && x.Before(plusUnits(m.anchor, k+1, q.unit)) {
				return true
			}
			continue
		}
		if m.labels[i] == bucket && (k > 0 || !x.Before(m.anchor)) {
			return true
		}
	}
	return false
}

// begun is a bucket that has begun.
type begun struct {
	bucket string
	over   bool
}

// columns lists the buckets from one on that have begun.
func (q question) columns(bucket string) []begun {
	var list []begun
	first := firstDate(bucket, q.unit)
	for d := first; ; d = nextBucket(d, q.unit) {
		if firstInstant(d, q.loc).After(q.asOf) {
			return list
		}
		if _, ok := exists(d, q.loc); ok || q.unit != "day" {
			list = append(list, begun{label(d, q.unit), q.over(label(d, q.unit))})
		}
	}
}

// cohorts writes cohorts.csv (C1–C7).
func cohorts(out Files, q question, f facts) {
	q.unit = q.cohort.unit
	var all []joined
	var anchors []time.Time
	for _, c := range f.customers {
		a, ok := q.anchor(f, c.id)
		if !ok {
			continue
		}
		m := joined{a, labelOf(a, q.unit, q.loc), q.acted(f, c.id, q.cohort.back), nil}
		for _, x := range m.returns {
			m.labels = append(m.labels, labelOf(x, q.unit, q.loc))
		}
		all, anchors = append(all, m), append(anchors, a)
	}
	var s sheet
	s.row("cohort", "offset", "size", "eligible", "retained", "retained_or_after", "complete")
	list := q.whole(q.given, anchors)
	var known []begun
	if len(list) > 0 {
		known = q.columns(list[0])
	}
	for i, bucket := range list {
		var members []joined
		for _, m := range all {
			if m.cohort == bucket {
				members = append(members, m)
			}
		}
		if q.cohort.clock == "own" {
			q.ownRows(&s, bucket, members)
		} else if i < len(known) {
			q.rows(&s, bucket, members, known[i:])
		}
	}
	out["cohorts.csv"] = s.b.String()
}

// rows writes the rows of a cohort by the calendar (C5).
func (q question) rows(s *sheet, bucket string, members []joined, columns []begun) {
	for k, c := range columns {
		eligible, retained, after := 0, 0, 0
		if c.over {
			eligible = len(members)
		}
		for _, m := range members {
			retained += oneIf(q.back(m, k, c.bucket))
			for later := k; later < len(columns); later++ {
				if q.back(m, later, columns[later].bucket) {
					after++
					break
				}
			}
		}
		s.row(bucket, fmt.Sprint(k), fmt.Sprint(len(members)), fmt.Sprint(eligible), fmt.Sprint(retained), fmt.Sprint(after), yesNo(c.over))
	}
}

// ownRows writes the rows of a cohort by the members' own clocks (C4, C5).
func (q question) ownRows(s *sheet, bucket string, members []joined) {
	over := func(a time.Time, k int) bool { return !plusUnits(a, k+1, q.unit).Add(-1).After(q.asOf) }
	first, last := firstInstant(firstDate(bucket, q.unit), q.loc), q.lastOf(bucket)
	for k := 0; !plusUnits(first, k, q.unit).After(q.asOf); k++ {
		eligible, retained, after := 0, 0, 0
		for _, m := range members {
			if !over(m.anchor, k) {
				continue
			}
			eligible++
			retained += oneIf(q.back(m, k, ""))
			for later := k; !plusUnits(m.anchor, later, q.unit).After(q.asOf); later++ {
				if q.back(m, later, "") {
					after++
					break
				}
			}
		}
		s.row(bucket, fmt.Sprint(k), fmt.Sprint(len(members)), fmt.Sprint(eligible), fmt.Sprint(retained), fmt.Sprint(after), yesNo(over(last, k)))
	}
}

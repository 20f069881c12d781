package plain

import (
	"fmt"
	"sort"
	"time"
)

// at returns the same question as of another instant.
func (q question) at(t time.Time) question {
	q.asOf = t
	return q
}

// statusAt returns a customer's status as of an instant (S1–S4).
func (q question) statusAt(f facts, id string, t time.Time) string {
	then := q.at(t)
	return then.status(then.logins(f, id))
}

// lastInstant returns the last instant of a bucket that is before the range's
// end and not after the question's instant. All days of the bucket count, and
// all their repetitions.
func (q question) lastInstant(bucket string) time.Time {
	end := q.asOf.Add(1)
	if s := q.window(); !s.to.IsZero() && s.to.Before(end) {
		end = s.to
	}
	var last time.Time
	day := firstDate(bucket, q.unit)
	for ; label(bucketOf(day, q.unit), q.unit) == bucket; day = day.Add(24 * time.Hour) {
		for _, s := range stretches(day, q.loc) {
			x := earliest(day.Add(24*time.Hour-s.offset), s.end, end).Add(-1)
			if !x.Before(s.start) && labelOf(x, q.unit, q.loc) == bucket && x.After(last) {
				last = x
			}
		}
	}
	return last
}

// earliest returns the first of some instants.
func earliest(times ...time.Time) time.Time {
	low, _ := ends(times)
	return low
}

// statusTrend writes status_trend.csv and transitions.csv (S8).
func statusTrend(out Files, q question, f facts) {
	span := q.window()
	var logins []time.Time // of customers, in the range
	for _, c := range f.customers {
		for _, x := range q.logins(f, c.id) {
			if span.has(x) {
				logins = append(logins, x)
			}
		}
	}
	var trend sheet
	trend.row("bucket", "very_active", "active", "quiet", "sleeper", "partial")
	for _, b := range q.series(span, logins) {
		counts := map[string]int{}
		for _, c := range f.customers {
			counts[q.statusAt(f, c.id, q.lastInstant(b))]++
		}
		cells := []string{b}
		for _, rank := range ranks {
			cells = append(cells, fmt.Sprint(counts[rank]))
		}
		trend.row(append(cells, yesNo(q.partial(span, b)))...)
	}
	out["status_trend.csv"] = trend.b.String()
	out["transitions.csv"] = q.transitions(f)
}

// transition is a change of a customer's status.
type transition struct {
	id       string
	at       time.Time
	from, to string
}

// transitions returns transitions.csv. A status can change only at a login, or
// where a login ceases to be within the last 7 days, 30 days or 3 months. It
// has changed if it differs from the one just before.
func (q question) transitions(f facts) string {
	var list []transition
	for _, c := range f.customers {
		seen := map[time.Time]bool{}
		for _, login := range q.logins(f, c.id) {
			for _, x := range []time.Time{login, plusDays(login, 7), plusDays(login, 30), plusMonths(login, 3)} {
				if x = x.UTC(); seen[x] || !q.happened(x) || !q.window().has(x) {
					continue
				}
				seen[x] = true
				from, to := q.statusAt(f, c.id, x.Add(-1)), q.statusAt(f, c.id, x)
				if from != to {
					list = append(list, transition{c.id, x, from, to})
				}
			}
		}
	}
	sort.Slice(list, func(i, j int) bool {
		a, b := list[i], list[j]
		return a.at.Before(b.at) || (a.at.Equal(b.at) && a.id < b.id)
	})
	var s sheet
	s.row("customer_id", "at", "from", "to")
	for _, t := range list {
		s.row(guardedText(t.id), stamp(t.at), t.from, t.to)
	}
	return s.b.String()
}

package plain

import (
	"fmt"
	"sort"
	"time"
)

// optIn is one (notification, customer), as of the question's instant (N2).
type optIn struct {
	notice, customer string
	times            []time.Time // of the opt-ins; zero is undated
	state            string      // expired, expiring, stopped, never
	expires          time.Time
}

// optIns lists every subscription of the selected notifications.
func (q question) optIns(f facts, notices []notice) []optIn {
	var list []optIn
	for _, n := range notices {
		for _, c := range f.customers {
			var rows []token
			for _, t := range f.tokens {
				// An opt-in is known from its own time on (N6).
				if t.notice == n.id && t.customer == c.id && q.holds(t.subscribed) {
					rows = append(rows, t)
				}
			}
			if len(rows) > 0 {
				list = append(list, q.optIn(n.id, c.id, rows))
			}
		}
	}
	return list
}

// optIn returns what the known rows of one subscription amount to (N3, N6).
func (q question) optIn(notice, customer string, rows []token) optIn {
	s := optIn{notice: notice, customer: customer}
	latest := rows[0]
	for _, t := range rows {
		s.times = append(s.times, t.subscribed)
		later := t.subscribed.After(latest.subscribed)
		same := t.subscribed.Equal(latest.subscribed)
		if later || (same && longer(t.expires, latest.expires)) {
			latest = t
		}
	}
	s.expires = latest.expires
	stopped := false
	for _, t := range rows {
		if q.happened(t.stopped) && !t.stopped.Before(latest.subscribed) {
			stopped = true
		}
	}
	switch {
	case stopped:
		s.state = "stopped"
	case s.expires.IsZero():
		s.state = "never"
	case q.happened(s.expires):
		s.state = "expired"
	default:
		s.state = "expiring"
	}
	return s
}

// longer reports whether an expiry is later than another; never is the latest.
func longer(a, b time.Time) bool {
	if b.IsZero() {
		return false
	}
	return a.IsZero() || a.After(b)
}

// subscribed counts the distinct customers with an opt-in that passes (N2).
func subscribed(list []optIn, pass func(optIn, time.Time) bool) int {
	people := map[string]bool{}
	for _, s := range list {
		for _, x := range s.times {
			if pass(s, x) {
				people[s.customer] = true
			}
		}
	}
	return len(people)
}

// inRange reports whether an opt-in counts in the range: undated ones only of
// all time (N2).
func (q question) inRange(x time.Time) bool {
	return q.given.everywhere() || q.given.has(x)
}

// notification writes the files of the notifications.
func notification(out Files, q question, f facts) {
	out["notification_metrics.csv"] = q.metrics(f, question.notificationMetrics)
	notices := q.notices(f)
	list := q.optIns(f, notices)
	states := map[string][]time.Time{} // the expiries, by state
	for _, s := range list {
		states[s.state] = append(states[s.state], s.expires)
	}
	out["expiry.csv"] = q.months(states["expiring"])
	out["expired.csv"] = q.months(states["expired"])
	out["notification_details.csv"] = q.details(notices, list)
}

// notices lists the selected notifications.
func (q question) notices(f facts) []notice {
	var notices []notice
	for _, n := range f.notifications {
		if passes(q.channels, n.channel) && (q.name == "" || n.name == q.name) {
			notices = append(notices, n)
		}
	}
	return notices
}

// notificationMetrics returns the numbers of the notifications (N2–N4).
func (q question) notificationMetrics(f facts) []metric {
	list := q.optIns(f, q.notices(f))
	states := map[string]int{}
	soon, ever := map[string]bool{}, map[string]bool{}
	for _, s := range list {
		states[s.state]++
		if s.state == "expiring" {
			ever[s.customer] = true
			if q.nextDays(s.expires, 7) {
				soon[s.customer] = true
			}
		}
	}
	return []metric{
		{"subscribed_users", subscribed(list, func(_ optIn, x time.Time) bool { return q.inRange(x) })},
		{"subscribed_last_7_days", subscribed(list, func(_ optIn, x time.Time) bool { return q.lastDays(x, 7) })},
		{"expiring_users", len(ever)},
		{"expiring_next_7_days", len(soon)},
		{"subscriptions", len(list)},
		{"expired", states["expired"]},
		{"expiring", states["expiring"]},
		{"stopped", states["stopped"]},
		{"never_expires", states["never"]},
	}
}

// months counts subscriptions by month of expiry (N4).
func (q question) months(expiries []time.Time) string {
	var s sheet
	s.row("month", "subscriptions")
	for _, m := range filled(expiries, "month", q.loc) {
		s.row(m, fmt.Sprint(countIn(expiries, m, "month", q.loc)))
	}
	return s.b.String()
}

// details returns notification_details.csv: sorted by name, then ID (N5).
func (q question) details(notices []notice, list []optIn) string {
	sort.Slice(notices, func(i, j int) bool {
		if notices[i].name != notices[j].name {
			return notices[i].name < notices[j].name
		}
		return notices[i].id < notices[j].id
	})
	var s sheet
	s.row("id", "name", "status", "frequency", "subscribed_users")
	for _, n := range notices {
		status := "inactive"
		if n.active {
			status = "active"
		}
		users := subscribed(list, func(s optIn, x time.Time) bool { return s.notice == n.id && q.inRange(x) })
		s.row(guardedText(n.id), guardedText(n.name), status, n.frequency, fmt.Sprint(users))
	}
	return s.b.String()
}

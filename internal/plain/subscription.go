package plain

import (
	"fmt"
	"sort"
	"strings"
	"time"
)

// markers are the names that mark an unsubscribe (U1).
var markers = []string{"unsubscribed", "unsubscribeallbots", "unsubscribetoallbot"}

// folded returns a text in the form in which markers are compared: trimmed, in
// ASCII lower case, without spaces, _ and - (U1).
func folded(s string) string {
	s = lower(strings.TrimSpace(s))
	for _, drop := range []string{" ", "_", "-"} {
		s = strings.ReplaceAll(s, drop, "")
	}
	return s
}

// isMarker reports whether a field marks an unsubscribe (U1).
func isMarker(d field) bool {
	if passes(markers, folded(d.value)) {
		return true
	}
	no := passes([]string{"false", "no", "0", "off", "f", "n"}, folded(d.value))
	return passes(markers, folded(d.name)) && !no
}

// isUnusual reports whether a marker by its name says neither yes nor no (U1).
func isUnusual(d field) bool {
	yes := passes([]string{"", "true", "yes", "1", "on", "t", "y"}, folded(d.value)) || passes(markers, folded(d.value))
	return isMarker(d) && passes(markers, folded(d.name)) && !yes
}

// change is a flow of the trend (U4).
type change struct {
	at   time.Time
	kind string // joined, left, returned
}

// subscriber is a known user (U2).
type subscriber struct {
	changes []change // in time, dated ones
	undated bool     // joined at an unknown time
	marked  bool     // has an undated marker
	unusual bool     // has a marker that says neither yes nor no
}

// in reports whether the dated facts leave a subscriber enrolled.
func (s subscriber) in() bool {
	if len(s.changes) == 0 {
		return s.undated
	}
	return s.changes[len(s.changes)-1].kind != "left"
}

// onlyUndated reports whether nothing but an undated marker unsubscribes (U5).
func (s subscriber) onlyUndated() bool { return s.marked && s.in() }

// latest returns the time of the latest change. It is unknown if that change
// has no time.
func (s subscriber) latest() time.Time {
	if len(s.changes) == 0 || s.onlyUndated() {
		return time.Time{}
	}
	return s.changes[len(s.changes)-1].at
}

// subscriber tells one customer's story as of the question's instant.
func (q question) subscriber(f facts, id string) (s subscriber, known bool) {
	var joins, leaves []time.Time
	for _, m := range f.members {
		if m.customer != id || !passes(q.channels, m.channel) {
			continue
		}
		if m.joined.IsZero() {
			s.undated, known = true, true
		} else if q.happened(m.joined) {
			joins, known = append(joins, m.joined), true
		}
	}
	for _, d := range f.fields {
		if d.customer != id || !isMarker(d) {
			continue
		}
		if d.at.IsZero() {
			s.marked = true
		} else if q.happened(d.at) {
			leaves = append(leaves, d.at)
		}
		s.unusual = s.unusual || isUnusual(d) && (d.at.IsZero() || q.happened(d.at))
	}
	s.changes = story(joins, leaves, s.undated)
	return s, known
}

// story lists the changes that joins and markers make. At one instant the
// marker is last (U4).
func story(joins, leaves []time.Time, undated bool) []change {
	var all []change
	for _, x := range joins {
		all = append(all, change{x, "join"})
	}
	for _, x := range leaves {
		all = append(all, change{x, "marker"})
	}
	// Joins come before markers in all, and stay so at one instant.
	sort.SliceStable(all, func(i, j int) bool { return all[i].at.Before(all[j].at) })
	var changes []change
	state := "unknown"
	if undated {
		state = "in" // an undated join precedes everything (U5)
	}
	for _, c := range all {
		switch {
		case c.kind == "join" && state == "unknown":
			changes, state = append(changes, change{c.at, "joined"}), "in"
		case c.kind == "join" && state == "out":
			changes, state = append(changes, change{c.at, "returned"}), "in"
		case c.kind == "marker" && state == "in":
			changes, state = append(changes, change{c.at, "left"}), "out"
		}
	}
	return changes
}

// subscription writes subscription.csv and subscription_trend.csv.
func subscription(out Files, q question, f facts) {
	out["subscription.csv"] = q.metrics(f, question.subscriptionMetrics)
	out["subscription_trend.csv"] = q.trend(q.known(f))
}

// known lists the known users (U2).
func (q question) known(f facts) []subscriber {
	var known []subscriber
	for _, c := range f.customers {
		if s, ok := q.subscriber(f, c.id); ok {
			known = append(known, s)
		}
	}
	return known
}

// subscriptionMetrics returns the numbers of the subscription activity (U2, U3).
func (q question) subscriptionMetrics(f facts) []metric {
	known := q.known(f)
	enrolled, left, enrolled7, left7, undated, unusual := 0, 0, 0, 0, 0, 0
	for _, s := range known {
		inRange := q.given.everywhere() || q.given.has(s.latest())
		recent := q.lastDays(s.latest(), 7)
		if s.onlyUndated() {
			undated++
		}
		unusual += oneIf(s.unusual)
		if s.in() && !s.marked {
			enrolled += oneIf(inRange)
			enrolled7 += oneIf(recent)
		} else {
			left += oneIf(inRange)
			left7 += oneIf(recent)
		}
	}
	return []metric{
		{"enrolled", enrolled},
		{"unsubscribed", left},
		{"enrolled_last_7_days", enrolled7},
		{"unsubscribed_last_7_days", left7},
		{"undated", undated},
		{"unusual", unusual},
	}
}

// oneIf returns 1 for true and 0 for false.
func oneIf(b bool) int {
	if b {
		return 1
	}
	return 0
}

// trend returns subscription_trend.csv: the flows in each bucket and the levels
// at its end (U4).
func (q question) trend(known []subscriber) string {
	flows := map[string][]time.Time{} // those in the range, by kind
	var all []time.Time
	enrolled, unsubscribed := 0, 0 // before the range
	for _, s := range known {
		if s.onlyUndated() {
			continue // in no flow and no level (U5)
		}
		enrolled += oneIf(s.undated)
		for _, c := range s.changes {
			if q.given.has(c.at) {
				flows[c.kind] = append(flows[c.kind], c.at)
				all = append(all, c.at)
			} else if !q.given.from.IsZero() && c.at.Before(q.given.from) {
				enrolled += oneIf(c.kind != "left") - oneIf(c.kind == "left")
				unsubscribed += oneIf(c.kind == "left") - oneIf(c.kind == "returned")
			}
		}
	}
	var s sheet
	s.row("bucket", "joined", "left", "returned", "enrolled", "unsubscribed", "partial")
	for _, b := range q.series(q.given, all) {
		joined := countIn(flows["joined"], b, q.unit, q.loc)
		left := countIn(flows["left"], b, q.unit, q.loc)
		returned := countIn(flows["returned"], b, q.unit, q.loc)
		enrolled += joined + returned - left
		unsubscribed += left - returned
		s.row(b, fmt.Sprint(joined), fmt.Sprint(left), fmt.Sprint(returned), fmt.Sprint(enrolled), fmt.Sprint(unsubscribed), yesNo(q.partial(q.given, b)))
	}
	return s.b.String()
}

package plain

import (
	"fmt"
	"slices"
	"time"
)

// acted returns when a customer did something of a kind: logins, messages or orders (D1).
func (q question) acted(f facts, id, kind string) []time.Time {
	var list []time.Time
	switch kind {
	case "logins":
		list = q.logins(f, id)
	case "messages":
		for _, m := range f.messages {
			if m.customer == id && m.in && q.happened(m.at) {
				list = append(list, m.at)
			}
		}
	case "orders":
		for _, o := range f.orders {
			if o.customer == id && q.isPaid(o) {
				list = append(list, o.paid)
			}
		}
	}
	return list
}

// whole lists the buckets of a range, widened to whole buckets (D5). A fact counts if it
// lies in the range, or in a bucket that the range touches (T5).
func (q question) whole(s span, facts []time.Time) []string {
	last := q.asOf
	if !s.to.IsZero() && s.to.Add(-1).Before(last) {
		last = s.to.Add(-1)
	}
	if !s.from.IsZero() && s.from.After(last) {
		return nil
	}
	touched := []time.Time{q.bucketAt(last)}
	if !s.from.IsZero() {
		touched = append(touched, q.bucketAt(s.from))
	}
	low, high := ends(touched)
	var counted []time.Time
	for _, x := range facts {
		b := q.bucketAt(x)
		if s.has(x) || !b.After(high) && (s.from.IsZero() || !b.Before(low)) {
			counted = append(counted, x)
		}
	}
	return q.series(s, counted)
}

// bucketAt returns the first date of the bucket of an instant.
func (q question) bucketAt(x time.Time) time.Time { return bucketOf(dateOf(x, q.loc), q.unit) }

// over reports whether no instant of the bucket is after the question's instant (T5).
func (q question) over(bucket string) bool { return !q.partial(span{}, bucket) }

// before returns the bucket before, where a skipped day is none (D4).
func (q question) before(bucket string) string {
	first := firstDate(bucket, q.unit)
	list := between(first.Add(-40*24*time.Hour), first, q.unit, q.loc)
	return list[len(list)-2]
}

// state returns a customer's state in a bucket (D2), given the buckets in which the customer
// was active.
func (q question) state(active []string, bucket, before string) string {
	now, then, earlier := false, false, false
	for _, b := range active {
		now = now || b == bucket
		then = then || b == before
		earlier = earlier || firstDate(b, q.unit).Before(firstDate(bucket, q.unit))
	}
	switch {
	case now && !earlier:
		return "new"
	case now && then:
		return "returning"
	case now:
		return "resurrecting"
	case then && q.over(bucket):
		return "dormant"
	case then:
		return "pending"
	case earlier:
		return "inactive"
	}
	return "not yet known"
}

// lifecycle writes lifecycle.csv (D1–D5).
func lifecycle(out Files, q question, f facts) {
	var all []time.Time
	var active [][]string
	for _, c := range f.customers {
		var buckets []string
		for _, x := range q.acted(f, c.id, q.activity) {
			all = append(all, x)
			buckets = append(buckets, labelOf(x, q.unit, q.loc))
		}
		active = append(active, buckets)
	}
	var s sheet
	s.row("bucket", "new", "returning", "resurrecting", "dormant", "pending", "inactive", "active", "partial")
	for _, b := range q.whole(q.window(), all) {
		counts, before := map[string]int{}, q.before(b)
		for _, buckets := range active {
			counts[q.state(buckets, b, before)]++
			if slices.Contains(buckets, b) {
				counts["active"]++ // no state has this name
			}
		}
		cells := []string{b}
		for _, state := range []string{"new", "returning", "resurrecting", "dormant", "pending", "inactive", "active"} {
			cells = append(cells, fmt.Sprint(counts[state]))
		}
		s.row(append(cells, yesNo(!q.over(b)))...)
	}
	out["lifecycle.csv"] = s.b.String()
}

package customer_test

import (
	"fmt"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
)

// The second implementation, concluded: revenue over time, in places whose days
// all begin at midnight.

// label is the bucket of a civil date: a day of UTC that stands for it.
func label(t time.Time, loc *time.Location, u calendar.Unit) time.Time {
	y, m, d := t.In(loc).Date()
	switch u {
	case calendar.Week, calendar.WeekSunday, calendar.WeekSaturday:
		begins := map[calendar.Unit]time.Weekday{calendar.Week: time.Monday, calendar.WeekSunday: time.Sunday, calendar.WeekSaturday: time.Saturday}
		day := time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
		for day.Weekday() != begins[u] {
			day = day.Add(-24 * time.Hour)
		}
		return day
	case calendar.Month:
		d = 1
	}
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

// start is the first instant of a bucket; following is the next bucket.
func start(l time.Time, loc *time.Location) time.Time {
	return time.Date(l.Year(), l.Month(), l.Day(), 0, 0, 0, 0, loc)
}

func following(l time.Time, u calendar.Unit) time.Time {
	for next := l.Add(24 * time.Hour); ; next = next.Add(24 * time.Hour) {
		if label(next, time.UTC, u) != l {
			return next
		}
	}
}

// buckets is the revenue of each bucket of the span (R3, R5).
func (m model) buckets(s calendar.Span, u calendar.Unit, loc *time.Location) map[time.Time]tally {
	all := map[time.Time]tally{}
	in := func(at time.Time, o customer.Order) *tallied {
		if !within(at, s) {
			return &tallied{0, o.Total.Amount.Rat(), o.Total.Amount.Rat()} // thrown away
		}
		l := label(at, loc, u)
		if all[l] == nil {
			all[l] = tally{}
		}
		return all[l].line(o)
	}
	for _, o := range m.facts.Orders {
		if o.Kind == customer.Other || !m.inGross(o) {
			continue
		}
		l := in(o.PaidAt, o)
		l.gross.Add(l.gross, o.Total.Amount.Rat())
		count(&l.orders, m.paid(o))
		for _, r := range o.Refunds {
			at := o.PaidAt // a refund never precedes the payment
			if r.At.After(at) {
				at = r.At
			}
			if m.knows(r.At) && r.Amount.Sign() > 0 {
				l := in(at, o)
				l.refunded.Add(l.refunded, r.Amount.Rat())
			}
		}
	}
	return all
}

// trend is the series as text, a line for each bucket (T5).
func (m model) trend(s calendar.Span, u calendar.Unit) (text string) {
	loc := m.q.Location
	if loc == nil {
		loc = time.UTC
	}
	all := m.buckets(s, u, loc)
	end := m.q.AsOf.Add(1) // the first instant after the range
	if !s.To.IsZero() && s.To.Before(end) {
		end = s.To
	}
	if !s.From.IsZero() && !s.From.Before(end) || s.From.IsZero() && len(all) == 0 {
		return ""
	}
	final := label(end.Add(-1), loc, u)
	if s.IsZero() { // cut at the last bucket with revenue (R6)
		final = time.Time{}
		for l := range all {
			if l.After(final) {
				final = l
			}
		}
	}
	var first time.Time
	if !s.From.IsZero() {
		first = label(s.From, loc, u)
	} else {
		for l := range all {
			if first.IsZero() || l.Before(first) {
				first = l
			}
		}
	}
	for l := first; !l.After(final); l = following(l, u) {
		partial := !s.From.IsZero() && start(l, loc).Before(s.From) || start(following(l, u), loc).After(end)
		text += fmt.Sprintln(l.Format(time.DateOnly), partial, all[l])
	}
	return text
}

// trendOf is what RevenueTrend said, in the same form.
func trendOf(points []calendar.Point[customer.Revenue]) (text string) {
	for _, p := range points {
		text += fmt.Sprintln(p.Bucket.String(), p.Partial, tallyOf(p.Value))
	}
	return text
}

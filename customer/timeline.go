package customer

import (
	"math"
	"sort"
	"time"

	"github.com/clientele-go/clientele/customer/calendar"
)

// timeline is what the rules need to follow statuses through a span.
type timeline struct {
	policy Policy // effective

	since moment // earlier logins are in no window from just before the span on
	from  moment // the first instant of the span
	end   moment // the first instant after the span, or after AsOf
}

func newTimeline(q *Query, span calendar.Span) timeline {
	long := moment{sec: math.MinInt64}
	l := timeline{policy: q.Policy.effective(), since: long, from: long, end: momentOf(span.Intersect(calendar.AsOf(q.AsOf)).To)}
	if span.From.IsZero() {
		return l
	}
	l.from = momentOf(span.From)
	for i, p := range []calendar.Period{l.policy.VeryActive.Within, l.policy.Active.Within, l.policy.Sleeper} {
		if m := momentOf(p.Last(span.From.Add(-1)).From); i == 0 || m.before(l.since) {
			l.since = m
		}
	}
	return l
}

// unbounded reports whether the span has no beginning.
func (l *timeline) unbounded() bool { return l.from.sec == math.MinInt64 }

// scope asks for the logins that can matter.
func (l *timeline) scope() Scope {
	s := Scope{Span: calendar.Span{To: l.end.time()}}
	if since := l.since.time(); !l.unbounded() && since.Year() >= 1 {
		s.Span.From = since
	}
	return s
}

// takes reports whether a login can matter. One without a date makes no status
// (T7).
func (l *timeline) takes(at time.Time) bool {
	m := momentOf(at)
	return !m.before(l.since) && m.before(l.end) && !at.IsZero()
}

// follow walks through the statuses of a customer whose history is settled. It
// returns the one just before the span, and calls change at every instant of
// the span from which on there is another one.
//
// Between two logins, statuses end one after the other, each at an instant that
// is known (S7); at a login the status is looked at anew.
func (l *timeline) follow(h *history, change func(at moment, from, to Status)) (before Status) {
	first := sort.Search(len(h.logins), func(i int) bool { return !h.logins[i].before(l.from) })
	status := Sleeper
	for i := max(0, first-1); i < len(h.logins); i++ {
		next := l.end
		if i+1 < len(h.logins) {
			next = h.logins[i+1]
		}
		for at := h.logins[i]; at.before(next); {
			now, until := l.status(h.logins[:i+1], at, next)
			switch {
			case now == status:
			case at.before(l.from):
				before = now
			default:
				change(at, status, now)
			}
			if status = now; now == Sleeper {
				break
			}
			at = until
		}
	}
	return before
}

// status returns the status at an instant of a customer with these logins, none
// of which is later, and until when the status holds (S1–S4, S7). The result
// next stands for every instant from next on.
func (l *timeline) status(logins []moment, at, next moment) (now Status, until moment) {
	p := &l.policy
	if until, ok := p.VeryActive.lives(logins, at, next); ok {
		return VeryActive, until
	}
	if until, ok := p.Active.lives(logins, at, next); ok {
		return Active, until
	}
	if until := endOfLife(p.Sleeper, logins[len(logins)-1], next); at.before(until) {
		return Quiet, until
	}
	return Sleeper, next
}

// lives reports whether more logins are within the period than it takes, and until
// when.
func (f *Frequency) lives(logins []moment, at, next moment) (until moment, ok bool) {
	i := len(logins) - 1 - f.MoreThan
	if i < 0 {
		return moment{}, false
	}
	until = endOfLife(f.Within, logins[i], next)
	return until, at.before(until)
}

// endOfLife returns x ⊕ p (T4), or next if that is earlier.
func endOfLife(p calendar.Period, x, next moment) moment {
	days := int64(p.N)
	switch p.Unit {
	case calendar.Week:
		days *= 7
	case calendar.Month:
		days *= 28 // at least
	}
	const far = 1 << 20 // days: more is left to the calendar
	if p.N > far {
		return momentOf(p.After(x.time()))
	}
	end := moment{x.sec + days*24*60*60, x.nano}
	if p.Unit != calendar.Month {
		return end
	}
	if !end.before(next) {
		return next
	}
	return momentOf(p.After(x.time()))
}

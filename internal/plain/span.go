package plain

import "time"

// span is a half-open interval; a zero end is unbounded (T3).
type span struct{ from, to time.Time }

// everywhere reports whether neither end is given.
func (s span) everywhere() bool { return s.from.IsZero() && s.to.IsZero() }

// has reports whether x lies in the span. An unknown time lies in none (T7).
func (s span) has(x time.Time) bool {
	if x.IsZero() {
		return false
	}
	if !s.from.IsZero() && x.Before(s.from) {
		return false
	}
	return s.to.IsZero() || x.Before(s.to)
}

// plusDays returns the time ⊕ n days. A day is 24 hours (T4).
func plusDays(x time.Time, n int) time.Time {
	return x.Add(time.Duration(n) * 24 * time.Hour)
}

// plusMonths returns the time ⊕ n months on the UTC calendar. If the day does
// not exist there, it is the first instant of the following month (T4).
func plusMonths(x time.Time, n int) time.Time {
	x = x.UTC()
	year, month := x.Year(), int(x.Month())+n
	for month > 12 {
		year, month = year+1, month-12
	}
	if x.Day() > daysIn(year, month) {
		return time.Date(year, time.Month(month+1), 1, 0, 0, 0, 0, time.UTC)
	}
	return time.Date(year, time.Month(month), x.Day(), x.Hour(), x.Minute(), x.Second(), x.Nanosecond(), time.UTC)
}

// daysIn returns the number of days of a month.
func daysIn(year, month int) int {
	switch month {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}

// lastDays reports whether x is within the last n days: x ≤ t < x ⊕ n (T4).
func (q question) lastDays(x time.Time, n int) bool {
	return q.happened(x) && q.asOf.Before(plusDays(x, n))
}

// lastMonths does what lastDays does, with months.
func (q question) lastMonths(x time.Time, n int) bool {
	return q.happened(x) && q.asOf.Before(plusMonths(x, n))
}

// nextDays reports whether x is within the next n days: t < x ≤ t ⊕ n (T4).
func (q question) nextDays(x time.Time, n int) bool {
	return x.After(q.asOf) && !x.After(plusDays(q.asOf, n))
}

package calendar

import (
	"fmt"
	"time"
)

// A Period is a length of time: n days, weeks or months (T4). The zero Period
// has no length.
//
// Periods are zone-free. A day is 24 hours and a week 7 days. Months are added
// on the UTC calendar, keeping the time of day; where the target day does not
// exist, the sum is the first instant of the following month. This sum, ⊕
// below, is monotone: if x <= y, then x ⊕ p <= y ⊕ p. So of two facts the
// earlier one always ages out first, which neither time.AddDate nor a database's
// clamping to the last day of the month gives.
//
// A count beyond two million years acts as two million years. A negative count
// is not Valid; callers refuse it. Its arithmetic runs backwards.
type Period struct {
	N    int  // how many; 0 is no length
	Unit Unit // of what; zero is days
}

// Days returns the Period of n days.
func Days(n int) Period { return Period{n, Day} }

// Months returns the Period of n months.
func Months(n int) Period { return Period{n, Month} }

// IsZero reports whether p has no length.
func (p Period) IsZero() bool { return p.N == 0 }

// Valid reports whether p is not negative and its unit is Day, Week or Month. A
// length begins on no day of the week, so the other weeks are none of it.
func (p Period) Valid() bool { return p.N >= 0 && p.Unit <= Month }

// String returns p in words: "7 days", "1 week", "3 months".
func (p Period) String() string {
	if p.N == 1 {
		return "1 " + p.Unit.String()
	}
	return fmt.Sprintf("%d %ss", p.N, p.Unit)
}

// After returns x ⊕ p (T4), in UTC: the first instant at which something that
// happened at x no longer lies within the last p. The zero time, being unknown,
// stays zero (T7).
func (p Period) After(x time.Time) time.Time {
	if x.IsZero() {
		return time.Time{}
	}
	if p.Unit != Month {
		return addDays(x, p.days())
	}
	sum, _ := addMonths(x, clamp(p.N))
	return sum
}

// Before returns t ⊖ p, in UTC: the last instant x, on the nanosecond grid, with
// x ⊕ p <= t. So x lies within the last p as of t iff Before(t) < x <= t (T4).
// The zero time stays zero (T7).
func (p Period) Before(t time.Time) time.Time {
	if t.IsZero() {
		return time.Time{}
	}
	if p.Unit != Month {
		return addDays(t, -p.days())
	}
	x, exists := addMonths(t, -clamp(p.N))
	if !exists {
		// All days of the shorter month reach t, those of the next do not.
		return x.Add(-1)
	}
	return x
}

// Last returns the instants x within the last p as of t: x <= t < x ⊕ p (T4),
// which is [Before(t) + 1 ns, t + 1 ns). In a database whose column keeps less
// than nanoseconds, round both ends up to its resolution. As of the zero time
// there are none (T7).
func (p Period) Last(t time.Time) Span {
	if t.IsZero() {
		return nothing()
	}
	return Span{From: after(p.Before(t)), To: after(t)}
}

// Next returns the instants x within the next p as of t: t < x <= t ⊕ p (T4),
// which is [t + 1 ns, After(t) + 1 ns). As of the zero time there are none (T7).
func (p Period) Next(t time.Time) Span {
	if t.IsZero() {
		return nothing()
	}
	return Span{From: after(t), To: after(p.After(t))}
}

// days returns the length of p, of days or weeks, in days.
func (p Period) days() int64 {
	n := int64(clamp(p.N))
	if p.Unit.isWeek() {
		return 7 * n
	}
	return n
}

// addDays adds n times 24 hours to t. Seconds are counted because a
// time.Duration ends after 292 years.
func addDays(t time.Time, n int64) time.Time {
	return time.Unix(t.Unix()+n*daySeconds, int64(t.Nanosecond())).UTC()
}

// addMonths adds n months to t on the UTC calendar, keeping day and time of
// day. If the month has no such day, it returns the first instant of the month
// after, and false.
func addMonths(t time.Time, n int) (sum time.Time, exists bool) {
	t = t.UTC()
	year, month, day := t.Date()
	first := time.Date(year, month+time.Month(n), 1, 0, 0, 0, 0, time.UTC)
	year, month, _ = first.Date()
	if length := monthDays(year, month); day > length {
		return addDays(first, int64(length)), false
	}
	sec := first.Unix() + int64(day-1)*daySeconds + t.Unix() - floorDiv(t.Unix(), daySeconds)*daySeconds
	return time.Unix(sec, int64(t.Nanosecond())).UTC(), true
}

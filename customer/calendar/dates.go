package calendar

import "time"

// Dates is a half-open range of civil dates, [From, To), in no particular place
// (T3, T5). A zero end is unbounded, and the zero Dates are all of them.
type Dates struct {
	From Date // the first date, or zero
	To   Date // the first date after, or zero
}

// Dates returns the range of dates that s is in loc, and reports whether it is one:
// whether each end of s is unbounded or the first instant of a civil day. A nil loc
// is UTC (T6).
func (s Span) Dates(loc *time.Location) (Dates, bool) {
	d := Dates{DateOf(s.From, loc), DateOf(s.To, loc)}
	return d, d.From.Start(loc).Equal(s.From) && d.To.Start(loc).Equal(s.To)
}

// Span returns the instants of d in loc, as DateSpan does.
func (d Dates) Span(loc *time.Location) Span { return DateSpan(d.From, d.To, loc) }

// Bounded reports whether both ends of d are dates.
func (d Dates) Bounded() bool { return !d.From.IsZero() && !d.To.IsZero() }

// Empty reports whether no date is in d: From is not before To. Dates with an
// unbounded end are never empty.
func (d Dates) Empty() bool { return d.Bounded() && d.From.Compare(d.To) >= 0 }

// Days returns the number of dates in d: those of the calendar, whether or not a
// location skipped one. It is 0 if d is empty or an end is unbounded.
func (d Dates) Days() int {
	if !d.Bounded() || d.Empty() {
		return 0
	}
	return int(d.To.number() - d.From.number())
}

// Back returns d with each bound moved back by p (P1): bounds move, not days. A date
// that does not exist becomes the first of the next month, so a range can become
// empty. Moving is monotone: the moved parts of a partition of d add up to the moved
// d. A zero end stays zero.
func (d Dates) Back(p Period) Dates { return Dates{d.From.back(p), d.To.back(p)} }

// String returns d as [From, To).
func (d Dates) String() string { return "[" + orUnbounded(d.From) + ", " + orUnbounded(d.To) + ")" }

func orUnbounded(d Date) string {
	if d.IsZero() {
		return "unbounded"
	}
	return d.String()
}

// back returns d moved back by p. Months that have no such day give the first of the
// month after.
func (d Date) back(p Period) Date {
	moved, _ := d.backExists(p)
	return moved
}

// backExists does what back does, and reports whether the month has such a day.
func (d Date) backExists(p Period) (Date, bool) {
	if d.IsZero() {
		return Date{}, true
	}
	if p.Unit != Month {
		return d.AddDays(-int(p.days())), true
	}
	t, exists := addMonths(d.utc(), -clamp(p.N))
	return DateOf(t, time.UTC), exists
}

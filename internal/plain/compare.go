package plain

import (
	"fmt"
	"time"
)

// metric is a number with its name.
type metric struct {
	name  string
	value int
}

// metrics writes the numbers that a question gives. With a comparison, what they were
// before and the change stand beside.
func (q question) metrics(f facts, ask func(question, facts) []metric) string {
	var s sheet
	if q.against == "" {
		s.row("metric", "value")
		for _, m := range ask(q, f) {
			s.row(m.name, fmt.Sprint(m.value))
		}
		return s.b.String()
	}
	s.row("metric", "value", "before", "change")
	then, ok := q.counterpart()
	for i, m := range ask(q, f) {
		if !ok {
			s.row(m.name, fmt.Sprint(m.value), "", "")
			continue
		}
		before := ask(then, f)[i].value
		s.row(m.name, fmt.Sprint(m.value), fmt.Sprint(before), fmt.Sprint(m.value-before))
	}
	return s.b.String()
}

// isDate reports whether an instant is the first of its date, or none is given.
func (q question) isDate(x time.Time) bool {
	return x.IsZero() || firstInstant(dateOf(x, q.loc), q.loc).Equal(x)
}

// counterpart returns the same question about the compared range (P1–P3), and whether there
// is such a range.
func (q question) counterpart() (question, bool) {
	then := q
	if q.given.everywhere() {
		if q.against == "year" {
			then.asOf = q.asOfBack(0, 12)
		} else {
			then.asOf = plusDays(q.asOf, -180)
		}
		return then, answerable(then.asOf)
	}
	if q.given.from.IsZero() {
		return q, false
	}
	from, to := dateOf(q.given.from, q.loc), dateOf(q.asOf, q.loc).Add(24*time.Hour)
	if !q.given.to.IsZero() {
		to = dateOf(q.given.to, q.loc)
	}
	if !from.Before(to) {
		return q, false
	}
	days, months := q.steps(from, to)
	then.asOf = q.asOfBack(days, months)
	from, _ = back(from, days, months)
	to, _ = back(to, days, months)
	if !from.Before(to) || from.Year() < 1 || !answerable(then.asOf) {
		return q, false
	}
	then.given = span{firstInstant(from, q.loc), firstInstant(to, q.loc)}
	return then, true
}

// steps returns by how many days or months a range moves back (P1, P2).
func (q question) steps(from, to time.Time) (days, months int) {
	if q.against == "year" {
		return 0, 12
	}
	if from.Day() == 1 {
		first := from // the first days of the months after
		for n := 1; !first.After(to); n++ {
			first = bucketOf(first.Add(31*24*time.Hour), "month")
			if first.Equal(to) {
				return 0, n // whole months
			}
			if n == 1 && to.Before(first) {
				return 0, 1 // month to date
			}
		}
	}
	for d := from; d.Before(to); d = d.Add(24 * time.Hour) {
		days++
	}
	return days, 0
}

// back returns a date so many days or months earlier, and whether there is such a date:
// if not, it is the first of the next month.
func back(date time.Time, days, months int) (time.Time, bool) {
	for range days {
		date = date.Add(-24 * time.Hour)
	}
	year, month := date.Year(), int(date.Month())
	for range months {
		month--
		if month == 0 {
			year, month = year-1, 12
		}
	}
	if date.Day() > daysIn(year, month) {
		return time.Date(year, time.Month(month+1), 1, 0, 0, 0, 0, time.UTC), false
	}
	return time.Date(year, time.Month(month), date.Day(), 0, 0, 0, 0, time.UTC), true
}

// asOfBack returns the question's instant so many days or months earlier: the date moves,
// the clock time stays (P3).
func (q question) asOfBack(days, months int) time.Time {
	date, ok := back(dateOf(q.asOf, q.loc), days, months)
	if !ok {
		return firstInstant(date, q.loc)
	}
	if _, shown := exists(date, q.loc); !shown {
		return firstInstant(date, q.loc)
	}
	clock := q.asOf.In(q.loc)
	return onWall(time.Date(date.Year(), date.Month(), date.Day(), clock.Hour(), clock.Minute(), clock.Second(), clock.Nanosecond(), time.UTC), q.loc)
}

// answerable reports whether a question can be asked as of an instant (T1).
func answerable(x time.Time) bool {
	return !x.IsZero() && x.UTC().Year() >= 1 && x.UTC().Year() <= 9999
}

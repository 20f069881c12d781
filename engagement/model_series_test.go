package engagement_test

import (
	"fmt"
	"time"

	"github.com/clientele-go/clientele/customer/calendar"
)

// series is how many instants are in which bucket, and from where to where it
// runs. A civil date is written as its midnight in UTC.
type series struct {
	unit        calendar.Unit
	loc         *time.Location
	n           map[time.Time]int
	first, last time.Time
}

func (m model) series(all []time.Time) *series {
	s := &series{unit: m.q.Unit, loc: m.q.Location, n: map[time.Time]int{}}
	if s.loc == nil {
		s.loc = time.UTC
	}
	for _, at := range all {
		s.n[s.key(at)]++
		s.reach(s.key(at))
	}
	return s
}

// reach makes the series reach a bucket.
func (s *series) reach(key time.Time) {
	if s.first.IsZero() || key.Before(s.first) {
		s.first = key
	}
	if s.last.IsZero() || key.After(s.last) {
		s.last = key
	}
}

// key is the first date of the bucket of an instant.
func (s *series) key(at time.Time) time.Time {
	year, month, day := at.In(s.loc).Date()
	date := time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
	for s.isWeek() && date.Weekday() != s.begins() || s.unit == calendar.Month && date.Day() != 1 {
		date = date.Add(-24 * time.Hour)
	}
	return date
}

func (s *series) isWeek() bool { return s.unit != calendar.Day && s.unit != calendar.Month }

// begins is the first day of a week.
func (s *series) begins() time.Weekday {
	return map[calendar.Unit]time.Weekday{calendar.Week: time.Monday, calendar.WeekSunday: time.Sunday, calendar.WeekSaturday: time.Saturday}[s.unit]
}

// beyond reports whether a bucket has an instant before from or after end. Where
// clocks went back over midnight its dates come again, up to some hours away.
func (s *series) beyond(key, from, end time.Time) bool {
	for n := range 13 {
		away := time.Duration(n)*15*time.Minute + 1
		if !from.IsZero() && s.key(from.Add(-away)).Equal(key) || s.key(end.Add(away)).Equal(key) {
			return true
		}
	}
	return false
}

// existing remembers which days exist in which location.
var existing = map[string]bool{}

// exists reports whether some instant has a date there; Apia skipped one.
func (s *series) exists(date time.Time) bool {
	name := s.loc.String() + date.Format(" 2006-01-02")
	if there, known := existing[name]; known {
		return there
	}
	day := series{loc: s.loc}
	for at := date.Add(-16 * time.Hour); at.Before(date.Add(40 * time.Hour)); at = at.Add(15 * time.Minute) {
		existing[name] = existing[name] || day.key(at).Equal(date)
	}
	return existing[name]
}

// table is a row for every bucket, zeros included.
func (s *series) table(partial func(key time.Time) bool) table {
	t := table{AddsUp: true}
	for date := s.first; !s.first.IsZero() && !date.After(s.last); date = date.Add(24 * time.Hour) {
		is := s.unit == calendar.Day && s.exists(date) ||
			s.isWeek() && date.Weekday() == s.begins() ||
			s.unit == calendar.Month && date.Day() == 1
		if !is {
			continue
		}
		row := fmt.Sprintf("%s %d", date.Format(time.DateOnly), s.n[date])
		if partial(date) {
			row += " partial"
		}
		t.Rows = append(t.Rows, row)
		t.Total += s.n[date]
	}
	return t
}

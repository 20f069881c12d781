package main

import "time"

// opening returns the day of the first facts.
func opening() time.Time { return time.Date(2022, 12, 15, 0, 0, 0, 0, time.UTC) }

// closing returns the instant of the latest fact of all, so it is the default
// AsOf of a report. Nothing without a zone is within three days of it, so it
// stays the latest in whichever -location the files are read.
func closing() time.Time { return time.Date(2024, 6, 15, 18, 0, 0, 0, time.UTC) }

const (
	second = time.Second
	minute = time.Minute
	hour   = time.Hour
	day    = 24 * time.Hour
)

// A moment is an instant and how the file spells it. The zero moment is
// unknown, spelled as nothing.
type moment struct {
	at   time.Time // spellings without a zone: as read in UTC
	text string
}

// utc spells an instant as most systems do: 2024-06-15T18:00:00Z, with as many
// digits of a second as there are.
func utc(t time.Time) moment {
	return moment{t, t.UTC().Format("2006-01-02T15:04:05.999999999Z")}
}

// milli spells milliseconds, zeros included, as one chat service does.
func milli(t time.Time) moment {
	t = t.Truncate(time.Millisecond)
	return moment{t, t.UTC().Format("2006-01-02T15:04:05.000Z")}
}

// offset spells the instant on a clock so many minutes ahead of UTC.
func offset(t time.Time, minutes int) moment {
	return moment{t, t.In(time.FixedZone("", minutes*60)).Format("2006-01-02T15:04:05.999999999-07:00")}
}

// trieste spells the instant with the offset of the shop's own clock.
func trieste(t time.Time) moment { return offset(t, summer(t)) }

// till spells what the clock over the counter shows, without a zone, as tills
// do. Read in UTC it is an hour or two late; -location Europe/Rome reads it right.
func till(t time.Time) moment {
	if closing().Sub(t) < 3*day {
		return utc(t)
	}
	wall := t.Add(time.Duration(summer(t)) * minute).Truncate(second)
	return moment{wall, wall.UTC().Format("2006-01-02 15:04:05")}
}

// date spells the day only.
func date(t time.Time) moment {
	if closing().Sub(t) < 3*day {
		return utc(t.Truncate(second))
	}
	t = t.UTC().Truncate(day)
	return moment{t, t.Format("2006-01-02")}
}

// as returns a moment with this spelling.
func as(text string) moment {
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02 15:04:05", "2006-01-02T15:04:05", "2006-01-02"} {
		if t, err := time.Parse(layout, text); err == nil {
			return moment{t.UTC(), text}
		}
	}
	panic("the sample spells a time that no layout reads: " + text)
}

// ago returns closing() less a duration.
func ago(d time.Duration) time.Time { return closing().Add(-d) }

// summer returns how many minutes Trieste's clocks are ahead of UTC: two hours
// from the last Sunday of March, 01:00 UTC, to the last Sunday of October, else
// one.
func summer(t time.Time) int {
	t = t.UTC()
	from, to := lastSunday(t.Year(), time.March), lastSunday(t.Year(), time.October)
	if t.Before(from.Add(hour)) || !t.Before(to.Add(hour)) {
		return 60
	}
	return 120
}

func lastSunday(year int, month time.Month) time.Time {
	last := time.Date(year, month, 31, 0, 0, 0, 0, time.UTC)
	return last.Add(-time.Duration(last.Weekday()) * day)
}

package calendar

import (
	"errors"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestUnitBuckets(t *testing.T) {
	for _, c := range []struct {
		unit                    Unit
		date, first, next, text string
		reason                  string
	}{
		{Day, "2026-03-01", "2026-03-01", "2026-03-02", "2026-03-01", "a day is its own bucket"},
		{Day, "2024-02-28", "2024-02-28", "2024-02-29", "2024-02-28", "leap day"},
		{Week, "2026-03-02", "2026-03-02", "2026-03-09", "2026-03-02", "weeks begin on Monday"},
		{Week, "2026-03-01", "2026-02-23", "2026-03-02", "2026-03-01", "Sunday is the last day"},
		{Week, "2026-01-01", "2025-12-29", "2026-01-05", "2026-01-01", "a week across the year"},
		{Week, "1969-12-31", "1969-12-29", "1970-01-05", "1969-12-31", "before 1970"},
		{Week, "0001-01-01", "0001-01-01", "0001-01-08", "0001-01-01", "the first day is a Monday"},
		{WeekSunday, "2026-03-01", "2026-03-01", "2026-03-08", "2026-03-01", "a week begins on Sunday"},
		{WeekSunday, "2026-02-28", "2026-02-22", "2026-03-01", "2026-02-28", "Saturday is its last day"},
		{WeekSunday, "1970-01-01", "1969-12-28", "1970-01-04", "1970-01-01", "day 0 was a Thursday"},
		{WeekSunday, "0001-01-01", "0000-12-31", "0001-01-07", "0001-01-01", "the first day lies in a week that began before"},
		{WeekSaturday, "2026-02-28", "2026-02-28", "2026-03-07", "2026-02-28", "a week begins on Saturday"},
		{WeekSaturday, "2026-02-27", "2026-02-21", "2026-02-28", "2026-02-27", "Friday is its last day"},
		{WeekSaturday, "1970-01-01", "1969-12-27", "1970-01-03", "1970-01-01", "day 0 was a Thursday"},
		{WeekSunday, "", "", "", "", "T7: unknown"},
		{WeekSaturday, "", "", "", "", "T7: unknown"},
		{Month, "2026-03-31", "2026-03-01", "2026-04-01", "2026-03", "a month"},
		{Month, "2026-12-31", "2026-12-01", "2027-01-01", "2026-12", "December"},
		{Month, "0007-02-03", "0007-02-01", "0007-03-01", "0007-02", "four digits"},
		{Day, "", "", "", "", "T7: unknown"},
		{Week, "", "", "", "", "T7: unknown"},
		{Month, "", "", "", "", "T7: unknown"},
		{Unit(9), "2026-03-31", "2026-03-31", "2026-04-01", "2026-03-31", "a number that is no unit acts as Day"},
	} {
		d := date(t, c.date)
		if got := c.unit.First(d).String(); got != c.first {
			t.Errorf("T5: the first date of the %v of %q is %q, want %q (%s)", c.unit, c.date, got, c.first, c.reason)
		}
		if got := c.unit.Next(d).String(); got != c.next {
			t.Errorf("T5: the %v after that of %q is %q, want %q (%s)", c.unit, c.date, got, c.next, c.reason)
		}
		if got := c.unit.Format(d); got != c.text {
			t.Errorf("T5: %q as a %v is %q, want %q (%s)", c.date, c.unit, got, c.text, c.reason)
		}
	}
}

func TestUnitText(t *testing.T) {
	for u, text := range map[Unit]string{Day: "day", Week: "week", Month: "month", WeekSunday: "week-sunday", WeekSaturday: "week-saturday"} {
		if got, err := ParseUnit(text); got != u || err != nil {
			t.Errorf("T5: ParseUnit(%q) = %v, %v", text, got, err)
		}
		var back Unit
		b, err := u.MarshalText()
		if err2 := back.UnmarshalText(b); u.String() != text || string(b) != text || err != nil || err2 != nil || back != u {
			t.Errorf("T5: %v is written %q, %v and read as %v, %v", u, b, err, back, err2)
		}
		if !u.Valid() {
			t.Errorf("T5: %v is not valid", u)
		}
	}
	for _, text := range []string{"", "Day", "days", " day", "MONTH", "year", "0", "Week-Sunday", "week-monday", "week_sunday"} {
		u := Month
		err := u.UnmarshalText([]byte(text))
		if !errors.Is(err, ErrUnit) || u != Day || len(text) > 4 && strings.Contains(err.Error(), text) {
			t.Errorf("T5: reading %q: %v, %v; want day, ErrUnit without the text", text, u, err)
		}
	}
	if b, err := Unit(5).MarshalText(); b != nil || !errors.Is(err, ErrUnit) || Unit(5).Valid() || Unit(5).String() != "unit(5)" {
		t.Errorf("T5: Unit(5) is written %q, %v, named %v", b, err, Unit(5))
	}
	var zero Unit
	if zero != Day {
		t.Errorf("T5: the zero Unit is %v, want day", zero)
	}
}

func TestUnitLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		u, d := genUnit().Draw(t, "unit"), genDate().Draw(t, "date")
		first, next := u.First(d), u.Next(d)
		if first.Compare(d) > 0 || next.Compare(d) <= 0 {
			t.Fatalf("T5: %v is not in its %v [%v, %v)", d, u, first, next)
		}
		if u.First(first) != first || u.First(next) != next || u.Next(first) != next || u.First(next.AddDays(-1)) != first {
			t.Fatalf("T5: the %vs [%v, %v) of %v do not tile", u, first, next, d)
		}
		switch u {
		case Week:
			if first.Weekday() != time.Monday || first.AddDays(7) != next {
				t.Fatalf("T5: the week of %v is [%v, %v)", d, first, next)
			}
			y, w := d.utc().ISOWeek()
			if fy, fw := first.utc().ISOWeek(); fy != y || fw != w {
				t.Fatalf("T5: %v is in ISO week %d-%d, its Monday %v in %d-%d", d, y, w, first, fy, fw)
			}
		case WeekSunday, WeekSaturday:
			want := map[Unit]time.Weekday{WeekSunday: time.Sunday, WeekSaturday: time.Saturday}[u]
			if first.Weekday() != want || first.AddDays(7) != next {
				t.Fatalf("T5: the %v of %v is [%v, %v)", u, d, first, next)
			}
		case Month:
			if first.Day != 1 || first.Month != d.Month || first.Year != d.Year {
				t.Fatalf("T5: the month of %v is [%v, %v)", d, first, next)
			}
		}
	})
}

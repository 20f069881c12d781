package gdpr_test

import (
	"testing"
	"time"

	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/gdpr"
	"pgregory.net/rapid"
)

func TestDeadline(t *testing.T) {
	zone := func(name string) *time.Location {
		loc, err := calendar.Zone(name)
		if err != nil {
			t.Fatal(err)
		}
		return loc
	}
	day := func(s string) time.Time {
		d, err := time.Parse(time.RFC3339, s)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	for _, c := range []struct{ received, loc, plain, extended, reason string }{
		{"2024-01-15T12:00:00Z", "", "2024-02-15", "2024-04-15", "the same number"},
		{"2024-01-31T12:00:00Z", "", "2024-02-29", "2024-04-30", "no such day: the last one; counted from the receipt"},
		{"2023-01-31T12:00:00Z", "", "2023-02-28", "2023-04-30", "no leap year"},
		{"2023-11-30T12:00:00Z", "", "2023-12-30", "2024-02-29", "over the year's end"},
		{"2024-10-31T23:30:00Z", "", "2024-11-30", "2025-01-31", "UTC"},
		{"2024-10-31T23:30:00Z", "Europe/Berlin", "2024-12-01", "2025-02-01", "there it is November already"},
		{"2024-12-31T00:00:00Z", "Europe/Berlin", "2025-01-31", "2025-03-31", "December"},
		{"2024-02-29T12:00:00Z", "", "2024-03-29", "2024-05-29", "a leap day: not the month's end"},
		{"2023-12-31T12:00:00Z", "", "2024-01-31", "2024-03-31", "over February"},
		{"2023-12-29T12:00:00Z", "", "2024-01-29", "2024-03-29", "over a leap day"},
		{"2022-11-29T12:00:00Z", "", "2022-12-29", "2023-02-28", "extended into a short February"},
		{"1899-12-31T12:00:00Z", "", "1900-01-31", "1900-03-31", "a century"},
		{"2100-01-30T12:00:00Z", "", "2100-02-28", "2100-04-30", "2100 is no leap year"},
		{"2000-01-30T12:00:00Z", "", "2000-02-29", "2000-04-30", "2000 is one"},
		{"2024-03-31T12:00:00Z", "", "2024-04-30", "2024-06-30", "thirty days"},
		{"2024-01-31T09:59:59Z", "Pacific/Kiritimati", "2024-02-29", "2024-04-30", "there it is the 31st until then"},
		{"2024-01-31T10:00:00Z", "Pacific/Kiritimati", "2024-03-01", "2024-05-01", "there it is February: a later deadline, by a day"},
		{"2024-02-01T04:00:00Z", "America/New_York", "2024-02-29", "2024-04-30", "there it is still January"},
		{"2011-11-30T12:00:00Z", "Pacific/Apia", "2011-12-30", "2012-02-29", "a day that Apia left out: over at the next one's start"},
		{"9999-11-30T12:00:00Z", "", "9999-12-30", "", "the calendar ends"},
	} {
		var loc *time.Location // nil is UTC
		if c.loc != "" {
			loc = zone(c.loc)
		}
		for extended, want := range map[bool]string{false: c.plain, true: c.extended} {
			if want == "" {
				_, err := gdpr.Deadline(day(c.received), extended, loc)
				wants(t, "T1: "+c.reason, err, calendar.ErrAsOf)
				continue
			}
			got, err := gdpr.Deadline(day(c.received), extended, loc)
			if err != nil || got.String() != want {
				t.Errorf("T5: deadline of %s (%s): %s, %v, want %s", c.received, c.reason, got, err, want)
			}
		}
	}
	_, err := gdpr.Deadline(time.Time{}, false, nil)
	wants(t, "T1", err, calendar.ErrAsOf)
	_, err = gdpr.Deadline(day("9999-12-31T00:00:00Z"), false, nil)
	wants(t, "T1", err, calendar.ErrAsOf)
	_, err = gdpr.Deadline(day("2024-01-15T12:00:00Z"), false, time.Local)
	wants(t, "T6", err, calendar.ErrLocal)
	apia := zone("Pacific/Apia")
	if over, next := (calendar.Date{Year: 2011, Month: 12, Day: 30}).AddDays(1).Start(apia), time.Date(2011, 12, 31, 0, 0, 0, 0, apia); !over.Equal(next) {
		t.Errorf("T5: a deadline on a day that was left out is over at %s", over)
	}
}

// In every zone: a deadline is 28 to 31 days after the day of receipt, extended
// 89 to 92, it has that day's number or is its month's last day, and who wrote
// later never has to be answered earlier.
func TestDeadlineLaws(t *testing.T) {
	zones := []string{"UTC", "Europe/Berlin", "America/New_York", "Pacific/Apia", "Pacific/Kiritimati", "Asia/Kathmandu"}
	from := time.Date(1990, 1, 1, 0, 0, 0, 0, time.UTC).Unix()
	rapid.Check(t, func(rt *rapid.T) {
		loc, err := calendar.Zone(rapid.SampledFrom(zones).Draw(rt, "zone"))
		if err != nil {
			rt.Fatal(err)
		}
		received := time.Unix(from+rapid.Int64Range(0, 50*366*86400).Draw(rt, "received"), 0)
		later := received.Add(time.Duration(rapid.Int64Range(0, 5*86400).Draw(rt, "later")) * time.Second)
		for extended, days := range map[bool][2]int{false: {28, 31}, true: {89, 92}} {
			d, err := gdpr.Deadline(received, extended, loc)
			if err != nil {
				rt.Fatal(err)
			}
			of := calendar.DateOf(received, loc)
			n := 0
			for on := of; on != d; on = on.AddDays(1) {
				n++
			}
			if n < days[0] || n > days[1] {
				rt.Errorf("T5: %s, extended %v: %s is %d days later", of, extended, d, n)
			}
			if d.Day != of.Day && (d.Day > of.Day || d.AddDays(1).Day != 1) {
				rt.Errorf("T5: %s, extended %v: %s is neither the day of the number nor the month's last", of, extended, d)
			}
			if l, err := gdpr.Deadline(later, extended, loc); err != nil || l.Compare(d) < 0 {
				rt.Errorf("T5: received at %s it is %s, later %s, %v", received, d, l, err)
			}
		}
	})
}

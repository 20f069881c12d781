package calendar

import (
	"testing"
	"time"
)

func TestStart(t *testing.T) {
	for _, c := range []struct {
		zone, date, want string
		reason           string
	}{
		{"", "2026-03-01", "2026-03-01T00:00:00Z", "UTC"},
		{"Europe/Berlin", "2026-03-29", "2026-03-28T23:00:00Z", "the change is later in the day"},
		{"Europe/Berlin", "2026-03-30", "2026-03-29T22:00:00Z", "summer time: the day before had 23 hours"},
		{"America/Sao_Paulo", "2018-11-04", "2018-11-04T03:00:00Z", "no midnight: the day starts at 01:00"},
		{"America/Havana", "2024-03-10", "2024-03-10T05:00:00Z", "no midnight: the day starts at 01:00"},
		{"America/Havana", "2024-11-03", "2024-11-03T04:00:00Z", "midnight twice: the first"},
		{"America/St_Johns", "2010-11-07", "2010-11-07T02:30:00Z", "00:01 goes back to 23:01: midnight twice, the first"},
		{"America/St_Johns", "2010-11-08", "2010-11-08T03:30:00Z", "the day after"},
		{"Asia/Kathmandu", "1986-01-01", "1985-12-31T18:30:00Z", "no midnight: the day starts at 00:15"},
		{"Asia/Kathmandu", "2026-01-01", "2025-12-31T18:15:00Z", "a quarter of an hour"},
		{"Australia/Lord_Howe", "2024-04-07", "2024-04-06T13:00:00Z", "half an hour back, later"},
		{"Australia/Lord_Howe", "2024-04-08", "2024-04-07T13:30:00Z", "the day before had 24.5 hours"},
		{"Pacific/Apia", "2011-12-29", "2011-12-29T10:00:00Z", "the last day east of the line"},
		{"Pacific/Apia", "2011-12-30", "2011-12-30T10:00:00Z", "skipped: the first instant after it"},
		{"Pacific/Apia", "2011-12-31", "2011-12-30T10:00:00Z", "the first day west of the line"},
		{"Europe/Berlin", "2040-12-31", "2040-12-30T23:00:00Z", "leap year past the listed transitions"},
		{"Europe/Berlin", "2041-01-01", "2040-12-31T23:00:00Z", "the day after"},
		{"Europe/Berlin", "9999-12-31", "9999-12-30T23:00:00Z", "the last day"},
		{"America/New_York", "9999-12-31", "9999-12-31T05:00:00Z", "the last day"},
		{"America/New_York", "0001-01-01", "0001-01-01T04:56:02Z", "the first day, local mean time"},
	} {
		got := date(t, c.date).Start(mustZone(t, c.zone))
		if want := instant(t, c.want); got != want {
			t.Errorf("T5: %s starts in %q at %v, want %v (%s)", c.date, c.zone, got, want, c.reason)
		}
	}
	if got, want := (Date{2026, 3, 1}).Start(nil), instant(t, "2026-03-01T00:00:00Z"); got != want {
		t.Errorf("T6: the start of a day in the nil location is %v, want %v", got, want)
	}
}

func TestAt(t *testing.T) {
	for _, c := range []struct {
		zone, date, clock, want string
		reason                  string
	}{
		{"", "2026-03-01", "12h", "2026-03-01T12:00:00Z", "UTC"},
		{"Europe/Berlin", "2026-07-01", "12h0m0.000000001s", "2026-07-01T10:00:00.000000001Z", "to the nanosecond"},
		{"Europe/Berlin", "2026-03-29", "1h59m59.999999999s", "2026-03-29T00:59:59.999999999Z", "just before the gap"},
		{"Europe/Berlin", "2026-03-29", "2h", "2026-03-29T01:00:00Z", "gap: 02:00 is 03:00"},
		{"Europe/Berlin", "2026-03-29", "2h30m", "2026-03-29T01:30:00Z", "gap: 02:30 is 03:30"},
		{"Europe/Berlin", "2026-03-29", "3h", "2026-03-29T01:00:00Z", "just after the gap"},
		{"Europe/Berlin", "2026-10-25", "1h59m", "2026-10-24T23:59:00Z", "before the overlap"},
		{"Europe/Berlin", "2026-10-25", "2h", "2026-10-25T00:00:00Z", "overlap: the earlier"},
		{"Europe/Berlin", "2026-10-25", "2h30m", "2026-10-25T00:30:00Z", "overlap: the earlier"},
		{"Europe/Berlin", "2026-10-25", "3h", "2026-10-25T02:00:00Z", "after the overlap"},
		{"America/Sao_Paulo", "2018-11-04", "0s", "2018-11-04T03:00:00Z", "gap at midnight"},
		{"America/Sao_Paulo", "2018-11-04", "30m", "2018-11-04T03:30:00Z", "gap at midnight: 00:30 is 01:30"},
		{"America/Havana", "2024-03-10", "30m", "2024-03-10T05:30:00Z", "gap at midnight"},
		{"America/Havana", "2024-11-03", "30m", "2024-11-03T04:30:00Z", "overlap after midnight"},
		{"America/St_Johns", "2010-11-06", "23h30m", "2010-11-07T02:00:00Z", "overlap over midnight: the earlier"},
		{"America/St_Johns", "2010-11-07", "0s", "2010-11-07T02:30:00Z", "overlap over midnight: the earlier"},
		{"America/St_Johns", "2010-11-07", "1m", "2010-11-07T03:31:00Z", "past the overlap"},
		{"Australia/Lord_Howe", "2024-10-06", "2h15m", "2024-10-05T15:45:00Z", "gap of half an hour: 02:15 is 02:45"},
		{"Australia/Lord_Howe", "2024-04-07", "1h45m", "2024-04-06T14:45:00Z", "overlap of half an hour"},
		{"Asia/Kathmandu", "1986-01-01", "10m", "1985-12-31T18:40:00Z", "gap of a quarter: 00:10 is 00:25"},
		{"Pacific/Apia", "2011-12-30", "10h", "2011-12-30T20:00:00Z", "gap of a day: 10:00 the next day"},
		{"Europe/Berlin", "2026-03-28", "26h30m", "2026-03-29T01:30:00Z", "beyond 24 hours: on the next day's clock"},
		{"Europe/Berlin", "2026-03-30", "-21h30m", "2026-03-29T01:30:00Z", "below 0: on the last day's clock"},
	} {
		clock, err := time.ParseDuration(c.clock)
		if err != nil {
			t.Fatal(err)
		}
		got := date(t, c.date).At(clock, mustZone(t, c.zone))
		if want := instant(t, c.want); got != want {
			t.Errorf("T5: %s %s in %q is %v, want %v (%s)", c.date, c.clock, c.zone, got, want, c.reason)
		}
	}
}

package pages

import (
	"net/url"
	"testing"
	"time"

	"github.com/clientele-go/clientele/customer/calendar"
)

// P4, P5: a change is told with its ratio, the interval of that, and whether it is clear.
func TestVerdict(t *testing.T) {
	for c, want := range map[card]string{
		{Value: "60", Before: "50"}:  "1.20 times as many (0.83 to 1.74), no clear change",
		{Value: "600", Before: "50"}: "12.00 times as many (9.00 to 16.00)",
		{Value: "5", Before: "0"}:    "new",
		{Value: "0", Before: "0"}:    "",
		{Value: "5", Before: ""}:     "",
	} {
		if got := c.Verdict(); got != want {
			t.Errorf("P5: from %q to %q: %q, want %q", c.Before, c.Value, got, want)
		}
	}
}

// P1–P4: a page names what its numbers are compared with, and both lengths.
func TestComparedWith(t *testing.T) {
	date := func(month time.Month, day int) calendar.Date {
		return calendar.Date{Year: 2026, Month: month, Day: day}
	}
	asOf := time.Date(2026, 8, 10, 15, 0, 0, 0, time.UTC)
	none := "There is nothing to compare with: the compared range would be empty, unbounded, or before the year 1."
	for _, c := range []struct {
		kind     string
		from, to calendar.Date
		want     string
	}{
		{"previous", date(7, 1), date(8, 1), "Compared with 30 days from 2026-06-01 to 2026-07-01, the last not included (whole months), as of 2026-07-10 15:00; above are 31 days from 2026-07-01 to 2026-08-01, the last not included."},
		{"previous", date(8, 1), calendar.Date{}, "Compared with 10 days from 2026-07-01 to 2026-07-11, the last not included (month to date), as of 2026-07-10 15:00; above are 10 days from 2026-08-01 to 2026-08-11, the last not included."},
		{"year", calendar.Date{}, calendar.Date{}, "Compared with the same question as of 2025-08-10 15:00."},
		{"previous", calendar.Date{}, date(8, 1), none},
		{"none", date(7, 1), date(8, 1), ""},
	} {
		got, err := compare(url.Values{"compare": {c.kind}}, calendar.DateSpan(c.from, c.to, nil), asOf, nil)
		if err != nil || got.note != c.want {
			t.Errorf("P2: %s of %s to %s: error %v, %q, want %q", c.kind, c.from, c.to, err, got.note, c.want)
		}
	}
}

// P5, C5: a rate has its counts and an interval. Without eligible members there is none.
func TestRateWords(t *testing.T) {
	for _, c := range []struct {
		retained, eligible string
		want               string
	}{
		{"10", "100", "10 %: 10 of 100, 95 % interval 6 to 17 %"}, {"0", "5", "0 %: 0 of 5, 95 % interval 0 to 43 %"}, {"2", "0", "2 so far"},
	} {
		if got := rate(c.retained, c.eligible, true).Words(); got != c.want {
			t.Errorf("P5: %s of %s: %q, want %q", c.retained, c.eligible, got, c.want)
		}
	}
}

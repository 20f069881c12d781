package calendar

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestParseDate(t *testing.T) {
	for _, c := range []struct {
		in     string
		want   Date
		reason string
	}{
		{"2026-03-01", Date{2026, 3, 1}, "a date"},
		{"0001-01-01", Date{1, 1, 1}, "the first"},
		{"9999-12-31", Date{9999, 12, 31}, "the last"},
		{"2024-02-29", Date{2024, 2, 29}, "leap year"},
		{"2000-02-29", Date{2000, 2, 29}, "every fourth century is leap"},
		{"2023-02-29", Date{}, "no leap year"},
		{"1900-02-29", Date{}, "centuries are not leap"},
		{"2026-04-31", Date{}, "April has 30 days"},
		{"2026-13-01", Date{}, "no such month"},
		{"2026-00-01", Date{}, "no month 0"},
		{"2026-01-00", Date{}, "no day 0"},
		{"0000-01-01", Date{}, "no year 0"},
		{"", Date{}, "empty"},
		{"2026-3-1", Date{}, "digits missing"},
		{"2026-03-01 ", Date{}, "space"},
		{" 026-03-01", Date{}, "space for a digit"},
		{"+026-03-01", Date{}, "sign"},
		{"2026-03-+1", Date{}, "sign"},
		{"2026/03/01", Date{}, "slashes"},
		{"20260301", Date{}, "basic format"},
		{"2026-03-01T00:00:00Z", Date{}, "a time"},
		{"12026-03-01", Date{}, "five-digit year"},
		{"２０２６-03-01", Date{}, "other digits"},
		{"2026-0٣-01", Date{}, "ten bytes or so, other digits"},
	} {
		got, err := ParseDate(c.in)
		if got != c.want || (err == nil) == c.want.IsZero() {
			t.Errorf("T5: ParseDate(%q) = %v, %v; want %v (%s)", c.in, got, err, c.want, c.reason)
		}
		if err != nil && (!errors.Is(err, ErrDate) || len(c.in) > 4 && strings.Contains(err.Error(), c.in)) {
			t.Errorf("X6: ParseDate(%q): error %q; want ErrDate, without the text", c.in, err)
		}
	}
}

func TestDateOf(t *testing.T) {
	berlin := mustZone(t, "Europe/Berlin")
	for _, c := range []struct {
		at     string
		loc    *time.Location
		want   string
		reason string
	}{
		{"2026-03-01T23:30:00Z", nil, "2026-03-01", "T6: nil is UTC"},
		{"2026-03-01T23:30:00Z", berlin, "2026-03-02", "T5: past midnight in Berlin"},
		{"2026-03-01T00:30:00+05:00", nil, "2026-02-28", "T6: the location that a time carries does not count"},
		{"0001-01-01T00:00:00Z", berlin, "", "T7: the zero time has no date"},
		{"0001-01-01T00:00:00.000000001Z", nil, "0001-01-01", "T7: only the zero time is unknown"},
	} {
		at, err := time.Parse(time.RFC3339Nano, c.at)
		if err != nil {
			t.Fatal(err)
		}
		if got := DateOf(at, c.loc).String(); got != c.want {
			t.Errorf("%s: DateOf(%s, %v) = %q, want %q", c.reason, c.at, c.loc, got, c.want)
		}
	}
}

func TestZeroDateIsUnknown(t *testing.T) {
	var d Date
	berlin := mustZone(t, "Europe/Berlin")
	switch {
	case !d.IsZero(), d.Valid(), d.String() != "":
		t.Errorf("T7: zero Date: IsZero %v, Valid %v, String %q", d.IsZero(), d.Valid(), d)
	case !d.AddDays(5).IsZero(), !d.AddDays(-5).IsZero():
		t.Error("T7: unknown plus 5 days is known")
	case !d.Start(berlin).IsZero(), !d.At(12*time.Hour, berlin).IsZero():
		t.Error("T7: an unknown date has an instant")
	case d.Compare(Date{1, 1, 1}) >= 0:
		t.Error("T7: the zero Date sorts after a date")
	}
	if (Date{2026, 1, 1}).IsZero() || (Date{Day: 1}).IsZero() {
		t.Error("T7: a date that is not zero is unknown")
	}
}

func TestDateValid(t *testing.T) {
	for _, d := range []Date{
		{0, 1, 1}, {10000, 1, 1}, {-1, 1, 1}, {2026, 0, 1}, {2026, 13, 1}, {2026, -1, 1},
		{2026, 1, 0}, {2026, 1, 32}, {2026, 1, -1}, {2026, 2, 29}, {2100, 2, 29},
	} {
		if d.Valid() {
			t.Errorf("T5: %#v is valid", d)
		}
		if text, err := d.MarshalText(); !errors.Is(err, ErrDate) || text != nil {
			t.Errorf("T5: %#v.MarshalText() = %q, %v; want ErrDate", d, text, err)
		}
	}
}

func TestDateText(t *testing.T) {
	type record struct {
		On   Date
		By   map[Date]int
		Unit Unit
	}
	in := record{By: map[Date]int{{2026, 3, 1}: 7}, Unit: Month}
	text, err := json.Marshal(in)
	if want := `{"On":null,"By":{"2026-03-01":7},"Unit":"month"}`; err != nil || string(text) != want {
		t.Fatalf("T7: JSON %s, %v; want %s", text, err, want)
	}
	out := record{On: Date{1, 1, 1}}
	if err := json.Unmarshal(text, &out); err != nil || !cmp.Equal(in, out) {
		t.Errorf("T7: JSON read back: %v %s", err, cmp.Diff(in, out))
	}
	d := Date{2026, 3, 1}
	if err := d.UnmarshalText([]byte("yesterday")); !errors.Is(err, ErrDate) || !d.IsZero() {
		t.Errorf("T7: after a failed reading the date is %v, error %v; want zero, ErrDate", d, err)
	}
}

// TestDateCounting checks dates against counting day by day, over more than a
// whole cycle of the calendar.
func TestDateCounting(t *testing.T) {
	lengths := []int{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}
	d, weekday := Date{1899, 12, 31}, time.Sunday
	first := d
	for n := range 500 * 366 {
		if got := first.AddDays(n); got != d {
			t.Fatalf("T5: %v plus %d days = %v, want %v", first, n, got, d)
		}
		if got := d.AddDays(-n); got != first {
			t.Fatalf("T5: %v less %d days = %v, want %v", d, n, got, first)
		}
		if d.Weekday() != weekday || !d.Valid() {
			t.Fatalf("T5: %v is a %v (valid %v), want %v", d, d.Weekday(), d.Valid(), weekday)
		}
		if next := d.AddDays(1); d.Compare(next) != -1 || next.Compare(d) != 1 || d.Compare(d) != 0 {
			t.Fatalf("T5: Compare of %v and %v", d, next)
		}
		weekday = (weekday + 1) % 7
		length := lengths[d.Month-1]
		if leap := d.Year%400 == 0 || d.Year%4 == 0 && d.Year%100 != 0; leap && d.Month == 2 {
			length = 29
		}
		switch d.Day++; {
		case d.Day > length && d.Month == 12:
			d = Date{d.Year + 1, 1, 1}
		case d.Day > length:
			d = Date{d.Year, d.Month + 1, 1}
		}
	}
}

func TestDateLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d, e := genDate().Draw(t, "d"), genDate().Draw(t, "e")
		if got, err := ParseDate(d.String()); err != nil || got != d {
			t.Fatalf("T5: ParseDate(%q) = %v, %v", d.String(), got, err)
		}
		if d.Compare(e) != strings.Compare(d.String(), e.String()) || d.Compare(e) != -e.Compare(d) {
			t.Fatalf("T5: Compare(%v, %v) = %d", d, e, d.Compare(e))
		}
		n := int(e.number() - d.number())
		if d.AddDays(n) != e {
			t.Fatalf("T5: %v plus %d days = %v, want %v", d, n, d.AddDays(n), e)
		}
		if got := DateOf(d.At(12*time.Hour, nil), nil); got != d {
			t.Fatalf("T6: noon of %v in UTC is on %v", d, got)
		}
	})
}

func TestDateHugeCounts(t *testing.T) {
	const most = int(^uint(0) >> 1)
	for _, n := range []int{most, -most, -most - 1, far, far + 1} {
		d := Date{2026, 3, 1}.AddDays(n)
		if (d.Year > 2026) != (n > 0) {
			t.Errorf("T5: 2026-03-01 plus %d days = %v: the wrong way", n, d)
		}
	}
	dates := []Date{{2026, 1, 2}, {}, {2025, 12, 31}}
	slices.SortFunc(dates, Date.Compare)
	if !slices.Equal(dates, []Date{{}, {2025, 12, 31}, {2026, 1, 2}}) {
		t.Errorf("T7: sorted %v", dates)
	}
}

// Whatever the text, ParseDate takes what the standard library takes and nothing
// else, but for the year 0; what it took is written as it was read (T5).
func FuzzParseDate(f *testing.F) {
	for _, s := range []string{"2024-02-29", "0000-01-01", "2023-02-29", "", "2024-1-1", "9999-12-31"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, err := ParseDate(s)
		want, wantErr := time.Parse(time.DateOnly, s)
		if ok := wantErr == nil && want.Year() > 0; (err == nil) != ok {
			t.Fatalf("T5: ParseDate(%q) = %v, %v; the standard library says %v, %v", s, got, err, want, wantErr)
		}
		if err == nil && (got.String() != s || got.Year != want.Year() || got.Month != want.Month() || got.Day != want.Day()) {
			t.Fatalf("T5: ParseDate(%q) = %v", s, got)
		}
	})
}

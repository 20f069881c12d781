package calendar

import (
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestPeriodAfter(t *testing.T) {
	for _, c := range []struct {
		x      string
		p      Period
		want   string
		reason string
	}{
		{"2026-03-01T12:00:00Z", Days(7), "2026-03-08T12:00:00Z", "seven times 24 hours"},
		{"2026-03-28T12:00:00+01:00", Days(7), "2026-04-04T11:00:00Z", "24 hours whatever Berlin's clocks do"},
		{"2026-03-01T12:00:00Z", Period{2, Week}, "2026-03-15T12:00:00Z", "two weeks"},
		{"2026-01-15T08:00:00.000000001Z", Months(3), "2026-04-15T08:00:00.000000001Z", "the same day and time"},
		{"2025-11-30T15:00:00Z", Months(3), "2026-03-01T00:00:00Z", "no 30 February: ends with the last hour of February"},
		{"2025-11-29T15:00:00Z", Months(3), "2026-03-01T00:00:00Z", "no 29 February in 2026"},
		{"2025-11-28T15:00:00Z", Months(3), "2026-02-28T15:00:00Z", "28 February exists"},
		{"2023-11-29T15:00:00Z", Months(3), "2024-02-29T15:00:00Z", "leap year"},
		{"2023-11-30T15:00:00Z", Months(3), "2024-03-01T00:00:00Z", "no 30 February in a leap year either"},
		{"2026-05-31T23:59:59.999999999Z", Months(1), "2026-07-01T00:00:00Z", "no 31 June"},
		{"2026-12-31T23:00:00Z", Months(2), "2027-03-01T00:00:00Z", "over the year"},
		{"2024-02-29T01:00:00Z", Months(12), "2025-03-01T00:00:00Z", "a leap day's anniversary"},
		{"2024-02-29T01:00:00Z", Months(48), "2028-02-29T01:00:00Z", "a leap day's next"},
		{"2026-03-01T00:30:00+02:00", Months(1), "2026-03-28T22:30:00Z", "counted on the UTC calendar: it is 28 February there"},
		{"1899-12-31T12:00:00Z", Months(2), "1900-03-01T00:00:00Z", "1900 is no leap year"},
		{"1960-01-31T12:00:00Z", Months(1), "1960-03-01T00:00:00Z", "before 1970"},
		{"1960-01-29T12:00:00.5Z", Months(1), "1960-02-29T12:00:00.5Z", "before 1970"},
		{"2026-03-01T12:00:00Z", Days(0), "2026-03-01T12:00:00Z", "no length"},
		{"2026-03-31T12:00:00Z", Months(0), "2026-03-31T12:00:00Z", "no length"},
		{"2026-03-01T12:00:00Z", Days(200_000), "2573-09-29T12:00:00Z", "longer than a time.Duration"},
		{"", Days(7), "", "T7: unknown stays unknown"},
		{"", Months(7), "", "T7: unknown stays unknown"},
	} {
		x := time.Time{}
		if c.x != "" {
			var err error
			if x, err = time.Parse(time.RFC3339Nano, c.x); err != nil {
				t.Fatal(err)
			}
		}
		if got, want := c.p.After(x), instant(t, c.want); got != want {
			t.Errorf("T4: %s ⊕ %v = %v, want %v (%s)", c.x, c.p, got, want, c.reason)
		}
	}
}

func TestPeriodBefore(t *testing.T) {
	for _, c := range []struct {
		t      string
		p      Period
		want   string
		reason string
	}{
		{"2026-03-08T12:00:00Z", Days(7), "2026-03-01T12:00:00Z", "seven times 24 hours"},
		{"2026-03-15T12:00:00Z", Period{2, Week}, "2026-03-01T12:00:00Z", "two weeks"},
		{"2026-05-15T12:00:00Z", Months(3), "2026-02-15T12:00:00Z", "the same day and time"},
		{"2026-05-31T12:00:00Z", Months(3), "2026-02-28T23:59:59.999999999Z", "all of February is too long ago"},
		{"2026-05-29T00:00:00Z", Months(3), "2026-02-28T23:59:59.999999999Z", "all of February is too long ago"},
		{"2026-05-28T12:00:00Z", Months(3), "2026-02-28T12:00:00Z", "28 February exists"},
		{"2024-05-29T12:00:00Z", Months(3), "2024-02-29T12:00:00Z", "leap year"},
		{"2026-03-01T00:00:00Z", Months(3), "2025-12-01T00:00:00Z", "30 November ends on 1 March, and so does 1 December"},
		{"2026-02-28T23:59:59.999999999Z", Months(3), "2025-11-28T23:59:59.999999999Z", "29 and 30 November still count"},
		{"2026-01-31T00:00:00Z", Months(2), "2025-11-30T23:59:59.999999999Z", "over the year"},
		{"2026-03-01T12:00:00Z", Days(0), "2026-03-01T12:00:00Z", "no length"},
		{"", Months(3), "", "T7: unknown stays unknown"},
		{"", Days(3), "", "T7: unknown stays unknown"},
	} {
		if got, want := c.p.Before(instant(t, c.t)), instant(t, c.want); got != want {
			t.Errorf("T4: %s ⊖ %v = %v, want %v (%s)", c.t, c.p, got, want, c.reason)
		}
	}
}

func TestPeriodSpans(t *testing.T) {
	for _, c := range []struct {
		name, want string
		got        Span
	}{
		{"last 7 days", "[2026-02-22T12:00:00.000000001Z, 2026-03-01T12:00:00.000000001Z)", Days(7).Last(instant(t, "2026-03-01T12:00:00Z"))},
		{"last 3 months", "[2026-03-01T00:00:00Z, 2026-05-31T12:00:00.000000001Z)", Months(3).Last(instant(t, "2026-05-31T12:00:00Z"))},
		{"next 7 days", "[2026-03-01T12:00:00.000000001Z, 2026-03-08T12:00:00.000000001Z)", Days(7).Next(instant(t, "2026-03-01T12:00:00Z"))},
		{"next 3 months", "[2025-11-30T12:00:00.000000001Z, 2026-03-01T00:00:00.000000001Z)", Months(3).Next(instant(t, "2025-11-30T12:00:00Z"))},
	} {
		if c.got.String() != c.want {
			t.Errorf("T4: the %s are %v, want %s", c.name, c.got, c.want)
		}
	}
	for _, p := range []Period{Days(7), Months(3), {}} {
		for _, s := range []Span{p.Last(time.Time{}), p.Next(time.Time{})} {
			if !s.Empty() {
				t.Errorf("T1: %v as of no time at all: %v, want an empty Span", p, s)
			}
		}
	}
	x := instant(t, "2026-03-01T12:00:00Z")
	for _, p := range []Period{{}, Months(0), Days(-1), Months(-2)} {
		if !p.Last(x).Empty() || !p.Next(x).Empty() {
			t.Errorf("T4: the last and next %v are %v and %v, want nothing", p, p.Last(x), p.Next(x))
		}
	}
}

func TestPeriodText(t *testing.T) {
	for _, c := range []struct {
		p           Period
		text        string
		zero, valid bool
	}{
		{Period{}, "0 days", true, true},
		{Months(0), "0 months", true, true},
		{Days(1), "1 day", false, true},
		{Days(7), "7 days", false, true},
		{Period{1, Week}, "1 week", false, true},
		{Months(3), "3 months", false, true},
		{Period{2, WeekSunday}, "2 week-sundays", false, false},
		{Period{2, WeekSaturday}, "2 week-saturdays", false, false},
		{Days(-1), "-1 days", false, false},
		{Period{1, Unit(9)}, "1 unit(9)", false, false},
	} {
		if c.p.String() != c.text || c.p.IsZero() != c.zero || c.p.Valid() != c.valid {
			t.Errorf("T4: %#v is %q, zero %v, valid %v; want %q, %v, %v", c.p, c.p, c.p.IsZero(), c.p.Valid(), c.text, c.zero, c.valid)
		}
	}
}

// TestPeriodLaws checks what T4 says, on the nanosecond grid.
func TestPeriodLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := Period{rapid.IntRange(0, 400).Draw(t, "n"), genUnit().Draw(t, "unit")}
		x := genInstant(1000, 3000).Draw(t, "x")
		y := x.Add(time.Duration(rapid.Int64Range(0, int64(100*24*time.Hour)).Draw(t, "gap")))
		if p.After(x).After(p.After(y)) {
			t.Fatalf("T4: ⊕ is not monotone: %v ⊕ %v = %v, %v ⊕ %v = %v", x, p, p.After(x), y, p, p.After(y))
		}
		if p.Before(x).After(p.Before(y)) {
			t.Fatalf("T4: ⊖ is not monotone: %v and %v by %v", x, y, p)
		}
		b := p.Before(x)
		if p.After(b).After(x) || !p.After(b.Add(1)).After(x) {
			t.Fatalf("T4: %v ⊖ %v = %v is not the last whose life has ended", x, p, b)
		}
		// x as the fact, y as the question's AsOf, and the reverse.
		for _, c := range [][2]time.Time{{x, y}, {y, x}, {x, p.After(x)}, {x, p.After(x).Add(-1)}, {p.Before(y), y}, {p.Before(y).Add(1), y}} {
			fact, asOf := c[0], c[1]
			within := !fact.After(asOf) && asOf.Before(p.After(fact))
			if p.Last(asOf).Contains(fact) != within || (p.Before(asOf).Before(fact) && !fact.After(asOf)) != within {
				t.Fatalf("T4: %v within the last %v as of %v: want %v, Span %v", fact, p, asOf, within, p.Last(asOf))
			}
			soon := asOf.Before(fact) && !fact.After(p.After(asOf))
			if p.Next(asOf).Contains(fact) != soon {
				t.Fatalf("T4: %v within the next %v as of %v: want %v, Span %v", fact, p, asOf, soon, p.Next(asOf))
			}
		}
	})
}

// TestMonthsOver400Years checks every day of a whole cycle of the calendar, at
// three times of day, for 0 to 13 months.
func TestMonthsOver400Years(t *testing.T) {
	const nanos = 86_400_000_000_000
	starts := countedMonths(12 * 404)
	step := 1
	if testing.Short() {
		t.Log("T4: -short: every thirteenth day only")
		step = 13
	}
	for n := 0; n <= 13; n++ {
		p, last := Months(n), time.Time{}
		for m := 12; m < 12+400*12; m++ {
			for day := starts[m]; day < starts[m+1]; day += int64(step) {
				for _, nano := range []int64{0, 49_500_000_000_123, nanos - 1} {
					x := countedInstant(day, nano)
					want := plainSum(starts, m, day-starts[m], nano, n)
					got := p.After(x)
					if !got.Equal(want) || got.Before(last) {
						t.Fatalf("T4: %v ⊕ %v = %v, want %v; that of the instant before is %v", x.UTC(), p, got, want.UTC(), last)
					}
					last = got
					b := p.Before(x)
					if p.After(b).After(x) || !p.After(b.Add(1)).After(x) {
						t.Fatalf("T4: %v ⊖ %v = %v, of which ⊕ is %v, and of the next instant %v", x.UTC(), p, b, p.After(b), p.After(b.Add(1)))
					}
				}
			}
		}
	}
}

// TestDaysOver400Years: a day is 24 hours, on every day of the cycle, at three
// times of day.
func TestDaysOver400Years(t *testing.T) {
	const nanos = 86_400_000_000_000
	for _, p := range []Period{Days(0), Days(1), Days(7), Days(30), Days(180), {2, Week}} {
		n, last := int64(p.N), time.Time{}
		if p.Unit == Week {
			n *= 7
		}
		for day := int64(0); day < 400*366; day++ {
			for _, nano := range []int64{0, 49_500_000_000_123, nanos - 1} {
				x, want := countedInstant(day, nano), countedInstant(day+n, nano)
				if got := p.After(x); !got.Equal(want) || got.Before(last) || !p.Before(got).Equal(x) {
					t.Fatalf("T4: %v ⊕ %v = %v, want %v; ⊖ %v", x.UTC(), p, got, want.UTC(), p.Before(got))
				}
				last = want
			}
		}
	}
}

// TestMonthsAreNotAddDate: the product's sleepers would wake up with any of the
// usual sums.
func TestMonthsAreNotAddDate(t *testing.T) {
	p := Months(3)
	early, late := instant(t, "2025-11-30T15:00:00Z"), instant(t, "2025-12-01T09:00:00Z")
	if !early.AddDate(0, 3, 0).After(late.AddDate(0, 3, 0)) {
		t.Fatal("T4: time.AddDate has become monotone")
	}
	if p.After(early).After(p.After(late)) {
		t.Errorf("T4: the login of %v counts until %v, the later one of %v until %v", early, p.After(early), late, p.After(late))
	}
}

func TestPeriodExtremes(t *testing.T) {
	x := instant(t, "2026-03-01T12:00:00Z")
	for _, u := range units {
		for _, n := range []int{math.MaxInt, math.MinInt, far, -far} {
			p := Period{n, u}
			if got := p.After(x); got.After(x) != (n > 0) {
				t.Errorf("T4: %v ⊕ %d %vs = %v: the wrong way", x, n, u, got)
			}
			if got := p.Before(x); got.Before(x) != (n > 0) {
				t.Errorf("T4: %v ⊖ %d %vs = %v: the wrong way", x, n, u, got)
			}
			for _, at := range []time.Time{time.Unix(math.MaxInt64, 0), time.Unix(math.MinInt64, 0)} {
				p.Last(at) // only not to panic
				p.Next(at)
			}
		}
	}
}

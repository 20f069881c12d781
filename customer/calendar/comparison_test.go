package calendar

import (
	"encoding/json"
	"errors"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// counterpart is Counterpart of a question that can be asked.
func counterpart(t fataler, d Dates, kind Comparison, asOf time.Time, loc *time.Location) Counterpart {
	c, err := d.Counterpart(kind, asOf, loc)
	if err != nil {
		t.Fatalf("P2: Counterpart(%v, %v): %v", d, kind, err)
	}
	return c
}

// comparison_ranges.csv: ranges that other programs compared with the wrong ones.
func TestComparisonRanges(t *testing.T) {
	for _, row := range vector(t, "comparison_ranges.csv") {
		d := Dates{date(t, row["from"]), date(t, row["to"])}
		asOf := d.To.Start(nil)
		before, year := counterpart(t, d, Previous, asOf, nil), counterpart(t, d, PreviousYear, asOf, nil)
		if want := (Dates{date(t, row["previous_from"]), date(t, row["previous_to"])}); before.Range != want || before.Kind.String() != row["kind"] {
			t.Errorf("P2: %s: before %v is %v by %v, want %v by %s", row["note"], d, before.Range, before.Kind, want, row["kind"])
		}
		if want := (Dates{date(t, row["year_from"]), date(t, row["year_to"])}); year.Range != want || year.Kind != PreviousYear {
			t.Errorf("P1: %s: the year before %v is %v, want %v", row["note"], d, year.Range, want)
		}
	}
}

func TestCounterpart(t *testing.T) {
	const none = "[unbounded, unbounded)"
	for _, c := range []struct {
		rule, from, to string
		kind           Comparison
		want           string
		chosen         Comparison
		why            string
	}{
		{"P1", "2025-02-28", "2025-03-01", PreviousYear, "[2024-02-28, 2024-03-01)", PreviousYear, "the 28th and the 29th"},
		{"P1", "2024-02-29", "2024-03-01", PreviousYear, none, PreviousYear, "there was no 29 February in 2023"},
		{"P1", "2024-02-29", "2024-03-02", PreviousYear, "[2023-03-01, 2023-03-02)", PreviousYear, "a bound that does not exist is the first of the next month"},
		{"P1", "2026-03-30", "2026-03-31", PreviousMonth, none, PreviousMonth, "both bounds become 1 March"},
		{"P1", "2026-03-05", "2026-03-31", PreviousMonth, "[2026-02-05, 2026-03-01)", PreviousMonth, "to the end of the shorter month"},
		{"P2", "2026-07-01", "2026-08-01", Previous, "[2026-06-01, 2026-07-01)", WholeMonths, "July against June"},
		{"P2", "2026-01-01", "2026-04-01", Previous, "[2025-10-01, 2026-01-01)", WholeMonths, "a quarter against the quarter before"},
		{"P2", "2026-03-01", "2026-03-31", Previous, "[2026-02-01, 2026-03-01)", MonthToDate, "30 days against all 28"},
		{"P2", "2026-03-02", "2026-04-01", Previous, "[2026-01-31, 2026-03-02)", SameDays, "30 days each"},
		{"P2", "2026-03-01", "2026-04-02", Previous, "[2026-01-28, 2026-03-01)", SameDays, "from a 1st, but beyond the month"},
		{"P2", "2026-07-01", "2026-08-01", SameDays, "[2026-05-31, 2026-07-01)", SameDays, "the host names the kind"},
		{"P2", "2026-07-01", "2026-07-08", PreviousMonth, "[2026-06-01, 2026-06-08)", PreviousMonth, "the host names the kind"},
		{"P2", "2026-07-01", "2026-07-08", MonthToDate, "[2026-06-01, 2026-06-08)", MonthToDate, "the host names the kind"},
		{"P2", "2026-07-08", "2026-07-08", Previous, none, SameDays, "an empty range"},
		{"P1", "2026-07-08", "", PreviousYear, none, PreviousYear, "an unbounded range"},
		{"P1", "0001-05-01", "0001-06-01", PreviousYear, none, PreviousYear, "before the year 1"},
	} {
		d := Dates{date(t, c.from), date(t, c.to)}
		got := counterpart(t, d, c.kind, instant(t, "2026-12-31T12:00:00Z"), nil)
		if got.Range.String() != c.want || got.Kind != c.chosen {
			t.Errorf("%s: %s: before %v is %v by %v, want %s by %v", c.rule, c.why, d, got.Range, got.Kind, c.want, c.chosen)
		}
		if got.Exists() != (c.want != none) {
			t.Errorf("%s: %s: Exists is %v", c.rule, c.why, got.Exists())
		}
	}
}

// AsOf moves like a bound (P3).
func TestCounterpartAsOf(t *testing.T) {
	june, march := Dates{Date{2026, 6, 1}, Date{2026, 7, 1}}, Dates{Date{2026, 3, 1}, Date{2026, 4, 1}}
	for _, c := range []struct {
		d                     Dates
		kind                  Comparison
		asOf, zone, want, why string
	}{
		{june, Previous, "2026-06-10T15:00:00Z", "UTC", "2026-05-10T15:00:00Z", "June as of 10 June 15:00 is compared with May as of 10 May 15:00"},
		{march, Previous, "2026-03-31T15:00:00.000000007Z", "UTC", "2026-03-01T00:00:00Z", "there is no 31 February: all of February"},
		{june, PreviousYear, "2024-02-29T15:00:00Z", "UTC", "2023-03-01T00:00:00Z", "there is no 29 February"},
		{Dates{Date{2026, 3, 2}, Date{2026, 4, 1}}, Previous, "2026-03-31T15:00:00Z", "UTC", "2026-03-01T15:00:00Z", "30 days back"},
		{Dates{Date{2026, 4, 1}, Date{2026, 5, 1}}, Previous, "2026-04-10T13:00:00Z", "Europe/Berlin", "2026-03-10T14:00:00Z", "the clock time stays, and not the hour of UTC"},
		{Dates{Date{2026, 4, 1}, Date{2026, 5, 1}}, Previous, "2026-04-29T00:30:00Z", "Europe/Berlin", "2026-03-29T01:30:00Z", "the clocks jumped over 02:30: forward by the gap"},
		{Dates{Date{2012, 1, 1}, Date{2012, 2, 1}}, Previous, "2012-01-30T01:00:00Z", "Pacific/Apia", "2011-12-30T10:00:00Z", "Apia skipped 30 December: the first instant of the 31st"},
		{june, Previous, "2026-06-01T22:30:00Z", "Europe/Berlin", "2026-05-01T22:30:00Z", "the date is the location's: 2 June"},
	} {
		got := counterpart(t, c.d, c.kind, instant(t, c.asOf), mustZone(t, c.zone))
		if !got.AsOf.Equal(instant(t, c.want)) || got.AsOf.Location() != time.UTC {
			t.Errorf("P3: %s: %s moves to %v, want %s", c.why, c.asOf, got.AsOf, c.want)
		}
	}
}

// A kind that does not fit the range, or that there is not, is an error, and so is a
// question without AsOf (T1).
func TestCounterpartErrors(t *testing.T) {
	asOf := instant(t, "2026-07-10T00:00:00Z")
	days := Dates{Date{2026, 7, 3}, Date{2026, 7, 9}}
	for _, c := range []struct {
		d    Dates
		kind Comparison
		asOf time.Time
		want error
	}{
		{days, WholeMonths, asOf, ErrComparison},
		{days, MonthToDate, asOf, ErrComparison},
		{Dates{}, WholeMonths, asOf, ErrComparison},
		{days, 6, asOf, ErrComparison},
		{days, Previous, time.Time{}, ErrAsOf},
		{Dates{Date{2026, 2, 30}, Date{2026, 7, 9}}, Previous, asOf, ErrDate},
	} {
		if got, err := c.d.Counterpart(c.kind, c.asOf, nil); !errors.Is(err, c.want) || got != (Counterpart{}) {
			t.Errorf("P2: %v by %v: %v, %v, want %v", c.d, c.kind, got, err, c.want)
		}
	}
}

// The words of the kinds go to JSON and back (T8).
func TestComparisonWords(t *testing.T) {
	for k := Previous; k <= SameDays; k++ {
		text, err := json.Marshal(k)
		var back Comparison
		if err != nil || json.Unmarshal(text, &back) != nil || back != k {
			t.Errorf("T8: %v goes to %s and comes back as %v: %v", k, text, back, err)
		}
	}
	_, err := Comparison(6).MarshalText()
	k := SameDays
	if !errors.Is(err, ErrComparison) || !errors.Is(k.UnmarshalText([]byte("fortnight")), ErrComparison) || k != Previous {
		t.Errorf("T8: a word or number that is none: %v, %v", err, k)
	}
}

// Dates of a span are dates only if its ends are first instants of days.
func TestSpanDates(t *testing.T) {
	for _, c := range []struct {
		from, to, zone, want string
		ok                   bool
	}{
		{"2026-03-01T00:00:00Z", "2026-04-01T00:00:00Z", "UTC", "[2026-03-01, 2026-04-01)", true},
		{"", "2026-04-01T00:00:00Z", "UTC", "[unbounded, 2026-04-01)", true},
		{"", "", "UTC", "[unbounded, unbounded)", true},
		{"2026-03-01T00:00:00.000000001Z", "", "UTC", "[2026-03-01, unbounded)", false},
		{"2026-03-01T00:00:00Z", "2026-04-01T00:00:00Z", "Europe/Berlin", "[2026-03-01, 2026-04-01)", false},
		{"2026-02-28T23:00:00Z", "2026-03-31T22:00:00Z", "Europe/Berlin", "[2026-03-01, 2026-04-01)", true},
		{"2018-11-04T03:00:00Z", "", "America/Sao_Paulo", "[2018-11-04, unbounded)", true}, // there was no midnight
		{"2006-10-29T03:30:00Z", "", "America/St_Johns", "[2006-10-29, unbounded)", false}, // the second midnight
	} {
		loc := mustZone(t, c.zone)
		s := Span{instant(t, c.from), instant(t, c.to)}
		if d, ok := s.Dates(loc); d.String() != c.want || ok != c.ok || ok && d.Span(loc) != s {
			t.Errorf("T5: %v in %s are %v, %v, want %s, %v", s, c.zone, d, ok, c.want, c.ok)
		}
	}
}

// step draws how far bounds move back.
func genStep() *rapid.Generator[Period] {
	return rapid.Custom(func(t *rapid.T) Period {
		return Period{rapid.IntRange(0, 40).Draw(t, "n"), rapid.SampledFrom([]Unit{Day, Week, Month}).Draw(t, "unit")}
	})
}

// genNear draws a date of a few years, often at the end of a month.
func genNear() *rapid.Generator[Date] {
	return rapid.Map(rapid.IntRange(0, 4*366), func(n int) Date { return Date{2023, 1, 1}.AddDays(n) })
}

// Moving bounds is monotone: the moved parts of a partition tile the moved whole (P1).
func TestLawMovedParts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := genStep().Draw(t, "step")
		a, b, c := genNear().Draw(t, "a"), genNear().Draw(t, "b"), genNear().Draw(t, "c")
		if a.Compare(b) > 0 {
			a, b = b, a
		}
		if b.Compare(c) > 0 {
			b, c = c, b
		}
		if a.Compare(b) > 0 {
			a, b = b, a
		}
		left, right, all := Dates{a, b}.Back(p), Dates{b, c}.Back(p), Dates{a, c}.Back(p)
		if left.To != right.From || left.From != all.From || right.To != all.To || left.Days()+right.Days() != all.Days() {
			t.Fatalf("P1: by %v, %v and %v are not %v", p, left, right, all)
		}
		if left.From.Compare(left.To) > 0 {
			t.Fatalf("P1: by %v, %v moves to %v: moving is not monotone", p, Dates{a, b}, left)
		}
		if p.Unit == Month { // as in T4, turned around: the first date that reaches a again, or the 1st after it
			if moved := left.From; moved.Day != a.Day && moved.Day != 1 || moved.Day != a.Day && a.Day <= 28 {
				t.Fatalf("P1: by %v, %v moves to %v", p, a, moved)
			}
		}
	})
}

// A counterpart is adjacent or earlier, AsOf keeps its clock time, and a later AsOf never
// moves before an earlier one (P2, P3).
func TestLawCounterpart(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := Dates{genNear().Draw(t, "from"), genNear().Draw(t, "to")}
		kind := rapid.SampledFrom([]Comparison{Previous, PreviousYear, PreviousMonth, SameDays}).Draw(t, "kind")
		asOf, later := genInstant(2022, 2027).Draw(t, "as of"), genInstant(2022, 2027).Draw(t, "later")
		if later.Before(asOf) {
			asOf, later = later, asOf
		}
		a, b := counterpart(t, d, kind, asOf, nil), counterpart(t, d, kind, later, nil)
		if a.Exists() != b.Exists() || a.Range != b.Range || a.Kind != b.Kind {
			t.Fatalf("P3: AsOf decides about the range: %v, %v", a, b)
		}
		if a.Kind == Previous || a.Exists() != (!d.Empty() && !d.Back(a.Step).Empty()) {
			t.Fatalf("P2: %v of %v", a, d)
		}
		if !a.Exists() {
			return
		}
		if a.AsOf.After(b.AsOf) {
			t.Fatalf("P3: %v moves to %v, but %v to %v", asOf, a.AsOf, later, b.AsOf)
		}
		clock := func(t time.Time) time.Duration { return t.Sub(t.Truncate(24 * time.Hour)) }
		if clock(a.AsOf) != clock(asOf) && (clock(a.AsOf) != 0 || a.AsOf.Day() != 1) {
			t.Fatalf("P3: %v moves to %v", asOf, a.AsOf)
		}
		if kind == Previous && (a.Kind == SameDays || a.Kind == WholeMonths) && a.Range.To != d.From {
			t.Fatalf("P2: %v is not adjacent before %v", a.Range, d)
		}
		if a.Kind == SameDays && a.Range.Days() != d.Days() {
			t.Fatalf("P2: %v has other days than %v", a.Range, d)
		}
	})
}

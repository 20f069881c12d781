package program

import (
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/clientele-go/clientele/customer/calendar"
)

// lines is what a page prints.
func lines(print func(page)) []string {
	var b strings.Builder
	p := newPage(&b)
	print(p)
	if err := p.flush(); err != nil {
		return []string{err.Error()}
	}
	return strings.Split(strings.TrimSuffix(b.String(), "\n"), "\n")
}

// Nothing is wider than a terminal.
func TestWidth(t *testing.T) {
	long := strings.Repeat("凍頂烏龍 ", 30)
	for _, line := range lines(func(p page) {
		p.note("%s", long)
		p.field("label", long)
		p.cards(card{long, 1 << 40, long}, card{"b", 2, ""}, card{"c", 3, ""}, card{"d", 4, ""}, card{"e", 5, ""})
		p.table([]string{"name", ">n", "|"}, [][]string{{long, "7", "7"}, {"x", "3", "3"}})
	}) {
		if n := columns(line); n > 80 {
			t.Errorf("%d columns: %s", n, line)
		}
	}
}

// A bar is as long as its share, and what is not zero shows.
func TestBar(t *testing.T) {
	for _, c := range []struct {
		n, peak int
		want    string
	}{
		{0, 10, ""}, {10, 10, "████████"}, {5, 10, "████"}, {1, 1000, "▏"}, {-1, 10, ""}, {3, 0, ""}, {9, 16, "████▌"},
	} {
		if got := bar(c.n, c.peak, 8); got != c.want {
			t.Errorf("bar(%d of %d) = %q, want %q", c.n, c.peak, got, c.want)
		}
	}
}

// In a long series neighbours share a bar: flows add up, levels keep the last.
// The peak is of one bucket.
func TestSpark(t *testing.T) {
	values := make([]bucketBar, 104)
	for i, n := range map[int]int64{0: 3, 1: 4, 103: 7} {
		values[i].value = decimal.NewFromInt(n)
	}
	if s := sparkOf(values, false); s.per != 2 || countOf(s.peak) != "7" || s.bars != "█"+strings.Repeat("·", 50)+"█" {
		t.Errorf("flows: %+v", s)
	}
	if s := sparkOf(values, true); s.per != 2 || s.bars != "▅"+strings.Repeat("·", 50)+"█" {
		t.Errorf("levels: %+v", s)
	}
	if s := sparkOf(nil, true); s.bars != "" || s.per != 1 {
		t.Errorf("nothing: %+v", s)
	}
}

// A trend shows where it begins and ends, and how much a bar is.
func TestTrend(t *testing.T) {
	d := func(n int) calendar.Date { return calendar.Date{Year: 2024, Month: 5, Day: 1}.AddDays(n) }
	var days []bucketBar
	for n := range 60 {
		days = append(days, bucketBar{bucket: d(n)})
	}
	cut := func(partial int, values ...string) (all []bucketBar) {
		for i, v := range values {
			all = append(all, bucketBar{d(31 * i), partial>>i&1 == 1, decimal.RequireFromString(v)})
		}
		return all
	}
	exactly := func(d decimal.Decimal) string { return d.String() }
	got := lines(func(p page) {
		p.trend("none", calendar.Day, nil, false, countOf)
		p.trend("one", calendar.Month, cut(0, "3"), false, countOf)
		p.trend("many", calendar.Day, days, false, countOf)
		p.trend("weeks", calendar.WeekSunday, days, false, countOf)
		p.trend("net", calendar.Month, cut(0b1001, "900", "-872", "0", "600"), false, exactly)
		p.trend("below", calendar.Month, cut(0b0110, "0", "-1", "-0.01", "0"), false, exactly)
		p.trend("wide", calendar.Month, cut(1, "36893488147419103232", "18446744073709551616.5"), false, exactly)
	})
	want := []string{
		"  none               (nothing)",
		"  one                █  most 3",
		"                     2024-05",
		"  many               ······························  most 0",
		"                     2024-05-01          2024-06-29  a bar is 2 days",
		"  weeks              ······························  most 0",
		"                     2024-05-01          2024-06-29  a bar is 2 weeks",
		"  net                █▼·▆  most 900, least -872 (▼ is below 0)",
		"                     2024-05* 2024-08*",
		"  below              ·▼▼·  most 0, least -1 (▼ is below 0)",
		"                     2024-05 2024-08",
		"                     and 2024-06*",
		"                     and 2024-07*",
		"  wide               █▅  most 36893488147419103232",
		"                     2024-05* 2024-06",
	}
	for i := range want {
		if i >= len(got) || got[i] != want[i] {
			t.Errorf("line %d:\n%q, want\n%q", i, got, want[i])
		}
	}
}

// Text of customers cannot steer the terminal.
func TestPrintable(t *testing.T) {
	for in, want := range map[string]string{
		"a\x1b[31mb": "a·[31mb", "a\nb\tc": "a·b·c", "rtl\u202eevil": "rtl·evil", "bad\xff": "bad·", "İzmir 凍": "İzmir 凍",
	} {
		if got := printable(in); got != want {
			t.Errorf("printable(%q) = %q, want %q", in, got, want)
		}
	}
}

// Text is cut to the columns it takes, however long it is.
func TestClip(t *testing.T) {
	for _, c := range []struct {
		in   string
		n    int
		want string
	}{
		{"", 3, ""}, {"abc", 3, "abc"}, {"abcd", 3, "ab…"}, {"凍頂烏龍", 8, "凍頂烏龍"}, {"凍頂烏龍", 7, "凍頂烏…"}, {"凍頂烏龍", 6, "凍頂…"},
		{"e\u0301e\u0301", 2, "e\u0301e\u0301"}, {"e\u0301bc", 2, "e\u0301…"}, {strings.Repeat("x", 1<<20), 2, "x…"},
	} {
		if got := clip(c.in, c.n); got != c.want {
			t.Errorf("clip(%.20q, %d) = %q, want %q", c.in, c.n, got, c.want)
		}
	}
}

func TestNumbers(t *testing.T) {
	for n, want := range map[int]string{0: "0", 999: "999", 1000: "1,000", -1234567: "-1,234,567"} {
		if got := thousands(n); got != want {
			t.Errorf("thousands(%d) = %q, want %q", n, got, want)
		}
	}
	if got := percent(1, 3) + percent(2, 3) + percent(0, 0); got != "33 %67 %–" {
		t.Errorf("percent: %q", got)
	}
	if got := plural(1, "row") + plural(1000, "row"); got != "1 row1,000 rows" {
		t.Errorf("plural: %q", got)
	}
}

package calendar

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestSpanContains(t *testing.T) {
	const (
		a = "2026-03-01T00:00:00Z"
		b = "2026-03-02T00:00:00Z"
	)
	for _, c := range []struct {
		from, to, at string
		want         bool
		reason       string
	}{
		{a, b, "2026-02-28T23:59:59.999999999Z", false, "T3: before From"},
		{a, b, a, true, "T3: From is in"},
		{a, b, "2026-03-01T23:59:59.999999999Z", true, "T3: just before To"},
		{a, b, b, false, "T3: To is not in"},
		{"", b, "1500-01-01T00:00:00Z", true, "T3: no From, no lower bound"},
		{"", b, b, false, "T3: no From, but To"},
		{a, "", "9000-01-01T00:00:00Z", true, "T3: no To, no upper bound"},
		{a, "", "2026-02-28T00:00:00Z", false, "T3: no To, but From"},
		{"", "", a, true, "T3: the zero Span is all of time"},
		{b, a, a, false, "T3: reversed, nothing is in"},
		{a, a, a, false, "T3: empty, nothing is in"},
		{"", "", "", true, "T7: undated is in the unbounded Span"},
		{"", b, "", false, "T7: undated is not long ago"},
		{a, "", "", false, "T7: undated is in no bounded Span"},
		{a, b, "", false, "T7: undated is in no bounded Span"},
	} {
		s := Span{instant(t, c.from), instant(t, c.to)}
		if got := s.Contains(instant(t, c.at)); got != c.want {
			t.Errorf("%s: %v contains %q: %v", c.reason, s, c.at, got)
		}
		if empty := c.from != "" && c.to != "" && c.from >= c.to; s.Empty() != empty {
			t.Errorf("T3: %v is empty: %v", s, s.Empty())
		}
		if s.IsZero() != (c.from+c.to == "") {
			t.Errorf("T3: %v is unbounded: %v", s, s.IsZero())
		}
	}
}

func TestAsOf(t *testing.T) {
	x := instant(t, "2026-03-01T12:00:00Z")
	for _, c := range []struct {
		at     time.Time
		want   bool
		reason string
	}{
		{x, true, "T2: at t it has happened"},
		{x.Add(1), false, "T2: a nanosecond later it has not"},
		{x.Add(-1), true, "T2: before"},
		{instant(t, "0001-01-01T00:00:00.000000001Z"), true, "T2: long ago"},
		{time.Time{}, false, "T7: undated is in no bounded Span"},
	} {
		if got := AsOf(x).Contains(c.at); got != c.want {
			t.Errorf("%s: as of %v, %v has happened: %v", c.reason, x, c.at, got)
		}
	}
	if s := AsOf(time.Time{}); !s.Empty() || s.IsZero() || s.Contains(x) || s.Contains(time.Time{}) {
		t.Errorf("T1: as of no time at all, %v", s)
	}
}

func TestDateSpan(t *testing.T) {
	for _, c := range []struct {
		from, to, zone, want string
		reason               string
	}{
		{"2026-03-01", "2026-03-02", "", "[2026-03-01T00:00:00Z, 2026-03-02T00:00:00Z)", "T3: to is not included"},
		{"2026-03-29", "2026-03-30", "Europe/Berlin", "[2026-03-28T23:00:00Z, 2026-03-29T22:00:00Z)", "T5: a day of 23 hours"},
		{"", "2026-03-02", "", "[unbounded, 2026-03-02T00:00:00Z)", "T7: no from"},
		{"2026-03-01", "", "", "[2026-03-01T00:00:00Z, unbounded)", "T7: no to"},
		{"", "", "Europe/Berlin", "[unbounded, unbounded)", "T7: neither"},
		{"2011-12-30", "2011-12-31", "Pacific/Apia", "[2011-12-30T10:00:00Z, 2011-12-30T10:00:00Z)", "T5: a skipped day is empty"},
	} {
		got := DateSpan(date(t, c.from), date(t, c.to), mustZone(t, c.zone))
		if got.String() != c.want {
			t.Errorf("%s: DateSpan(%q, %q, %q) = %v, want %v", c.reason, c.from, c.to, c.zone, got, c.want)
		}
	}
	if got := DateSpan(Date{2026, 3, 1}, Date{}, nil).From; got != instant(t, "2026-03-01T00:00:00Z") {
		t.Errorf("T6: in the nil location a day starts at %v", got)
	}
}

// TestSpanIgnoresMonotonicClock: two instants compare by the calendar, as they do
// after being stored, whatever a monotonic clock says.
func TestSpanIgnoresMonotonicClock(t *testing.T) {
	now := time.Now() // has a monotonic reading
	if s := AsOf(now); s.To != now.Round(0).UTC().Add(1) {
		t.Errorf("T1: AsOf keeps a monotonic clock reading: %#v", s)
	}
	for _, s := range []Span{Days(1).Last(now), Months(1).Last(now), Days(1).Next(now), {From: now, To: now.Add(1)}} {
		s = s.Intersect(Span{})
		if s.From != s.From.Round(0).UTC() || s.To != s.To.Round(0).UTC() {
			t.Errorf("T1: a monotonic clock reading is kept in %#v", s)
		}
	}
	if s := (Span{From: now, To: now.Add(1)}); !s.Contains(now.Round(0)) || !s.Contains(now) || s.Contains(now.Add(1)) {
		t.Errorf("T3: %v does not contain its From alone", s)
	}
}

// genSpan draws a Span of a few ends around 2026, so that ends often meet.
func genSpan() *rapid.Generator[Span] {
	return rapid.Custom(func(t *rapid.T) Span {
		return Span{genEnd(t, "from"), genEnd(t, "to")}
	})
}

func genEnd(t *rapid.T, label string) time.Time {
	n := rapid.Int64Range(-1, 5).Draw(t, label)
	if n < 0 {
		return time.Time{}
	}
	return time.Unix(1_780_000_000, n).In(time.FixedZone("", int(n)*3600))
}

func TestSpanLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, o, x := genSpan().Draw(t, "s"), genSpan().Draw(t, "o"), genEnd(t, "x")
		both := s.Intersect(o)
		if both.Contains(x) != (s.Contains(x) && o.Contains(x)) {
			t.Fatalf("T3: %v in %v ∩ %v = %v: %v", x, s, o, both, both.Contains(x))
		}
		if both != o.Intersect(s) || both != both.Intersect(s) || s.Intersect(Span{}) != s.Intersect(s) {
			t.Fatalf("T3: %v ∩ %v = %v is not the same the other way round", s, o, both)
		}
		if s.Empty() && s.Contains(x) {
			t.Fatalf("T3: the empty %v contains %v", s, x)
		}
		// Adjacent Spans tile.
		cut := time.Unix(1_780_000_000, rapid.Int64Range(0, 5).Draw(t, "cut"))
		left, right := s.Intersect(Span{To: cut}), s.Intersect(Span{From: cut})
		if n := count(left.Contains(x), right.Contains(x)); !x.IsZero() && (n == 1) != s.Contains(x) || n > 1 {
			t.Fatalf("T3: %v, cut at %v, contains %v %d times", s, cut, x, n)
		}
	})
}

func count(all ...bool) (n int) {
	for _, b := range all {
		if b {
			n++
		}
	}
	return n
}

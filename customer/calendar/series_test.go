package calendar

import (
	"errors"
	"fmt"
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// points writes a series as "2026-03-01:2 2026-03-02~:0", with ~ for partial.
func points(series []Point[int]) string {
	if series == nil {
		return "nil"
	}
	var words []string
	for _, p := range series {
		partial := ""
		if p.Partial {
			partial = "~"
		}
		words = append(words, fmt.Sprintf("%v%s:%d", p.Bucket, partial, p.Value))
	}
	return strings.Join(words, " ")
}

// valuesOf reads "2026-03-01:2 …".
func valuesOf(t *testing.T, s string) map[Date]int {
	values := map[Date]int{}
	for _, word := range strings.Fields(s) {
		text, n, _ := strings.Cut(word, ":")
		var v int
		fmt.Sscan(n, &v)
		values[date(t, text)] = v
	}
	return values
}

func TestFill(t *testing.T) {
	for _, c := range []struct {
		name           string
		unit           Unit
		zone           string
		from, to, asOf string
		values, want   string
	}{
		{"T5 zeros are included", Day, "", "2026-03-01T00:00:00Z", "2026-03-05T00:00:00Z", "2026-04-01T00:00:00Z",
			"2026-03-02:2", "2026-03-01:0 2026-03-02:2 2026-03-03:0 2026-03-04:0"},
		{"T5 no values, zeros still", Day, "", "2026-03-01T00:00:00Z", "2026-03-03T00:00:00Z", "2026-04-01T00:00:00Z",
			"", "2026-03-01:0 2026-03-02:0"},
		{"T3 To is not included", Day, "", "2026-03-01T00:00:00Z", "2026-03-02T00:00:00.000000001Z", "2026-04-01T00:00:00Z",
			"", "2026-03-01:0 2026-03-02~:0"},
		{"T5 first and last are partial", Day, "", "2026-03-01T08:00:00Z", "2026-03-03T08:00:00Z", "2026-04-01T00:00:00Z",
			"2026-03-03:1", "2026-03-01~:0 2026-03-02:0 2026-03-03~:1"},
		{"T5 one bucket, partial", Month, "", "2026-03-02T00:00:00Z", "2026-03-03T00:00:00Z", "2026-04-01T00:00:00Z",
			"", "2026-03-01~:0"},
		{"T2 the series ends with AsOf", Day, "", "2026-03-01T00:00:00Z", "2026-04-01T00:00:00Z", "2026-03-02T12:00:00Z",
			"", "2026-03-01:0 2026-03-02~:0"},
		{"T2 AsOf is included", Day, "", "2026-03-01T00:00:00Z", "", "2026-03-03T00:00:00Z",
			"", "2026-03-01:0 2026-03-02:0 2026-03-03~:0"},
		{"T2 AsOf is a day's last instant", Day, "", "2026-03-01T00:00:00Z", "", "2026-03-02T23:59:59.999999999Z",
			"", "2026-03-01:0 2026-03-02:0"},
		{"T2 AsOf is From", Day, "", "2026-03-01T00:00:00Z", "", "2026-03-01T00:00:00Z",
			"", "2026-03-01~:0"},
		{"T3 To before AsOf by a nanosecond", Day, "", "2026-03-01T00:00:00Z", "2026-03-02T00:00:00Z", "2026-03-02T00:00:00Z",
			"", "2026-03-01:0"},
		{"T5 unbounded From: from the earliest value", Week, "", "", "2026-03-23T00:00:00Z", "2026-04-01T00:00:00Z",
			"2026-03-02:5", "2026-03-02:5 2026-03-09:0 2026-03-16:0"},
		{"T5 unbounded on both sides: to AsOf", Month, "", "", "", "2026-03-10T00:00:00Z",
			"2026-01-01:5", "2026-01-01:5 2026-02-01:0 2026-03-01~:0"},
		{"T5 unbounded From without values", Day, "", "", "2026-03-23T00:00:00Z", "2026-04-01T00:00:00Z", "", "nil"},
		{"T5 empty range", Day, "", "2026-03-02T00:00:00Z", "2026-03-02T00:00:00Z", "2026-04-01T00:00:00Z", "", "nil"},
		{"T5 reversed range", Day, "", "2026-03-03T00:00:00Z", "2026-03-02T00:00:00Z", "2026-04-01T00:00:00Z", "", "nil"},
		{"T5 range after AsOf", Day, "", "2026-03-03T00:00:00Z", "", "2026-03-02T23:59:59.999999999Z", "", "nil"},
		{"T1 no AsOf", Day, "", "2026-03-01T00:00:00Z", "2026-03-03T00:00:00Z", "", "2026-03-01:1", "nil"},
		{"T1 no AsOf, unbounded", Day, "", "", "", "", "2026-03-01:1", "nil"},
		{"T1 no AsOf, unbounded From", Day, "", "", "2026-03-03T00:00:00Z", "", "2026-03-01:1", "nil"},
		{"T7 To next to the zero time", Day, "", "", "0001-01-01T00:00:00.000000001Z", "2026-03-03T00:00:00Z", "2026-03-01:1", "nil"},
		{"T7 the zero key is not in the series", Day, "", "", "", "2026-03-02T12:00:00Z",
			":7 2026-03-02:1", "2026-03-02~:1"},
		{"T7 the zero key alone is nothing", Day, "", "", "", "2026-03-02T12:00:00Z", ":7", "nil"},
		{"T5 extended by keys outside", Day, "", "2026-03-02T00:00:00Z", "2026-03-03T00:00:00Z", "2026-04-01T00:00:00Z",
			"2026-02-28:1 2026-03-04:2", "2026-02-28~:1 2026-03-01~:0 2026-03-02:0 2026-03-03~:0 2026-03-04~:2"},
		{"T5 unbounded From, values after the end", Day, "", "", "2026-03-02T00:00:00Z", "2026-04-01T00:00:00Z",
			"2026-03-03:1", "2026-03-01:0 2026-03-02~:0 2026-03-03~:1"},
		{"T5 keys that are no bucket's first date are kept", Week, "", "2026-03-02T00:00:00Z", "2026-03-16T00:00:00Z", "2026-04-01T00:00:00Z",
			"2026-03-04:1 2026-03-05:2", "2026-03-04:1 2026-03-05:2 2026-03-09:0"},
		{"T5 civil in the location", Day, "Asia/Kathmandu", "2026-02-28T18:15:00Z", "2026-03-02T18:15:00Z", "2026-04-01T00:00:00Z",
			"", "2026-03-01:0 2026-03-02:0"},
		{"T5 a day of 23 hours is whole", Day, "Europe/Berlin", "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z", "2026-04-01T00:00:00Z",
			"", "2026-03-29:0"},
		{"T5 no midnight, and whole", Day, "America/Sao_Paulo", "2018-11-04T03:00:00Z", "2018-11-05T02:00:00Z", "2026-04-01T00:00:00Z",
			"", "2018-11-04:0"},
		{"T5 a skipped day has no bucket", Day, "Pacific/Apia", "2011-12-29T10:00:00Z", "2012-01-01T10:00:00Z", "2026-04-01T00:00:00Z",
			"", "2011-12-29:0 2011-12-31:0 2012-01-01:0"},
		{"T5 a skipped day with a value has one", Day, "Pacific/Apia", "2011-12-29T10:00:00Z", "2012-01-01T10:00:00Z", "2026-04-01T00:00:00Z",
			"2011-12-30:4", "2011-12-29:0 2011-12-30:4 2011-12-31:0 2012-01-01:0"},
		{"T5 the skipped day makes no neighbour partial", Day, "Pacific/Apia", "2011-12-29T10:00:00Z", "2011-12-30T10:00:00Z", "2026-04-01T00:00:00Z",
			"", "2011-12-29:0"},
		{"T5 the skipped day's week", Week, "Pacific/Apia", "2011-12-26T10:00:00Z", "2012-01-01T10:00:00Z", "2026-04-01T00:00:00Z",
			"", "2011-12-26:0"},
		{"T5 midnight twice: extended by a fact at the first", Day, "America/St_Johns", "2010-11-06T02:30:00Z", "2010-11-07T03:00:00Z", "2026-04-01T00:00:00Z",
			"2010-11-07:1", "2010-11-06~:0 2010-11-07~:1"},
		{"T5 midnight twice: without one, not extended", Day, "America/St_Johns", "2010-11-06T02:30:00Z", "2010-11-07T03:00:00Z", "2026-04-01T00:00:00Z",
			"2010-11-06:1", "2010-11-06~:1"},
		{"T5 midnight twice: up to the very end of the day that came again", Day, "America/St_Johns", "2010-11-06T02:30:00Z", "2010-11-07T03:30:00Z", "2026-04-01T00:00:00Z",
			"", "2010-11-06:0"},
		{"T5 midnight twice: a nanosecond less of it", Day, "America/St_Johns", "2010-11-06T02:30:00Z", "2010-11-07T03:29:59.999999999Z", "2026-04-01T00:00:00Z",
			"", "2010-11-06~:0"},
		{"T5 midnight twice: From has the later date", Day, "America/St_Johns", "2010-11-07T02:30:30Z", "2010-11-07T03:00:00Z", "2026-04-01T00:00:00Z",
			"", "2010-11-06~:0 2010-11-07~:0"},
	} {
		a := Axis{c.unit, mustZone(t, c.zone), Span{instant(t, c.from), instant(t, c.to)}, instant(t, c.asOf)}
		values := valuesOf(t, c.values)
		if got := points(fill(t, a, values)); got != c.want {
			t.Errorf("%s: Fill(%v %v as of %v)\n got %s\nwant %s", c.name, a.Unit, a.Span, a.AsOf, got, c.want)
		}
		if !maps.Equal(values, valuesOf(t, c.values)) {
			t.Errorf("%s: Fill changed its values", c.name)
		}
	}
	a := Axis{Span: DateSpan(Date{2026, 3, 1}, Date{2026, 3, 2}, nil), AsOf: instant(t, "2026-04-01T00:00:00Z")}
	if got := fill[string](t, a, nil); !cmp.Equal(got, []Point[string]{{Bucket: Date{2026, 3, 1}}}) {
		t.Errorf("T6: a day in the nil location: %v", got)
	}
}

func TestFillExtremes(t *testing.T) {
	last := time.Date(9999, 12, 31, 23, 59, 59, 999999999, time.UTC)
	first := time.Date(1, 1, 1, 0, 0, 0, 1, time.UTC)
	kiritimati, niue := mustZone(t, "Pacific/Kiritimati"), mustZone(t, "Pacific/Niue")
	for _, c := range []struct {
		axis   Axis
		values map[Date]int
		want   int
		reason string
	}{
		{Axis{Month, nil, Span{From: first}, date(t, "2999-12-31").Start(nil)}, nil, 2999 * 12, "all months up to a year"},
		{Axis{Month, nil, Span{From: time.Unix(-1<<55, 0)}, date(t, "2999-12-31").Start(nil)}, nil, 2999 * 12, "From long before: cut to year 1"},
		{Axis{Month, nil, Span{To: time.Unix(-1<<55, 0)}, last}, map[Date]int{{2026, 3, 1}: 1}, 0, "To long before: nothing"},
		{Axis{Day, nil, Span{From: last}, time.Unix(1<<55, 0)}, nil, 0, "AsOf long after: not accepted"},
		{Axis{Day, nil, Span{To: last}, time.Unix(1<<55, 0)}, map[Date]int{{2026, 3, 1}: 1}, 0, "AsOf long after, To not: not accepted"},
		{Axis{Day, nil, Span{From: last}, last}, map[Date]int{{2026, 13, 1}: 1, {2026, 0, 0}: 1, {2026, 2, 29}: 1, {2026, -7, -7}: 1, {Day: 1}: 1}, 1, "keys that are no days are left out"},
		{Axis{Day, kiritimati, Span{From: last}, last}, map[Date]int{{10000, 1, 1}: 1}, 1, "an offset leads to year 10000"},
		{Axis{Day, niue, Span{From: first}, first}, map[Date]int{{0, 12, 31}: 1}, 1, "an offset leads to year 0"},
		{Axis{Day, nil, Span{From: last}, last}, map[Date]int{{1 << 30, 1, 1}: 1, {-1 << 30, 1, 1}: 1}, 1, "absurd keys are left out"},
	} {
		if got := fill(t, c.axis, c.values); len(got) != c.want {
			t.Errorf("T5: Fill(%v) has %d points, want %d (%s)", c.axis.Span, len(got), c.want, c.reason)
		}
	}
}

func TestFillValues(t *testing.T) {
	for _, c := range []struct {
		unit         Unit
		zone         string
		values, want string
		reason       string
	}{
		{Day, "", "2026-03-03:1 2026-03-01:2", "2026-03-01:2 2026-03-02:0 2026-03-03:1", "T5: zeros between"},
		{Week, "", "2026-03-02:1 2026-03-16:2", "2026-03-02:1 2026-03-09:0 2026-03-16:2", "T5: weeks"},
		{Month, "", "2025-11-01:1 2026-02-01:2", "2025-11-01:1 2025-12-01:0 2026-01-01:0 2026-02-01:2", "T5: months over the year"},
		{Month, "", "2026-02-01:2", "2026-02-01:2", "T5: one"},
		{Month, "", "", "nil", "T5: none"},
		{Month, "", ":3", "nil", "T7: undated alone"},
		{Month, "", ":3 2026-02-01:2", "2026-02-01:2", "T7: undated beside"},
		{Day, "Pacific/Apia", "2011-12-29:1 2011-12-31:1", "2011-12-29:1 2011-12-31:1", "T5: a skipped day has no bucket"},
		{Day, "", "2011-12-29:1 2011-12-31:1", "2011-12-29:1 2011-12-30:0 2011-12-31:1", "T5: nor is it skipped elsewhere"},
		{Day, "Pacific/Apia", "2011-12-29:1 2011-12-30:1", "2011-12-29:1 2011-12-30:1", "T5: unless there is something in it"},
	} {
		got, err := FillValues(c.unit, mustZone(t, c.zone), valuesOf(t, c.values))
		if points(got) != c.want || err != nil {
			t.Errorf("%s: FillValues(%v, %q, %s), %v\n got %s\nwant %s", c.reason, c.unit, c.zone, c.values, err, points(got), c.want)
		}
	}
	if got, err := FillValues(Day, nil, valuesOf(t, "2026-03-01:2")); points(got) != "2026-03-01:2" || err != nil {
		t.Errorf("T6: FillValues in the nil location: %s, %v", points(got), err)
	}
}

// TestSeriesBound: a series has at most 100,000 buckets, and the error says
// between which dates more of them would lie.
func TestSeriesBound(t *testing.T) {
	for _, c := range []struct {
		unit        Unit
		first, last Date // of exactly 100,000 buckets
		reason      string
	}{
		{Day, Date{1750, 5, 1}, dateOfNumber(Date{1750, 5, 1}.number() + 99_999), "days"},
		{Week, Date{1750, 5, 4}, dateOfNumber(Date{1750, 5, 4}.number() + 7*99_999), "weeks, from a Monday"},
		{WeekSunday, Date{1750, 5, 3}, dateOfNumber(Date{1750, 5, 3}.number() + 7*99_999), "weeks, from a Sunday"},
		{WeekSaturday, Date{1750, 5, 2}, dateOfNumber(Date{1750, 5, 2}.number() + 7*99_999), "weeks, from a Saturday"},
		{Month, Date{1, 1, 1}, Date{8334, 4, 1}, "months"},
	} {
		next := c.unit.Next(c.last)
		between := fmt.Sprintf("by %v, %v to %v", c.unit, c.first, next)
		check := func(what string, points []Point[int], err error, tooLong bool) {
			t.Helper()
			switch {
			case !tooLong && (err != nil || len(points) != MaxBuckets):
				t.Errorf("T5: %s of 100,000 buckets (%s): %d, %v", what, c.reason, len(points), err)
			case tooLong && (points != nil || !errors.Is(err, ErrSeries) || !strings.Contains(err.Error(), between)):
				t.Errorf("T5: %s of 100,001 buckets (%s): %d, %v; want ErrSeries with %q", what, c.reason, len(points), err, between)
			}
		}
		for _, last := range []Date{c.last, next} {
			asOf := last.Start(nil)
			points, err := Fill[int](Axis{Unit: c.unit, Span: Span{From: c.first.Start(nil).Add(1)}, AsOf: asOf}, nil)
			check("a range", points, err, last == next)
			points, err = Fill(Axis{Unit: c.unit, AsOf: asOf}, map[Date]int{c.first: 1})
			check("all time", points, err, last == next)
			points, err = Fill(Axis{Unit: c.unit, Span: DateSpan(c.last, c.last.AddDays(1), nil), AsOf: asOf}, map[Date]int{c.first: 1, last: 1})
			check("keys outside a range", points, err, last == next)
			points, err = FillValues(c.unit, nil, map[Date]int{c.first: 1, last: 1})
			check("a series without a range", points, err, last == next)
		}
	}
	// All of time takes no time.
	all := Axis{Span: Span{From: time.Date(1, 1, 1, 0, 0, 0, 1, time.UTC)}, AsOf: time.Date(9999, 12, 31, 23, 0, 0, 0, time.UTC)}
	if points, err := Fill[[100]int](all, nil); points != nil || !errors.Is(err, ErrSeries) {
		t.Errorf("T5: all days there are: %d buckets, %v", len(points), err)
	}
}

package calendar

import (
	"maps"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// awkward are zones and instants at which days are skipped, cut or repeated.
var awkward = []struct {
	zone, at string
}{
	{"Pacific/Apia", "2011-12-30T10:00:00Z"},
	{"Pacific/Kwajalein", "1993-08-21T12:00:00Z"},
	{"America/St_Johns", "2010-11-07T02:31:00Z"},
	{"America/Sao_Paulo", "2018-02-18T02:00:00Z"},
	{"America/Sao_Paulo", "2018-11-04T03:00:00Z"},
	{"America/Havana", "2024-11-03T05:00:00Z"},
	{"America/Juneau", "1867-10-19T00:00:00Z"},
	{"Asia/Manila", "1844-12-31T00:00:00Z"},
	{"Europe/Berlin", "2040-12-31T23:00:00Z"},
}

// genAxis draws a bounded Axis of some weeks, often at an awkward moment.
func genAxis() *rapid.Generator[Axis] {
	return rapid.Custom(func(t *rapid.T) Axis {
		a := Axis{Unit: genUnit().Draw(t, "unit"), Location: genZone().Draw(t, "zone")}
		middle := genInstant(1900, 2100).Draw(t, "middle")
		if i := rapid.IntRange(0, 2*len(awkward)-1).Draw(t, "awkward"); i < len(awkward) {
			a.Location, _ = Zone(awkward[i].zone)
			middle, _ = time.Parse(time.RFC3339, awkward[i].at)
		}
		ends := make([]time.Time, 3)
		for i := range ends {
			step := rapid.SampledFrom([]int64{1, 5, 24, 48}).Draw(t, "step") // half hours
			ends[i] = middle.Add(time.Duration(step*rapid.Int64Range(-30, 30).Draw(t, "steps")) * time.Hour / 2)
		}
		if rapid.IntRange(0, 4).Draw(t, "order") > 0 { // else the range may be empty
			slices.SortFunc(ends, time.Time.Compare)
			if rapid.Bool().Draw(t, "cut") { // AsOf before To
				ends[1], ends[2] = ends[2], ends[1]
			}
		}
		a.Span.From, a.Span.To, a.AsOf = ends[0], ends[1], ends[2]
		switch rapid.IntRange(0, 9).Draw(t, "unbounded") {
		case 0:
			a.Span.From = time.Time{}
		case 1:
			a.Span.To = time.Time{}
		case 2:
			a.Span = Span{}
		}
		return a
	})
}

// TestFillLaws checks T5's series against facts, one by one.
func TestFillLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := genAxis().Draw(t, "axis")
		known := a.Span.Intersect(AsOf(a.AsOf))
		values, sum := map[Date]int{}, 0
		for range rapid.IntRange(0, 8).Draw(t, "facts") {
			x := a.AsOf.Add(-time.Duration(rapid.Int64Range(0, 24*70).Draw(t, "fact")) * time.Hour / 2)
			if known.Contains(x) {
				values[a.Key(x)]++
				sum++
			}
		}
		series := fill(t, a, values)
		if known.Empty() || a.Span.From.IsZero() && sum == 0 {
			if series != nil {
				t.Fatalf("T5: an empty range or nothing in an unbounded one gives %v", points(series))
			}
			return
		}
		// The ends.
		last := a.Key(known.To.Add(-1))
		marks := append(slices.Collect(maps.Keys(values)), last)
		if !a.Span.From.IsZero() {
			marks = append(marks, a.Key(a.Span.From))
		}
		lo, hi := slices.MinFunc(marks, Date.Compare), slices.MaxFunc(marks, Date.Compare)
		if len(series) == 0 || series[0].Bucket != lo || series[len(series)-1].Bucket != hi {
			t.Fatalf("T5: the series of %v as of %v in %v is %v, want %v to %v", a.Span, a.AsOf, a.Location, points(series), lo, hi)
		}
		// The values, and the zeros.
		for i, p := range series {
			if p.Value != values[p.Bucket] {
				t.Fatalf("T5: %v has %d, want %d", p.Bucket, p.Value, values[p.Bucket])
			}
			sum -= p.Value
			if i > 0 {
				checkNeighbours(t, a, series[i-1].Bucket, p.Bucket)
			}
			starts, ends := plainFirst(a.Location, p.Bucket), plainSettled(a.Location, a.Unit.Next(p.Bucket))
			partial := !a.Span.From.IsZero() && starts.Before(a.Span.From) || ends.After(known.To)
			if p.Partial != partial {
				t.Fatalf("T5: the %v %v, [%v, %v), of %v as of %v is partial: %v", a.Unit, p.Bucket, starts, ends, a.Span, a.AsOf, p.Partial)
			}
		}
		if sum != 0 {
			t.Fatalf("T5: the series %v lost %d facts", points(series), sum)
		}
		bare, err := FillValues(a.Unit, a.Location, values)
		if err != nil {
			t.Fatalf("T5: FillValues: %v", err)
		}
		total := 0
		for i, p := range bare {
			total += p.Value
			if i > 0 {
				checkNeighbours(t, a, bare[i-1].Bucket, p.Bucket)
			}
			if p.Partial || p.Value != values[p.Bucket] {
				t.Fatalf("T5: FillValues gives %v", points(bare))
			}
		}
		for _, p := range series {
			total -= p.Value
		}
		if total != 0 || len(bare) > 0 && (bare[0].Value == 0 || bare[len(bare)-1].Value == 0) {
			t.Fatalf("T5: FillValues gives %v of %v", points(bare), values)
		}
	})
}

// checkNeighbours fails unless q is the bucket after p, but for skipped days.
func checkNeighbours(t *rapid.T, a Axis, p, q Date) {
	next := a.Unit.Next(p)
	for a.Unit == Day && next.Compare(q) < 0 {
		if DateOf(next.At(12*time.Hour, a.Location), a.Location) == next {
			t.Fatalf("T5: %v, which exists in %v, is missing between %v and %v", next, a.Location, p, q)
		}
		next = a.Unit.Next(next)
	}
	if next != q {
		t.Fatalf("T5: %v is followed by %v, want %v", p, q, next)
	}
}

// TestSeriesOfEveryZone: the days of a year have one bucket each, but for those
// that the zone skipped.
func TestSeriesOfEveryZone(t *testing.T) {
	skipped := 0
	for _, z := range everyZone(t) {
		for _, year := range []int{1993, 1995, 2011, 2024} {
			span := DateSpan(Date{year, 1, 1}, Date{year + 1, 1, 1}, z.loc)
			series := fill[int](t, Axis{Location: z.loc, Span: span, AsOf: span.To}, nil)
			i := 0
			for d := (Date{year, 1, 1}); d.Year == year; d = d.AddDays(1) {
				// A day that exists has a noon, or an instant of its own near it.
				exists := DateOf(d.Start(z.loc), z.loc) == d
				has := i < len(series) && series[i].Bucket == d
				if exists != has {
					t.Fatalf("T5: %s: %v exists: %v, has a bucket: %v", z.name, d, exists, has)
				}
				if !exists {
					skipped++
					continue
				}
				if series[i].Partial || series[i].Value != 0 {
					t.Fatalf("T5: %s: in a whole year %v is %v", z.name, d, series[i])
				}
				i++
			}
			if i != len(series) {
				t.Fatalf("T5: %s: %d buckets in %d, want %d", z.name, len(series), year, i)
			}
		}
	}
	if !testing.Short() && skipped < 3 {
		t.Errorf("T5: only %d skipped days found", skipped)
	}
}

package calendar

import (
	"math/rand"
	"slices"
	"testing"
	"time"
)

// TestEveryTransition checks the laws of dates, clock times and buckets in every
// zone, around every change of its clocks since clocks were set by zones. What
// is right is found by other means than the package's: by trying out all
// offsets in force around, and by reading clocks.
func TestEveryTransition(t *testing.T) {
	zones, changes, skipped := 0, 0, 0
	for _, z := range everyZone(t) {
		zones++
		rng := rand.New(rand.NewSource(int64(zones)))
		for _, tr := range transitions(z.loc, 1835, 2038) {
			changes++
			w := newWitness(z, tr.at)
			first := DateOf(time.Unix(tr.at-2*daySeconds, 0), z.loc)
			for i := range 5 {
				if !w.checkStart(t, first.AddDays(i)) {
					skipped++
				}
			}
			w.checkClock(t, tr)
			w.checkBuckets(t, rng)
			w.checkSeries(t)
			if t.Failed() {
				break // one transition is enough for a zone
			}
		}
	}
	t.Logf("%d zones, %d changes of clocks, %d days skipped", zones, changes, skipped)
	if !testing.Short() && (changes < 20000 || skipped < 3) {
		t.Errorf("T5: only %d changes of clocks and %d skipped days found", changes, skipped)
	}
}

// checkStart checks the first instant of d, and reports whether d exists.
func (w *witness) checkStart(t *testing.T, d Date) bool {
	start := d.Start(w.loc)
	got := DateOf(start, w.loc)
	if start.Location() != time.UTC {
		t.Errorf("T6: %s: the start of %v is not in UTC: %v", w.name, d, start)
	}
	// The first instant with a date is a midnight by some offset, or the edge
	// of a gap or an overlap.
	exists, first := false, int64(0)
	after, next := false, int64(0) // the first instant with a later date
	try := func(sec int64) {
		switch c := DateOf(time.Unix(sec, 0), w.loc).Compare(d); {
		case c == 0 && (!exists || sec < first):
			exists, first = true, sec
		case c > 0 && (!after || sec < next):
			after, next = true, sec
		}
	}
	for _, o := range w.offsets {
		try(d.number()*daySeconds - o)
		try((d.number()+1)*daySeconds - o)
	}
	for _, sec := range w.edges {
		try(sec)
	}
	if !exists {
		if got.Compare(d) <= 0 || start.Unix() != next {
			t.Errorf("T5: %s: %v is skipped, but starts at %v, of date %v; want %v", w.name, d, start, got, time.Unix(next, 0).UTC())
		}
		return false
	}
	if got != d || start.Unix() != first || start.Nanosecond() != 0 {
		t.Errorf("T5: %s: %v starts at %v, of date %v; want %v", w.name, d, start, got, time.Unix(first, 0).UTC())
	}
	if before := DateOf(start.Add(-1), w.loc); before.Compare(d) >= 0 {
		t.Errorf("T5: %s: the instant before the start of %v has the date %v", w.name, d, before)
	}
	return true
}

// checkClock checks clock times on, between and beside the two sides of a
// change.
func (w *witness) checkClock(t *testing.T, tr transition) {
	left, right := tr.at+tr.before, tr.at+tr.after // what clocks show before and after
	lo, hi := min(left, right)*1e9, max(left, right)*1e9
	for _, local := range []int64{lo - 3600e9, lo - 1, lo, lo + 1, (lo + hi) / 2, hi - 1, hi, hi + 1, hi + 3600e9} {
		d := dateOfNumber(floorDiv(local, daySeconds*1e9))
		clock := time.Duration(local - d.number()*daySeconds*1e9)
		// All instants at which clocks show it; the first is right.
		want, shown := int64(0), false
		for _, o := range w.offsets {
			at := local - o*1e9
			if _, off := time.Unix(0, at).In(w.loc).Zone(); int64(off) == o && (!shown || at < want) {
				want, shown = at, true
			}
		}
		if !shown { // the gap
			want = local - tr.before*1e9
		}
		if got := d.At(clock, w.loc); got.UnixNano() != want || got.Location() != time.UTC {
			t.Errorf("T5: %s: %v %v is %v, want %v (shown by a clock: %v)", w.name, d, clock, got, time.Unix(0, want).UTC(), shown)
		}
	}
}

// checkBuckets checks that each instant is in one bucket, of the right dates.
func (w *witness) checkBuckets(t *testing.T, rng *rand.Rand) {
	for _, u := range units {
		a := Axis{Unit: u, Location: w.loc}
		keyer := a.Keyer()
		x := time.Unix(w.around-3600*int64(rng.Intn(40)), 0)
		var seen []time.Time
		for range 12 {
			d, key := DateOf(x, w.loc), a.Key(x)
			if got := keyer(x); got != key {
				t.Errorf("T5: %s: Keyer gives %v the %v %v, Key gives %v", w.name, x.UTC(), u, got, key)
			}
			if key != plainKey(u, x, w.loc) || d.Compare(key) < 0 || d.Compare(u.Next(key)) >= 0 {
				t.Errorf("T5: %s: %v, a %v, is in the %v %v", w.name, x.UTC(), d, u, key)
			}
			if x.Before(key.Start(w.loc)) {
				t.Errorf("T5: %s: %v is before the start of its %v %v", w.name, x.UTC(), u, key)
			}
			// Buckets tile unless clocks show a date again.
			if next := u.Next(key); !x.Before(next.Start(w.loc)) && !w.repeats(next) {
				t.Errorf("T5: %s: %v, of the %v %v, is in the next one, %v", w.name, x.UTC(), u, key, next)
			}
			seen = append(seen, x)
			x = x.Add(time.Duration(rng.Int63n(int64(8 * time.Hour))))
		}
		keyer = a.Keyer() // backwards, it must not believe in the new offset
		for _, x := range slices.Backward(seen) {
			if got, want := keyer(x), a.Key(x); got != want {
				t.Errorf("T5: %s: backwards, Keyer gives %v the %v %v, Key gives %v", w.name, x.UTC(), u, got, want)
			}
		}
	}
}

// checkSeries checks that the zero-filled series around a change has a bucket
// for all that is in it, by looking at clocks every half hour, and for nothing
// else, that its value is where it belongs, and that the cut ends are partial.
func (w *witness) checkSeries(t *testing.T) {
	from, to := time.Unix(w.around-50*3600, 0), time.Unix(w.around+50*3600, 0)
	at := time.Unix(w.around, 0)
	for _, u := range units {
		want := map[Date]bool{}
		for x := from; x.Before(to); x = x.Add(30 * time.Minute) {
			want[plainKey(u, x, w.loc)] = true
		}
		want[plainKey(u, to.Add(-1), w.loc)] = true
		a := Axis{u, w.loc, Span{from, to}, at.Add(1000 * time.Hour)}
		series := fill(t, a, map[Date]int{plainKey(u, at, w.loc): 7})
		for i, p := range series {
			starts, ends := plainFirst(w.loc, p.Bucket), plainSettled(w.loc, u.Next(p.Bucket))
			partial := starts.Before(from) || ends.After(to)
			if !want[p.Bucket] || p.Partial != partial || (p.Value == 7) != (p.Bucket == plainKey(u, at, w.loc)) {
				t.Errorf("T5: %s: around %v the %v %v is %v", w.name, at.UTC(), u, p.Bucket, p)
			}
			if i > 0 && series[i-1].Bucket.Compare(p.Bucket) >= 0 {
				t.Errorf("T5: %s: around %v the %v %v comes after %v", w.name, at.UTC(), u, p.Bucket, series[i-1].Bucket)
			}
		}
		if len(series) != len(want) {
			t.Errorf("T5: %s: around %v there are %d %vs, want %d: %v", w.name, at.UTC(), len(series), u, len(want), points(series))
		}
	}
}

// repeats reports whether clocks near the start of d go back to the day before.
func (w *witness) repeats(d Date) bool {
	start := d.Start(w.loc).Unix()
	for _, sec := range w.edges {
		if sec >= start && DateOf(time.Unix(sec, 0), w.loc).Compare(d) < 0 {
			return true
		}
	}
	return false
}

// TestDaysTile walks through all days of some years in every zone: starts never
// go back, and a day has between 0 and 48 hours.
func TestDaysTile(t *testing.T) {
	for _, z := range everyZone(t) {
		for _, year := range []int{1986, 1993, 1995, 2011, 2024, 2040} {
			start := Date{year, 1, 1}.Start(z.loc)
			for d := (Date{year, 1, 1}); d.Year == year; d = d.AddDays(1) {
				next := d.AddDays(1).Start(z.loc)
				exists := DateOf(start, z.loc) == d
				length := next.Sub(start)
				if exists != (length > 0) || length < 0 || length > 48*time.Hour {
					t.Errorf("T5: %s: %v lasts %v, exists %v", z.name, d, length, exists)
				}
				if exists && DateOf(start.Add(length/2), z.loc) != d {
					t.Errorf("T5: %s: the middle of %v has the date %v", z.name, d, DateOf(start.Add(length/2), z.loc))
				}
				start = next
			}
		}
	}
}

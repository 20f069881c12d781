package calendar

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// wilson95.csv: Wilson's intervals, Newcombe's example 81 of 263 among them.
func TestWilson95(t *testing.T) {
	for _, row := range vector(t, "wilson95.csv") {
		r := Rate{whole(t, row["k"]), whole(t, row["n"])}
		i, ok := r.Interval()
		if !ok || !near(i.Low, fraction(t, row["lower"])) || !near(i.High, fraction(t, row["upper"])) {
			t.Errorf("P5: %d of %d: %v, %v, want %s to %s", r.Count, r.Of, i, ok, row["lower"], row["upper"])
		}
	}
}

// newcombe_difference95.csv: Newcombe's intervals of differences (1998, method 10).
func TestNewcombe95(t *testing.T) {
	for _, row := range vector(t, "newcombe_difference95.csv") {
		c := RateChange{Now: Rate{whole(t, row["a"]), whole(t, row["m"])}, Before: Rate{whole(t, row["b"]), whole(t, row["n"])}}
		d, _ := c.Difference()
		i, ok := c.Interval()
		if !ok || !near(d, fraction(t, row["difference"])) || !near(i.Low, fraction(t, row["lower"])) || !near(i.High, fraction(t, row["upper"])) {
			t.Errorf("P5: %v: %v, %v, %v, want %s, %s to %s", c, d, i, ok, row["difference"], row["lower"], row["upper"])
		}
	}
}

// to4 rounds as the rulebook's examples do.
func to4(x float64) float64 { return math.Round(x*1e4) / 1e4 }

func TestRate(t *testing.T) {
	i, ok := Rate{10, 100}.Interval()
	if !ok || to4(i.Low) != 0.0552 || to4(i.High) != 0.1744 {
		t.Errorf("P5: 10 of 100: %v, %v", i, ok)
	}
	for _, r := range []Rate{{}, {1, 0}, {3, 2}, {-1, 2}} {
		_, value := r.Value()
		_, interval := r.Interval()
		_, change := RateChange{Now: Rate{1, 2}, Before: r}.Interval()
		if value || interval || change {
			t.Errorf("P5: %d of %d has a value", r.Count, r.Of)
		}
	}
}

func TestChange(t *testing.T) {
	for _, c := range []struct {
		why          string
		before, now  int
		ratio, isNew bool
		low, high    float64 // 0 and 0 without an interval
		unclear      bool
	}{
		{"50 to 60 is 1.2, no clear change", 50, 60, true, false, 0.826, 1.743, true},
		{"60 to 50", 60, 50, true, false, 0.574, 1.210, true},
		{"50 to 90 is clear", 50, 90, true, false, 1.276, 2.539, false},
		{"from nothing it is new", 0, 7, false, true, 0, 0, false},
		{"nothing of nothing", 0, 0, false, false, 0, 0, false},
		{"to nothing", 7, 0, true, false, 0, 0.549, false},
	} {
		ch := Change{Before: c.before, Now: c.now}
		now, before, ok := ch.Ratio()
		if ch.Difference() != c.now-c.before || ok != c.ratio || ch.New() != c.isNew || ok && (now != c.now || before != c.before) {
			t.Errorf("P4: %s: difference %d, ratio %d : %d, %v, new %v", c.why, ch.Difference(), now, before, ok, ch.New())
		}
		i, ok := ch.Interval()
		if ok != c.ratio || math.Abs(i.Low-c.low) > 5e-4 || math.Abs(i.High-c.high) > 5e-4 || ch.NoClearChange() != c.unclear {
			t.Errorf("P5: %s: %v, %v, no clear change %v", c.why, i, ok, ch.NoClearChange())
		}
		ch.NoInterval = true
		if i, ok := ch.Interval(); ok || i != (Interval{}) || ch.NoClearChange() {
			t.Errorf("P5: %s: switched off, there is %v", c.why, i)
		}
	}
	rates := RateChange{Now: Rate{10, 20}, Before: Rate{9, 20}}
	off := rates
	off.NoInterval = true
	if _, ok := off.Interval(); !rates.NoClearChange() || off.NoClearChange() || ok {
		t.Errorf("P5: 10/20 − 9/20: no clear change %v, switched off %v", rates.NoClearChange(), off.NoClearChange())
	}
}

func genRate() *rapid.Generator[Rate] {
	return rapid.Custom(func(t *rapid.T) Rate {
		n := rapid.OneOf(rapid.IntRange(1, 30), rapid.IntRange(1, 1<<40)).Draw(t, "n")
		return Rate{rapid.OneOf(rapid.IntRange(0, n), rapid.SampledFrom([]int{0, n})).Draw(t, "k"), n}
	})
}

// Wilson's interval lies within 0 and 1, holds k/n, and is mirrored for n − k (P5).
func TestLawWilson(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := genRate().Draw(t, "rate")
		i, _ := r.Interval()
		m, _ := Rate{r.Of - r.Count, r.Of}.Interval()
		p, _ := r.Value()
		if !(0 <= i.Low && i.Low <= i.High && i.High <= 1) || !i.Holds(p) {
			t.Fatalf("P5: %v: %v", r, i)
		}
		if math.Abs(i.Low-(1-m.High)) > 1e-15 || math.Abs(i.High-(1-m.Low)) > 1e-15 {
			t.Fatalf("P5: %v: %v is not mirrored by %v", r, i, m)
		}
		// The ends solve (k/n − p)² = z² p (1 − p) / n.
		for _, end := range []float64{i.Low, i.High} {
			n := float64(r.Of)
			if left, right := math.Abs(p-end), z*math.Sqrt(end*(1-end)/n); math.Abs(left-right) > 1e-7*left+1e-12 {
				t.Fatalf("P5: %v: the end %v solves %v = %v", r, end, left, right)
			}
		}
	})
}

// Swapping the sides negates a change (P5).
func TestLawSwap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := RateChange{Now: genRate().Draw(t, "now"), Before: genRate().Draw(t, "before")}
		swapped := RateChange{Now: c.Before, Before: c.Now}
		d, _ := c.Difference()
		e, _ := swapped.Difference()
		i, _ := c.Interval()
		j, _ := swapped.Interval()
		if d != -e || i.Low != -j.High || i.High != -j.Low || c.NoClearChange() != swapped.NoClearChange() {
			t.Fatalf("P5: %v: %v in %v, swapped %v in %v", c, d, i, e, j)
		}
		if !i.Holds(d) || i.Low < -1-1e-15 || i.High > 1+1e-15 {
			t.Fatalf("P5: %v: %v does not hold %v", c, i, d)
		}
		count := Change{Before: c.Before.Count, Now: c.Now.Count}
		back := Change{Before: c.Now.Count, Now: c.Before.Count}
		if count.Difference() != -back.Difference() {
			t.Fatalf("P4: %v: %d, swapped %d", count, count.Difference(), back.Difference())
		}
		x, ok := count.Interval()
		y, also := back.Interval()
		if !ok || !also {
			return
		}
		if now, before, _ := count.Ratio(); !x.Holds(float64(now) / float64(before)) {
			t.Fatalf("P5: %v: %v does not hold the ratio", count, x)
		}
		if math.Abs(x.Low*y.High-1) > 1e-12 || math.Abs(x.High*y.Low-1) > 1e-12 || count.NoClearChange() != back.NoClearChange() {
			t.Fatalf("P5: %v: %v, swapped %v", count, x, y)
		}
	})
}

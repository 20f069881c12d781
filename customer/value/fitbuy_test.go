package value

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// plainLikelihood is V4 as it is written, of one history.
func plainLikelihood(m Model, p params, h History, unit float64) float64 {
	x, tx, T := float64(h.Repeats), float64(h.LastDay)/unit, float64(h.Observed)/unit
	b := p.b
	if m == MBGNBD {
		b++
	}
	inner := math.Pow(p.alpha+T, -(p.r + x))
	if m == MBGNBD || x > 0 {
		inner += p.a / (b + x - 1) * math.Pow(p.alpha+tx, -(p.r+x))
	}
	return lnBeta(p.a, b+x) - lnBeta(p.a, p.b) + lnGamma(p.r+x) - lnGamma(p.r) + p.r*math.Log(p.alpha) + math.Log(inner)
}

func logs(p ...float64) (theta [maxParams]float64) {
	for i := range p {
		theta[i] = math.Log(p[i])
	}
	return theta
}

// The log-likelihood is V4's formula, customer by customer.
func TestV4Likelihood(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, m, all := drawParams(t), models.Draw(t, "model"), histories(t)
		want, size := 0.0, 0.0
		for _, h := range all {
			l := plainLikelihood(m, p, h, UnitDays)
			want, size = want+l, size+math.Abs(l)
		}
		theta := logs(p.r, p.alpha, p.a, p.b)
		var s slope
		purchaseHill(m, counting(t, all).sorted(), UnitDays).at(&theta, &s)
		if math.Abs(s.value-want) > 1e-10*(size+1) {
			t.Errorf("V4: the log-likelihood is %v, want %v", s.value, want)
		}
	})
}

// checkSlope compares the derivatives of a hill with differences.
func checkSlope(t *rapid.T, hl hill, theta [maxParams]float64) {
	t.Helper()
	const step = 1e-5
	var here, up, down slope
	hl.at(&theta, &here)
	for i := range hl.n {
		there := theta
		there[i] += step
		hl.at(&there, &up)
		there[i] -= 2 * step
		hl.at(&there, &down)
		tolerance := 1e-5 * (1 + math.Abs(here.value) + here.greatest(hl.n))
		if got, want := here.g[i], (up.value-down.value)/(2*step); math.Abs(got-want) > tolerance {
			t.Errorf("V4: derivative %d is %v, by differences %v", i, got, want)
		}
		for j := range hl.n {
			got, want := here.h[max(i, j)][min(i, j)], (up.g[j]-down.g[j])/(2*step)
			if math.Abs(got-want) > tolerance {
				t.Errorf("V4: second derivative %d, %d is %v, by differences %v", i, j, got, want)
			}
		}
	}
}

func TestSlopes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawParams(t)
		checkSlope(t, purchaseHill(models.Draw(t, "model"), counting(t, histories(t)).sorted(), UnitDays), logs(p.r, p.alpha, p.a, p.b))
		checkSlope(t, spendHill(spends(t).sorted()), logs(p.r, p.a+1, p.alpha))
		checkSlope(t, contractHill(survivors(t)), logs(p.a, p.b))
	})
}

// simulate draws customers as the model has it.
func simulate(rng *rand.Rand, m Model, p params, customers, days int) []History {
	var all []History
	for range customers {
		h := History{Observed: rng.IntN(days)}
		rate := gammaDraw(rng, p.r) / p.alpha
		u, v := gammaDraw(rng, p.a), gammaDraw(rng, p.b)
		leaves := u / (u + v)
		at := 0.0
		for there := m == BGNBD || rng.Float64() >= leaves; there; there = rng.Float64() >= leaves {
			at += rng.ExpFloat64() / rate * UnitDays
			if !(at < float64(h.Observed)) {
				break
			}
			if day := int(at) + 1; day > h.LastDay && day <= h.Observed {
				h.Repeats, h.LastDay = h.Repeats+1, day
			}
		}
		all = append(all, h)
	}
	return all
}

// gammaDraw draws from the gamma distribution with a shape (Marsaglia and Tsang).
func gammaDraw(rng *rand.Rand, shape float64) float64 {
	if shape < 1 {
		return gammaDraw(rng, shape+1) * math.Pow(rng.Float64(), 1/shape)
	}
	d := shape - 1.0/3
	for {
		z := rng.NormFloat64()
		v := 1 + z/math.Sqrt(9*d)
		if v = v * v * v; v > 0 && math.Log(rng.Float64()) < z*z/2+d-d*v+d*math.Log(v) {
			return d * v
		}
	}
}

// seeded returns the same numbers in each run.
func seeded() *rand.Rand { return rand.New(rand.NewPCG(7, 11)) }

// A fit finds the parameters that customers were drawn with, from anywhere: the same answer
// from several starts, and the same bits in any order and grouping.
func TestV4Fit(t *testing.T) {
	for _, m := range []Model{BGNBD, MBGNBD} {
		q, rng := asking(m), seeded()
		drawn := params{.5, 6, .9, 2}
		all := simulate(rng, m, drawn, 30_000, 600)
		s := counting(t, all)
		fit, err := FitPurchases(s, asking(m))
		if err != nil {
			t.Fatalf("V4: %v: %v", m, err)
		}
		if fit.Customers != len(all) || fit.Distinct != s.Distinct() || fit.UnitDays != 7 || !fit.AsOf.Equal(asOf) || fit.Model != m {
			t.Errorf("V3: the fit does not tell what it is of: %+v", fit)
		}
		atDrawn := 0.0
		for _, h := range all {
			atDrawn += plainLikelihood(m, drawn, h, UnitDays)
		}
		// Days are rounded up, so the parameters found are not quite those drawn with.
		if gain := fit.LogLikelihood - atDrawn; !(gain > 0 && gain < 40) || !near(fit.R, drawn.r, .1) || !near(fit.Alpha, drawn.alpha, .1) {
			t.Errorf("V4: %v: %+v is more likely than what customers were drawn with by %v", m, fit, gain)
		}
		for _, start := range [][maxParams]float64{{.1, .1, .1, .1}, {10, 50, 5, 2}, {5, .2, .02, 30}} {
			other, err := fitPurchases(&q, s.sorted(), start, UnitDays)
			if err != nil || !near(other.R, fit.R, 1e-9) || !near(other.Alpha, fit.Alpha, 1e-9) || !near(other.A, fit.A, 1e-9) ||
				!near(other.B, fit.B, 1e-9) || !near(other.LogLikelihood, fit.LogLikelihood, 1e-12) {
				t.Errorf("V4: %v from %v: %+v, %v; want %+v", m, start, other, err, fit)
			}
		}
		if got := fitInParts(t, rng, m, all); got != fit {
			t.Errorf("V4: in another order and grouping the fit is\n%+v, want\n%+v", got, fit)
		}
	}
}

// fitInParts fits the same customers in another order, in parts that are merged.
func fitInParts(t *testing.T, rng *rand.Rand, m Model, all []History) Fit {
	all = slices.Clone(all)
	rng.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	var whole Histories
	for part := range slices.Chunk(all, 777) {
		whole.Merge(counting(t, part))
	}
	fit, err := FitPurchases(&whole, asking(m))
	if err != nil {
		t.Fatal(err)
	}
	return fit
}

// Counted input is single input.
func TestV4Counted(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := histories(t)
		n := rapid.IntRange(1, 5).Draw(t, "n")
		var many Histories
		var single []History
		for _, h := range all {
			if err := many.AddMany(h, n); err != nil {
				t.Fatal(err)
			}
			for range n {
				single = append(single, h)
			}
		}
		m := models.Draw(t, "model")
		a, errA := FitPurchases(&many, asking(m))
		b, errB := FitPurchases(counting(t, single), asking(m))
		if a != b || !errors.Is(errA, errB) {
			t.Errorf("V4: counted %+v, %v; single %+v, %v", a, errA, b, errB)
		}
	})
}

// Scaling the unit by c scales α by c and moves ln L by −Σ x · ln c.
func TestV4Unit(t *testing.T) {
	for _, m := range []Model{BGNBD, MBGNBD} {
		q := asking(m)
		all := counting(t, simulate(seeded(), m, params{.8, 5, .7, 3}, 3000, 500)).sorted()
		weeks, err := fitPurchases(&q, all, purchaseStart, 7)
		if err != nil {
			t.Fatal(err)
		}
		days, err := fitPurchases(&q, all, purchaseStart, 1)
		if err != nil {
			t.Fatal(err)
		}
		repeats := 0
		for _, c := range all {
			repeats += c.n * c.Repeats
		}
		if !near(days.Alpha, 7*weeks.Alpha, 1e-9) || !near(days.R, weeks.R, 1e-9) || !near(days.A, weeks.A, 1e-9) || !near(days.B, weeks.B, 1e-9) {
			t.Errorf("V4: in days %+v, in weeks %+v", days, weeks)
		}
		if want := weeks.LogLikelihood - float64(repeats)*math.Log(7); !near(days.LogLikelihood, want, 1e-12) {
			t.Errorf("V4: ln L in days is %v, want %v", days.LogLikelihood, want)
		}
	}
}

// A fit that cannot be had is an error that tells why, and never parameters.
func TestV5Reasons(t *testing.T) {
	for _, c := range []struct {
		why  string
		all  []History
		want error
	}{
		{"nobody", nil, ErrNoRepeatBuyer},
		{"one purchase each", []History{{0, 0, 30}, {0, 0, 0}}, ErrNoRepeatBuyer},
		{"all alike, at the same rate", []History{{4, 28, 28}, {4, 28, 28}}, ErrOutOfBounds},
		{"all as good as gone or there, at rates that differ", []History{{0, 0, 100}, {1, 10, 10}, {1, 50, 50}, {0, 0, 400}, {1, 1, 1}, {0, 0, 300}, {0, 0, 300}, {0, 0, 300}}, ErrNoMaximum},
	} {
		if f, err := FitPurchases(counting(t, c.all), asking(BGNBD)); !errors.Is(err, c.want) || f != (Fit{}) {
			t.Errorf("V5: %s: %+v, %v; want %v", c.why, f, err, c.want)
		}
	}
}

// Every fit of a few customers ends, as a maximum inside the bounds or as an error.
func TestV5Ends(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m, s := models.Draw(t, "model"), counting(t, histories(t))
		f, err := FitPurchases(s, asking(m))
		if err != nil {
			if f != (Fit{}) || !errors.Is(err, ErrNoRepeatBuyer) && !errors.Is(err, ErrOutOfBounds) && !errors.Is(err, ErrNoMaximum) {
				t.Fatalf("V5: %+v, %v", f, err)
			}
			return
		}
		hl, top := purchaseHill(m, s.sorted(), UnitDays), logs(f.R, f.Alpha, f.A, f.B)
		var here, there slope
		hl.at(&top, &here)
		for i := range 4 {
			for _, step := range []float64{-.01, .01} {
				next := top
				next[i] += step
				if hl.at(&next, &there); there.value > here.value+1e-9 {
					t.Errorf("V4: a step of %v in parameter %d leads up from %+v, by %v", step, i, f, there.value-here.value)
				}
			}
		}
	})
}

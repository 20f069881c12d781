package value

import (
	"testing"

	"pgregory.net/rapid"
)

// TestBGNBDConditional has the figures of Fader, Hardie and Lee's paper, of BTYD and of a
// computation with 40 digits, also where the usual closed form fails: a = 1, and 500 purchases.
func TestBGNBDConditional(t *testing.T) {
	for i, row := range vectors(t, "bgnbd_conditional.csv") {
		p := rowParams(t, row)
		x, tx, T, in := int(number(t, row, "x")), number(t, row, "tx"), number(t, row, "T"), number(t, row, "t")
		if got, want := p.alive(BGNBD, x, tx, T), number(t, row, "p_alive"); !near(got, want, 1e-9) {
			t.Errorf("V6: line %d: P(alive) is %v, want %v", i+2, got, want)
		}
		if got, want := p.expected(BGNBD, x, tx, T, in), number(t, row, "expected"); !near(got, want, 1e-9) {
			t.Errorf("V6: line %d: expected purchases are %v, want %v", i+2, got, want)
		}
	}
}

// TestBGNBDUnconditional has figures that an integral confirms.
func TestBGNBDUnconditional(t *testing.T) {
	for i, row := range vectors(t, "bgnbd_unconditional.csv") {
		if got, want := rowParams(t, row).fresh(BGNBD, number(t, row, "t")), number(t, row, "expected"); !near(got, want, 1e-9) {
			t.Errorf("V6: line %d: expected purchases are %v, want %v", i+2, got, want)
		}
	}
}

// TestBGNBDProbabilities has the probabilities of so many purchases.
func TestBGNBDProbabilities(t *testing.T) {
	for i, row := range vectors(t, "bgnbd_pmf.csv") {
		n := int(number(t, row, "n"))
		if got, want := rowParams(t, row).probability(BGNBD, n, number(t, row, "t")), number(t, row, "probability"); !near(got, want, 1e-9) {
			t.Errorf("V6: line %d: the probability is %v, want %v", i+2, got, want)
		}
	}
}

// The probabilities of the counts sum to 1, and their mean is the purchases to expect. Both come
// by different ways.
func TestProbabilitiesLaw(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, m := drawParams(t), models.Draw(t, "model")
		p.alpha = max(p.alpha, 1)
		in := rapid.Float64Range(0, 20).Draw(t, "t")
		sum, mean := 0.0, 0.0
		for n := 0; n < 5000 && (1-sum > 1e-14 || float64(n) < 2*mean); n++ {
			pr := p.probability(m, n, in)
			if pr < 0 || pr > 1+1e-12 {
				t.Fatalf("V6: the probability of %d is %v", n, pr)
			}
			sum += pr
			mean += float64(n) * pr
		}
		if !near(sum, 1, 1e-8) {
			t.Errorf("V6: the probabilities sum to %v", sum)
		}
		if want := p.fresh(m, in); !near(mean, want, 1e-6) && mean > 1e-12 {
			t.Errorf("V6: the mean of the probabilities is %v, the expected purchases are %v", mean, want)
		}
	})
}

// P(alive) lies in [0, 1] and falls with the time since the last purchase.
func TestAliveLaw(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, m := drawParams(t), models.Draw(t, "model")
		x := rapid.IntRange(0, 600).Draw(t, "x")
		tx := 0.0
		if x > 0 {
			tx = rapid.Float64Range(.1, 200).Draw(t, "tx")
		}
		T := tx + rapid.Float64Range(0, 500).Draw(t, "since")
		later := T + rapid.Float64Range(0, 500).Draw(t, "more")
		now, then := p.alive(m, x, tx, T), p.alive(m, x, tx, later)
		if !(now >= 0 && now <= 1) || then > now {
			t.Errorf("V6: P(alive) is %v, and later %v", now, then)
		}
		if x == 0 && m == BGNBD && now != 1 {
			t.Errorf("V3: a customer who bought once is there with probability %v", now)
		}
	})
}

// Expected purchases are 0 at once, increase, and are concave.
func TestExpectedLaw(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawParams(t)
		at := rapid.Float64Range(.001, 50).Draw(t, "t")
		step := rapid.Float64Range(.01, 50).Draw(t, "step")
		e0, e1, e2 := p.purchases(at), p.purchases(at+step), p.purchases(at+2*step)
		if p.purchases(0) != 0 {
			t.Errorf("V6: at 0, %v purchases are expected", p.purchases(0))
		}
		if !(e0 > 0) || e1 < e0*(1-1e-12) || e2 < e1*(1-1e-12) { // what is left to come can be less than the last digit
			t.Errorf("V6: expected purchases do not increase: %v, %v, %v", e0, e1, e2)
		}
		if e2-e1 > (e1-e0)*(1+1e-9)+1e-12 {
			t.Errorf("V6: expected purchases are not concave: %v, %v, %v", e0, e1, e2)
		}
	})
}

// What is expected now is what a new customer's expectation says, averaged over what
// can have happened since: E[X(s+t)] = E[X(s)] + Σ over histories. With no purchase possible
// before, in no time at all, the two are the same.
func TestConditionalAtOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, m := drawParams(t), models.Draw(t, "model")
		in := rapid.Float64Range(0, 100).Draw(t, "t")
		if got, want := p.expected(m, 0, 0, 0, in), p.fresh(m, in); !near(got, want, 1e-12) {
			t.Errorf("V6: observed for no time, %v purchases are expected, of a new customer %v", got, want)
		}
	})
}

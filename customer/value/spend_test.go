package value

import (
	"errors"
	"math"
	"testing"

	"github.com/clientele-go/clientele/customer"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

func euros(cents int64) customer.Money {
	return customer.Money{Amount: decimal.New(cents, -2), Currency: "EUR"}
}

// spends draws what some customers spent.
func spends(t *rapid.T) *Spends {
	var s Spends
	for range rapid.IntRange(1, 30).Draw(t, "customers") {
		if err := s.Add(rapid.IntRange(1, 9).Draw(t, "repeats"), euros(rapid.Int64Range(1, 100_000).Draw(t, "cents"))); err != nil {
			t.Fatal(err)
		}
	}
	return &s
}

// TestGammaGammaFirst10 has the first ten customers of the CDNOW sample: what a purchase of
// theirs is expected to bring (Fader and Hardie, 2013, and CLVTools).
func TestGammaGammaFirst10(t *testing.T) {
	mle := SpendFit{P: 6.249571488, Q: 3.744224293, Gamma: 15.443521341}
	published := SpendFit{P: 6.25, Q: 3.74, Gamma: 15.44}
	for i, row := range vectors(t, "gammagamma_first10.csv") {
		x, m := int(number(t, row, "x")), number(t, row, "zbar")
		for column, fit := range map[string]SpendFit{"at_mle": mle, "at_published_params_6.25_3.74_15.44": published} {
			if got, ok := fit.mean(x, m); !ok || math.Abs(got-number(t, row, column)) > 2e-6 {
				t.Errorf("V2: line %d: %v is %v, want %s", i+2, column, got, row[column])
			}
		}
		if got, _ := mle.mean(x, m); math.Abs(got-number(t, row, "published_2dp")) > .006 {
			t.Errorf("V2: line %d: %v, published is %s", i+2, got, row["published_2dp"])
		}
	}
}

// plainSpends is V2's sum as it is written.
func plainSpends(s *Spends, p, q, g float64) float64 {
	sum := 0.0
	for k, n := range s.counts {
		x, m := float64(k.repeats), k.mean
		sum += float64(n) * (lnGamma(p*x+q) - lnGamma(p*x) - lnGamma(q) + q*math.Log(g) + (p*x-1)*math.Log(m) + p*x*math.Log(x) - (p*x+q)*math.Log(g+m*x))
	}
	return sum
}

func TestV2Likelihood(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, p := spends(t), drawParams(t)
		theta := logs(p.r, p.a, p.alpha)
		var here slope
		spendHill(s.sorted()).at(&theta, &here)
		if want := plainSpends(s, p.r, p.a, p.alpha); math.Abs(here.value-want) > 1e-9*(1+math.Abs(want)+here.greatest(3)) {
			t.Errorf("V2: the log-likelihood is %v, want %v", here.value, want)
		}
	})
}

// A spend fit finds what spends were drawn with, from anywhere and in any grouping.
func TestV2Fit(t *testing.T) {
	rng := seeded()
	var whole, half Spends
	for i := range 20_000 {
		x := 1 + rng.IntN(6)
		scale := gammaDraw(rng, 4) / 16 // q and γ
		sum := 0.0
		for range x {
			sum += gammaDraw(rng, 6) / scale
		}
		to := &whole
		if i%2 == 0 {
			to = &half
		}
		if err := to.Add(x, euros(int64(math.Round(sum*100)))); err != nil {
			t.Fatal(err)
		}
	}
	for _, left := range []struct {
		repeats int
		cents   int64
	}{{0, 500}, {2, 0}, {1, -3}} {
		if err := whole.Add(left.repeats, euros(left.cents)); err != nil {
			t.Fatal(err)
		}
	}
	if err := whole.Merge(&half); err != nil {
		t.Fatal(err)
	}
	fit, err := FitSpend(&whole, asOf)
	if err != nil || fit.Customers != 20_000 || fit.LeftOut != 3 || fit.Currency != "EUR" || !fit.AsOf.Equal(asOf) {
		t.Fatalf("V2: %+v, %v; want 20000 customers, 3 left out", fit, err)
	}
	if gain := fit.LogLikelihood - plainSpends(&whole, 6, 4, 16); !(gain > 0 && gain < 8) { // χ²/2 with 3 degrees
		t.Errorf("V2: %+v is more likely than what spends were drawn with by %v", fit, gain)
	}
	for _, start := range [][maxParams]float64{{.1, .1, .1}, {10, 50, 5}, {1, 1, 1000}} {
		other, err := fitSpend(&whole, asOf, start)
		if err != nil || !near(other.P, fit.P, 1e-9) || !near(other.Q, fit.Q, 1e-9) || !near(other.Gamma, fit.Gamma, 1e-9) {
			t.Errorf("V2: from %v: %+v, %v; want %+v", start, other, err, fit)
		}
	}
}

func TestV2Mean(t *testing.T) {
	fit := SpendFit{Currency: "EUR", P: 6, Q: 4, Gamma: 15}
	if e, ok := fit.Mean(2, euros(4000)); !ok || !near(e.Value, 6*(15+40)/(12+4-1.0), 1e-15) || e.String() != "≈22.00 EUR" {
		t.Errorf("V2, V8: E[M] is %v, %v", e, ok)
	}
	if e, ok := fit.Mean(0, customer.Money{}); !ok || !near(e.Value, 30, 1e-15) {
		t.Errorf("V2: with x = 0, E[M] is %v, %v; want 30", e, ok)
	}
	fit.Q = 1
	if e, ok := fit.Mean(0, customer.Money{}); ok || e != (Estimate{}) {
		t.Errorf("V2: with x = 0 and q = 1, E[M] is %v", e)
	}
	if _, ok := fit.Mean(1, euros(500)); !ok {
		t.Error("V2: with x = 1 and q = 1 there is a mean")
	}
	if _, ok := fit.Mean(1, customer.Money{Amount: decimal.New(5, 0), Currency: "USD"}); ok {
		t.Error("V2: an amount of another currency has a mean")
	}
}

func TestV2Currencies(t *testing.T) {
	var s, other Spends
	if err := s.Add(1, euros(100)); err != nil {
		t.Fatal(err)
	}
	dollar := customer.Money{Amount: decimal.New(1, 0), Currency: "USD"}
	var mixed *customer.CurrencyError
	if err := s.Add(1, dollar); !errors.As(err, &mixed) {
		t.Errorf("V2, R2: another currency: %v", err)
	}
	if err := other.Add(1, dollar); err != nil {
		t.Fatal(err)
	}
	if err := s.Merge(&other); !errors.As(err, &mixed) {
		t.Errorf("V2, R2: spends of another currency: %v", err)
	}
	if err := s.Add(-1, euros(100)); !errors.Is(err, ErrHistory) {
		t.Errorf("V2: negative repeats: %v", err)
	}
}

func TestV5Spend(t *testing.T) {
	var none, one Spends
	if err := none.Add(0, euros(100)); err != nil {
		t.Fatal(err)
	}
	if f, err := FitSpend(&none, asOf); !errors.Is(err, ErrNoRepeatBuyer) || f != (SpendFit{}) {
		t.Errorf("V5: nobody with a repeat day: %+v, %v", f, err)
	}
	if err := one.Add(3, euros(100)); err != nil {
		t.Fatal(err)
	}
	if f, err := FitSpend(&one, asOf); !errors.Is(err, ErrOutOfBounds) || f != (SpendFit{}) {
		t.Errorf("V5: one customer: %+v, %v", f, err)
	}
}

package value

import (
	"testing"
	"time"
)

// BenchmarkFit fits the purchase models to a million customers of up to three years.
func BenchmarkFit(b *testing.B) {
	for _, m := range []Model{BGNBD, MBGNBD} {
		b.Run(m.String(), func(b *testing.B) {
			all := simulate(seeded(), m, params{.5, 6, .9, 2}, 1_000_000, 1100)
			b.ResetTimer()
			var fit Fit
			for range b.N {
				s := counting(b, all)
				var err error
				if fit, err = FitPurchases(s, asking(m)); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(fit.Distinct), "distinct")

			b.ReportMetric(b.Elapsed().Seconds()/float64(b.N), "s/op")
		})
	}
}

// BenchmarkExpected tells what to expect of one customer within 26 weeks.
func BenchmarkExpected(b *testing.B) {
	fit := Fit{R: .5, Alpha: 6, A: .9, B: 2}
	for b.Loop() {
		fit.Expected(History{3, 120, 400}, 26*7*24*time.Hour)
	}
}

package value

import (
	"fmt"
	"math"

	"github.com/clientele-go/clientele/customer/calendar"
)

// MaxMonths bounds the months of Value.
const MaxMonths = 1200

// Value returns what a customer with the history is expected to spend within the next months,
// each month's worth divided by (1 + rate) once more (V7): Σ ΔE_i · E[M] ÷ (1+rate)^i, where
// ΔE_i is the purchases expected from AsOf ⊕ (i−1) to AsOf ⊕ i months. Mean is E[M], from
// SpendFit.Mean. There is no default: the host says how many months and at what monthly rate, as in
// 0.01 for 1 %.
//
// The error is an ErrQuery if months is not 1 to MaxMonths, if rate is not more than −1 and
// finite, or if mean is of another currency than the fit.
func (f *Fit) Value(h History, mean Estimate, months int, rate float64) (Estimate, error) {
	switch {
	case months < 1 || months > MaxMonths:
		return Estimate{}, fmt.Errorf("%w: %d months", ErrQuery, months)
	case !(rate > -1) || math.IsInf(rate, 1):
		return Estimate{}, fmt.Errorf("%w: a rate of %v", ErrQuery, rate)
	case mean.Currency != f.Currency:
		return Estimate{}, fmt.Errorf("%w: a mean of another currency than the fit", ErrQuery)
	}
	sum, before := 0.0, 0.0
	for i := 1; i <= months; i++ {
		until := calendar.Months(i).After(f.AsOf).Sub(f.AsOf)
		expected := f.Expected(h, until).Value
		sum += (expected - before) * mean.Value / math.Pow(1+rate, float64(i))
		before = expected
	}
	return Estimate{sum, f.Currency}, nil
}

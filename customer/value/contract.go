package value

import (
	"errors"
	"math"
)

// A ContractFit is the shifted-beta-geometric model (sBG) of customers under contract, of whom
// one knows when they leave (V10): each leaves at the end of a period with a probability of
// their own, and the probabilities are beta distributed. The zero ContractFit is none.
type ContractFit struct {
	Customers int // at the beginning
	Periods   int // that were observed

	Alpha, Beta float64

	LogLikelihood float64
}

// ContractModel is the name of the model of contracts.
const ContractModel = "sBG"

// ErrSurvivors reports survivors that are not those of a cohort: fewer than two numbers, a
// first one that is not positive, or one that is greater than the one before or negative.
var ErrSurvivors = errors.New("value: survivors are at least two numbers, which do not rise, from a positive one")

// FitContract fits the model to the survivors of a cohort (V10): how many customers it had, and
// how many of them were left after 1, 2, … periods, such as the enrolled of chapter U month by
// month. The errors are ErrSurvivors, ErrOutOfBounds and ErrNoMaximum (V5).
func FitContract(survivors []int) (ContractFit, error) {
	return fitContract(survivors, [maxParams]float64{1, 1})
}

func fitContract(survivors []int, start [maxParams]float64) (ContractFit, error) {
	if len(survivors) < 2 || survivors[0] <= 0 {
		return ContractFit{}, ErrSurvivors
	}
	for i, n := range survivors[1:] {
		if n < 0 || n > survivors[i] {
			return ContractFit{}, ErrSurvivors
		}
	}
	top, value, err := contractHill(survivors).climb(start)
	if err != nil {
		return ContractFit{}, err
	}
	return ContractFit{survivors[0], len(survivors) - 1, top[0], top[1], value}, nil
}

// contractHill returns the log-likelihood of survivors: in period t each of those left stays
// with probability r_t = (β+t−1)/(α+β+t−1).
func contractHill(survivors []int) hill {
	return hill{n: 2, at: func(theta *[maxParams]float64, s *slope) {
		a, b := math.Exp(theta[0]), math.Exp(theta[1])
		*s = slope{}
		for t := 1; t < len(survivors); t++ {
			had, stayed := float64(survivors[t-1]), float64(survivors[t])
			lost, bt := had-stayed, b+float64(t-1)
			all := a + bt
			s.value += stayed*math.Log(bt/all) + lost*math.Log(a/all)
			s.g[0] += lost/a - had/all
			s.g[1] += stayed/bt - had/all
			s.h[0][0] += had/(all*all) - lost/(a*a)
			s.h[1][0] += had / (all * all)
			s.h[1][1] += had/(all*all) - stayed/(bt*bt)
		}
		s.byLogs(&[maxParams]float64{a, b}, 2)
	}}
}

// Retention returns the share of those left at the beginning of period t, from 1 on, who stay
// through it: r_t (V10). It rises with t. Before period 1 everybody stays.
func (f *ContractFit) Retention(t int) float64 {
	if t < 1 {
		return 1
	}
	bt := f.Beta + float64(t-1)
	return bt / (f.Alpha + bt)
}

// Survival returns the share of the cohort expected to be left after t periods.
func (f *ContractFit) Survival(t int) float64 {
	share := 1.0
	for i := range t {
		share *= f.Retention(i + 1)
	}
	return share
}

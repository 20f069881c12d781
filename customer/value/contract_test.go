package value

import (
	"errors"
	"math"
	"testing"

	"pgregory.net/rapid"
)

// survivors draws a cohort's.
func survivors(t *rapid.T) []int {
	all := []int{rapid.IntRange(1, 1000).Draw(t, "customers")}
	for range rapid.IntRange(1, 12).Draw(t, "periods") {
		all = append(all, rapid.IntRange(0, all[len(all)-1]).Draw(t, "left"))
	}
	return all
}

// TestSBGRegular has the regular segment of Fader and Hardie (2007): a fit to the first seven
// years, and the years after them.
func TestSBGRegular(t *testing.T) {
	rows := vectors(t, "sbg_regular.csv")
	var left []int
	for _, row := range rows[:8] {
		left = append(left, int(number(t, row, "observed_survivors_of_1000")))
	}
	for _, start := range [][maxParams]float64{{1, 1}, {20, .02}, {.01, 5}} {
		f, err := fitContract(left, start)
		if err != nil || math.Abs(f.Alpha-.704) > .0005 || math.Abs(f.Beta-1.182) > .0005 || f.Customers != 1000 || f.Periods != 7 {
			t.Fatalf("V10: from %v: %+v, %v; want α .704, β 1.182", start, f, err)
		}
	}
	published := ContractFit{Alpha: .704, Beta: 1.182}
	fit, err := FitContract(left)
	if err != nil {
		t.Fatal(err)
	}
	for i, row := range rows {
		year := int(number(t, row, "year"))
		if got, want := fit.Survival(year), number(t, row, "projected_survival"); math.Abs(got-want) > 5e-5 {
			t.Errorf("V10: survival of year %d is %v, want %v", year, got, want)
		}
		if i == 0 {
			continue
		}
		if got, want := fit.Retention(year), number(t, row, "retention_rate"); math.Abs(got-want) > 5e-5 {
			t.Errorf("V10: retention of year %d is %v, want %v", year, got, want)
		}
		if got, want := published.Retention(year), number(t, row, "retention_rate"); math.Abs(got-want) > 5e-5 {
			t.Errorf("V10: retention of year %d is %v with the published parameters, want %v", year, got, want)
		}
	}
}

// Retention rises with time, survival falls.
func TestContractLaw(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f, err := FitContract(survivors(t))
		if err != nil {
			if !errors.Is(err, ErrOutOfBounds) && !errors.Is(err, ErrNoMaximum) {
				t.Fatalf("V10: %v", err)
			}
			return
		}
		for i := range 30 {
			if r := f.Retention(i + 1); !(r > 0 && r <= f.Retention(i+2) && r <= 1) {
				t.Fatalf("V10: retention %v, then %v", r, f.Retention(i+2))
			}
			if !near(f.Survival(i+1), f.Survival(i)*f.Retention(i+1), 1e-12) {
				t.Fatalf("V10: survival %v, then %v", f.Survival(i), f.Survival(i+1))
			}
		}
	})
}

func TestV10Survivors(t *testing.T) {
	for _, bad := range [][]int{nil, {5}, {0, 0}, {5, 6}, {5, -1}, {5, 3, 4}} {
		if f, err := FitContract(bad); !errors.Is(err, ErrSurvivors) || f != (ContractFit{}) {
			t.Errorf("V10: %v: %+v, %v", bad, f, err)
		}
	}
	for _, c := range [][]int{{10, 10, 10}, {10, 0}, {10, 8}} {
		if f, err := FitContract(c); err == nil {
			t.Errorf("V10, V5: %v has no single maximum: %+v", c, f)
		}
	}
}

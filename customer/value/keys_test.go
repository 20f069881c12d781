package value

import (
	"slices"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

// F2: numbers in place of values give the same scores and levels as comparing the values,
// whether all of these fit or not.
func TestKeysCompareAsValues(t *testing.T) {
	odd := []decimal.Decimal{decimal.New(0, 2_000_000_000), decimal.New(0, -5), decimal.New(1, 17), decimal.New(1, 30), decimal.New(-1, 18), decimal.New(123, -18), decimal.New(5, -30)}
	amount := rapid.Custom(func(t *rapid.T) decimal.Decimal {
		if rapid.IntRange(0, 9).Draw(t, "odd") == 0 {
			return rapid.SampledFrom(odd).Draw(t, "amount")
		}
		return decimal.New(rapid.Int64Range(-2000, 2000).Draw(t, "coefficient"), rapid.Int32Range(-4, 3).Draw(t, "exponent"))
	})
	instant := rapid.Custom(func(t *rapid.T) time.Time {
		year := rapid.SampledFrom([]int{2024, 2024, 2024, 1, 1699, 1700, 2200, 2201, 9999}).Draw(t, "year")
		return time.Date(year, 1, 1, 0, 0, 0, rapid.IntRange(0, 3).Draw(t, "ns"), time.UTC)
	})
	rapid.Check(t, func(t *rapid.T) {
		sameScores(t, scoring[decimal.Decimal]{5, nil, decimal.Decimal.Cmp, amountKeys}, rapid.SliceOf(amount).Draw(t, "amounts"))
		sameScores(t, scoring[time.Time]{4, nil, time.Time.Compare, timeKeys}, rapid.SliceOf(instant).Draw(t, "instants"))
		sameScores(t, scoring[int]{3, nil, compareInts, intKeys}, rapid.SliceOf(rapid.IntRange(-3, 9)).Draw(t, "counts"))
	})
}

func sameScores[T any](t *rapid.T, s scoring[T], values []T) {
	fast, levels := s.rank(values)
	s.keys = func([]T) []int64 { return nil }
	slow, want := s.rank(values)
	if !slices.Equal(fast, slow) || !slices.EqualFunc(levels, want, func(a, b Level[T]) bool {
		return a.Score == b.Score && a.Customers == b.Customers && s.compare(a.From, b.From) == 0
	}) {
		t.Fatalf("F2: by keys %v, by values %v, or their levels differ", fast, slow) // 0 with an odd exponent has too many digits to print
	}
}

// F2: a value that no number holds is compared as it is.
func TestNoKeys(t *testing.T) {
	if amountKeys([]decimal.Decimal{decimal.New(1, 0), decimal.New(1, 19)}) != nil || amountKeys([]decimal.Decimal{decimal.New(10, 17), decimal.New(1, -1)}) != nil {
		t.Error("F2: an amount beyond an int64 has a key")
	}
	if timeKeys([]time.Time{time.Date(2300, 1, 1, 0, 0, 0, 0, time.UTC)}) != nil {
		t.Error("F2: an instant beyond an int64 has a key")
	}
	if keys := amountKeys([]decimal.Decimal{decimal.New(25, -1), decimal.New(3, 0), decimal.New(0, 9)}); !slices.Equal(keys, []int64{25, 30, 0}) {
		t.Errorf("F2: keys %v of 2.5, 3 and 0, want 25, 30 and 0", keys)
	}
}

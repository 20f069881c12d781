package engagement

import (
	"cmp"
	"slices"
	"strings"
)

// Sets are slices. The functions of this file take how their elements compare:
// strings.Compare, compareValues.

func compareValues(a, b Value) int {
	return cmp.Or(strings.Compare(a.Field, b.Field), strings.Compare(a.Value, b.Value))
}

// most is how many elements most sets have at most.
const most = 4

// few is how many elements are looked through before one is added.
const few = 8

// addTo appends what is not yet among the last few, and tidies up before the
// slice would grow, so that what comes twice does not pile up.
func addTo[T comparable](set []T, x T, compare func(a, b T) int) []T {
	for i := len(set) - 1; i >= max(0, len(set)-few); i-- {
		if set[i] == x {
			return set
		}
	}
	if set == nil {
		set = make([]T, 0, most)
	}
	if len(set) == cap(set) && len(set) > few {
		set = tidy(slices.Clone(set), compare)
	}
	return append(set, x)
}

// sorted is the set in order, each element once. It does not change set, which
// is itself the result if it is in order; else that is in the scratch.
func sorted[T any](set []T, compare func(a, b T) int, scratch *[]T) []T {
	for i := 1; i < len(set); i++ {
		if compare(set[i-1], set[i]) >= 0 {
			*scratch = append((*scratch)[:0], set...)
			return tidy(*scratch, compare)
		}
	}
	return set
}

// union is what is in either set, in order, each element once. It changes
// neither.
func union[T any](a, b []T, compare func(a, b T) int) []T {
	return tidy(slices.Concat(a, b), compare)
}

// tidy sorts, and drops what is there twice.
func tidy[T any](set []T, compare func(a, b T) int) []T {
	slices.SortFunc(set, compare)
	return slices.CompactFunc(set, func(a, b T) bool { return compare(a, b) == 0 })
}

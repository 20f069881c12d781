package engagement

import (
	"cmp"
	"slices"
	"strings"
)

// set says how a slice is a set: in which order it is sorted.
type set[T any] struct{ compare func(a, b T) int }

var (
	channels = set[string]{strings.Compare}
	tags     = set[string]{strings.Compare}
	values   = set[Value]{Value.compare}
)

func (v Value) compare(o Value) int {
	return cmp.Or(strings.Compare(v.Field, o.Field), strings.Compare(v.Value, o.Value))
}

// few is how many elements are looked through before one is added.
const few = 8

// add appends what is not yet among a few, and tidies up before the slice would
// grow, so that what comes twice does not pile up.
func (s *set[T]) add(all []T, x T) []T {
	for i := len(all) - 1; i >= max(0, len(all)-few); i-- {
		if s.compare(all[i], x) == 0 {
			return all
		}
	}
	if len(all) == cap(all) && len(all) > few {
		all = s.tidy(slices.Clone(all))
	}
	return append(all, x)
}

// sorted is the set in order, each element once. It does not change all, which
// is itself the result if it is in order.
func (s *set[T]) sorted(all []T) []T {
	for i := 1; i < len(all); i++ {
		if s.compare(all[i-1], all[i]) >= 0 {
			return s.tidy(slices.Clone(all))
		}
	}
	return all
}

func (s *set[T]) tidy(all []T) []T {
	slices.SortFunc(all, s.compare)
	return slices.CompactFunc(all, func(a, b T) bool { return s.compare(a, b) == 0 })
}

func (s *set[T]) union(a, b []T) []T { return s.tidy(slices.Concat(a, b)) }

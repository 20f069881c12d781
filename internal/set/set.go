// Package set keeps small sets in slices. To add an element costs no lookup in a
// map, and no allocation while the slice has room.
//
// The elements of such a slice may be in any order, and some may be in it twice.
// Sorted, Tidy and Union give them in order, each once.
package set

import "slices"

// Of tells how a slice of T is a set. Elements that compare as 0 are one element.
type Of[T comparable] struct {
	Compare func(a, b T) int

	// Merge, if not nil, takes b into a, where both are one element. The result
	// must not depend on which one comes first. Without it a stays as it is.
	Merge func(a *T, b T)
}

// few is how many elements Add looks through.
const few = 8

// Add adds an element, unless the same value is among the last few. Before the
// slice would grow, Add drops what is in it twice, in a new slice.
func (o Of[T]) Add(set []T, x T) []T {
	if slices.Contains(set[max(0, len(set)-few):], x) {
		return set
	}
	if len(set) == cap(set) && len(set) > few {
		var tidy []T
		set = o.Sorted(set, &tidy)
		set = slices.Grow(set, len(set)) // so that the next time is far away
	}
	return append(set, x)
}

// Sorted returns the set in order, each element once. It does not change the set:
// it returns the set itself if that is in order, and else the scratch.
func (o Of[T]) Sorted(set []T, scratch *[]T) []T {
	if o.inOrder(set) {
		return set
	}
	*scratch = append((*scratch)[:0], set...)
	return o.Tidy(*scratch)
}

// Each returns the set with each element once, in any order. It does not change the
// set: it returns the set itself if that is small and has each element once, and
// else the scratch.
func (o Of[T]) Each(set []T, scratch *[]T) []T {
	if len(set) > few {
		return o.Sorted(set, scratch)
	}
	for i, x := range set {
		if slices.Contains(set[:i], x) {
			return o.Sorted(set, scratch)
		}
	}
	return set
}

// Union returns what is in a or in b, in order, each element once, in a new slice.
func (o Of[T]) Union(a, b []T) []T { return o.Tidy(slices.Concat(a, b)) }

// Tidy puts the set in order, each element once, in place.
func (o Of[T]) Tidy(set []T) []T {
	if o.inOrder(set) {
		return set
	}
	slices.SortFunc(set, o.Compare)
	n := 1
	for _, x := range set[1:] {
		switch last := &set[n-1]; {
		case o.Compare(*last, x) != 0:
			set[n] = x
			n++
		case o.Merge != nil:
			o.Merge(last, x)
		}
	}
	return set[:n]
}

// inOrder reports whether the set is in order, each element once.
func (o Of[T]) inOrder(set []T) bool {
	for i := 1; i < len(set); i++ {
		if o.Compare(set[i-1], set[i]) >= 0 {
			return false
		}
	}
	return true
}

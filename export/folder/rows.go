package folder

import (
	"slices"

	"github.com/clientele-go/clientele/customer"
)

// blocks is a slice that grows block by block and is never copied. With append,
// reading a folder takes a third longer and half as much memory again.
type blocks[F any] struct{ all [][]F }

const blockSize = 4096

// next returns a pointer to one more element.
func (b *blocks[F]) next() *F {
	last := len(b.all) - 1
	if last < 0 || len(b.all[last]) == blockSize {
		b.all = append(b.all, make([]F, 0, blockSize))
		last++
	}
	some := b.all[last]
	b.all[last] = some[:len(some)+1]
	return &b.all[last][len(some)]
}

// arrange returns the facts of rows in customer order, those of one customer in the
// order of their rows, without those that nobody owns, and empties rows. It counts, since the numbers of the
// customers ascend with their IDs. If the facts are sorted by ID instead, reading a
// folder takes half as long again.
func arrange[F any](rows *blocks[F], owners []int32, names []string, owner func(*F) *customer.ID) []F {
	next := make([]int32, len(names)+1) // of each customer, guests first, where the next fact goes
	for _, o := range owners {
		if o != leftOut {
			next[o+1]++
		}
	}
	at := int32(0)
	for i, n := range next {
		next[i] = at
		at += n
	}
	facts := make([]F, at)
	for i, some := range rows.all {
		for j := range some {
			o := owners[i*blockSize+j]
			if o == leftOut {
				continue
			}
			to := &facts[next[o+1]]
			next[o+1]++
			*to = some[j]
			if o != guest {
				*owner(to) = customer.ID(names[o])
			}
		}
		rows.all[i] = nil
	}
	return facts
}

// sortedSet sorts the facts of each customer and keeps the first of equal ones.
func sortedSet[F any](facts []F, owner func(*F) *customer.ID, compare func(a, b F) int) []F {
	once := facts[:0]
	for rest := facts; len(rest) > 0; {
		n := 1
		for n < len(rest) && *owner(&rest[n]) == *owner(&rest[0]) {
			n++
		}
		slices.SortFunc(rest[:n], compare)
		once = append(once, slices.CompactFunc(rest[:n], func(a, b F) bool { return compare(a, b) == 0 })...)
		rest = rest[n:]
	}
	return once
}

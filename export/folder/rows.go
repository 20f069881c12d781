package folder

import "github.com/clientele-go/clientele/customer"

// blocks is a slice that grows block by block, and is never copied.
type blocks[F any] struct{ all [][]F }

const blockSize = 4096

// next is a pointer to one more element.
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

// arrange returns facts in customer order, those of one customer as they came. It
// empties the blocks.
func arrange[F any](facts *blocks[F], owners []int32, names []string, owner func(*F) *customer.ID) []F {
	next := make([]int32, len(names)+1) // of each customer, guests first, where the next fact goes
	for _, o := range owners {
		next[o+1]++
	}
	at := int32(0)
	for i, n := range next {
		next[i] = at
		at += n
	}
	all := make([]F, len(owners))
	for i, some := range facts.all {
		for j := range some {
			o := owners[i*blockSize+j]
			to := &all[next[o+1]]
			next[o+1]++
			*to = some[j]
			if o != guest {
				*owner(to) = customer.ID(names[o])
			}
		}
		facts.all[i] = nil
	}
	return all
}

package main

// dice is a small random generator (SplitMix64). It is our own so that no
// release of anything changes the sample.
type dice uint64

func (d *dice) next() uint64 {
	*d += 0x9e3779b97f4a7c15
	z := uint64(*d)
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// below returns a number from 0 to n-1.
func (d *dice) below(n int) int { return int(d.next() % uint64(n)) }

// between returns a number from low to high, both included.
func (d *dice) between(low, high int) int { return low + d.below(high-low+1) }

// chance reports true n times in a thousand.
func (d *dice) chance(n int) bool { return d.below(1000) < n }

// pick returns an element of the list.
func pick[T any](d *dice, list ...T) T { return list[d.below(len(list))] }

// weighted returns an index of the weights, the heavier the more often.
func (d *dice) weighted(weights []int) int {
	sum := 0
	for _, w := range weights {
		sum += w
	}
	n := d.below(sum)
	for i, w := range weights {
		if n < w {
			return i
		}
		n -= w
	}
	return len(weights) - 1
}

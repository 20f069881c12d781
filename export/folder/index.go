package folder

import (
	"bytes"
	"hash/maphash"
)

// inline is how long an ID may be to stand in the index itself. Of a longer one
// the hash does.
const inline = 23

// An index finds the numbers of IDs. A short ID stands in its slot, so that
// looking it up takes one place in memory, where a map of strings takes four: with
// one, reading a folder takes two thirds longer. The zero index is empty.
type index struct {
	seed  maphash.Seed // of its own: nobody can choose IDs that collide
	slots []place      // a power of two, or none
	used  int
}

// place is where an ID is in the index.
type place struct {
	number int32 // from 1; 0 is free
	hash   uint32
	id     inlined
}

// inlined is a short ID and its length, or a length that none has.
type inlined struct {
	bytes  [inline]byte
	length uint8
}

func inlinedOf(id []byte) (in inlined) {
	if len(id) > inline {
		in.length = inline + 1
		return in
	}
	copy(in.bytes[:], id)
	in.length = uint8(len(id))
	return in
}

// find returns the number of an ID. The names are those of all numbers.
func (x *index) find(id []byte, names []string) (int, bool) {
	if x.used == 0 {
		return 0, false
	}
	s := x.slot(id, uint32(maphash.Bytes(x.seed, id)), names)
	return int(s.number) - 1, s.number > 0
}

// What stands for the number of a customer.
const (
	guest   = -1 // whoever is no customer
	leftOut = -2 // nobody: the row is left out
)

// A crowd is IDs that wait to be looked up together. Their places in an index lie
// far apart, and memory fetches many at the same time: one after the other, reading
// a folder takes a third longer.
type crowd struct {
	ids     []byte // one after the other
	ends    []int
	hashes  []uint32
	numbers []int32
	seen    uint32 // so that looking ahead is done
}

// together is how many are looked up at once.
const together = 64

// add has an ID wait, and reports whether there are enough.
func (c *crowd) add(id []byte) bool {
	c.ids = append(c.ids, id...)
	c.ends = append(c.ends, len(c.ids))
	return len(c.ends) == together
}

// findAll returns the numbers of those who wait, until the next call: guest for
// whom there is none.
func (x *index) findAll(c *crowd, names []string) []int32 {
	c.hashes, c.numbers = c.hashes[:0], c.numbers[:0]
	from := 0
	if x.used > 0 {
		for _, end := range c.ends {
			c.hashes = append(c.hashes, uint32(maphash.Bytes(x.seed, c.ids[from:end])))
			from = end
		}
	}
	mask := uint32(len(x.slots) - 1)
	for _, h := range c.hashes {
		c.seen += x.slots[h&mask].hash
	}
	from = 0
	for i, end := range c.ends {
		n := int32(guest)
		if x.used > 0 {
			n = x.slot(c.ids[from:end], c.hashes[i], names).number - 1
		}
		c.numbers, from = append(c.numbers, n), end
	}
	c.ids, c.ends = c.ids[:0], c.ends[:0]
	return c.numbers
}

// slot returns the place of an ID, or the free place that it would get.
func (x *index) slot(id []byte, hash uint32, names []string) *place {
	in, mask := inlinedOf(id), uint32(len(x.slots)-1)
	for i := hash & mask; ; i = (i + 1) & mask {
		s := &x.slots[i]
		if s.number == 0 || s.hash == hash && s.id == in && (len(id) <= inline || bytes.Equal(id, []byte(names[s.number-1]))) {
			return s
		}
	}
}

// add gives a new ID its number.
func (x *index) add(id []byte, number int, names []string) {
	if 2*x.used >= len(x.slots) {
		x.grow()
	}
	hash := uint32(maphash.Bytes(x.seed, id))
	x.used++
	*x.slot(id, hash, names) = place{int32(number + 1), hash, inlinedOf(id)}
}

// grow doubles the slots.
func (x *index) grow() {
	old := x.slots
	if old == nil {
		x.seed = maphash.MakeSeed()
	}
	x.slots = make([]place, max(64, 2*len(old)))
	mask := uint32(len(x.slots) - 1)
	for i := range old {
		if old[i].number == 0 {
			continue
		}
		at := old[i].hash & mask
		for x.slots[at].number != 0 {
			at = (at + 1) & mask
		}
		x.slots[at] = old[i]
	}
}

package fold

import "github.com/clientele-go/clientele/internal/deal"

// table finds the digests of one part by their owners. Its memory is used again
// for the next part.
type table[K ~string, D any] struct {
	*dealer[K, D]
	shift   int // bits of the hash that all owners of a part share
	slots   []slotOf
	owners  []K
	digests []D
	used    int

	_ deal.Apart
}

// slotOf is where the digest of an owner with that hash is; 0 is free.
type slotOf struct{ hash, digest uint32 }

func (t *table[K, D]) clear() {
	clear(t.slots)
	t.used = 0
}

// digest is the owner's, old or new.
func (t *table[K, D]) digest(owner K, hash uint32) *D {
	if t.used*2 >= len(t.slots) {
		t.grow()
	}
	mask := uint32(len(t.slots) - 1)
	for i := hash >> t.shift & mask; ; i = (i + 1) & mask {
		found := t.slots[i]
		if found.digest == 0 {
			t.slots[i] = slotOf{hash, uint32(t.used + 1)}
			return t.add(owner)
		}
		if n := found.digest - 1; found.hash == hash && t.owners[n] == owner {
			return &t.digests[n]
		}
	}
}

// add makes a new owner's digest.
func (t *table[K, D]) add(owner K) *D {
	if t.used == len(t.digests) {
		t.digests = t.dealer.grow(t.digests)
		t.owners = append(t.owners, make([]K, len(t.digests)-len(t.owners))...)
	}
	t.owners[t.used] = owner
	d := &t.digests[t.used]
	t.start(d, owner)
	t.used++
	return d
}

// grow doubles the slots.
func (t *table[K, D]) grow() {
	old := t.slots
	t.slots = make([]slotOf, max(64, 2*len(old)))
	mask := uint32(len(t.slots) - 1)
	for _, s := range old {
		if s.digest == 0 {
			continue
		}
		i := s.hash >> t.shift & mask
		for t.slots[i].digest != 0 {
			i = (i + 1) & mask
		}
		t.slots[i] = s
	}
}

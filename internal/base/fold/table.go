package fold

import (
	"cmp"
	"slices"

	"github.com/clientele-go/clientele/internal/base/deal"
)

// table finds the digests of one range by their owners; its memory is used again for
// the next range. As long as the facts of a kind ascend, it walks along the digests
// that are there, which costs one comparison an owner. Then it uses a map.
type table[K ~string, D any] struct {
	start   func(*D, K)
	room    func([]D)
	compare func(a, b K) int // nil: by bytes
	bad     func(error) bool // the run's
	left    []error          // what is wrong with facts that were left out of the range

	blocks                    [][]D // digests, which never move
	used                      int
	slots                     []slot[K, D] // in the order of the owners
	more                      []slot[K, D] // begun by the kind that is being read, as they came
	spare                     []slot[K, D]
	index                     map[K]*D // of slots and more, if indexed
	rest                      D        // of facts that follow, and whose owner has no digest
	inRest                    bool     // the rest has taken something
	indexed, walking, follows bool
	at                        int // the walk's next slot
	last                      K   // the owner before, and its digest; nil: none yet
	found                     *D

	_ deal.Apart
}

type slot[K ~string, D any] struct {
	owner  K
	digest *D
}

// clear forgets a range, but for the rest.
func (t *table[K, D]) clear() { t.used, t.slots, t.indexed, t.left = 0, t.slots[:0], false, nil }

// begin prepares for the facts of one kind.
func (t *table[K, D]) begin(follows bool) {
	t.follows, t.walking, t.at, t.found, t.more = follows, t.compare == nil, 0, nil, t.more[:0]
}

// digest returns the owner's digest, or begins it.
func (t *table[K, D]) digest(k K) *D {
	if t.found != nil && k == t.last {
		return t.found
	}
	if t.walking = t.walking && (t.found == nil || t.last < k); !t.walking && !t.indexed {
		t.hash()
	}
	if t.found = t.find(k); t.found == nil {
		t.found = t.add(k)
	}
	t.last = k
	return t.found
}

func (t *table[K, D]) find(k K) *D {
	if !t.walking {
		return t.index[k]
	}
	for t.at < len(t.slots) && t.slots[t.at].owner < k {
		t.at++
	}
	if t.at == len(t.slots) || t.slots[t.at].owner != k {
		return nil
	}
	t.at++
	return t.slots[t.at-1].digest
}

// add begins the digest of a new owner, or returns the rest.
func (t *table[K, D]) add(k K) *D {
	if t.follows {
		t.inRest = true
		return &t.rest
	}
	const some = 64 // are allocated at a time
	i := t.used / some
	if i == len(t.blocks) {
		t.blocks = append(t.blocks, make([]D, some))
		t.room(t.blocks[i])
	}
	d := &t.blocks[i][t.used%some]
	t.used++
	t.start(d, k)
	t.more = append(t.more, slot[K, D]{k, d})
	if t.indexed {
		t.index[k] = d
	}
	return d
}

func (t *table[K, D]) hash() {
	t.indexed = true
	clear(t.index)
	t.spare = append(append(t.spare[:0], t.slots...), t.more...)
	for _, s := range t.spare {
		t.index[s.owner] = s.digest
	}
}

// order compares owners; guests come first.
func (t *table[K, D]) order(a, b K) int {
	if t.compare == nil || a == "" || b == "" {
		return cmp.Compare(a, b)
	}
	return t.compare(a, b)
}

// contains reports whether an owner is in a range.
func (t *table[K, D]) contains(r Range[K], k K) bool {
	return t.found != nil && k == t.last || t.order(r.From, k) <= 0 && (r.To == "" || t.order(k, r.To) < 0)
}

// settle merges the owners that a kind began into the slots.
func (t *table[K, D]) settle() {
	bySlot := func(a, b slot[K, D]) int { return cmp.Or(t.order(a.owner, b.owner), cmp.Compare(a.owner, b.owner)) }
	if !t.walking {
		slices.SortFunc(t.more, bySlot)
	}
	all, old := t.spare[:0], t.slots
	for _, s := range t.more {
		for ; len(old) > 0 && bySlot(old[0], s) < 0; old = old[1:] {
			all = append(all, old[0])
		}
		all = append(all, s)
	}
	t.spare, t.slots = t.slots, append(all, old...)
}

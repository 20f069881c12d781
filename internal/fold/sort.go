package fold

import (
	"cmp"
	"context"
	"encoding/binary"
	"slices"
	"sort"
	"strings"

	"github.com/clientele-go/clientele/internal/deal"
)

// Held is facts of one kind in memory, in the order of their owners, by bytes.
type Held[K ~string, F any] struct {
	Facts []F
	owner func(*F) *K
}

func (h *Held[K, F]) len() int     { return len(h.Facts) }
func (h *Held[K, F]) at(row int) K { return *h.owner(&h.Facts[row]) }

// within returns the facts of a range.
func (h *Held[K, F]) within(r Range[K]) []F {
	row := func(k K) int { return sort.Search(h.len(), func(row int) bool { return h.at(row) >= k }) }
	if r.To == "" {
		return h.Facts[row(r.From):]
	}
	return h.Facts[row(r.From):row(r.To)]
}

// Near returns the facts from those of the first of some owners to those of the
// last. Nil owners are everybody.
func (h *Held[K, F]) Near(owners []K) []F {
	if len(owners) == 0 {
		return h.Facts
	}
	return h.within(Range[K]{slices.Min(owners), slices.Max(owners) + "\x00"}) // the next one by bytes
}

// Cuts cuts facts into parts that fit a core's cache with their digests, where the
// longest kind has owners at equal distances.
func Cuts[K ~string](kinds ...interface {
	len() int
	at(row int) K
}) (cuts []K) {
	facts, longest := 0, kinds[0]
	for _, h := range kinds {
		facts += h.len()
		if h.len() > longest.len() {
			longest = h
		}
	}
	n := facts / min(max(facts/64, 1<<9), 1<<13)
	for i := 1; i < n; i++ {
		if k := longest.at(i * longest.len() / n); k != "" {
			cuts = append(cuts, k)
		}
	}
	return slices.Compact(cuts)
}

// Sort puts facts in the order of their owners; those of one owner keep their order.
// Facts that are in order already stay where they are. Others are copied, and the
// IDs of one owner share their bytes from then on, so that comparing two is quick.
func Sort[K ~string, F any](facts []F, owner func(*F) *K) *Held[K, F] {
	old := &Held[K, F]{facts, owner}
	at := 1
	for at < len(facts) && old.at(at-1) <= old.at(at) {
		at++
	}
	if at >= len(facts) {
		return old
	}
	sorted := make([]F, len(facts))
	parts := split(old.heads())
	each(len(parts), func(i int) {
		slices.SortFunc(parts[i].keys, func(a, b key) int {
			if a.head != b.head {
				return cmp.Compare(a.head, b.head)
			}
			return cmp.Or(cmp.Compare(old.at(int(a.row)), old.at(int(b.row))), cmp.Compare(a.row, b.row))
		})
		into := sorted[parts[i].before:]
		for j, k := range parts[i].keys {
			into[j] = facts[k.row]
			if id := owner(&into[j]); j > 0 && *id == *owner(&into[j-1]) {
				*id = *owner(&into[j-1])
			}
		}
	})
	return &Held[K, F]{sorted, owner}
}

// each does n tasks on all processors.
func each(n int, do func(i int)) {
	_ = deal.Out(context.Background(), deal.Workers(0, n), n, func(_, i int) error { do(i); return nil })
}

// heads returns eight bytes of each owner, behind what all have in common, which
// decide the order of two almost always.
func (h *Held[K, F]) heads() []uint64 {
	common := string(h.at(h.len() - 1))
	for i := range h.Facts {
		for id := string(h.at(i)); id != "" && !strings.HasPrefix(id, common); {
			common = common[:len(common)-1]
		}
	}
	const some = 1 << 16
	heads := make([]uint64, h.len())
	each(len(heads)/some+1, func(b int) {
		for i := b * some; i < min(len(heads), (b+1)*some); i++ {
			var head [8]byte
			if id := string(h.at(i)); id != "" {
				copy(head[:], id[len(common):])
			}
			heads[i] = binary.BigEndian.Uint64(head[:])
		}
	})
	return heads
}

// key is a fact's head, and where the fact is. A part is the keys of neighbours, and
// how many keys are before them.
type key struct{ head, row uint64 }
type part struct {
	keys   []key
	before int
}

// split makes parts for all processors.
func split(heads []uint64) []part {
	const samples = 1024
	sample := make([]uint64, samples)
	for i := range sample {
		sample[i] = heads[i*len(heads)/samples]
	}
	slices.Sort(sample)
	parts := make([]part, 2*deal.Workers(0, samples/2))
	bound := func(i int) uint64 { return sample[i*samples/len(parts)] }
	each(len(parts), func(i int) {
		for row, head := range heads {
			if (i == 0 || bound(i) <= head) && (i == len(parts)-1 || head < bound(i+1)) {
				parts[i].keys = append(parts[i].keys, key{head, uint64(row)})
			}
		}
	})
	for i := range parts[1:] {
		parts[i+1].before = parts[i].before + len(parts[i].keys)
	}
	return parts
}

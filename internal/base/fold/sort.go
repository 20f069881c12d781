package fold

import (
	"cmp"
	"context"
	"encoding/binary"
	"math/bits"
	"slices"
	"sort"
	"strings"

	"github.com/clientele-go/clientele/internal/base/deal"
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

// Cuts cuts facts into parts that fit a core's cache, at owners of the longest kind.
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

// Together runs functions on all processors.
func Together(all ...func()) {
	_ = deal.Out(context.Background(), 0, len(all), func(i int) error { all[i](); return nil })
}

// Sort puts facts in the order of their owners; those of one owner keep their order.
// Facts that are in order already stay where they are. Others are copied, and the
// IDs of one owner share their bytes from then on, so that comparing two is quick.
func Sort[K ~string, F any](facts []F, owner func(*F) *K) *Held[K, F] {
	old := &Held[K, F]{facts, owner}
	if sort.SliceIsSorted(facts, func(i, j int) bool { return old.at(i) < old.at(j) }) {
		return old
	}
	keys, size, exact := old.keys(old.common())
	if keys = radix(keys, size); !exact {
		old.compare(keys)
	}
	sorted := make([]F, len(facts))
	var some [32]F // are copied at a time: the collector of garbage wants to know of each copy
	for i := 0; i < len(keys); i += len(some) {
		for n, k := range keys[i:min(i+len(some), len(keys))] {
			some[n] = facts[uint32(k)]
		}
		copy(sorted[i:], some[:])
	}
	for i := 1; i < len(keys); i++ {
		if id, before := owner(&sorted[i]), owner(&sorted[i-1]); *id == *before {
			*id = *before
		}
	}
	return &Held[K, F]{sorted, owner}
}

// common returns what some owners begin with.
func (h *Held[K, F]) common() string {
	low, high := "\xff", ""
	for i := 0; i < h.len(); i += h.len()/1024 + 1 {
		if id := string(h.at(i)); id != "" {
			low, high = min(low, id), max(high, id)
		}
	}
	for !strings.HasPrefix(high, low) {
		low = low[:len(low)-1]
	}
	return low
}

// keys returns a key for each fact: a code of its owner, of size bits, and below it 32
// bits that say where the fact is. A code numbers what occurs of each of the bytes
// behind the common ones. Codes are exact if equal ones are of equal owners.
func (h *Held[K, F]) keys(common string) (keys []uint64, size int, exact bool) {
	keys, exact = make([]uint64, h.len()), true
	var seen [8][256]uint64
	for i := range keys {
		var head [8]byte
		if id := string(h.at(i)); strings.HasPrefix(id, common) {
			n := copy(head[:], id[len(common):])
			exact = exact && len(common)+n == len(id) && (n > 0 && head[n-1] > 0 || id == "")
		} else if id != "" {
			return h.keys("")
		}
		keys[i] = binary.BigEndian.Uint64(head[:])
		for b, v := range head {
			seen[b][v] = 1
		}
	}
	codes, used, kinds := uint64(1), 0, [8]uint64{}
	for ; used < 8 && codes*256 <= 1<<32; used++ {
		for v, is := range seen[used] {
			seen[used][v], kinds[used] = kinds[used], kinds[used]+is
		}
		codes *= kinds[used]
	}
	for i, head := range keys {
		code := uint64(0)
		for b := range used {
			code = code*kinds[b] + seen[b][byte(head>>(56-8*b))]
		}
		keys[i] = code<<32 | uint64(i)
	}
	return keys, bits.Len64(codes - 1), exact && used == 8
}

// radix sorts keys by their codes; equal ones keep their order.
func radix(keys []uint64, size int) []uint64 {
	const digit = 11 // bits, which fit a core's cache
	spare := make([]uint64, len(keys))
	for shift := 32; shift < 32+size; shift += digit {
		var next [1<<digit + 1]int
		for _, k := range keys {
			next[k>>shift%(1<<digit)+1]++
		}
		for d := range 1 << digit {
			next[d+1] += next[d]
		}
		for _, k := range keys {
			at := &next[k>>shift%(1<<digit)]
			spare[*at] = k
			*at++
		}
		keys, spare = spare, keys
	}
	return keys
}

// compare sorts keys with the same code by their owners.
func (h *Held[K, F]) compare(keys []uint64) {
	for from, to := 0, 0; from < len(keys); from = to {
		for to = from + 1; to < len(keys) && keys[to]>>32 == keys[from]>>32; to++ {
		}
		slices.SortStableFunc(keys[from:to], func(a, b uint64) int { return cmp.Compare(h.at(int(uint32(a))), h.at(int(uint32(b)))) })
	}
}

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
	_ = deal.Out(context.Background(), deal.Workers(0, len(all)), len(all), func(_, i int) error { all[i](); return nil })
}

// Sort puts facts in the order of their owners; those of one owner keep their order.
// Facts that are in order already stay where they are. Others are copied, and the
// IDs of one owner share their bytes from then on, so that comparing two is quick.
func Sort[K ~string, F any](facts []F, owner func(*F) *K) *Held[K, F] {
	old := &Held[K, F]{facts, owner}
	at := 1
	for ; at < len(facts) && old.at(at-1) <= old.at(at); at++ {
	}
	if at >= len(facts) {
		return old
	}
	keys, exact := old.keys(old.common())
	if keys = radix(keys); !exact {
		old.compare(keys)
	}
	sorted := make([]F, len(facts))
	for i, k := range keys {
		sorted[i] = facts[k.row]
		if id := owner(&sorted[i]); i > 0 && k.head == keys[i-1].head && (exact || *id == *owner(&sorted[i-1])) {
			*id = *owner(&sorted[i-1])
		}
	}
	return &Held[K, F]{sorted, owner}
}

// key is eight bytes of a fact's owner, and where the fact is.
type key struct{ head, row uint64 }

// common returns what some owners begin with.
func (h *Held[K, F]) common() string {
	var low, high string
	for i := 0; i < h.len(); i += h.len()/1024 + 1 {
		if id := string(h.at(i)); id != "" && low == "" {
			low, high = id, id
		} else if id != "" {
			low, high = min(low, id), max(high, id)
		}
	}
	for !strings.HasPrefix(high, low) {
		low = low[:len(low)-1]
	}
	return low
}

// keys returns the facts' keys: the bytes behind what all owners have in common. They
// are exact if their order is that of the owners.
func (h *Held[K, F]) keys(common string) (keys []key, exact bool) {
	keys, exact = make([]key, h.len()), true
	for i := range keys {
		var head [8]byte
		if id := string(h.at(i)); strings.HasPrefix(id, common) {
			n := copy(head[:], id[len(common):])
			exact = exact && len(common)+n == len(id) && (n > 0 && head[n-1] > 0 || id == "")
		} else if id != "" {
			return h.keys("")
		}
		keys[i] = key{binary.BigEndian.Uint64(head[:]), uint64(i)}
	}
	return keys, exact
}

// radix sorts keys byte by byte; equal ones keep their order.
func radix(keys []key) []key {
	spare := make([]key, len(keys))
	for shift := 0; shift < 64; shift += 8 {
		var next [256]int
		for _, k := range keys {
			next[byte(k.head>>shift)]++
		}
		if next[byte(keys[0].head>>shift)] == len(keys) {
			continue // all have the same byte
		}
		sum := 0
		for b, n := range next {
			next[b], sum = sum, sum+n
		}
		for _, k := range keys {
			at := &next[byte(k.head>>shift)]
			spare[*at] = k
			*at++
		}
		keys, spare = spare, keys
	}
	return keys
}

// compare sorts keys with the same head by their owners.
func (h *Held[K, F]) compare(keys []key) {
	for from, to := 0, 0; from < len(keys); from = to {
		for to = from + 1; to < len(keys) && keys[to].head == keys[from].head; to++ {
		}
		slices.SortStableFunc(keys[from:to], func(a, b key) int { return cmp.Compare(h.at(int(a.row)), h.at(int(b.row))) })
	}
}

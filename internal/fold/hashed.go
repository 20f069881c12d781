package fold

import (
	"context"
	"hash/maphash"
	"math/bits"
)

// rowsAtOnce is how many facts are hashed at a time.
const rowsAtOnce = 1 << 16

// place is a fact's row in its block, and its owner's hash.
type place struct{ row, hash uint32 }

// blockOf is some facts of one source, sorted by the part that their owner's
// hash puts them into: part p ends at ends[p].
type blockOf struct {
	source, from int
	places       []place
	ends         []uint32
}

// reduceHashed deals facts in any order into parts by a hash of their owner, eight
// bytes a fact, and folds part by part through a table that fits a cache.
func reduceHashed[K ~string, D, A any](ctx context.Context, r *Reduction[K, D, A], sources []Source[K, D]) ([]A, error) {
	var blocks []blockOf
	facts := 0
	for i, s := range sources {
		facts += s.length()
		for from := 0; from < s.length(); from += rowsAtOnce {
			blocks = append(blocks, blockOf{source: i, from: from, places: make([]place, min(rowsAtOnce, s.length()-from))})
		}
	}
	shift := min(12, bits.Len(uint(facts/(2*r.facts()))))
	parts := 1 << shift
	workers := r.workers(max(len(blocks), parts))
	scratch := make([]scatterer, workers)
	seed := maphash.MakeSeed() // another one each time: nobody can choose IDs that collide
	err := deal(ctx, workers, len(blocks), func(worker, task int) error {
		b := &blocks[task]
		s := sources[b.source]
		scratch[worker].scatter(b, parts, func(into []uint32) { s.hashes(seed, b.from, into) })
		return nil
	})
	if err != nil {
		return nil, err
	}
	tables, answers := make([]table[K, D], workers), make([]A, workers)
	for i := range tables {
		tables[i].start, tables[i].shift, answers[i] = r.Start, shift, r.Answer()
	}
	err = deal(ctx, workers, parts, func(worker, p int) error {
		t := &tables[worker]
		t.clear()
		for i := range blocks {
			b := &blocks[i]
			from := uint32(0)
			if p > 0 {
				from = b.ends[p-1]
			}
			if err := sources[b.source].gather(t, b.from, b.places[from:b.ends[p]]); err != nil {
				return err
			}
		}
		for i := range t.used {
			if err := r.Visit(answers[worker], &t.digests[i]); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return answers, nil
}

// scatterer is a worker's scratch.
type scatterer struct{ hashes, next []uint32 }

// scatter sorts the rows of a block by part.
func (s *scatterer) scatter(b *blockOf, parts int, hash func([]uint32)) {
	if s.hashes == nil {
		s.hashes, s.next = make([]uint32, rowsAtOnce), make([]uint32, parts)
	}
	hashes, next, mask := s.hashes[:len(b.places)], s.next, uint32(parts-1)
	hash(hashes)
	clear(next)
	for _, h := range hashes {
		next[h&mask]++
	}
	b.ends = make([]uint32, parts)
	sum := uint32(0)
	for p, n := range next {
		next[p] = sum
		sum += n
		b.ends[p] = sum
	}
	for row, h := range hashes {
		p := h & mask
		b.places[next[p]] = place{uint32(row), h}
		next[p]++
	}
}

// hashes looks at the owners of some facts before it hashes them, for the reason
// that gather looks ahead.
func (s *source[K, F, D]) hashes(seed maphash.Seed, from int, into []uint32) {
	facts := s.facts[from : from+len(into)]
	var owners [ahead]K
	for len(facts) > 0 {
		now := facts[:min(ahead, len(facts))]
		touched := byte(0)
		for i := range now {
			k := s.Owner(&now[i])
			if owners[i] = k; len(k) > 0 {
				touched |= k[0]
			}
		}
		into[0] = uint32(touched) // so that it is done
		for i := range now {
			into[i] = uint32(maphash.String(seed, string(owners[i])))
		}
		facts, into = facts[len(now):], into[len(now):]
	}
}

// table finds the digests of one part by their owners' hashes. Its memory is
// used again for the next part.
type table[K ~string, D any] struct {
	start   func(*D, K)
	shift   int // bits of the hash that all owners of a part share
	slots   []slotOf
	digests []D
	used    int
	looked  uint64 // so that looking ahead is done
}

// slotOf is where the digest of an owner with that hash is; 0 is free.
type slotOf struct{ hash, digest uint32 }

func (t *table[K, D]) clear() {
	clear(t.slots)
	t.used = 0
}

// ahead is how many facts are looked at before they are taken in: they lie far
// apart, and memory fetches several at the same time.
const ahead = 32

func (s *source[K, F, D]) gather(t *table[K, D], from int, rows []place) error {
	var owners [ahead]K
	for len(rows) > 0 {
		now := rows[:min(ahead, len(rows))]
		for i, p := range now {
			owners[i] = s.Owner(&s.facts[from+int(p.row)])
		}
		if s.Look != nil {
			for _, p := range now {
				t.looked ^= s.Look(&s.facts[from+int(p.row)])
			}
		}
		for i, p := range now {
			if err := s.take(t, from+int(p.row), p.hash, owners[i]); err != nil {
				return s.wrap(err)
			}
		}
		rows = rows[len(now):]
	}
	return nil
}

// take takes one fact into its owner's digest: the one with that hash that takes
// it, or else a new one.
func (s *source[K, F, D]) take(t *table[K, D], row int, hash uint32, owner K) error {
	if t.used*2 >= len(t.slots) {
		t.grow()
	}
	mask := uint32(len(t.slots) - 1)
	for i := hash >> t.shift & mask; ; i = (i + 1) & mask {
		found := &t.slots[i]
		if found.digest == 0 {
			t.add(found, hash, owner)
		}
		if found.hash != hash {
			continue
		}
		if n, err := s.Take(&t.digests[found.digest-1], s.facts[row:row+1]); n == 1 || err != nil {
			return err
		}
	}
}

// add puts a new owner's digest into a free slot.
func (t *table[K, D]) add(free *slotOf, hash uint32, owner K) {
	if t.used == len(t.digests) {
		t.digests = append(t.digests, make([]D, 1+t.used)...)
	}
	t.start(&t.digests[t.used], owner)
	t.used++
	*free = slotOf{hash, uint32(t.used)}
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

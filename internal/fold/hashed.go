package fold

import (
	"context"
	"hash/maphash"
	"math/bits"

	"github.com/clientele-go/clientele/internal/deal"
)

const (
	ahead      = 64      // facts looked at together: they lie far apart, and memory fetches many at the same time
	rowsAtOnce = 1 << 16 // facts that a worker packs at a time
)

// hashed groups facts in any order. They are packed, and dealt into parts by a
// hash of their owners: a part is a task, and its digests fit a cache.
func (d *dealer[K, D]) hashed(ctx context.Context, facts int, sources []Source[K, D]) (tasks[D], error) {
	type rows struct{ source, from, to int }
	var blocks []rows
	total := 0
	for i, s := range sources {
		total += s.length()
		for from := 0; from < s.length(); from += rowsAtOnce {
			blocks = append(blocks, rows{i, from, min(from+rowsAtOnce, s.length())})
		}
	}
	shift := min(12, bits.Len(uint(total/(2*facts))))
	seed := maphash.MakeSeed() // another one each time: nobody can choose IDs that collide
	workers := deal.Workers(d.workers, len(blocks))
	packers := make([]packer, workers)
	for i := range packers {
		packers[i] = packer{seed: seed, next: make([]uint32, 1<<shift)}
	}
	packed := make([]block[K, D], len(blocks))
	err := deal.Out(ctx, workers, len(blocks), func(worker, task int) error {
		b := blocks[task]
		packed[task] = sources[b.source].pack(&packers[worker], b.from, b.to)
		return nil
	})
	return tasks[D]{1 << shift, func() folder[D] {
		t := &table[K, D]{dealer: d, shift: shift}
		return func(part int, visit func(*D) error) error {
			t.clear()
			for _, b := range packed {
				if err := b.take(part, t); err != nil {
					return err
				}
			}
			for i := range t.used {
				if err := visit(&t.digests[i]); err != nil {
					return err
				}
			}
			return nil
		}
	}}, err
}

// packer is one worker's scratch, for one block after the other.
type packer struct {
	seed         maphash.Seed
	rows, hashes []uint32 // of the facts that are kept: where they are, and the hashes of their owners
	next         []uint32 // by part: where the next one goes
	seen         int      // so that looking ahead is done

	_ deal.Apart
}

// hash chooses the facts of a block that are kept, and hashes their owners. They
// lie far apart: a loop that does nothing else looks at some of them first, so
// that memory fetches many at the same time.
func (s *source[K, F, D]) hash(p *packer, facts []F) {
	p.rows, p.hashes = p.rows[:0], p.hashes[:0]
	var some [ahead]K
	for row := 0; row < len(facts); {
		owners := some[:0]
		for ; row < len(facts) && len(owners) < ahead; row++ {
			if f := &facts[row]; s.Keep == nil || s.Keep(f) {
				owners = append(owners, s.Owner(f))
				p.rows = append(p.rows, uint32(row))
			}
		}
		for _, k := range owners {
			if len(k) > 0 {
				p.seen += int(k[0])
			}
		}
		for _, k := range owners {
			p.hashes = append(p.hashes, uint32(maphash.String(p.seed, string(k))))
		}
	}
}

// sort gives the end of each part, and makes next their beginnings.
func (p *packer) sort() []uint32 {
	ends, mask := make([]uint32, len(p.next)), uint32(len(p.next)-1)
	clear(p.next)
	for _, h := range p.hashes {
		p.next[h&mask]++
	}
	sum := uint32(0)
	for part, n := range p.next {
		p.next[part] = sum
		sum += n
		ends[part] = sum
	}
	return ends
}

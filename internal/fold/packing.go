package fold

// Packing is a smaller form of facts of type F: they wait in it, with their
// owner, until their digest's turn comes, and are not looked for again where
// they lie.
type Packing[K ~string, F, D any] interface {
	pack(s *Kind[K, F, D], facts []F, p *packer) block[K, D]
}

// Packed makes a packing of two functions. pack puts a fact into a form of type P;
// take takes that into the owner's digest, as the kind's Take does.
func Packed[K ~string, F, P, D any](pack func(*F, *P), take func(*D, *P) error) Packing[K, F, D] {
	return packing[K, F, P, D]{pack, take}
}

type packing[K ~string, F, P, D any] struct {
	put  func(*F, *P)
	take func(*D, *P) error
}

// block is packed facts of one kind, a pile for each part.
type block[K ~string, D any] interface {
	take(part int, t *table[K, D]) error
}

func (k packing[K, F, P, D]) pack(s *Kind[K, F, D], facts []F, p *packer) block[K, D] {
	look := func(rows []uint32) {
		for _, look := range s.Looks {
			for _, row := range rows {
				p.seen += int(look(&facts[row]))
			}
		}
	}
	if len(s.Looks) == 0 {
		look = nil
	}
	return &packed[K, P, D]{pile(s, facts, p, look, func(row uint32, into *P) { k.put(&facts[row], into) }), k.take, s.Name}
}

// piles are facts in the form P, with their owners. Those of a part lie together,
// in the order in which they came.
type piles[K ~string, P any] struct {
	ends   []uint32 // by part
	hashes []uint32
	facts  []owned[K, P]
}

type owned[K ~string, P any] struct {
	owner K
	fact  P
}

// pile makes them of the facts that a packer chose. look, if there is one, reads
// what put will need of some, far away.
func pile[K ~string, F, D, P any](s *Kind[K, F, D], facts []F, p *packer, look func(rows []uint32), put func(row uint32, into *P)) piles[K, P] {
	n := len(p.rows)
	all := piles[K, P]{p.sort(), make([]uint32, n), make([]owned[K, P], n)}
	mask := uint32(len(p.next) - 1)
	for i, row := range p.rows {
		if look != nil && i%ahead == 0 {
			look(p.rows[i:min(i+ahead, n)])
		}
		hash := p.hashes[i]
		at := p.next[hash&mask]
		p.next[hash&mask]++
		all.hashes[at] = hash
		into := &all.facts[at]
		into.owner = s.Owner(&facts[row])
		put(row, &into.fact)
	}
	return all
}

// of is the pile of a part.
func (p *piles[K, P]) of(part int) ([]uint32, []owned[K, P]) {
	from, to := uint32(0), p.ends[part]
	if part > 0 {
		from = p.ends[part-1]
	}
	return p.hashes[from:to], p.facts[from:to]
}

type packed[K ~string, P, D any] struct {
	piles[K, P]
	each func(*D, *P) error
	name string
}

func (b *packed[K, P, D]) take(part int, t *table[K, D]) error {
	hashes, facts := b.of(part)
	for i := range facts {
		f := &facts[i]
		if err := b.each(t.digest(f.owner, hashes[i]), &f.fact); err != nil {
			return wrap(b.name, err)
		}
	}
	return nil
}

// unpacked is rows of a kind that has no packing.
type unpacked[K ~string, F, D any] struct {
	piles[K, uint32]
	*source[K, F, D]
	block []F
}

func (s *source[K, F, D]) pack(p *packer, from, to int) block[K, D] {
	facts := s.facts[from:to]
	s.hash(p, facts)
	if s.Packing != nil {
		return s.Packing.pack(&s.Kind, facts, p)
	}
	return &unpacked[K, F, D]{pile(&s.Kind, facts, p, nil, func(row uint32, into *uint32) { *into = row }), s, facts}
}

func (b *unpacked[K, F, D]) take(part int, t *table[K, D]) error {
	hashes, rows := b.of(part)
	for len(rows) > 0 {
		n := min(ahead, len(rows))
		for _, look := range b.Looks {
			for i := range n {
				_ = look(&b.block[rows[i].fact]) // far apart too
			}
		}
		for i := range n {
			row := rows[i].fact
			if _, err := b.Take(t.digest(rows[i].owner, hashes[i]), b.block[row:row+1]); err != nil {
				return b.wrap(err)
			}
		}
		hashes, rows = hashes[n:], rows[n:]
	}
	return nil
}

package fold

import (
	"sort"

	"github.com/clientele-go/clientele/internal/deal"
)

// memory is what a source in memory can do besides.
type memory[K ~string, D any] interface {
	length() int
	ownerAt(row int) K
	walk(w *walker[K, D], from, to int) error
	pack(p *packer, from, to int) block[K, D]
}

func (s *source[K, F, D]) length() int       { return len(s.facts) }
func (s *source[K, F, D]) ownerAt(row int) K { return s.Owner(&s.facts[row]) }

// ranged groups facts in owner order: a task is a range of owners.
func (d *dealer[K, D]) ranged(facts int, sources []Source[K, D]) (tasks[D], error) {
	cuts, err := cut(sources, facts)
	if err != nil {
		return tasks[D]{}, err
	}
	return tasks[D]{len(cuts) - 1, func() folder[D] {
		w := walker[K, D]{dealer: d}
		return func(task int, visit func(*D) error) error {
			if err := w.fold(sources, cuts[task], cuts[task+1]); err != nil {
				return err
			}
			return w.visit(visit)
		}
	}}, nil
}

// edge is where a range of owners begins in each source.
type edge struct{ rows []int }

// cut finds the ranges: the longest source says where. In any source the row
// before an edge is of an owner before it, and the row after it is not: so a
// source whose facts are not in order is an ErrOrder here, or when a range of it
// is walked.
func cut[K ~string, D any](sources []Source[K, D], part int) ([]edge, error) {
	longest, facts := sources[0], 0
	for _, s := range sources {
		facts += s.length()
		if s.length() > longest.length() {
			longest = s
		}
	}
	n := max(1, facts/part)
	rows := make([]int, (n+1)*len(sources)) // of all edges
	fresh := func() (e edge) {
		e.rows, rows = rows[:len(sources)], rows[len(sources):]
		return e
	}
	edges := append(make([]edge, 0, n+1), fresh())
	for i := 1; i < n; i++ {
		k := longest.ownerAt(i * longest.length() / n)
		next := fresh()
		grown := false
		for j, s := range sources {
			next.rows[j] = sort.Search(s.length(), func(row int) bool { return s.ownerAt(row) >= k })
			before := edges[len(edges)-1].rows[j]
			if next.rows[j] < before {
				return nil, ErrOrder
			}
			grown = grown || next.rows[j] > before
		}
		if grown {
			edges = append(edges, next)
		}
	}
	last := fresh()
	for j, s := range sources {
		last.rows[j] = s.length()
	}
	return append(edges, last), nil
}

// walker folds one range of owners: one kind of fact after the other, along the
// digests that are there already. Its memory is used again for the next range.
type walker[K ~string, D any] struct {
	*dealer[K, D]
	digests []D
	used    int

	slots, more, spare []slot[K] // in order of the owner; of owners that came in between
	at                 int       // the next slot
	last               K         // the owner before; only if begun
	begun              bool

	_ deal.Apart
}

// slot is where the digest of an owner is.
type slot[K ~string] struct {
	owner  K
	digest int
}

// fold folds one range of all sources.
func (w *walker[K, D]) fold(sources []Source[K, D], from, to edge) error {
	w.used, w.slots = 0, w.slots[:0]
	for i, s := range sources {
		if err := s.walk(w, from.rows[i], to.rows[i]); err != nil {
			return err
		}
	}
	return nil
}

func (w *walker[K, D]) visit(f func(*D) error) error {
	for _, s := range w.slots {
		if err := f(&w.digests[s.digest]); err != nil {
			return err
		}
	}
	return nil
}

func (s *source[K, F, D]) walk(w *walker[K, D], from, to int) error {
	w.at, w.begun, w.more = 0, false, w.more[:0]
	for facts := s.facts[from:to]; len(facts) > 0; {
		d := w.digest(s.Owner(&facts[0]))
		if d == nil {
			return s.wrap(ErrOrder)
		}
		n, err := s.Take(d, facts)
		if err != nil {
			return s.wrap(err)
		}
		facts = facts[n:]
	}
	w.join()
	return nil
}

// digest is that of the next owner, or nil if the owner is not after the one
// before.
func (w *walker[K, D]) digest(k K) *D {
	if w.at == len(w.slots) || w.slots[w.at].owner != k {
		if w.begun && k <= w.last {
			return nil
		}
		for w.at < len(w.slots) && w.slots[w.at].owner < k {
			w.at++
		}
	}
	w.last, w.begun = k, true
	if w.at < len(w.slots) && w.slots[w.at].owner == k {
		w.at++
		return &w.digests[w.slots[w.at-1].digest]
	}
	if w.used == len(w.digests) {
		w.digests = w.grow(w.digests)
	}
	w.more = append(w.more, slot[K]{k, w.used})
	d := &w.digests[w.used]
	w.used++
	w.start(d, k)
	return d
}

// join merges the new owners into the slots.
func (w *walker[K, D]) join() {
	if len(w.slots) == 0 {
		w.slots, w.more = w.more, w.slots
		return
	}
	if len(w.more) == 0 {
		return
	}
	all, old, more := w.spare[:0], w.slots, w.more
	for len(old) > 0 && len(more) > 0 {
		if old[0].owner < more[0].owner {
			all, old = append(all, old[0]), old[1:]
		} else {
			all, more = append(all, more[0]), more[1:]
		}
	}
	w.spare = w.slots
	w.slots = append(append(all, old...), more...)
}

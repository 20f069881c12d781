package loaded

import (
	"cmp"
	"context"

	"github.com/clientele-go/clientele/customer"
)

// draft is a part of the next state: one of the state before, or facts that need a part.
type draft[M, P any] struct {
	part[P]
	facts *M // sorted; nil: the part as it is
}

func (w *Wing[R, M, P]) draft(facts *M) draft[M, P] {
	d := draft[M, P]{facts: facts}
	w.each(func(k Kind[R, M]) { d.size += k.count(facts) })
	return d
}

// view returns a draft of the facts of a range.
func (w *Wing[R, M, P]) view(all *M, r within) draft[M, P] {
	var m M
	w.each(func(k Kind[R, M]) { k.view(&m, all, r) })
	return w.draft(&m)
}

// of returns a draft's facts.
func (w *Wing[R, M, P]) of(d *draft[M, P]) *M {
	if d.facts != nil {
		return d.facts
	}
	return w.Memory(d.has)
}

// swapped returns drafts of the next state, in which the fresh facts of some customers
// are in place of all that these had.
func (w *Wing[R, M, P]) swapped(s *state[M, P], fresh *M, of []customer.ID) (drafts []draft[M, P]) {
	if len(s.parts) == 0 {
		return []draft[M, P]{w.view(fresh, within{To: named}), w.view(fresh, within{From: named})}
	}
	var mine []customer.ID
	for i, p := range s.parts {
		d := draft[M, P]{part: p}
		if mine, of = s.mine(i, of); len(mine) > 0 {
			var m M
			w.each(func(k Kind[R, M]) { k.swap(&m, w.Memory(p.has), fresh, mine) })
			d = w.draft(&m)
		}
		drafts = append(drafts, d)
	}
	return drafts
}

// arrange cuts what grew too large, joins what grew too small and drops what is empty.
// The guests stay apart.
func (w *Wing[R, M, P]) arrange(drafts []draft[M, P]) []draft[M, P] {
	facts := 0
	for i := range drafts {
		facts += drafts[i].size
	}
	goal := cmp.Or(w.goal, min(max(facts/64, 1<<9), 1<<13))
	all := drafts[:1:1]
	for _, d := range drafts[1:] {
		last := &all[len(all)-1]
		switch {
		case d.size == 0:
		case len(all) > 1 && (d.facts != nil || last.facts != nil) && last.size+d.size <= goal:
			var both M
			w.each(func(k Kind[R, M]) { k.join(&both, []*M{w.of(last), w.of(&d)}) })
			*last = w.draft(&both)
		case d.facts != nil && d.size > 2*goal:
			all = append(all, w.cut(&d, d.size/goal)...)
		default:
			all = append(all, d)
		}
	}
	if len(all) == 1 {
		all = append(all, w.draft(new(M)))
	}
	return all
}

// cut cuts a draft into about n.
func (w *Wing[R, M, P]) cut(d *draft[M, P], n int) (all []draft[M, P]) {
	cuts, _, _ := w.Sort(*d.facts).Ranges(context.Background(), 0)
	n = min(n, len(cuts)+1)
	r := within{}
	for i := 1; i < n; i++ {
		r.To = cuts[i*(len(cuts)+1)/n-1]
		all = append(all, w.view(d.facts, r))
		r = within{From: r.To}
	}
	return append(all, w.view(d.facts, r))
}

// settled returns a draft's facts as a part, which has its memory to itself. It begins with the
// first of its customers: no ID stays behind as a bound.
func (w *Wing[R, M, P]) settled(d *draft[M, P]) part[P] {
	m, t, p := *d.facts, Texts{}, part[P]{size: d.size}
	var first *customer.ID
	for _, k := range w.Kinds {
		k.own(&m, &t)
		if id := k.first(&m); id != nil && (first == nil || *id < *first) {
			first = id
		}
	}
	if p.has = w.Sort(m); first != nil {
		p.from = *first
	}
	return p
}

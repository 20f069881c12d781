package rollup

import (
	"slices"
	"sort"
)

// list is a sorted list in parts that are never changed: a change makes a new list, which
// shares the parts that it did not touch. So a reader of the old one is not disturbed.
type list[T any] struct {
	compare func(a, b T) int
	sum     func(items []T, before []*part[T]) *summary // if not nil, is made of each new part; before is the one in whose place it comes
	parts   []*part[T]
}

type part[T any] struct {
	items []T
	sum   *summary
}

// most is how many items a part has at most.
const most = 512

// edit is one change: an item to put, or one whose like goes.
type edit[T any] struct {
	item T
	gone bool
}

// with returns the list after some edits. Of two edits of one item the later holds.
func (l list[T]) with(edits []edit[T]) list[T] {
	slices.SortStableFunc(edits, func(a, b edit[T]) int { return l.compare(a.item, b.item) })
	old := l.parts
	if len(old) == 0 {
		old = []*part[T]{{}}
	}
	l.parts = make([]*part[T], 0, len(old)+len(edits)/most+1)
	for i, p := range old {
		n := len(edits)
		if i+1 < len(old) {
			next := old[i+1].items[0]
			n = sort.Search(len(edits), func(j int) bool { return l.compare(edits[j].item, next) >= 0 })
		}
		if n == 0 {
			l.parts = append(l.parts, p)
			continue
		}
		l.add(l.merged(p.items, edits[:n]), p)
		edits = edits[n:]
	}
	l.parts = slices.DeleteFunc(l.parts, func(p *part[T]) bool { return len(p.items) == 0 })
	return l
}

// merged applies edits to items, both in order.
func (l *list[T]) merged(items []T, edits []edit[T]) []T {
	all := make([]T, 0, len(items)+len(edits))
	for i, e := range edits {
		if i+1 < len(edits) && l.compare(e.item, edits[i+1].item) == 0 {
			continue
		}
		n := sort.Search(len(items), func(j int) bool { return l.compare(items[j], e.item) >= 0 })
		all = append(all, items[:n]...)
		if items = items[n:]; len(items) > 0 && l.compare(items[0], e.item) == 0 {
			items = items[1:]
		}
		if !e.gone {
			all = append(all, e.item)
		}
	}
	return append(all, items...)
}

// add appends items in parts of nearly the same size.
func (l *list[T]) add(items []T, before *part[T]) {
	for n := (len(items) + most - 1) / most; n > 0; n-- {
		size := len(items) / n
		p := &part[T]{items: items[:size:size]}
		if l.sum != nil {
			p.sum = l.sum(p.items, []*part[T]{before})
		}
		l.parts, items = append(l.parts, p), items[size:]
	}
}

// find returns the item that is like x.
func (l *list[T]) find(x T) (found T, ok bool) {
	i := sort.Search(len(l.parts), func(i int) bool { return l.compare(l.parts[i].items[0], x) > 0 }) - 1
	if i < 0 {
		return found, false
	}
	items := l.parts[i].items
	if j, ok := slices.BinarySearchFunc(items, x, l.compare); ok {
		return items[j], true
	}
	return found, false
}

// from calls f with the items from x on, until it returns false.
func (l *list[T]) from(x T, f func(T) bool) {
	i := max(0, sort.Search(len(l.parts), func(i int) bool { return l.compare(l.parts[i].items[0], x) > 0 })-1)
	for ; i < len(l.parts); i++ {
		items := l.parts[i].items
		n, _ := slices.BinarySearchFunc(items, x, l.compare)
		for _, item := range items[n:] {
			if !f(item) {
				return
			}
		}
	}
}

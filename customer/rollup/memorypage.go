package rollup

import (
	"container/heap"
	"context"
	"iter"
	"sort"

	"github.com/clientele-go/clientele/customer"
)

// Page serves pages by what the parts remember of orders, filters and texts.
func (s *state) Page(ctx context.Context, a PageAsk) (int, iter.Seq2[*Record, error], error) {
	w, err := wantedBy(&a)
	if err != nil {
		return 0, nil, err
	}
	total, heads := 0, &heads{by: a.Sort}
	for _, p := range s.records.parts {
		if err := ctx.Err(); err != nil {
			return 0, nil, err
		}
		h := &head{part: p, wanted: w, query: &s.meta.Query}
		some := h.count()
		if total += some; some > 0 && h.begin(&a) {
			heads.all = append(heads.all, h)
		}
	}
	heap.Init(heads)
	return total, heads.records, nil
}

// head is a part that is being read in an order of the list.
type head struct {
	part   *part[*Record]
	order  []uint16 // of what is still to be read; the first is the head
	wanted *wanted
	found  those // if statuses alone do not decide: who passes the rest
	query  *customer.Query
	place  customer.Place // of the head
}

// count returns how many customers of the part pass.
func (h *head) count() (n int) {
	sum := h.part.sum
	if h.wanted.all() {
		for status, some := range sum.counts {
			if h.wanted.status[status] {
				n += some
			}
		}
		return n
	}
	if !h.find() {
		return 0
	}
	for i := range sum.statuses {
		if h.passes(uint16(i)) {
			n++
		}
	}
	return n
}

// find finds who has the text and passes the rest of the filter, and reports whether there
// may be some.
func (h *head) find() (some bool) {
	sum, items := h.part.sum, h.part.items
	if h.wanted.text != "" {
		if h.found, some = sum.text(items, h.query).find(h.wanted.text); !some {
			return false
		}
	}
	if h.wanted.rest == nil {
		return true
	}
	passing := sum.passing(items, h.query, h.wanted)
	if h.wanted.text == "" {
		h.found = *passing
		return true
	}
	for i := range h.found {
		h.found[i] &= passing[i]
	}
	return true
}

// passes reports whether a customer does.
func (h *head) passes(i uint16) bool {
	return h.wanted.status[h.part.sum.statuses[i]] && (h.wanted.all() || h.found.has(int(i)))
}

// begin goes to the first record that is asked for, and reports whether there is one.
func (h *head) begin(a *PageAsk) bool {
	o := h.part.sum.order(h.part.items, h.query, a.Sort)
	h.order = o.records
	if a.After != nil {
		h.order = h.order[sort.Search(len(h.order), func(i int) bool { return a.Sort.Compare(h.placeOf(i, a.Sort), *a.After) > 0 }):]
	}
	if a.After != nil || !h.wanted.all() {
		return h.next(a.Sort)
	}
	if !h.skip() {
		return false
	}
	h.place = o.firsts[h.part.sum.statuses[h.order[0]]]
	return true
}

func (h *head) record() *Record { return h.part.items[h.order[0]] }

func (h *head) placeOf(i int, by customer.Sort) customer.Place {
	row := h.part.items[h.order[i]].Digest.Row(h.query)
	return by.Place(&row)
}

// next goes to the next record that passes, and reports whether there is one.
func (h *head) next(by customer.Sort) bool {
	if !h.skip() {
		return false
	}
	h.place = h.placeOf(0, by)
	return true
}

// skip skips the records that do not pass, and reports whether one is left.
func (h *head) skip() bool {
	for len(h.order) > 0 && !h.passes(h.order[0]) {
		h.order = h.order[1:]
	}
	return len(h.order) > 0
}

// heads is a heap of parts, the first record on top.
type heads struct {
	by  customer.Sort
	all []*head
}

// records yields the records of all parts in order.
func (h *heads) records(yield func(*Record, error) bool) {
	for len(h.all) > 0 {
		top := h.all[0]
		if !yield(top.record(), nil) {
			return
		}
		if top.order = top.order[1:]; top.next(h.by) {
			heap.Fix(h, 0)
		} else {
			heap.Pop(h)
		}
	}
}

// The heap.Interface of heads.

func (h *heads) Len() int           { return len(h.all) }
func (h *heads) Less(i, j int) bool { return h.by.Compare(h.all[i].place, h.all[j].place) < 0 }
func (h *heads) Swap(i, j int)      { h.all[i], h.all[j] = h.all[j], h.all[i] }
func (h *heads) Push(x any)         { h.all = append(h.all, x.(*head)) }
func (h *heads) Pop() any {
	last := h.all[len(h.all)-1]
	h.all = h.all[:len(h.all)-1]
	return last
}

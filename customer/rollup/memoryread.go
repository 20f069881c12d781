package rollup

import (
	"cmp"
	"container/heap"
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"sort"
	"time"

	"github.com/clientele-go/clientele/customer"
)

// each calls f with the records that are asked for, until it returns false.
func (s *state) each(ctx context.Context, a *Ask, f func(*Record) bool) error {
	switch {
	case a.IDs != nil:
		for _, id := range sorted(a.IDs) {
			if r, ok := s.records.find(&Record{Digest: customer.Digest{ID: id}}); ok && !f(r) {
				return nil
			}
		}
	case !a.UntilBy.IsZero():
		return s.by(ctx, a.UntilBy, func(sum *summary) time.Time { return sum.until }, func(r *Record) time.Time { return r.Until }, f)
	case !a.NextBy.IsZero():
		return s.by(ctx, a.NextBy, func(sum *summary) time.Time { return sum.next }, func(r *Record) time.Time { return r.Digest.Next }, f)
	default:
		for _, p := range s.records.parts {
			if err := ctx.Err(); err != nil {
				return err
			}
			for _, r := range p.items {
				if !f(r) {
					return nil
				}
			}
		}
	}
	return ctx.Err()
}

// by calls f with each of the records that have an instant not after t, in the order of it.
func (s *state) by(ctx context.Context, t time.Time, least func(*summary) time.Time, of func(*Record) time.Time, f func(*Record) bool) error {
	due := func(at time.Time) bool { return !at.IsZero() && !at.After(t) }
	var all []*Record
	for _, p := range s.records.parts {
		if !due(least(p.sum)) {
			continue
		}
		for _, r := range p.items {
			if due(of(r)) {
				all = append(all, r)
			}
		}
	}
	slices.SortFunc(all, func(a, b *Record) int {
		return cmp.Or(of(a).Compare(of(b)), cmp.Compare(a.Digest.ID, b.Digest.ID))
	})
	for _, r := range all {
		if !f(r) {
			return nil
		}
	}
	return ctx.Err()
}

func sorted(ids []customer.ID) []customer.ID {
	return slices.Compact(slices.Sorted(slices.Values(ids)))
}

// eachEntry calls f with the entries that are asked for, in their order, until it returns
// false.
func (s *state) eachEntry(a *EntryAsk, f func(*Entry) bool) {
	early := func(e *Entry) bool { return a.By.IsZero() || !e.At.After(a.By) }
	if a.IDs == nil {
		s.byTime.from(&Entry{}, func(e *Entry) bool { return early(e) && f(e) })
		return
	}
	var all []*Entry
	for _, id := range sorted(a.IDs) {
		s.byOwner.from(&Entry{Key: Key{Customer: id, Gone: true}}, func(e *Entry) bool {
			if e.Customer == id && early(e) {
				all = append(all, e)
			}
			return e.Customer == id
		})
	}
	slices.SortFunc(all, s.byTime.compare)
	for _, e := range all {
		if !f(e) {
			return
		}
	}
}

// Page serves pages without a filter, and of statuses alone.
func (s *state) Page(ctx context.Context, a PageAsk) (int, iter.Seq2[*Record, error], error) {
	f := a.Filter
	f.Statuses = nil
	if len(f.Types) > 0 || f.Revenue != nil || !f.Created.IsZero() || len(f.Devices) > 0 || f.Search != "" {
		return 0, nil, fmt.Errorf("rollup: a page with this filter: %w", errors.ErrUnsupported)
	}
	var wanted [customer.VeryActive + 1]bool
	for status := range wanted {
		wanted[status] = len(a.Filter.Statuses) == 0 || slices.Contains(a.Filter.Statuses, customer.Status(status))
	}
	total := 0
	heads := &heads{by: a.Sort}
	for _, p := range s.records.parts {
		some := 0
		for status, n := range p.sum.counts {
			if wanted[status] {
				some += n
			}
		}
		if total += some; some == 0 {
			continue
		}
		o := p.sum.order(p.items, &s.meta.Query, a.Sort)
		h := &head{part: p, order: o.records, wanted: &wanted, query: &s.meta.Query}
		if a.After != nil {
			h.order = h.order[sort.Search(len(h.order), func(i int) bool { return a.Sort.Compare(h.placeOf(i, a.Sort), *a.After) > 0 }):]
		}
		if a.After == nil && h.skip() {
			h.place = o.firsts[p.sum.statuses[h.order[0]]]
			heads.all = append(heads.all, h)
		} else if a.After != nil && h.next(a.Sort) {
			heads.all = append(heads.all, h)
		}
	}
	heap.Init(heads)
	return total, heads.records, ctx.Err()
}

// head is a part that is being read in an order of the list.
type head struct {
	part   *part[*Record]
	order  []uint16 // of what is still to be read; the first is the head
	wanted *[customer.VeryActive + 1]bool
	query  *customer.Query
	place  customer.Place // of the head
}

func (h *head) record() *Record { return h.part.items[h.order[0]] }

func (h *head) placeOf(i int, by customer.Sort) customer.Place {
	row := h.part.items[h.order[i]].Digest.Row(h.query)
	return by.Place(&row)
}

// next goes to the next record whose status is wanted, and reports whether there is one.
func (h *head) next(by customer.Sort) bool {
	if !h.skip() {
		return false
	}
	h.place = h.placeOf(0, by)
	return true
}

// skip skips the records whose status is not wanted, and reports whether one is left.
func (h *head) skip() bool {
	for len(h.order) > 0 && !h.wanted[h.part.sum.statuses[h.order[0]]] {
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

package rollup

import (
	"cmp"
	"context"
	"slices"
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

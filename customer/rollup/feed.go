package rollup

import (
	"context"
	"time"

	"github.com/clientele-go/clientele/customer"
)

// Pending returns entries of the feed that are not acknowledged, in order (H6): at most
// limit, or all if it is 0. The host hands them over, and then acknowledges them. If it dies
// between the two, they come again. That they were offered is written first, so that a
// later correction is not lost on whoever took them. The errors are those of List.
func (r *Rollup) Pending(ctx context.Context, limit int) (all []Entry, err error) {
	err = again(ctx, func() (err error) {
		all, err = r.pending(ctx, limit)
		return err
	})
	if err != nil {
		return nil, err
	}
	return all, nil
}

func (r *Rollup) pending(ctx context.Context, limit int) (all []Entry, err error) {
	var m Meta
	var b Batch
	err = r.Store.View(ctx, func(v View) (err error) {
		if m, err = r.answering(ctx, v, nil); err != nil {
			return err
		}
		for e, err := range v.Entries(ctx, EntryAsk{Pending: true, Limit: limit}) {
			if err != nil {
				return err
			}
			e.At = e.At.UTC()
			if e.Is.What != Nothing && e.Offered != e.Is {
				e.Offered = e.Is
				b.PutEntries = append(b.PutEntries, e)
			}
			all = append(all, e)
		}
		return nil
	})
	if err == nil && len(b.PutEntries) > 0 {
		err = r.write(ctx, &m, b)
	}
	return all, err
}

// Acknowledge takes note that entries were handed over, as Pending returned them (H6). What
// has changed since then stays pending, as a correction. Twice is once.
func (r *Rollup) Acknowledge(ctx context.Context, entries []Entry) error {
	for len(entries) > 0 {
		some := entries[:min(len(entries), atOnce)]
		entries = entries[len(some):]
		if err := again(ctx, func() error { return r.acknowledge(ctx, some) }); err != nil {
			return err
		}
	}
	return nil
}

func (r *Rollup) acknowledge(ctx context.Context, said []Entry) error {
	old, err := r.read(ctx, owners(said))
	if err != nil {
		return err
	}
	var b Batch
	for _, s := range said {
		for _, e := range old.entries[s.Customer] {
			if e.Key.Compare(s.Key) != 0 || e.Said == s.Is && e.Offered.What == Nothing {
				continue
			}
			if e.Said = s.Is; e.Offered == s.Is || e.Is == s.Is {
				e.Offered = Move{}
			}
			if e.Pending() || !e.Gone && e.Is.What != Nothing && !e.At.Before(old.meta.Since) {
				b.PutEntries = append(b.PutEntries, e)
			} else { // nothing can correct it any more
				b.RemoveEntries = append(b.RemoveEntries, e.Key)
			}
		}
	}
	if len(b.PutEntries)+len(b.RemoveEntries) == 0 {
		return nil
	}
	return r.write(ctx, &old.meta, b)
}

// Forget moves the horizon of the feed on (H5): what was said of before an instant is forgotten.
// A late fact of before then yields one entry, that the status at the horizon was Older. A
// horizon after the rollup's instant is an ErrQuestion; one before the horizon changes
// nothing. Without Forget, the feed is kept since Build.
func (r *Rollup) Forget(ctx context.Context, before time.Time) error {
	return again(ctx, func() error { return r.forget(ctx, before.Round(0).UTC()) })
}

func (r *Rollup) forget(ctx context.Context, before time.Time) error {
	var m Meta
	var b Batch
	err := r.Store.View(ctx, func(v View) (err error) {
		if m, err = v.Meta(ctx); err != nil {
			return err
		}
		for e, err := range v.Entries(ctx, EntryAsk{By: before}) {
			if err != nil {
				return err
			}
			if !e.Pending() && e.At.Before(before) {
				b.RemoveEntries = append(b.RemoveEntries, e.Key)
			}
		}
		return nil
	})
	if err == nil {
		err = r.ready(&m)
	}
	switch {
	case err != nil:
		return err
	case before.After(m.Query.AsOf):
		return m.same(m.Print, before)
	case !before.After(m.Since):
		return nil
	}
	m.Since = before
	return r.write(ctx, &m, b)
}

// owners returns the customers of entries.
func owners(entries []Entry) []customer.ID {
	ids := make([]customer.ID, len(entries))
	for i := range entries {
		ids[i] = entries[i].Customer
	}
	return ids
}

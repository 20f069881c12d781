package rollup

import (
	"context"
	"slices"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
)

// refreshedAtOnce is how many digests are made anew together.
const refreshedAtOnce = 500

// Refresh makes the digests of some IDs anew, because their facts changed (H11): those of
// customers who were added, changed or deleted, and those of others with facts. The empty
// ID is that of the guests, which reads one range of the repository. What changes by it is
// in the feed (H1, H5). An ID without facts is no error.
//
// The errors are those of customer.Keep and of the store, and ErrQuestion and ErrBuilding.
// After an error, some of the IDs are refreshed and others not: do it again.
func (r *Rollup) Refresh(ctx context.Context, ids ...customer.ID) error {
	ids = slices.Compact(slices.Sorted(slices.Values(ids)))
	for some := range slices.Chunk(ids, refreshedAtOnce) {
		if err := again(ctx, func() error { return r.refresh(ctx, some, from{facts: true}) }); err != nil {
			return err
		}
	}
	return nil
}

// Erase removes an ID (H8): its record, and all that the feed has of it but that it is
// gone, which is said once. Twice is once. It reads no fact, so a host can call it as a
// holder of the registry (G1) before or after the facts are erased. Set Erased, so that a
// late event adds nothing (G5).
func (r *Rollup) Erase(ctx context.Context, id customer.ID) error {
	return again(ctx, func() error { return r.refresh(ctx, []customer.ID{id}, from{}) })
}

// Holds returns how many records and entries of the feed there are of an ID, for the
// registry (G1). That an ID is gone is none: nothing but the ID is left.
func (r *Rollup) Holds(ctx context.Context, id customer.ID) (n int, err error) {
	old, err := r.read(ctx, []customer.ID{id})
	if err != nil {
		return 0, err
	}
	for range old.records {
		n++
	}
	for _, e := range old.entries[id] {
		if !e.Gone {
			n++
		}
	}
	return n, nil
}

// held is what the store has of some IDs.
type held struct {
	meta    Meta
	records map[customer.ID]Record
	entries map[customer.ID][]Entry
}

func (r *Rollup) read(ctx context.Context, ids []customer.ID) (h held, err error) {
	h.records = map[customer.ID]Record{}
	err = r.Store.View(ctx, func(v View) (err error) {
		if h.meta, err = v.Meta(ctx); err != nil {
			return err
		}
		for rec, err := range v.Records(ctx, Ask{IDs: ids}) {
			if err != nil {
				return err
			}
			h.records[rec.Digest.ID] = *rec
		}
		h.entries, err = entriesOf(ctx, v, ids)
		return err
	})
	return h, err
}

// entriesOf returns the entries of some IDs.
func entriesOf(ctx context.Context, v View, ids []customer.ID) (map[customer.ID][]Entry, error) {
	all := map[customer.ID][]Entry{}
	for e, err := range v.Entries(ctx, EntryAsk{IDs: ids}) {
		if err != nil {
			return nil, err
		}
		e.At = e.At.UTC()
		all[e.Customer] = append(all[e.Customer], e)
	}
	return all, nil
}

// fresh is what the facts say of some IDs.
type fresh struct {
	records map[customer.ID]Record
	courses map[customer.ID]customer.Course // since the horizon
}

// from is what records are made anew from: facts or, to erase them, nothing. With facts, all
// arrivals up to a number may be caught up with then.
type from struct {
	facts   bool
	arrival int64
}

// refresh makes records anew.
func (r *Rollup) refresh(ctx context.Context, ids []customer.ID, from from) error {
	old, err := r.read(ctx, ids) // before the facts: whoever writes meanwhile may know newer ones
	if err != nil {
		return err
	}
	m := old.meta
	if from.facts {
		err = r.ready(&m)
	}
	if err != nil {
		return err
	}
	var now fresh
	if from.facts {
		if now, err = r.facts(ctx, &m, ids); err != nil {
			return err
		}
	}
	var b Batch
	for _, id := range ids {
		b.replace(&m, id, &old, &now)
	}
	m.Arrival = max(m.Arrival, from.arrival)
	if m.Arrival == old.meta.Arrival && len(b.Put)+len(b.Remove)+len(b.PutEntries)+len(b.RemoveEntries) == 0 {
		return nil
	}
	return r.write(ctx, &m, b)
}

// facts reads the facts of some IDs, in one state if the repository can.
func (r *Rollup) facts(ctx context.Context, m *Meta, ids []customer.ID) (now fresh, err error) {
	repo := r.Repository
	if s, ok := repo.(customer.Snapshotter); ok {
		repos, end, err := s.Snapshot(ctx, 1)
		if end != nil {
			defer func() { _ = end() }()
		}
		if err != nil {
			return fresh{}, err
		}
		if one, ok := repos[0].(customer.Repository); ok {
			repo = one
		}
	}
	now.records = map[customer.ID]Record{}
	next := func(digests []customer.Digest, _ customer.ID) error {
		for i := range digests {
			rec, ok, err := r.record(ctx, m, &digests[i])
			if err != nil {
				return err
			}
			if ok {
				now.records[rec.Digest.ID] = rec
			}
		}
		return nil
	}
	if ids[0] == "" {
		if err := customer.Keep(ctx, repo, m.Query, r.Run, customer.Keeping{Guests: true}, next); err != nil {
			return fresh{}, err
		}
		ids = ids[1:]
	}
	if len(ids) == 0 {
		return now, nil
	}
	if err := customer.Keep(ctx, repo, m.Query, r.Run, customer.Keeping{IDs: ids}, next); err != nil {
		return fresh{}, err
	}
	q := m.Query
	q.Range = calendar.Span{From: m.Since.Add(1)}
	now.courses, err = customer.FollowStatus(ctx, repo, q, ids)
	return now, err
}

// replace puts what is now in place of what was.
func (b *Batch) replace(m *Meta, id customer.ID, old *held, now *fresh) {
	was, had := old.records[id]
	is, has := now.records[id]
	if has {
		b.Put = append(b.Put, is)
	} else if had {
		b.Remove = append(b.Remove, id)
	}
	d := diff{batch: b, meta: m, id: id, old: old.entries[id]}
	switch wasKnown, isKnown := had && was.Digest.Known, has && is.Digest.Known; {
	case wasKnown && isKnown:
		if c, ok := now.courses[id]; ok { // else they were deleted while the facts were read: refresh that later
			d.change(was.Status, c)
		}
	case isKnown:
		d.put(Key{m.Query.AsOf, id, false}, Move{What: Appeared, To: is.Status})
	case wasKnown:
		d.gone(was.Status)
	}
}

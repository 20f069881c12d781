package rollup

import (
	"context"
	"fmt"
	"time"

	"github.com/clientele-go/clientele/customer"
)

// Advance moves the rollup on to an instant by time alone (H11): customers whose Until has
// come change status, which is in the feed (H1), and no fact is read. It returns who must be
// refreshed, because something stored of them takes effect by then; until they are, every
// question is ErrDue. Refresh too who had a fact added, changed or removed.
//
// It goes in steps, each of which is written as a whole; Advance again after an error. An
// instant before the rollup's is an ErrQuestion.
func (r *Rollup) Advance(ctx context.Context, to time.Time) (due []customer.ID, err error) {
	to = to.Round(0).UTC()
	for done := false; !done; {
		err := again(ctx, func() (err error) {
			done, err = r.advance(ctx, to)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return r.Due(ctx)
}

// Due returns who must be refreshed before the rollup answers (H11). The errors are those of
// Refresh.
func (r *Rollup) Due(ctx context.Context) (due []customer.ID, err error) {
	err = r.Store.View(ctx, func(v View) error {
		m, err := v.Meta(ctx)
		if err == nil {
			err = r.ready(&m)
		}
		if err != nil {
			return err
		}
		for rec, err := range v.Records(ctx, Ask{NextBy: m.Query.AsOf}) {
			if err != nil {
				return err
			}
			due = append(due, rec.Digest.ID)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return due, nil
}

// advance goes one step, and reports whether it was the last one.
func (r *Rollup) advance(ctx context.Context, to time.Time) (done bool, err error) {
	m, changing, entries, step, err := r.changing(ctx, to)
	if err != nil {
		return false, err
	}
	if err := r.ready(&m); err != nil {
		return false, err
	}
	if to.Before(m.Query.AsOf) {
		return false, fmt.Errorf("%w: it does not go back from %s to %s", ErrQuestion, m.Query.AsOf.Format(time.RFC3339Nano), to.Format(time.RFC3339Nano))
	}
	if to.Equal(m.Query.AsOf) {
		return true, nil
	}
	var b Batch
	for i := range changing {
		rec := &changing[i]
		d := diff{batch: &b, meta: &m, id: rec.Digest.ID, old: entries[rec.Digest.ID]}
		for _, t := range m.Query.Policy.ByTime(d.id, rec.Digest.Logins, m.Query.AsOf, step).Transitions {
			d.put(Key{t.At, d.id, false}, Move{What: Changed, From: t.From, To: t.To})
		}
		rec.set(&m, step)
		b.Put = append(b.Put, *rec)
	}
	m.Query.AsOf = step
	return step.Equal(to), r.write(ctx, &m, b)
}

// changing returns the records whose status changes by an instant, or by an earlier one if
// there are very many, and their entries.
func (r *Rollup) changing(ctx context.Context, to time.Time) (m Meta, changing []Record, entries map[customer.ID][]Entry, step time.Time, err error) {
	step = to
	err = r.Store.View(ctx, func(v View) (err error) {
		if m, err = v.Meta(ctx); err != nil {
			return err
		}
		for rec, err := range v.Records(ctx, Ask{UntilBy: to}) {
			if err != nil {
				return err
			}
			if len(changing) >= atOnce && !rec.Until.Equal(step) {
				break
			}
			if changing = append(changing, *rec); len(changing) == atOnce {
				step = rec.Until.UTC()
			}
		}
		if len(changing) < atOnce {
			step = to
		}
		ids := make([]customer.ID, len(changing))
		for i := range changing {
			ids[i] = changing[i].Digest.ID
		}
		if len(ids) > 0 {
			entries, err = entriesOf(ctx, v, ids)
		}
		return err
	})
	return m, changing, entries, step, err
}

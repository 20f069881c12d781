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

// turnsAtOnce is about how many customers one step of Advance moves. Steps are fewer than
// those of records, for a turn is small.
const turnsAtOnce = 20_000

// advance goes one step, and reports whether it was the last one.
func (r *Rollup) advance(ctx context.Context, to time.Time) (done bool, err error) {
	m, changing, step, err := r.changing(ctx, to)
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
	b := Batch{Turns: make([]Turn, len(changing)), PutEntries: make([]Entry, 0, len(changing))}
	for i := range changing {
		c := &changing[i]
		for _, t := range m.Query.Policy.ByTime(c.id, c.logins, m.Query.AsOf, step).Transitions {
			// No entry is of after the rollup's instant, so this one takes no other's place.
			b.PutEntries = append(b.PutEntries, Entry{Key: Key{t.At, c.id, false}, Is: Move{What: Changed, From: t.From, To: t.To}})
		}
		status, until := at(&m, &c.logins, step)
		b.Turns[i] = Turn{ID: c.id, From: c.status, To: status, Until: until}
	}
	m.Query.AsOf = step
	return step.Equal(to), r.write(ctx, &m, b)
}

// mover is a customer whose status changes by time.
type mover struct {
	id     customer.ID
	logins customer.Recent
	status customer.Status
}

// changing returns who changes status by an instant, or by an earlier one, step, if they are
// very many.
func (r *Rollup) changing(ctx context.Context, to time.Time) (m Meta, changing []mover, step time.Time, err error) {
	step = to
	err = r.Store.View(ctx, func(v View) (err error) {
		if m, err = v.Meta(ctx); err != nil {
			return err
		}
		for rec, err := range v.Records(ctx, Ask{UntilBy: to}) {
			if err != nil {
				return err
			}
			if len(changing) >= turnsAtOnce && !rec.Until.Equal(step) {
				break
			}
			if changing = append(changing, mover{rec.Digest.ID, rec.Digest.Logins, rec.Status}); len(changing) == turnsAtOnce {
				step = rec.Until.UTC()
			}
		}
		if len(changing) < turnsAtOnce {
			step = to
		}
		return nil
	})
	return m, changing, step, err
}

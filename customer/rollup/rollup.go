package rollup

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/clientele-go/clientele/customer"
)

// Rollup is a rollup in a store (H10). Its methods may be called by several goroutines and
// processes: of two that write at the same time, one does its work again.
type Rollup struct {
	Store      Store
	Repository customer.Repository // of the facts; only Build and Refresh read them

	// Query is what the digests are of: Policy, RequireSignIn and ConsentPopup. AsOf is
	// the instant of Build. Nothing else of it matters.
	Query customer.Query

	// Erased, if not nil, is the host's word that a person is erased (H8, G5): gdpr.Guard
	// gives it. Nothing is kept of them, whatever facts there are. Their facts, such as
	// orders that a law keeps, are then in no number of the rollup.
	Erased func(ctx context.Context, id customer.ID) (bool, error)

	// Arrived is the number of the last fact that had arrived before Build (H4). CatchUp
	// begins after it. Zero is none.
	Arrived int64

	Run *customer.Run // of Build: workers, progress, and what becomes of bad facts
}

// Format prints that it is a rollup, whatever the verb.
func (r Rollup) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "rollup of customers") }

// atOnce is about how many records a batch has at most.
const atOnce = 4000

// Build makes the rollup from all facts, as of Query.AsOf, range by range (H11). If it is
// interrupted, the next Build goes on where it stopped; until one ends, every question is
// ErrBuilding. If the rollup is built, it does nothing. If the store is of another question
// or instant, it is an ErrQuestion that names both: Clear removes it.
//
// Facts that change meanwhile are found or not, range by range. Refresh their customers
// afterwards. The errors are those of customer.Keep and of the store.
func (r *Rollup) Build(ctx context.Context) error {
	bound, print, err := r.Query.OfDigests()
	if err == nil {
		err = bound.Check()
	}
	if err != nil {
		return err
	}
	m, err := r.meta(ctx)
	if err != nil {
		return err
	}
	if m.Print == "" {
		m = Meta{Version: m.Version, Query: bound, Print: print, Building: true, Arrival: r.Arrived, Since: bound.AsOf}
		if err := r.write(ctx, &m, Batch{Clear: true}); err != nil {
			return err
		}
	}
	if err := m.same(print, bound.AsOf); err != nil || !m.Building {
		return err
	}
	return customer.Keep(ctx, r.Repository, bound, r.Run, customer.Keeping{From: m.From}, func(digests []customer.Digest, to customer.ID) error {
		return r.keep(ctx, &m, digests, to)
	})
}

// keep writes the digests of one range. They count as built when the last of them is
// written.
func (r *Rollup) keep(ctx context.Context, m *Meta, digests []customer.Digest, to customer.ID) error {
	for {
		some := digests[:min(len(digests), atOnce)]
		digests = digests[len(some):]
		var b Batch
		for i := range some {
			record, ok, err := r.record(ctx, m, &some[i])
			if err != nil {
				return err
			}
			if ok {
				b.Put = append(b.Put, record)
			}
		}
		if len(digests) == 0 {
			m.From, m.Building = to, to != ""
		}
		if err := r.write(ctx, m, b); err != nil || len(digests) == 0 {
			return err
		}
	}
}

// record returns what is kept of a digest, if anything is.
func (r *Rollup) record(ctx context.Context, m *Meta, d *customer.Digest) (Record, bool, error) {
	if r.Erased != nil && d.ID != "" {
		if erased, err := r.Erased(ctx, d.ID); erased || err != nil {
			return Record{}, false, err
		}
	}
	rec := Record{Digest: *d}
	if d.Known {
		rec.Status, rec.Until = at(m, &rec.Digest.Logins, m.Query.AsOf)
	}
	return rec, true, nil
}

// at returns the status by some logins as of an instant, and when the next one comes.
func at(m *Meta, logins *customer.Recent, asOf time.Time) (customer.Status, time.Time) {
	p := &m.Query.Policy
	return p.Status(*logins, asOf), p.Until(logins, asOf)
}

// Clear removes everything from the store, the feed too.
func (r *Rollup) Clear(ctx context.Context) error {
	m, err := r.meta(ctx)
	if err != nil {
		return err
	}
	return r.write(ctx, &Meta{Version: m.Version}, Batch{Clear: true})
}

// write writes a batch as the next version, and leaves that in m.
func (r *Rollup) write(ctx context.Context, m *Meta, b Batch) error {
	b.Meta = *m
	b.Meta.Version++
	if err := r.Store.Write(ctx, b); err != nil {
		return err
	}
	*m = b.Meta
	return nil
}

func (r *Rollup) meta(ctx context.Context) (m Meta, err error) {
	err = r.Store.View(ctx, func(v View) (err error) {
		m, err = v.Meta(ctx)
		return err
	})
	return m, err
}

// same reports a rollup of another question or instant (H3, H12).
func (m *Meta) same(print string, asOf time.Time) error {
	switch {
	case m.Print != print:
		return fmt.Errorf("%w: asked for %s, the store has %q", ErrQuestion, print, m.Print)
	case !m.Query.AsOf.Equal(asOf):
		return fmt.Errorf("%w: asked as of %s, the store is as of %s", ErrQuestion, asOf.UTC().Format(time.RFC3339Nano), m.Query.AsOf.Format(time.RFC3339Nano))
	}
	return nil
}

// ready reports a rollup that a write of this host must not change.
func (r *Rollup) ready(m *Meta) error {
	_, print, err := r.Query.OfDigests()
	if err == nil {
		err = m.same(print, m.Query.AsOf)
	}
	if err == nil && m.Building {
		err = ErrBuilding
	}
	return err
}

// again does a step until nobody else writes meanwhile.
func again(ctx context.Context, step func() error) error {
	for {
		if err := step(); !errors.Is(err, ErrChanged) {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
	}
}

package database

import (
	"context"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/examples/internal/shop"
	"github.com/clientele-go/clientele/gdpr"
)

// load loads all facts into memory. What changes meanwhile is noted, and read again
// afterwards.
func (h *Host) load(ctx context.Context) (err error) {
	if h.changes, err = h.db.Watch(ctx, "dashboard"); err != nil {
		return err
	}
	if err := h.changes.Forget(ctx); err != nil { // of before
		return err
	}
	asOf, err := h.present(ctx)
	if err != nil {
		return err
	}
	h.say("Reading all facts into memory.")
	r, began := &h.copies.Rollup, time.Now()
	r.Query = customer.Query{AsOf: asOf, RequireSignIn: h.o.RequireSignIn, ConsentPopup: h.o.ConsentPopup}
	erased := r.Erased
	if r.Erased, err = h.erasedByNow(ctx); err != nil {
		return err
	}
	if err := h.copies.Load(ctx, h.running); err != nil {
		return err
	}
	r.Erased = erased
	h.asOf.Store(&asOf)
	h.say("All facts are in memory, as of %s, in %s.", asOf.UTC().Format(time.RFC3339), time.Since(began).Round(10*time.Millisecond))
	return h.look(ctx)
}

// present returns the instant that the list begins with.
func (h *Host) present(ctx context.Context) (time.Time, error) {
	if h.o.Advance > 0 {
		return time.Now().UTC(), nil
	}
	latest, err := h.db.Facts.Latest(ctx)
	if err == nil && latest.IsZero() {
		latest = time.Now().UTC() // a shop without facts
	}
	return latest, err
}

// erasedByNow returns who is erased as Erased of the rollup does, by tombstones in memory: a
// build asks of everybody.
func (h *Host) erasedByNow(ctx context.Context) (func(context.Context, customer.ID) (bool, error), error) {
	if h.held == nil || len(h.held.Keys) == 0 {
		return h.copies.Rollup.Erased, nil
	}
	var all gdpr.MemoryTombstones
	for t, err := range h.held.Tombstones.Each(ctx) {
		if err == nil {
			err = all.Bury(ctx, t)
		}
		if err != nil {
			return nil, err
		}
	}
	return shop.Erased(gdpr.Guard{Keys: h.held.Keys, Tombstones: &all}), nil
}

// running returns a run that says how far a step is, every few seconds.
func (h *Host) running(step string) *customer.Run {
	began := time.Now()
	last := began
	return &customer.Run{Progress: func(done, total int) {
		if now := time.Now(); now.Sub(last) >= 2*time.Second {
			last = now
			h.say("%s: %d %% after %s.", step, 100*done/max(total, 1), now.Sub(began).Round(time.Second))
		}
	}}
}

package database

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/rollup"
)

// counted is a rollup's store that counts what this process wrote, so that the writes of
// other processes are seen.
type counted struct {
	rollup.Store
	mu  sync.Mutex // held while something is written, until it is counted
	own int64      // the writes of this process
}

// Write writes a batch.
func (c *counted) Write(ctx context.Context, b rollup.Batch) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	err := c.Store.Write(ctx, b)
	if err == nil {
		c.own++
	}
	return err
}

// meta returns what the rollup is of, and how often others have written it.
func (c *counted) meta(ctx context.Context) (m rollup.Meta, others int64, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	err = c.View(ctx, func(v rollup.View) error {
		m, err = v.Meta(ctx)
		return err
	})
	return m, m.Version - c.own, err
}

// ready has a rollup in the database: the one that is there, or one that it builds. What
// changed since is refreshed.
func (h *Host) ready(ctx context.Context) error {
	if err := h.db.Watch(ctx); err != nil {
		return err
	}
	m, err := h.db.Meta(ctx)
	if err != nil {
		return err
	}
	r := h.db.Rollup
	switch own := (customer.Query{RequireSignIn: h.o.RequireSignIn, ConsentPopup: h.o.ConsentPopup}); {
	case m.Print == "":
		r.Query = own
		if r.Query.AsOf, err = h.present(ctx); err != nil {
			return err
		}
	default: // of the instant and with the options that the build began with
		r.Query = short(m)
		if m.Query.RequireSignIn != own.RequireSignIn || m.Query.ConsentPopup != own.ConsentPopup {
			h.say("The rollup in the database was built with -require-sign-in=%t -consent-popup=%t; so are the pages.", m.Query.RequireSignIn, m.Query.ConsentPopup)
		}
	}
	if m.Print == "" || m.Building {
		if err := h.build(ctx, m.Building); err != nil {
			return err
		}
	} else {
		h.say("The rollup in the database is as of %s.", m.Query.AsOf.Format(time.RFC3339))
	}
	return h.catchUp(ctx)
}

// short returns the question of a rollup, without a policy if that is the default one: so
// links of the pages are short.
func short(m rollup.Meta) customer.Query {
	q := m.Query
	q.Policy = customer.Policy{}
	if _, print, err := q.OfDigests(); err != nil || print != m.Print {
		return m.Query
	}
	return q
}

// present returns the instant that a new rollup is of.
func (h *Host) present(ctx context.Context) (time.Time, error) {
	if h.o.Advance > 0 {
		return time.Now(), nil
	}
	latest, err := h.db.Facts.Latest(ctx)
	if err == nil && latest.IsZero() {
		latest = time.Now() // a shop without facts
	}
	return latest, err
}

// build builds the rollup, from the beginning or where a build ended. Another process that
// builds the same one does its part.
func (h *Host) build(ctx context.Context, further bool) error {
	r, began := h.db.Rollup, time.Now()
	word := "Building the rollup"
	if further {
		word = "Going on with the rollup"
	}
	h.say("%s, as of %s.", word, r.Query.AsOf.UTC().Format(time.RFC3339))
	r.Run = h.running(word)
	defer func() { r.Run = nil }()
	err := r.Build(ctx)
	for errors.Is(err, rollup.ErrChanged) && ctx.Err() == nil {
		err = r.Build(ctx)
	}
	if err == nil {
		h.say("The rollup is built, in %s.", time.Since(began).Round(10*time.Millisecond))
	}
	return err
}

// running returns a run that says how far it is, every few seconds.
func (h *Host) running(what string) *customer.Run {
	began := time.Now()
	last := began
	return &customer.Run{Progress: func(done, total int) {
		if now := time.Now(); now.Sub(last) >= 2*time.Second {
			last = now
			h.say("%s: %d %% after %s.", what, 100*done/max(total, 1), now.Sub(began).Round(time.Second))
		}
	}}
}

// catchUp refreshes the rollup by what changed while nobody followed.
func (h *Host) catchUp(ctx context.Context) error {
	r := h.db.Rollup
	err := h.due(ctx)
	if err == nil {
		_, err = h.db.Kept.RefreshChanged(ctx, func(ctx context.Context, ids []customer.ID) error { return r.Refresh(ctx, ids...) })
	}
	if err == nil && h.o.Advance > 0 {
		err = h.advance(ctx)
	}
	return err
}

// due refreshes what an advance left to be refreshed that was interrupted: until then the
// rollup does not answer.
func (h *Host) due(ctx context.Context) error {
	return h.copies.Change(func() error {
		due, err := h.db.Rollup.Due(ctx)
		if err == nil {
			err = h.db.Rollup.Refresh(ctx, due...)
		}
		return err
	})
}

// load loads all facts into memory, and notes of which state of the rollup they are.
func (h *Host) load(ctx context.Context) error {
	m, others, err := h.kept.meta(ctx) // before the facts: what others write meanwhile is seen afterwards
	if err != nil {
		return err
	}
	began := time.Now()
	wing := ""
	run := &customer.Run{}
	if err := h.copies.Load(ctx, run, func(name string) {
		wing = name
		*run = *h.running("Reading " + wing)
	}); err != nil {
		return err
	}
	h.say("All facts are in memory, in %s.", time.Since(began).Round(10*time.Millisecond))
	h.others = others
	h.asOf.Store(&m.Query.AsOf)
	return nil
}

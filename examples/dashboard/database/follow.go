package database

import (
	"context"
	"log/slog"
	"time"

	"github.com/clientele-go/clientele/customer"
)

// longest is the longest wait after an error until the database is asked again.
const longest = 15 * time.Second

// follow looks for changes until ctx is done. After an error the pages stay as they are, and
// it looks again a little later.
func (h *Host) follow(ctx context.Context) {
	wait, advanced := h.o.Look, time.Now()
	for {
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			return
		}
		err := h.look(ctx)
		if err == nil && h.o.Advance > 0 && time.Since(advanced) >= h.o.Advance {
			if err = h.advance(ctx); err == nil {
				advanced = time.Now()
			}
		}
		switch {
		case ctx.Err() != nil:
			return
		case err == nil:
			wait = h.o.Look
		default:
			wait = min(2*max(wait, h.o.Look), max(longest, h.o.Look))
			slog.ErrorContext(ctx, "following the database failed; trying again", "wait", wait, "error", err)
		}
	}
}

// look reads again what changed since the last time.
func (h *Host) look(ctx context.Context) error {
	h.looking.Lock()
	defer h.looking.Unlock()
	_, others, err := h.kept.meta(ctx)
	if err != nil {
		return err
	}
	if others != h.others {
		// Another process wrote the rollup, and took the changes that it did so by. Nothing
		// tells whose facts they were.
		slog.InfoContext(ctx, "another process refreshed or advanced the rollup: all facts are read again")
		if err := h.due(ctx); err != nil {
			return err
		}
		return h.load(ctx)
	}
	_, err = h.db.Kept.RefreshChanged(ctx, func(ctx context.Context, ids []customer.ID) error { return h.copies.Refresh(ctx, ids...) })
	return err
}

// changed reads again what changed, after a person changed a customer.
func (h *Host) changed(ctx context.Context, id customer.ID) error {
	return h.copies.Refresh(ctx, id)
}

// advance moves the present on to the clock's.
func (h *Host) advance(ctx context.Context) error {
	now, r := time.Now().UTC(), h.db.Rollup
	return h.copies.Change(func() error {
		if h.asOf.Load() != nil && now.Before(h.Now()) {
			return nil // another process is ahead
		}
		due, err := r.Advance(ctx, now)
		if err == nil {
			err = r.Refresh(ctx, due...)
		}
		if err == nil {
			h.asOf.Store(&now)
		}
		return err
	})
}

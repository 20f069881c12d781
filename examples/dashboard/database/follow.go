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
	_, err := h.changes.Refresh(ctx, func(ctx context.Context, ids []customer.ID) error { return h.copies.Refresh(ctx, ids...) })
	return err
}

// advance moves the present on to the clock's.
func (h *Host) advance(ctx context.Context) error {
	now, r := time.Now().UTC(), &h.copies.Rollup
	return h.copies.Change(func() error {
		if now.Before(h.Now()) {
			return nil // the clock was set back
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

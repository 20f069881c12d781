package database

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/examples/internal/shop"
	"github.com/clientele-go/clientele/examples/sqlhost/gdprsql"
	"github.com/clientele-go/clientele/gdpr"
)

// receiver takes the receipt of an erasure.
type receiver = func(context.Context, gdpr.Receipt) error

func noReceipt(context.Context, gdpr.Receipt) error { return nil }

// editor returns what changes customers. What it does is done now, by the clock, whatever
// the present of the pages is.
func (h *Host) editor(_ time.Time, receipt receiver) customer.Editor {
	return editor{h, h.accounts(receipt)}
}

func (h *Host) accounts(receipt receiver) gdpr.Accounts {
	return gdpr.Accounts{Registry: h.held, At: time.Now(), Request: shop.NewRequest, Receipt: receipt, Favorite: h.db.SetFavorite}
}

// editor changes customers in the host's own tables.
type editor struct {
	*Host
	gdpr.Accounts
}

// SetFavorite marks a customer as a favourite, or takes the mark away.
func (e editor) SetFavorite(ctx context.Context, id customer.ID, favorite bool) error {
	if len(e.held.Keys) == 0 { // nobody is erased, and nobody can be
		return e.db.SetFavorite(ctx, id, favorite)
	}
	return e.Accounts.SetFavorite(ctx, id, favorite)
}

// tries is how often an erasure is tried, a second apart, while others read SQLite's
// write-ahead log.
const tries = 30

// DeleteAccount erases a customer everywhere (G3).
func (e editor) DeleteAccount(ctx context.Context, id customer.ID) error {
	if len(e.held.Keys) == 0 {
		return errors.ErrUnsupported
	}
	err := e.erase(ctx, id)
	if err == nil {
		e.forget(ctx)
	}
	return err
}

// erase erases a customer. Meanwhile nobody looks for changes: the profile, which goes last,
// would be read again.
func (e editor) erase(ctx context.Context, id customer.ID) error {
	e.looking.Lock()
	defer e.looking.Unlock()
	var begun gdpr.Request
	accounts := e.Accounts
	accounts.Request = func(ctx context.Context, s gdpr.Subject) (name gdpr.Name, err error) {
		name, err = shop.NewRequest(ctx, s)
		begun = gdpr.Request{ID: name, Subject: s, At: e.At}
		return name, err
	}
	err := accounts.DeleteAccount(ctx, id)
	for n := 0; errors.Is(err, gdprsql.ErrScrub) && n < tries; n++ {
		select {
		case <-time.After(time.Second):
		case <-ctx.Done():
			return ctx.Err()
		}
		if begun.ID == "" {
			err = accounts.DeleteAccount(ctx, id)
			continue
		}
		var r gdpr.Receipt
		if r, err = e.held.Erase(ctx, begun); err == nil {
			err = e.Receipt(ctx, r)
		}
	}
	return err
}

// forget removes the erased ID from the table of changes, and then the bytes of all that was
// erased. If that fails the person is erased nevertheless, so it is logged.
func (h *Host) forget(ctx context.Context) {
	err := h.look(ctx)
	done := false
	if err == nil {
		done, err = h.db.Scrub(ctx)
	}
	if err != nil || !done {
		slog.WarnContext(ctx, "erased; but the database's files may have remnants until VACUUM has run", "error", err)
	}
}

// sent records a push.
func (h *Host) sent(ctx context.Context, push customer.Action) error {
	write := func() error { return h.db.AddAction(ctx, push) }
	if len(h.held.Keys) == 0 {
		return write()
	}
	return h.held.Guard().Admit(ctx, gdpr.Subject{ID: push.Customer}, write)
}

// Package memory is a host of the pages: a shop in memory, with a rollup and loaded
// facts beside it that are refreshed when a customer changes.
package memory

import (
	"context"
	"crypto/rand"
	"iter"
	"log/slog"
	"sync"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/rollup"
	"github.com/clientele-go/clientele/engagement"
	"github.com/clientele-go/clientele/examples/dashboard/pages"
	"github.com/clientele-go/clientele/examples/internal/shop"
	"github.com/clientele-go/clientele/export/folder"
	"github.com/clientele-go/clientele/gdpr"
	"github.com/clientele-go/clientele/notify"
	"github.com/clientele-go/clientele/subscription"
	"github.com/clientele-go/clientele/subscription/mailing"
)

// Options are what the shop's owner has set up.
type Options struct {
	Location                    *time.Location
	RequireSignIn, ConsentPopup bool
}

// host keeps what the pages are answered from.
type host struct {
	store   *shop.Shop
	rollup  *rollup.Rollup
	engaged *engagement.Loaded
	members *subscription.Loaded
	pushes  *notify.Loaded

	mu      sync.RWMutex // is locked while what is above changes
	version uint64
}

// state holds what the pages are answered from as it is until done is called.
func (h *host) state() (version uint64, done func()) {
	h.mu.RLock()
	return h.version, h.mu.RUnlock
}

// change makes the next state.
func (h *host) change(do func() error) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.version++
	return do()
}

// editor changes the shop. A deletion is one change: no page shows a part of it.
type editor struct {
	customer.Editor
	h *host
}

// DeleteAccount erases a customer.
func (e editor) DeleteAccount(ctx context.Context, id customer.ID) error {
	return e.h.change(func() error { return e.Editor.DeleteAccount(ctx, id) })
}

// New returns a shop with the facts of a folder, as of the latest of them.
func New(ctx context.Context, f *folder.Facts, o Options) (pages.Shop, error) {
	store := shop.New(f)
	registry, err := shop.NewRegistry(store)
	if err != nil {
		return pages.Shop{}, err
	}
	q := customer.Query{AsOf: f.Latest, Location: o.Location, RequireSignIn: o.RequireSignIn, ConsentPopup: o.ConsentPopup}
	h := &host{store: store, rollup: &rollup.Rollup{Store: &rollup.Memory{}, Repository: store, Query: q}}
	if err := h.load(ctx); err != nil {
		return pages.Shop{}, err
	}
	registry.Holders = append(registry.Holders, h.holders()...)
	h.rollup.Erased = erased(registry)
	secret := make([]byte, 32)
	rand.Read(secret)
	return pages.Shop{
		Name: "The shop", Facts: store, Now: func() time.Time { return f.Latest }, Query: q, Secret: secret, Open: true,
		Rollup: h.rollup, Engagement: h.engaged, Subscription: h.members, Notify: h.pushes, State: h.state,
		Editor: func(at time.Time, receipt func(context.Context, gdpr.Receipt) error) customer.Editor {
			return editor{store.Editor(registry, at, receipt), h}
		},
		Changed: h.refresh, Registry: registry,
		Sender: printed{}, Sent: func(_ context.Context, a customer.Action) error { store.AddAction(a); return nil },
		Acknowledgements: &acknowledgements{},
	}, nil
}

// load reads all facts once.
func (h *host) load(ctx context.Context) (err error) {
	if err = h.rollup.Build(ctx); err != nil {
		return err
	}
	if h.engaged, err = engagement.Load(ctx, h.store, nil); err != nil {
		return err
	}
	if h.members, err = subscription.Load(ctx, h.store, nil); err != nil {
		return err
	}
	h.pushes, err = notify.Load(ctx, h.store, nil)
	return err
}

// refresh reads the facts of one customer again, because they changed.
func (h *host) refresh(ctx context.Context, id customer.ID) error {
	return h.change(func() error {
		if err := h.rollup.Refresh(ctx, id); err != nil {
			return err
		}
		return h.reload(ctx, id)
	})
}

// reload reads the facts of one customer again.
func (h *host) reload(ctx context.Context, id customer.ID) error {
	if err := h.engaged.Refresh(ctx, h.store, id); err != nil {
		return err
	}
	if err := h.members.Refresh(ctx, h.store, id); err != nil {
		return err
	}
	return h.pushes.Refresh(ctx, h.store, id)
}

// printed sends pushes nowhere: it notes that one was sent.
type printed struct{}

// Send logs whom a push is for.
func (printed) Send(ctx context.Context, p notify.Push) error {
	slog.InfoContext(ctx, "push sent", "push", p)
	return nil
}

// acknowledgements are what mailing services took, in memory, for several goroutines.
type acknowledgements struct {
	mu  sync.Mutex
	all mailing.MemoryAcknowledgements
}

// EachAcknowledgement yields the acknowledgements of a provider as they are when it
// begins.
func (a *acknowledgements) EachAcknowledgement(ctx context.Context, provider string) iter.Seq2[mailing.Acknowledgement, error] {
	a.mu.Lock()
	defer a.mu.Unlock()
	var now mailing.MemoryAcknowledgements
	now.All = append(now.All, a.all.All...)
	return now.EachAcknowledgement(ctx, provider)
}

// Record notes an acknowledgement.
func (a *acknowledgements) Record(ctx context.Context, one mailing.Acknowledgement) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.all.Record(ctx, one)
}

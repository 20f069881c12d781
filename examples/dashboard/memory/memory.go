// Package memory is a host of the pages: a shop in memory, with a rollup and loaded
// facts beside it that are refreshed when a customer changes.
package memory

import (
	"context"
	"crypto/rand"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/rollup"
	"github.com/clientele-go/clientele/examples/dashboard/copies"
	"github.com/clientele-go/clientele/examples/dashboard/pages"
	"github.com/clientele-go/clientele/examples/internal/shop"
	"github.com/clientele-go/clientele/export/folder"
	"github.com/clientele-go/clientele/gdpr"
)

// Options are what the shop's owner has set up.
type Options struct {
	Location                    *time.Location
	RequireSignIn, ConsentPopup bool
}

// New returns a shop with the facts of a folder, as of the latest of them.
func New(ctx context.Context, f *folder.Facts, o Options) (pages.Shop, error) {
	store := shop.New(f)
	registry, err := shop.NewRegistry(store)
	if err != nil {
		return pages.Shop{}, err
	}
	q := customer.Query{AsOf: f.Latest, Location: o.Location, RequireSignIn: o.RequireSignIn, ConsentPopup: o.ConsentPopup}
	c := &copies.Copies{Facts: store, Rollup: rollup.Rollup{Query: q, Erased: shop.Erased(registry.Guard())}}
	if err := c.Load(ctx, nil); err != nil {
		return pages.Shop{}, err
	}
	registry.Holders = append(registry.Holders, c.Holders()...)
	secret := make([]byte, 32)
	rand.Read(secret)
	s := pages.Shop{
		Name: "The shop", Facts: store, Now: func() time.Time { return f.Latest }, Query: q, Secret: secret, Open: true,
		Editor: func(at time.Time, receipt func(context.Context, gdpr.Receipt) error) customer.Editor {
			return store.Editor(registry, at, receipt)
		},
		Registry: registry,
		Sender:   copies.Printed{}, Sent: func(_ context.Context, a customer.Action) error { store.AddAction(a); return nil },
		Acknowledgements: &copies.Acknowledgements{},
	}
	c.Fill(&s)
	return s, nil
}

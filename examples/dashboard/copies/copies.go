// Package copies is what the hosts of the pages have in common: what they keep beside the
// facts, which is a rollup and facts in memory, and what they send.
//
//	copies.go    the rollup and the facts in memory, and how they are read again
//	current.go   the facts in memory as repositories
//	holders.go   the same as places with personal data
//	outgoing.go  pushes and acknowledgements of mailing services
package copies

import (
	"context"
	"sync/atomic"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/rollup"
	"github.com/clientele-go/clientele/engagement"
	"github.com/clientele-go/clientele/examples/dashboard/pages"
	"github.com/clientele-go/clientele/notify"
	"github.com/clientele-go/clientele/subscription"
)

// Copies are what a host keeps beside the facts. Set Facts and Rollup, and Load the rest.
type Copies struct {
	Facts  pages.Facts
	Rollup *rollup.Rollup

	engaged atomic.Pointer[engagement.Loaded]
	members atomic.Pointer[subscription.Loaded]
	pushes  atomic.Pointer[notify.Loaded]
	version atomic.Uint64
}

// Load reads all facts into memory, also a second time. It does not build the rollup. Run has the workers and
// the progress of each wing, and reading, if not nil, is told which one begins.
func (c *Copies) Load(ctx context.Context, run *customer.Run, reading func(wing string)) error {
	if reading == nil {
		reading = func(string) {}
	}
	reading("engagement")
	engaged, err := engagement.Load(ctx, c.Facts, run)
	if err != nil {
		return err
	}
	reading("subscriptions")
	members, err := subscription.Load(ctx, c.Facts, run)
	if err != nil {
		return err
	}
	reading("notifications")
	pushes, err := notify.Load(ctx, c.Facts, run)
	if err != nil {
		return err
	}
	return c.Change(func() error {
		c.engaged.Store(engaged)
		c.members.Store(members)
		c.pushes.Store(pushes)
		return nil
	})
}

// Fill gives the pages what is kept.
func (c *Copies) Fill(s *pages.Shop) {
	s.Rollup, s.Engagement, s.Subscription, s.Notify = c.Rollup, engagementNow{c}, subscriptionNow{c}, notifyNow{c}
	s.Version = c.version.Load
	s.Changed = func(ctx context.Context, id customer.ID) error { return c.Refresh(ctx, id) }
}

// Change is the one way to write what the pages are answered from: afterwards it is another
// state.
func (c *Copies) Change(write func() error) error {
	defer c.version.Add(1)
	return write()
}

// Refresh reads the facts of some customers again, because they changed.
func (c *Copies) Refresh(ctx context.Context, ids ...customer.ID) error {
	return c.Change(func() error {
		if err := c.Rollup.Refresh(ctx, ids...); err != nil {
			return err
		}
		return c.reload(ctx, ids...)
	})
}

// reload reads the facts in memory of some customers again.
func (c *Copies) reload(ctx context.Context, ids ...customer.ID) error {
	if err := c.engaged.Load().Refresh(ctx, c.Facts, ids...); err != nil {
		return err
	}
	if err := c.members.Load().Refresh(ctx, c.Facts, ids...); err != nil {
		return err
	}
	return c.pushes.Load().Refresh(ctx, c.Facts, ids...)
}

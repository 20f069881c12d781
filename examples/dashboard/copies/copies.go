// Package copies is what the hosts of the pages have in common: what they keep beside the
// facts, which is the facts in memory and a rollup of them, and what they send.
//
//	copies.go    the facts in memory and their rollup, and how they are read again
//	holders.go   the same as places with personal data
//	outgoing.go  pushes and acknowledgements of mailing services
package copies

import (
	"context"
	"errors"
	"sync"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/loaded"
	"github.com/clientele-go/clientele/customer/rollup"
	"github.com/clientele-go/clientele/engagement"
	"github.com/clientele-go/clientele/examples/dashboard/pages"
	"github.com/clientele-go/clientele/notify"
	"github.com/clientele-go/clientele/subscription"
)

// Copies are what a host keeps beside the facts. Set Facts, and Query and Erased of the
// Rollup; Load makes the rest.
type Copies struct {
	Facts  pages.Facts
	Rollup rollup.Rollup // of the customers in memory

	mu        sync.RWMutex // is held while the pages are answered from what follows, or it changes
	version   uint64
	customers *loaded.Customers
	engaged   *engagement.Loaded
	members   *subscription.Loaded
	pushes    *notify.Loaded
}

// Load reads all facts into memory, and builds the rollup of the customers there. If running
// is not nil, each step runs as that says.
func (c *Copies) Load(ctx context.Context, running func(step string) *customer.Run) (err error) {
	if running == nil {
		running = func(string) *customer.Run { return nil }
	}
	if c.customers, err = loaded.Load(ctx, c.Facts, running("Reading customers")); err != nil {
		return err
	}
	if c.engaged, err = engagement.Load(ctx, c.Facts, running("Reading engagement")); err != nil {
		return err
	}
	if c.members, err = subscription.Load(ctx, c.Facts, running("Reading subscriptions")); err != nil {
		return err
	}
	if c.pushes, err = notify.Load(ctx, c.Facts, running("Reading notifications")); err != nil {
		return err
	}
	c.Rollup.Store, c.Rollup.Repository = &rollup.Memory{}, c.customers
	c.Rollup.Run = running("Building the list")
	defer func() { c.Rollup.Run = nil }()
	return c.Rollup.Build(ctx)
}

// Fill gives the pages what is kept.
func (c *Copies) Fill(s *pages.Shop) {
	s.Rollup, s.State, s.Segments = &c.Rollup, c.state, Segments()
	s.SaveSegment = func(context.Context, pages.Segment) error { return nil } // the pages have it until the program ends
	s.Changed = func(ctx context.Context, id customer.ID) error { return c.Refresh(ctx, id) }
}

// state returns what is kept, and holds it as it is until done is called.
func (c *Copies) state() (now pages.State, done func()) {
	c.mu.RLock()
	return pages.State{Version: c.version, Customers: c.customers, Engagement: c.engaged, Subscription: c.members, Notify: c.pushes}, c.mu.RUnlock
}

// Change writes what the pages are answered from. Nothing else does. It waits until nobody
// answers from it, and afterwards it is another state.
func (c *Copies) Change(write func() error) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.version++
	return write()
}

// Refresh reads the facts of some customers again, because they changed: once, for the
// rollup is made anew from those in memory. If a fact is bad, the rollup and the customers
// stay as they are.
func (c *Copies) Refresh(ctx context.Context, ids ...customer.ID) error {
	return c.Change(func() error {
		before, _, err := c.customers.Snapshot(ctx, 1)
		if err != nil {
			return err
		}
		if err := c.customers.Refresh(ctx, c.Facts, ids...); err != nil {
			return err
		}
		if err := c.Rollup.Refresh(ctx, ids...); err != nil {
			was, _ := before[0].(customer.Repository)
			return errors.Join(err, c.customers.Refresh(context.WithoutCancel(ctx), was, ids...))
		}
		return c.others(ctx, ids...)
	})
}

// forget drops a customer who is being erased. The profile is still there: it goes last.
func (c *Copies) forget(ctx context.Context, id customer.ID) error {
	if err := c.customers.Refresh(ctx, customer.Memory{}, id); err != nil {
		return err
	}
	return c.others(ctx, id)
}

// others reads the facts of all wings but the customers' again.
func (c *Copies) others(ctx context.Context, ids ...customer.ID) error {
	if err := c.engaged.Refresh(ctx, c.Facts, ids...); err != nil {
		return err
	}
	if err := c.members.Refresh(ctx, c.Facts, ids...); err != nil {
		return err
	}
	return c.pushes.Refresh(ctx, c.Facts, ids...)
}

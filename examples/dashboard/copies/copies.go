// Package copies is what the hosts of the pages have in common: what they keep beside the
// facts, which is a rollup and facts in memory, and what they send.
//
//	copies.go    the rollup and the facts in memory, and how they are read again
//	holders.go   the same as places with personal data
//	outgoing.go  pushes and acknowledgements of mailing services
package copies

import (
	"context"
	"sync"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/loaded"
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

	mu        sync.RWMutex // is held while the pages are answered from what follows, or it changes
	version   uint64
	customers *loaded.Customers
	engaged   *engagement.Loaded
	members   *subscription.Loaded
	pushes    *notify.Loaded
}

// Load reads all facts into memory, also a second time. It does not build the rollup. Run has the workers and
// the progress of each wing, and reading, if not nil, is told which one begins.
func (c *Copies) Load(ctx context.Context, run *customer.Run, reading func(wing string)) error {
	if reading == nil {
		reading = func(string) {}
	}
	reading("customers")
	customers, err := loaded.Load(ctx, c.Facts, run)
	if err != nil {
		return err
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
		c.customers, c.engaged, c.members, c.pushes = customers, engaged, members, pushes
		return nil
	})
}

// Fill gives the pages what is kept.
func (c *Copies) Fill(s *pages.Shop) {
	s.Rollup, s.State, s.Segments = c.Rollup, c.state, Segments()
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
	if err := c.customers.Refresh(ctx, c.Facts, ids...); err != nil {
		return err
	}
	return c.others(ctx, ids...)
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

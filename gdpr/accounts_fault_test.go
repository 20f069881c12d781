package gdpr_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"testing"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/gdpr"
)

// counter is the host's side of deleting accounts, every call of which can fail.
type counter struct {
	*world
	numbers  int
	receipts map[gdpr.Name]gdpr.Receipt // that reached the host
}

// EachCustomer yields whoever the world's identity holder has.
func (c *counter) EachCustomer(ctx context.Context, s customer.Scope) iter.Seq2[customer.Customer, error] {
	return func(yield func(customer.Customer, error) bool) {
		if err := c.called("customers", func() error { return ctx.Err() }); err != nil {
			yield(customer.Customer{}, err)
			return
		}
		for _, f := range c.facts[c.names[len(c.names)-1]] {
			if !yield(customer.Customer{ID: f.of.ID, Email: f.of.Email}, nil) {
				return
			}
		}
	}
}

func (c *counter) accounts() gdpr.Accounts {
	c.registry.Customers = c
	return gdpr.Accounts{
		Registry: c.registry, At: at(1),
		Request: func(ctx context.Context, _ gdpr.Subject) (request gdpr.Name, err error) {
			err = c.called("request", func() error {
				c.numbers++
				request = gdpr.Name(fmt.Sprintf("ticket-%d", c.numbers))
				return ctx.Err()
			})
			return request, err
		},
		Receipt: func(_ context.Context, r gdpr.Receipt) error {
			return c.called("receipt", func() error { c.receipts[r.Request()] = r; return nil })
		},
	}
}

// attempt deletes Anna's account once. The end of the process, by a crash or a
// panic, starts a new one, which first goes on with what is not finished.
func (c *counter) attempt() (err error) {
	defer func() {
		if recover() != nil {
			err, c.dead = errors.New("the host panicked"), true
		}
		if c.dead {
			c.restart()
		}
	}()
	cc, cancel := context.WithCancel(ctx)
	defer cancel()
	c.cancel = cancel
	return c.accounts().DeleteAccount(cc, anna.ID)
}

// deleted deletes Anna through all faults. The world's fault is over then.
func (c *counter) deleted() {
	c.t.Helper()
	for range 2 + len(c.faults) {
		err := c.attempt()
		silent(c.t, "an error", fmt.Sprintf("%v %+v %#v", err, err, err))
		var lost *gdpr.ReceiptError
		if errors.As(err, &lost) {
			c.receipts[lost.Receipt.Request()] = lost.Receipt
		}
		if c.of(bert.ID) != c.neighbor {
			c.t.Fatalf("G4: somebody else's data changed")
		}
		if err == nil || errors.Is(err, customer.ErrNotFound) {
			c.finished()
			return
		}
	}
	c.t.Fatalf("G4: not deleted after all faults %v", c.faults)
}

// finished reports whether she is gone, and whether the host has, or gets, a receipt
// of every request that was finished.
func (c *counter) finished() {
	c.t.Helper()
	faults := c.faults
	c.faults = nil // those that were not met
	if left := c.of(anna.ID); left != "" {
		c.t.Fatalf("G3: deleted, with faults %v, but there is left: %s", faults, left)
	}
	if err := c.accounts().Resume(ctx); err != nil { // a request that failed before its tombstone
		c.t.Fatalf("G4: faults %v: resuming: %v", faults, err)
	}
	erased := map[gdpr.Name]int{} // two requests may both have found a record
	for e, err := range c.journal.Each(ctx) {
		if err != nil || e.Open() {
			c.t.Fatalf("G4: faults %v: request %s is not finished, %v", faults, e.Request, err)
		}
		r, ok := c.receipts[e.Request]
		if !ok { // the process died with it
			if r, err = c.registry.Erase(ctx, gdpr.Request{ID: e.Request, Subject: anna, At: at(1)}); err != nil {
				c.t.Fatalf("G3: faults %v: the receipt again: %v", faults, err)
			}
		}
		for _, o := range r.Holders() {
			erased[o.Holder] = max(erased[o.Holder], o.Erased)
		}
	}
	for _, name := range c.names {
		if erased[name] != 1 {
			c.t.Fatalf("G3: faults %v: the receipts have %d records of %s, want 1", faults, erased[name], name)
		}
	}
	wants(c.t, "G5", c.registry.Guard().Check(ctx, anna), gdpr.ErrSuppressed)
}

func newCounter(t tester, keys gdpr.Keys) *counter {
	return &counter{world: newWorld(t, keys, "logins", "account"), receipts: map[gdpr.Name]gdpr.Receipt{}}
}

// Every fault, in every way, at every call of the stores and of the host's own
// callbacks, and every two: a deletion that failed goes on when it is asked for
// again, the host has the receipts, and nobody else is touched.
func TestG4EveryFaultOfDeletingAnAccount(t *testing.T) {
	keys := gdpr.Keys{key(t, "k1")}
	plain := newCounter(t, keys)
	plain.deleted()
	n, injected := plain.calls, 0
	for i := 1; i <= n; i++ {
		for f := range ways {
			c := newCounter(t, keys)
			c.faults[i] = f
			c.deleted()
			injected += c.injected
			for j := i + 1; j <= i+n; j++ {
				for g := range ways {
					c := newCounter(t, keys)
					c.faults[i], c.faults[j] = f, g
					c.deleted()
					injected += c.injected
				}
			}
		}
	}
	t.Logf("%d faults injected at %d calls", injected, n)
	if injected < n*int(ways) {
		t.Error("fewer faults were injected than there are calls: the test shows nothing")
	}
}

// lost is a holder that is a registry's host itself, and fails with a condition of this
// package.
type lost struct{ holder }

func (*lost) Erase(context.Context, gdpr.Subject, time.Time) error { return gdpr.ErrNotFound }

// A holder that fails with ErrNotFound fails: its request is not taken for finished, and
// no other one is begun.
func TestG4HolderThatFindsNothing(t *testing.T) {
	o := newOffice(t)
	o.registry.Holders = append(o.registry.Holders, &lost{holder{newStores("letters"), "letters"}})
	for range 2 {
		err := o.accounts().DeleteAccount(ctx, anna.ID)
		var failed *gdpr.Error
		if !errors.As(err, &failed) || failed.Holder != "letters" || len(o.numbered) != 1 {
			t.Errorf("G4: a holder fails: %v, and %d requests", err, len(o.numbered))
		}
	}
}

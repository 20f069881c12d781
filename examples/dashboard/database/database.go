// Package database is a host of the pages: a shop in a database, SQLite or PostgreSQL. All
// facts are loaded into memory, and read again when they change, whoever changes them.
//
//	database.go  what is opened, and what the pages get
//	load.go      the facts are loaded
//	follow.go    changes of facts, and the present, are followed
//	editor.go    what a person changes
package database

import (
	"context"
	"crypto/rand"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/examples/dashboard/copies"
	"github.com/clientele-go/clientele/examples/dashboard/pages"
	"github.com/clientele-go/clientele/examples/internal/shop"
	"github.com/clientele-go/clientele/examples/sqlhost/changes"
	"github.com/clientele-go/clientele/examples/sqlhost/shopdb"
	"github.com/clientele-go/clientele/gdpr"
)

// Options say which database it is, and what the shop's owner has set up.
type Options struct {
	URL     string // sqlite:FILE or postgres://HOST/NAME
	Mapping string // a file with the names of the tables; empty: sqlhost's own
	Keys    string // a file with the keys of tombstones; empty: nobody can be erased

	Location                    *time.Location
	RequireSignIn, ConsentPopup bool

	// Advance is how often the present moves on to the clock's. If it is 0, the present is
	// the instant of the fact that is the latest when the shop is opened.
	Advance time.Duration

	// Look is how often the database is asked for changes; 0 is every second.
	Look time.Duration

	// Say, if not nil, is told what is going on while the host opens, and what it does not
	// offer. It gets no personal data.
	Say func(text string)
}

// Host is an open shop. Close it.
type Host struct {
	o       Options
	db      *shopdb.Shop
	copies  copies.Copies
	changes *changes.Log
	held    *gdpr.Registry
	asOf    atomic.Pointer[time.Time] // the rollup's instant, which is the present

	looking sync.Mutex // held while changes are looked for, and while somebody is erased

	stop func()
	done sync.WaitGroup
}

// Open opens a shop: it loads all facts into memory. Until Close it follows what changes.
func Open(ctx context.Context, o Options) (h *Host, err error) {
	h = &Host{o: o}
	if h.o.Say == nil {
		h.o.Say = func(string) {}
	}
	if h.o.Look == 0 {
		h.o.Look = time.Second
	}
	if h.db, err = shopdb.Open(ctx, o.URL, o.Mapping); err != nil {
		return nil, err
	}
	if err := h.open(ctx); err != nil {
		_ = h.db.Close()
		return nil, err
	}
	following, stop := context.WithCancel(context.WithoutCancel(ctx))
	h.stop = stop
	h.done.Go(func() { h.follow(following) })
	return h, nil
}

func (h *Host) open(ctx context.Context) error {
	h.copies.Facts = h.db.Facts
	if err := h.register(ctx); err != nil {
		return err
	}
	if err := h.load(ctx); err != nil {
		return err
	}
	if h.held == nil || len(h.held.Keys) == 0 {
		return nil
	}
	return h.accounts(noReceipt).Resume(ctx) // of erasures that were interrupted
}

// register lists what is held on a person, and who is erased.
func (h *Host) register(ctx context.Context) (err error) {
	if !h.db.Own {
		h.o.Say("The tables are another program's: nothing is changed or deleted here, and what is held on a person is not told.")
		h.copies.Rollup.Erased, err = h.db.Guard(ctx, shopdb.DefaultTombstones, h.o.Keys)
		return err
	}
	if h.held, err = h.db.Registry(ctx, h.o.Keys); err != nil {
		return err
	}
	h.held.Holders = append(append(h.held.Holders, h.db.KeptRollup()), h.copies.Holders()...)
	if h.o.Keys == "" {
		h.o.Say("Without -keys nobody can be deleted: who is erased is remembered by keyed hashes.")
		return nil
	}
	h.copies.Rollup.Erased = shop.Erased(h.held.Guard())
	return nil
}

// Close ends what follows the database, and closes it.
func (h *Host) Close() error {
	h.stop()
	h.done.Wait()
	return h.db.Close()
}

// Now returns the present: the rollup's instant.
func (h *Host) Now() time.Time { return *h.asOf.Load() }

// Shop returns what the pages show.
func (h *Host) Shop() pages.Shop {
	secret := make([]byte, 32)
	rand.Read(secret)
	s := pages.Shop{
		Name: "The shop", Facts: h.db.Facts, Now: h.Now, Secret: secret, Open: true,
		Query:            customer.Query{Location: h.o.Location, RequireSignIn: h.o.RequireSignIn, ConsentPopup: h.o.ConsentPopup},
		Registry:         h.held,
		Acknowledgements: &copies.Acknowledgements{},
	}
	h.copies.Fill(&s)
	if h.db.Own {
		s.Editor, s.Sender, s.Sent = h.editor, copies.Printed{}, h.sent
	}
	return s
}

// say says what is going on.
func (h *Host) say(format string, args ...any) { h.o.Say(fmt.Sprintf(format, args...)) }

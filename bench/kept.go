package main

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/clientele-go/clientele/customer"
)

// keptDigest is what a host keeps of one customer to know their status at any
// later time.
type keptDigest struct {
	registered bool // first: it and the two latest logins lie together
	logins     customer.Recent
}

// kept asks for the status of everyone a day later: the library from digests that
// were kept, and that take in the logins of that day; DuckDB from the facts.
func (b *Bench) kept(ctx context.Context) error {
	w := b.with(b.AnyOrder)
	later := cutsAt(asOf.Add(day))
	digests, err := keepDigests(ctx, w, later.asOf, b)
	if err != nil {
		return err
	}
	contenders := []Contender{{Name: libraryName, Run: func(context.Context) (func() (Answer, error), error) {
		counts, registered := countKept(digests, later.asOf)
		return func() (Answer, error) { return status(len(digests), registered, counts), nil }, nil
	}}}
	if b.takesPart(duckdb2) {
		d, err := loadDuckDB(ctx, w)
		if err != nil {
			return err
		}
		defer d.db.Close()
		duck := duckDB{d, duckdb2, 2, b.Dir}
		contenders = append(contenders, Contender{Name: duckdb2, Around: duck.Around, Run: func(ctx context.Context) (func() (Answer, error), error) {
			a, err := d.askAt(ctx, Status, later)
			return said(a), err
		}})
	}
	return b.Race(ctx, "kept status", contenders...)
}

// countKept counts on all cores.
func countKept(digests []keptDigest, asOf time.Time) (counts [4]int, registered int) {
	var mutex sync.Mutex
	ranks := customer.Policy{}.At(asOf)
	inParts(len(digests), func(from, to int) {
		var own [4]int
		ownRegistered := 0
		for i := range digests[from:to] {
			d := &digests[from+i]
			own[ranks.Status(&d.logins)]++
			if d.registered {
				ownRegistered++
			}
		}
		mutex.Lock()
		defer mutex.Unlock()
		for s, n := range own {
			counts[s] += n
		}
		registered += ownRegistered
	})
	return counts, registered
}

// keepDigests makes digests as of a day before, and then takes in the logins
// since, one by one.
func keepDigests(ctx context.Context, w *World, later time.Time, b *Bench) ([]keptDigest, error) {
	digests, place := make([]keptDigest, 0, len(w.Customers)), map[customer.ID]int{}
	for d, err := range customer.Digests(ctx, repository{World: w}.logins(), customerQuery) {
		if err != nil {
			return nil, err
		}
		if d.Known {
			place[d.ID] = len(digests)
			digests = append(digests, keptDigest{d.Customer.SignedUp || d.LoggedIn(), d.Logins})
		}
	}
	type login struct {
		place int
		at    time.Time
	}
	var logins []login
	for _, l := range w.Logins {
		if l.At.After(asOf) && !l.At.After(later) && l.Customer != "" {
			logins = append(logins, login{place[l.Customer], l.At})
		}
	}
	var policy customer.Policy
	needed := policy.Logins()
	if len(logins) == 0 {
		return nil, fmt.Errorf("no logins between %v and %v", asOf, later)
	}
	var taken []keptDigest
	var times []time.Duration
	var allocs uint64
	for range b.Reps { // into a copy each time; the last one is kept
		taken = slices.Clone(digests)
		took, _ := measure(func() error {
			for _, l := range logins {
				d := &taken[l.place]
				d.logins.Add(l.at, needed)
				d.registered = true
			}
			return nil
		})
		times, allocs = append(times, took.Wall), took.Allocs
	}
	each := float64(median(times).Nanoseconds()) / float64(len(logins))
	b.note("kept login", each, "%d logins taken in, %.1f ns each, %d allocations", len(logins), each, allocs)
	return taken, nil
}

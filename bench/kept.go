package main

import (
	"context"
	"errors"
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
	h, err := b.in(ctx, ByCustomer)
	if err != nil {
		return err
	}
	later := cutsAt(asOf.Add(day))
	digests, err := keepDigests(ctx, h, later.asOf)
	if err != nil {
		return err
	}
	contenders := []Contender{contender(h.library, func(context.Context) (func() (Answer, error), error) {
		counts, registered := countKept(digests, later.asOf)
		return func() (Answer, error) { return status(len(digests), registered, counts), nil }, nil
	})}
	if d := h.duck; d != nil {
		contenders = append(contenders, contender(d, func(ctx context.Context) (func() (Answer, error), error) {
			a, err := d.askAt(ctx, Status, later)
			return said(a), err
		}))
	}
	return b.Race(ctx, "kept", contenders...)
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
func keepDigests(ctx context.Context, h *hall, later time.Time) ([]keptDigest, error) {
	digests, place := make([]keptDigest, 0, len(h.Customers)), map[customer.ID]int{}
	_, err := customer.Reduce(ctx, h.library.shop.logins, customerQuery, &customer.Run{Workers: 1}, customer.Reducer[struct{}]{
		New: func() (none struct{}) { return none },
		Visit: func(_ struct{}, d *customer.Digest) error {
			if d.Known {
				place[d.ID] = len(digests)
				digests = append(digests, keptDigest{d.Customer.SignedUp || d.LoggedIn(), d.Logins})
			}
			return nil
		},
	})
	if err != nil {
		return nil, err
	}
	var policy customer.Policy
	taken := 0
	for _, l := range h.Logins {
		if l.At.After(asOf) && !l.At.After(later) && l.Customer != "" {
			d := &digests[place[l.Customer]]
			d.logins.Add(l.At, policy.Logins())
			d.registered = true
			taken++
		}
	}
	if taken == 0 {
		return nil, errors.New("nobody logged in on the day after")
	}
	return digests, nil
}

package main

import (
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/notify"
	"github.com/clientele-go/clientele/subscription"
)

// Arrange puts the facts of a world as Generate makes it in another order, in
// place. It is always the same one.
func (w *World) Arrange(o Order) {
	if w.Order == o {
		return
	}
	w.Order = o
	var wg sync.WaitGroup
	wg.Go(func() { byTime(w.Logins, func(l customer.Login) time.Time { return l.At }) })
	wg.Go(func() { byTime(w.Messages, func(m customer.Message) time.Time { return m.At }) })
	wg.Go(func() { byTime(w.Orders, placed) })
	wg.Wait()
	wg.Go(func() { byTime(w.Customers, func(customer.Customer) time.Time { return time.Time{} }) })
	wg.Go(func() { byTime(w.Tags, func(customer.Tag) time.Time { return time.Time{} }) })
	wg.Go(func() { byTime(w.Fields, func(f customer.Field) time.Time { return f.At }) })
	wg.Go(func() { byTime(w.Members, func(m subscription.Membership) time.Time { return m.JoinedAt }) })
	wg.Go(func() { byTime(w.OptIns, func(t notify.OptIn) time.Time { return t.SubscribedAt }) })
	wg.Wait()
	w.lay()
}

func placed(o customer.Order) time.Time {
	if o.PlacedAt.IsZero() {
		return o.PaidAt
	}
	return o.PlacedAt
}

// byTime sorts by an instant of whole seconds; what has none comes first, and
// facts of one second by chance. Only places are sorted, and then every fact is moved once.
func byTime[F any](facts []F, at func(F) time.Time) {
	dice := rand.New(rand.NewPCG(seed, uint64(len(facts))))
	dice.Shuffle(len(facts), func(i, j int) { facts[i], facts[j] = facts[j], facts[i] })
	type place struct{ second, from int64 }
	places := make([]place, len(facts))
	for i := range facts {
		places[i] = place{at(facts[i]).Unix(), int64(i)}
	}
	slices.SortFunc(places, func(a, b place) int { return int(a.second - b.second) })
	sorted := make([]F, len(facts))
	for i, p := range places {
		sorted[i] = facts[p.from]
	}
	copy(facts, sorted)
}

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

// Arrange puts the facts of the world in another order, in place. It is always
// the same one for a world as Generate makes it.
func (w *World) Arrange(o Order) {
	if w.Order == o {
		return
	}
	w.Order = o
	never := func(customer.Customer) time.Time { return time.Time{} }
	var wg sync.WaitGroup
	wg.Go(func() { arrange(w.Logins, o, func(l customer.Login) time.Time { return l.At }) })
	wg.Go(func() { arrange(w.Messages, o, func(m customer.Message) time.Time { return m.At }) })
	wg.Go(func() { arrange(w.Orders, o, placed) })
	wg.Wait()
	wg.Go(func() { arrange(w.Customers, o, never) })
	wg.Go(func() { arrange(w.Tags, o, func(customer.Tag) time.Time { return time.Time{} }) })
	wg.Go(func() { arrange(w.Fields, o, func(f customer.Field) time.Time { return f.At }) })
	wg.Go(func() { arrange(w.Members, o, func(m subscription.Member) time.Time { return m.JoinedAt }) })
	wg.Go(func() { arrange(w.OptIns, o, func(t notify.OptIn) time.Time { return t.SubscribedAt }) })
	wg.Wait()
	w.lay()
}

func placed(o customer.Order) time.Time {
	if o.PlacedAt.IsZero() {
		return o.PaidAt
	}
	return o.PlacedAt
}

func arrange[F any](facts []F, o Order, at func(F) time.Time) {
	dice := rand.New(rand.NewPCG(seed, uint64(len(facts))))
	dice.Shuffle(len(facts), func(i, j int) { facts[i], facts[j] = facts[j], facts[i] })
	if o == ByTime {
		byTime(facts, at)
	}
}

// byTime sorts by an instant of whole seconds; what has none comes first. Only
// places are sorted, and then every fact is moved once.
func byTime[F any](facts []F, at func(F) time.Time) {
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

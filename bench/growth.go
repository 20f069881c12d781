package main

import (
	"context"
	"fmt"
	"math"
)

// growth makes the full report of shops of ten thousand to ten million facts:
// how long it takes per fact must not grow.
func (b *Bench) growth(ctx context.Context) error {
	b.world = nil
	for _, o := range []Order{ByCustomer, b.AnyOrder} {
		name := orderName(o)
		least, most := math.Inf(1), 0.0
		for facts := 10_000; facts <= min(10_000_000, 27*b.Customers); facts *= 10 {
			w := Generate(facts/27, false)
			w.Arrange(o)
			l := &library{libraryName, repository{World: w}, b.Dir}
			job := fmt.Sprintf("growth %s %d", name, facts)
			err := b.Race(ctx, job, Contender{Name: libraryName, Run: func(ctx context.Context) (func() (Answer, error), error) { return l.Ask(ctx, Full) }})
			if err != nil {
				return err
			}
			each := float64(b.find(job, libraryName).CPU()) / float64(w.Facts())
			b.note(job, each, "%.1f ns of CPU a fact", each)
			if facts > 10_000 { // which is over in a millisecond
				least, most = min(least, each), max(most, each)
			}
		}
		b.note("growth "+name, most/least, "the most time a fact is %.2f times the least, from 10⁵ facts on", most/least)
	}
	return nil
}

// uuid makes the full report with IDs of 36 bytes.
func (b *Bench) uuid(ctx context.Context) error {
	b.world = nil
	w := Generate(b.Customers, true)
	all := b.Engines
	if all == nil {
		b.Engines = []string{libraryName, limitName, duckdb2}
		defer func() { b.Engines = all }()
	}
	if err := b.questions(ctx, w, "uuid ordered", []Question{Full}); err != nil {
		return err
	}
	w.Arrange(b.AnyOrder)
	return b.questions(ctx, w, "uuid any", []Question{Full})
}

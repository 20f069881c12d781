package main

import (
	"context"
	"fmt"
)

// memory says how much of it the full report takes above the facts.
func (b *Bench) memory(ctx context.Context) error {
	for _, o := range []Order{ByCustomer, b.AnyOrder} {
		w := b.with(o)
		for _, e := range []Engine{
			&library{libraryName, repository{World: w}, b.Dir},
			&naive{w, b.Dir},
		} {
			if !b.takesPart(e.Name()) {
				continue
			}
			grown, err := peak(func() error {
				_, err := e.Ask(ctx, Full)
				return err
			})
			if err != nil {
				return err
			}
			b.note(fmt.Sprintf("memory %s %v", e.Name(), o), float64(grown),
				"at most %.1f MB above the facts, garbage included: %.1f bytes a fact", float64(grown)/1e6, float64(grown)/float64(w.Facts()))
		}
		if o == ByCustomer {
			b.constant(ctx, w, "all")
		}
	}
	small := Generate(min(10_000, b.Customers), false)
	return b.constant(ctx, small, "10000")
}

// constant measures the memory in use at some places of a stream in customer
// order: the rows leave as they are made.
func (b *Bench) constant(ctx context.Context, w *World, name string) error {
	before := live()
	var most uint64
	chunks := w.Facts() / 4096
	n, places := 0, 0
	pulse := func() {
		if n++; n%max(1, chunks/6) == 0 {
			places++
			most = max(most, live())
		}
	}
	l := &library{libraryName, repository{w, pulse}, b.Dir}
	if _, err := l.Ask(ctx, Full); err != nil {
		return err
	}
	above := max(float64(most)-float64(before), 0)
	b.note("memory constant "+name, above, "%d customers: %.2f MiB in use above the facts, at most, at %d places of the stream",
		len(w.Customers), above/(1<<20), places)
	return nil
}

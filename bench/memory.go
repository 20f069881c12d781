package main

import "context"

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
			b.note("memory "+e.Name()+" "+orderName(o), float64(grown),
				"at most %.1f MB above the facts, garbage included: %.1f bytes a fact", float64(grown)/1e6, float64(grown)/float64(w.Facts()))
		}
		if o == ByCustomer {
			err := b.constant(ctx, w, "all")
			if err != nil {
				return err
			}
			continue
		}
		b.note("memory a fact", b.noted("memory clientele any order")/float64(w.Facts()), "the report of facts in any order: see above")
	}
	small := Generate(min(10_000, b.Customers), false)
	return b.constant(ctx, small, "10000")
}

// constant measures the memory in use at some places of a stream in customer
// order: the rows leave as they are made.
func (b *Bench) constant(ctx context.Context, w *World, name string) error {
	above, err := inUse(w, func(r repository) error {
		_, err := (&library{libraryName, r, b.Dir}).Ask(ctx, Full)
		return err
	})
	b.note("memory constant "+name, above, "%d customers: %.2f MiB in use above the facts, at most", len(w.Customers), above/(1<<20))
	return err
}

// inUse is how many bytes are in use at most, above the facts, at six places of
// a pass over them.
func inUse(w *World, ask func(repository) error) (float64, error) {
	before, most := live(), uint64(0)
	chunks, n := w.Facts()/chunk, 0
	err := ask(repository{w, func() {
		if n++; n%max(1, chunks/6) == 0 {
			most = max(most, live())
		}
	}})
	return max(float64(most)-float64(before), 0), err
}

// orderName is what an order is called in results: every order but that of
// customers is any order.
func orderName(o Order) string {
	if o == ByCustomer {
		return o.String()
	}
	return "any order"
}

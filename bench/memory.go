package main

import (
	"context"

	"github.com/clientele-go/clientele/customer"
)

// memory measures how much of it everything takes above facts in customer order:
// of all customers, and of a tenth of them.
func (b *Bench) memory(ctx context.Context) error {
	h, err := b.in(ctx, ByCustomer)
	if err != nil {
		return err
	}
	if err := b.above(ctx, "memory", *h.library); err != nil {
		return err
	}
	tenth := library{name: libraryName, world: Generate(max(1, b.Customers/10), b.UUID), dir: b.Dir}
	tenth.shop = tenth.world.sorted()
	return b.above(ctx, "memory tenth", tenth)
}

// above measures how many bytes are in use at most beyond the facts, without
// garbage. It looks three times in each wing.
func (b *Bench) above(ctx context.Context, job string, l library) error {
	before, most := live(), uint64(0)
	l.run = &customer.Run{Progress: func(done, total int) {
		if done%max(1, total/3) == 0 {
			most = max(most, live())
		}
	}}
	_, err := l.Ask(ctx, Full)
	bytes := max(float64(most)-float64(before), 0)
	b.note(job, bytes, "%d customers: %.2f MiB in use above the facts, at most", len(l.world.Customers), bytes/(1<<20))
	return err
}

package main

import (
	"strings"
	"sync"

	"github.com/clientele-go/clientele/customer"
	"github.com/shopspring/decimal"
)

// lay makes the texts and amounts of the facts anew, row by row, so that they lie
// in memory as with whoever has read the tables in the order in which they stand. What
// many rows share, as IDs and channels, stays one text for all.
func (w *World) lay() {
	var wg sync.WaitGroup
	wg.Go(func() {
		var t texts
		for i := range w.Customers {
			c := &w.Customers[i]
			c.Email = customer.Email(t.of(string(c.Email)))
			for _, s := range []*string{&c.Username, &c.Name, &c.Facebook, &c.Twitter, &c.Google} {
				*s = t.of(*s)
			}
		}
	})
	wg.Go(func() {
		var t texts
		for i := range w.Orders {
			o := &w.Orders[i]
			o.ID = customer.OrderID(t.of(string(o.ID)))
			o.Total.Amount = again(o.Total.Amount)
			refunds := o.Refunds
			o.Refunds = nil
			for _, r := range refunds {
				o.Refunds = append(o.Refunds, customer.Refund{ID: t.of(r.ID), At: r.At, Amount: again(r.Amount)})
			}
		}
	})
	wg.Wait()
}

// again returns the same amount in digits of its own.
func again(d decimal.Decimal) decimal.Decimal { return decimal.New(d.CoefficientInt64(), d.Exponent()) }

// texts are strings that lie one behind the other.
type texts struct{ block strings.Builder }

func (t *texts) of(s string) string {
	if t.block.Cap()-t.block.Len() < len(s) {
		t.block = strings.Builder{}
		t.block.Grow(8 << 10)
	}
	from := t.block.Len()
	t.block.WriteString(s)
	return t.block.String()[from:]
}

package value

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"slices"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/internal/base/redact"
	"github.com/clientele-go/clientele/internal/moments"
)

// Buyer is a customer with a paid order in the currency of a question. A Buyer is personal
// data and prints its ID alone, as customer.Customer does.
type Buyer struct {
	ID      customer.ID
	History History // V1

	// Repeat is the net revenue of the orders of all days but the first, as of AsOf (V2).
	Repeat customer.Money
}

// Format prints the ID alone, whatever the verb.
func (b Buyer) Format(f fmt.State, _ rune) {
	fmt.Fprintf(f, "purchases of customer %q", string(b.ID))
}

// LogValue returns the ID alone.
func (b Buyer) LogValue() slog.Value { return slog.StringValue(string(b.ID)) }

// MarshalText returns an error that names what to send in place of it.
func (Buyer) MarshalText() ([]byte, error) {
	return redact.Unsent("a value.Buyer", "an export.ValueRow")
}

// Buyers returns every customer with a paid order in the currency of the question, by ID
// (V1). Paid orders are those of R4 that are revenue (R1), checkout links included. Guests are
// not counted.
//
// The errors are those of PurchaseQuery.Check, of the repository, customer.ErrRange and, unless
// run leaves bad facts out, *customer.FactError. On an error there are none.
func Buyers(ctx context.Context, repo Repository, q PurchaseQuery, run *customer.Run) ([]Buyer, error) {
	parts, err := reduce(ctx, repo, &q, run, nil, func() *[]Buyer { return new([]Buyer) },
		func(all *[]Buyer, b *Buyer) error { *all = append(*all, *b); return nil })
	if err != nil {
		return nil, err
	}
	var all []Buyer
	for _, p := range parts {
		all = append(all, *p...)
	}
	slices.SortFunc(all, func(a, b Buyer) int { return cmp.Compare(a.ID, b.ID) })
	return all, nil
}

// Counts is what the fits need to know of all customers together. Its parts are counted, so
// memory grows with the different histories and spends. It holds no IDs.
type Counts struct {
	Histories Histories
	Spends    Spends
	LeftOut   customer.LeftOut // bad facts
}

// Count counts the histories (V1) and the spends (V2) of all customers with a paid order in the
// currency of the question. Its errors are those of Buyers. On an error the counts are the
// zero value.
func Count(ctx context.Context, repo Repository, q PurchaseQuery, run *customer.Run) (Counts, error) {
	var left customer.LeftOut
	parts, err := reduce(ctx, repo, &q, run, &left, func() *Counts { return new(Counts) }, (*Counts).add)
	if err != nil {
		return Counts{}, err
	}
	for _, p := range parts[1:] {
		parts[0].Histories.Merge(&p.Histories)
		if err := parts[0].Spends.Merge(&p.Spends); err != nil {
			return Counts{}, err
		}
	}
	parts[0].LeftOut = left
	return *parts[0], nil
}

func (c *Counts) add(b *Buyer) error {
	if err := c.Histories.Add(b.History); err != nil {
		return err
	}
	return c.Spends.Add(b.History.Repeats, b.Repeat)
}

// reduce visits every buyer once, for answers of type A. What is visited is used again.
func reduce[A any](ctx context.Context, repo Repository, q *PurchaseQuery, run *customer.Run, left *customer.LeftOut, answer func() A, visit func(A, *Buyer) error) ([]A, error) {
	if err := q.Check(); err != nil {
		return nil, err
	}
	type worker struct {
		days   days
		answer A
	}
	workers, err := moments.Reduce(ctx, repo, run, left,
		func() *worker { return &worker{newDays(q), answer()} },
		func(w *worker, d *moments.Digest) error {
			if b, ok := w.days.buyer(d); ok {
				return visit(w.answer, &b)
			}
			return nil
		},
		moments.Customers[Repository](q.AsOf), moments.Orders[Repository](q.AsOf, true))
	if err != nil {
		return nil, err
	}
	var all []A
	for _, w := range workers {
		all = append(all, w.answer)
	}
	return all, nil
}

// days finds the order days of customers: each worker has one.
type days struct {
	currency customer.Currency
	buckets  *moments.Buckets
	today    int // the number of AsOf's date
	found    []int
}

func newDays(q *PurchaseQuery) days {
	b := moments.NewBuckets(calendar.Axis{Location: q.Location, AsOf: q.AsOf})
	return days{q.Currency, b, b.Number(moments.MomentOf(q.AsOf)), nil}
}

// of returns the numbers of a customer's order days, in order, each once. It is valid until
// the next call.
func (w *days) of(d *moments.Digest) []int {
	w.found = w.found[:0]
	for i := range d.Sums {
		if s := &d.Sums[i]; s.Currency == w.currency && s.Count > 0 {
			w.found = append(w.found, w.buckets.Number(s.Moment))
		}
	}
	slices.Sort(w.found) // clocks can go back over midnight
	w.found = slices.Compact(w.found)
	return w.found
}

// buyer returns what there is to know of a customer, if there is an order day.
func (w *days) buyer(d *moments.Digest) (Buyer, bool) {
	all := w.of(d)
	if len(all) == 0 {
		return Buyer{}, false
	}
	first, last := all[0], all[len(all)-1]
	b := Buyer{ID: d.ID, History: History{
		Repeats: len(all) - 1, LastDay: last - first,
		// Where clocks went back over midnight, an order can be dated after AsOf.
		Observed: max(w.today, last) - first,
	}}
	var gross, refunded customer.Sum
	for i := range d.Sums {
		s := &d.Sums[i]
		if s.Currency == w.currency && s.Count > 0 && w.buckets.Number(s.Moment) != first {
			gross.Merge(s.Gross)
			refunded.Merge(s.Refunded)
		}
	}
	b.Repeat = customer.Money{Amount: gross.Decimal().Sub(refunded.Decimal()), Currency: w.currency}
	return b, true
}

package value

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/internal/moments"
)

// Holdout is a fit beside what came after it (V9).
type Holdout struct {
	Fit   Fit
	Until time.Time // in UTC
	Rows  []HoldoutRow
}

// HoldoutRow is the customers with one number of repeat purchases as of the fit.
type HoldoutRow struct {
	Repeats   int
	Customers int

	// Expected is the purchases that the fit expected of all of them, from its date to that
	// of Until (V6).
	Expected Estimate

	// Actual is the purchases that they made after AsOf and until Until (V1).
	Actual int
}

// HoldOut fits a model as of q.AsOf and counts what came after it, until another instant (V9). What
// is counted is what is known then: days with a paid order. A day on which the customer had
// bought as of q.AsOf counts once, and before it.
//
// The errors are those of Buyers and FitPurchases, and an ErrQuery if until is not after q.AsOf.
func HoldOut(ctx context.Context, repo Repository, q PurchaseQuery, until time.Time, run *customer.Run) (Holdout, error) {
	past, err := Buyers(ctx, repo, q, run)
	if err != nil {
		return Holdout{}, err
	}
	if !until.After(q.AsOf) {
		return Holdout{}, fmt.Errorf("%w: the holdout ends before it begins", ErrQuery)
	}
	var s Histories
	for i := range past {
		if err := s.Add(past[i].History); err != nil {
			return Holdout{}, err
		}
	}
	fit, err := FitPurchases(&s, q)
	if err != nil {
		return Holdout{}, err
	}
	later, err := purchasesAfter(ctx, repo, q, until, run)
	if err != nil {
		return Holdout{}, err
	}
	return Holdout{fit, until.UTC(), fit.beside(past, later, q.daysUntil(until))}, nil
}

// daysUntil returns the days from the date of AsOf to that of until.
func (q *PurchaseQuery) daysUntil(until time.Time) int {
	b := moments.NewBuckets(calendar.Axis{Location: q.Location, AsOf: until})
	return b.Number(moments.MomentOf(until)) - b.Number(moments.MomentOf(q.AsOf))
}

// beside returns the rows, one for each number of repeats that there is.
func (f *Fit) beside(past []Buyer, later map[customer.ID]after, days int) []HoldoutRow {
	slices.SortFunc(past, func(a, b Buyer) int { return a.History.compare(b.History) })
	d := time.Duration(days) * 24 * time.Hour
	var rows []HoldoutRow
	for i := range past {
		h, was := past[i].History, later[past[i].ID]
		if n := len(rows); n == 0 || rows[n-1].Repeats != h.Repeats {
			rows = append(rows, HoldoutRow{Repeats: h.Repeats})
		}
		row := &rows[len(rows)-1]
		row.Customers++
		row.Expected.Value += f.Expected(h, d).Value
		row.Actual += was.days
		if was.sameDay && h.LastDay < h.Observed {
			row.Actual++
		}
	}
	return rows
}

// after is a customer's order days after the date of a fit, and whether the date itself is
// one, by an order after the fit.
type after struct {
	days    int
	sameDay bool
}

// purchasesAfter returns what customers bought after q.AsOf, as of until.
func purchasesAfter(ctx context.Context, repo Repository, q PurchaseQuery, until time.Time, run *customer.Run) (map[customer.ID]after, error) {
	now := moments.MomentOf(q.AsOf)
	q.AsOf = until
	type worker struct {
		days  days
		found map[customer.ID]after
	}
	parts, err := moments.Reduce(ctx, repo, run, nil,
		func() *worker { return &worker{newDays(&q), map[customer.ID]after{}} },
		func(w *worker, d *moments.Digest) error {
			d.Sums = slices.DeleteFunc(d.Sums, func(s moments.Sum) bool { return !now.Before(s.Moment) })
			var a after
			for _, day := range w.days.of(d) {
				if day > w.days.buckets.Number(now) {
					a.days++
				} else {
					a.sameDay = true
				}
			}
			if a != (after{}) {
				w.found[d.ID] = a
			}
			return nil
		},
		moments.Customers[Repository](q.AsOf), moments.Orders[Repository](q.AsOf, true))
	if err != nil {
		return nil, err
	}
	all := map[customer.ID]after{}
	for _, p := range parts {
		for id, a := range p.found {
			all[id] = a
		}
	}
	return all, nil
}

package rollup

import (
	"cmp"
	"context"
	"iter"
	"maps"
	"slices"
	"time"

	"github.com/clientele-go/clientele/customer"
)

// Arrivals is what a host knows of when facts arrived (H4). A number names an arrival: it is
// the host's, at least 1, and rises. It is never the fact's time, by which late facts would
// be lost.
type Arrivals interface {
	// EachArrival yields the arrivals with a number above since, in any order. It may yield
	// more. Whatever arrives later must have a higher number than all that were there to be
	// read. If numbers are taken inside transactions, which end in another order, leave
	// those out that are above the lowest of a transaction still open.
	EachArrival(ctx context.Context, since int64) iter.Seq2[Arrival, error]
}

// Arrival tells whose fact was added, changed or removed. The empty ID is the guests.
type Arrival struct {
	Number   int64
	Customer customer.ID
}

// CatchUp moves the rollup on to an instant by time and by the facts that arrived since the
// last CatchUp, or since Arrived if there was none (H4). It returns, sorted, whose digests it
// rebuilt: those of the arrivals, and those of Advance who were due.
//
// It rebuilds each of these digests from the facts of its customer, by Refresh (H11), and
// merges no new fact into a kept digest. A merge would be exact for the latest instants
// alone: a count cannot tell a fact that came twice, and no kept maximum can be taken back
// when an order is voided or refunded in full (H7).
//
// Where it stands is written together with the digests, so that a crash repeats and never
// loses. After an error, do it again. The errors are those of Advance, Refresh and a.
func (r *Rollup) CatchUp(ctx context.Context, to time.Time, a Arrivals) (rebuilt []customer.ID, err error) {
	due, err := r.Advance(ctx, to)
	if err == nil {
		err = r.Refresh(ctx, due...)
	}
	if err != nil {
		return nil, err
	}
	arrived, last, err := r.arrived(ctx, a)
	if err != nil {
		return nil, err
	}
	rebuilt = due
	for rest := arrived; len(rest) > 0; {
		some := rest[:min(len(rest), refreshedAtOnce)]
		rest = rest[len(some):]
		ids := make([]customer.ID, len(some))
		for i := range some {
			ids[i] = some[i].Customer
		}
		slices.Sort(ids)
		upTo := last
		if len(rest) > 0 {
			upTo = rest[0].Number - 1
		}
		if err := again(ctx, func() error { return r.refresh(ctx, ids, from{facts: true, arrival: upTo}) }); err != nil {
			return nil, err
		}
		rebuilt = append(rebuilt, ids...)
	}
	return slices.Compact(slices.Sorted(slices.Values(rebuilt))), nil
}

// arrived returns the first arrival of each owner that is not caught up with, by number, and
// the last number of all. It reads them to the end before any fact is read: a repository
// may have one connection.
func (r *Rollup) arrived(ctx context.Context, a Arrivals) (first []Arrival, last int64, err error) {
	m, err := r.meta(ctx)
	if err != nil {
		return nil, 0, err
	}
	since := map[customer.ID]int64{}
	for one, err := range a.EachArrival(ctx, m.Arrival) {
		if err != nil {
			return nil, 0, err
		}
		if one.Number <= m.Arrival {
			continue
		}
		if n, ok := since[one.Customer]; !ok || one.Number < n {
			since[one.Customer] = one.Number
		}
		last = max(last, one.Number)
	}
	for id, n := range maps.All(since) {
		first = append(first, Arrival{n, id})
	}
	slices.SortFunc(first, func(a, b Arrival) int {
		return cmp.Or(cmp.Compare(a.Number, b.Number), cmp.Compare(a.Customer, b.Customer))
	})
	return first, last, nil
}

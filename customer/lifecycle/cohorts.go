package lifecycle

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/internal/moments"
)

// Cohorts counts, of the customers who began in one bucket, how many come back in each window
// after it (C1–C9). Guests are not counted.
//
// For the anchor FirstJoin, joined returns a customer's first dated join, and the zero time
// if there is none or an undated one (U5); it is called by several workers at the same
// time. For the other anchors it is not called. It is no part of the question (T8).
//
// The errors are those of CohortQuery.Check, an ErrQuery for a nil joined that is needed,
// calendar.ErrSeries for too many cohorts, those of the repository, customer.ErrRange and,
// unless run leaves bad facts out, *customer.FactError. On an error the report is the zero
// value.
func Cohorts(ctx context.Context, repo Repository, q CohortQuery, run *customer.Run, joined func(customer.ID) time.Time) (CohortReport, error) {
	if err := q.Check(); err != nil {
		return CohortReport{}, err
	}
	if q.Anchor == FirstJoin && joined == nil {
		return CohortReport{}, fmt.Errorf("%w: the anchor is the join, and nobody's is handed in", ErrQuery)
	}
	var left customer.LeftOut
	parts, err := moments.Reduce(ctx, repo, run, &left, func() *grid { return newGrid(&q, joined) }, (*grid).visit, q.sources()...)
	if err != nil {
		return CohortReport{}, err
	}
	for _, p := range parts[1:] {
		parts[0].merge(p)
	}
	return parts[0].report(left)
}

// sources returns the sources of the kinds that the question needs: each once.
func (q *CohortQuery) sources() []moments.Source[Repository] {
	need := []Activity{q.Return}
	switch q.Anchor {
	case FirstLogin:
		need = append(need, Logins)
	case FirstOrder:
		need = append(need, Orders)
	}
	if q.Money {
		need = append(need, Orders)
	}
	slices.Sort(need)
	all := []moments.Source[Repository]{moments.Customers[Repository](q.AsOf)}
	for _, kind := range slices.Compact(need) {
		if kind == Orders {
			all = append(all, moments.Orders[Repository](q.AsOf, q.Money))
			continue
		}
		all = append(all, kind.source(q.AsOf))
	}
	return all
}

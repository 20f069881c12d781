package rollup

import (
	"slices"
	"sync/atomic"
	"time"

	"github.com/clientele-go/clientele/customer"
)

// summary is what a part of the records amounts to: it tells whether to look into the part.
type summary struct {
	counts      customer.StatusCounts // of customers
	statuses    []customer.Status     // of each record
	listed      []bool                // whether it is a customer
	until, next time.Time             // the earliest
	orders      atomic.Pointer[map[customer.Sort]*order]
	texts       atomic.Pointer[texts]
	filters     atomic.Pointer[map[filterKey]*those]
}

// order is the customers of a part in an order of the list, and where the first one of each
// status stands.
type order struct {
	records []uint16
	firsts  [customer.VeryActive + 1]customer.Place
}

// summarize returns what makes the summary of some records, which has the orders and the texts
// that those before had.
func summarize(q *customer.Query) func([]*Record, []*part[*Record]) *summary {
	return func(records []*Record, before []*part[*Record]) *summary {
		s := &summary{statuses: make([]customer.Status, len(records)), listed: make([]bool, len(records))}
		for i, r := range records {
			s.statuses[i], s.listed[i] = r.Status, r.Digest.Known
			if r.Digest.Known {
				s.counts[r.Status]++
			}
			s.until, s.next = sooner(s.until, r.Until), sooner(s.next, r.Digest.Next)
		}
		for _, p := range before {
			if p.sum == nil {
				continue
			}
			if orders := p.sum.orders.Load(); orders != nil {
				for by := range *orders {
					s.order(records, q, by)
				}
			}
			if t := p.sum.texts.Load(); t != nil && sameTexts(p.items, records, q) {
				s.texts.Store(t)
			} else if t != nil {
				s.text(records, q)
			}
		}
		return s
	}
}

// sooner returns the earlier of two instants; the zero time is none.
func sooner(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

// order returns the customers of the part in an order of the list. It is made once. Two who
// ask at the same time make it twice, and neither waits.
func (s *summary) order(records []*Record, q *customer.Query, by customer.Sort) *order {
	old := s.orders.Load()
	if old != nil {
		if o, ok := (*old)[by]; ok {
			return o
		}
	}
	places := make([]customer.Place, len(records))
	made := &order{records: make([]uint16, 0, len(records))}
	for i, r := range records {
		if s.listed[i] {
			row := r.Digest.Row(q)
			places[i] = by.Place(&row)
			made.records = append(made.records, uint16(i))
		}
	}
	slices.SortFunc(made.records, func(a, b uint16) int { return by.Compare(places[a], places[b]) })
	for _, i := range slices.Backward(made.records) {
		made.firsts[s.statuses[i]] = places[i]
	}
	orders := map[customer.Sort]*order{by: made}
	if old != nil {
		for sort, o := range *old {
			if len(orders) < mostOrders {
				orders[sort] = o
			}
		}
	}
	s.orders.CompareAndSwap(old, &orders)
	return made
}

// text returns what is searched of the records of the part. It is made once, as an order is.
func (s *summary) text(records []*Record, q *customer.Query) *texts {
	t := s.texts.Load()
	if t == nil {
		t = textsOf(records, q)
		s.texts.Store(t)
	}
	return t
}

// mostOrders is how many orders a part remembers: each takes two bytes a customer.
const mostOrders = 16

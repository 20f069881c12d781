package store

import (
	"context"
	"iter"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/examples/sqlhost/dialect"
	"github.com/shopspring/decimal"
)

// alike is a group of orders that no rule tells apart: the sum of their totals
// and their latest instants stand in one of them.
type alike struct {
	customer.Order
	n     int
	group bool // else it is one order as it is
}

// orderQuestion is what is asked of orders.
type orderQuestion struct {
	asOf     time.Time
	span     calendar.Span // of paid-at, told apart
	channels []customer.Channel
	within   customer.Range
}

// alikes yields the plain orders of a range known as of the question, in groups.
func (s *Store) alikes(ctx context.Context, ask orderQuestion) iter.Seq2[alike, error] {
	m := s.m.Orders
	if m.Table == "" {
		return none[alike]
	}
	billions, rest := s.d.Wide(s.d.Units(s.of(m.Amount)))
	all := calendar.Span{}
	return grouped(ctx, s, ask.within, func(q *dialect.Query) grouping {
		return grouping{
			table: name(m.Table) + " AS o", owner: s.of(m.Customer),
			keys: []string{
				s.d.Bytes(s.of(m.Kind)), s.d.Bytes(s.of(m.Currency)), s.of(m.CheckoutLink),
				s.place(q, s.ofAt(m.PlacedAt), ask.asOf, all), s.place(q, s.ofAt(m.PaidAt), ask.asOf, ask.span), s.place(q, s.ofAt(m.VoidedAt), ask.asOf, all),
			},
			sums:  []string{s.count(), billions, rest, s.latest(s.ofAt(m.PlacedAt)), s.latest(s.ofAt(m.PaidAt)), s.latest(s.ofAt(m.VoidedAt))},
			where: where(s.plain(), on(q, s.of(m.Channel), ask.channels)),
		}
	}, readAlike)
}

// single yields the orders of a range that are not plain, one by one. For an order
// with refunds it takes the rules to say what it is.
func (s *Store) single(ctx context.Context, ask orderQuestion) iter.Seq2[alike, error] {
	orders := s.orders(ctx, asking{
		scope: customer.Scope{Range: ask.within, Span: calendar.AsOf(ask.asOf)}, channels: ask.channels, special: true,
	})
	return func(yield func(alike, error) bool) {
		for o, err := range orders {
			if !yield(alike{o, 1, false}, err) {
				return
			}
		}
	}
}

// plain returns SQL for whether an order has no refunds and a plain amount.
func (s *Store) plain() string {
	return "(" + s.d.Units(s.of(s.m.Orders.Amount)) + " IS NOT NULL AND NOT " + s.refunded() + ")"
}

// readAlike reads a group. The places only keep orders apart: the latest
// instants of a group lie where all of its instants lie.
func readAlike(id customer.ID, r *reader) (alike, error) {
	o := customer.Order{Customer: id, Kind: r.kind(), Total: customer.Money{Currency: customer.Currency(r.text())}, CheckoutLink: r.bool()}
	r.int()
	r.int()
	r.int()
	n, billions, rest := r.int(), r.int(), r.int()
	o.Total.Amount = decimal.New(int64(billions), 5).Add(decimal.New(int64(rest), -4))
	o.PlacedAt, o.PaidAt, o.VoidedAt = r.time(), r.time(), r.time()
	return alike{o, n, true}, nil
}

// ordersOf makes digests of orders with add. Where one is wrong, the error is that
// order's: the group that it is in does not say which one it is.
func ordersOf[D any](ctx context.Context, s *Store, orders iter.Seq2[alike, error], add func(*alike) (D, error)) iter.Seq2[D, error] {
	return func(yield func(D, error) bool) {
		var wrong customer.ID
		var failed error
		for o, err := range orders {
			var d D
			if err == nil {
				d, err = add(&o)
			}
			if err != nil && o.group {
				wrong, failed = o.Customer, err
				break // so that the query is over before the next one
			}
			if !yield(d, err) || err != nil {
				return
			}
		}
		if failed != nil {
			fail[D](s.culprit(ctx, wrong, failed))(yield)
		}
	}
}

// culprit returns the error about one of a customer's orders.
func (s *Store) culprit(ctx context.Context, id customer.ID, err error) error {
	for o, failed := range s.EachOrder(ctx, customer.Scope{Customers: []customer.ID{id}}) {
		if failed != nil {
			return failed
		}
		if wrong := o.Check(); wrong != nil {
			return wrong
		}
	}
	return err
}

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
}

// alikes yields all orders known as of the question, in customer order: most
// of them grouped, those with refunds, and those with amounts that are not
// plain, one by one. For an order with refunds it takes the rules to say what
// it is.
func (s *Store) alikes(ctx context.Context, ask orderQuestion) (grouped, single iter.Seq2[alike, error]) {
	if s.m.Orders.Table == "" {
		return none[alike], none[alike]
	}
	q := s.d.NewQuery()
	grouped = groups(ctx, s, s.group(q, s.orderGroups(q, ask)), 13, readAlike)
	span := calendar.AsOf(ask.asOf)
	rest := s.orders(ctx, customer.Scope{}, func(q *dialect.Query) string {
		return where("NOT "+s.plain(), s.needed(q, span), on(q, s.of(s.m.Orders.Channel), ask.channels))
	})
	return grouped, func(yield func(alike, error) bool) {
		for o, err := range rest {
			if !yield(alike{o, 1, false}, err) {
				return
			}
		}
	}
}

// plain is whether an order has no refunds and a plain amount.
func (s *Store) plain() string {
	return "(" + s.d.Units(s.of(s.m.Orders.Amount)) + " IS NOT NULL AND NOT (" + s.refunded("") + "))"
}

func (s *Store) orderGroups(q *dialect.Query, ask orderQuestion) grouping {
	m := s.m.Orders
	billions, rest := s.d.Wide(s.d.Units(s.of(m.Amount)))
	all := calendar.Span{}
	return grouping{
		table: name(m.Table) + " AS o",
		keys: []string{
			s.d.Bytes(s.of(m.Customer)), s.d.Bytes(s.of(m.Kind)), s.d.Bytes(s.of(m.Currency)), s.of(m.CheckoutLink),
			s.place(q, s.ofAt(m.PlacedAt), ask.asOf, all), s.place(q, s.ofAt(m.PaidAt), ask.asOf, ask.span), s.place(q, s.ofAt(m.VoidedAt), ask.asOf, all),
		},
		sums:  []string{s.count(), billions, rest, s.latest(s.ofAt(m.PlacedAt)), s.latest(s.ofAt(m.PaidAt)), s.latest(s.ofAt(m.VoidedAt))},
		where: where(s.plain(), on(q, s.of(m.Channel), ask.channels)),
	}
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

// culprit is the error about one of a customer's orders: of a group it is not
// known which one is wrong.
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

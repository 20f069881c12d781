package store

import (
	"context"
	"database/sql"
	"iter"
	"strings"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/examples/sqlhost/dialect"
)

// EachOrder yields the orders of the scope, each with all its refunds: those
// that were placed, paid or refunded within the span, and those of which it is
// unknown when they were placed and paid.
//
// There is no join: the orders say whether they have refunds, which are then
// asked for in batches. Where a join finds no match, ClickHouse gives zeros and
// not NULL; and ClickHouse 18.16 as Debian builds it reads foreign memory in
// ALL JOIN.
func (s *Store) EachOrder(ctx context.Context, scope customer.Scope) iter.Seq2[customer.Order, error] {
	return s.orders(ctx, scope, func(q *dialect.Query) string { return s.needed(q, scope.Span) })
}

// of is a column of the table of orders, which queries name o.
func (s *Store) of(column string) string {
	if column == "" {
		return "''"
	}
	return "o." + name(column)
}

// ofAt is an order's column of instants.
func (s *Store) ofAt(column string) string {
	if column == "" {
		return s.d.None(s.m.Clock)
	}
	return "o." + name(column)
}

// refunded is whether an order has refunds, as SQL: any, or such
// for which a condition holds.
func (s *Store) refunded(condition string) string {
	r := s.m.Refunds
	switch of := s.m.Orders.Refunded; {
	case r.Table == "":
		return "1 = 0"
	case of != "" && condition == "":
		return "o." + name(of)
	}
	return "o." + name(s.m.Orders.ID) + " " + s.d.Global() + "IN (SELECT " + name(r.Order) + " FROM " + name(r.Table) +
		" WHERE " + where(name(r.Order)+" IS NOT NULL", condition) + ")"
}

// needed is whether the span asks for an order.
func (s *Store) needed(q *dialect.Query, span calendar.Span) string {
	if span.IsZero() {
		return ""
	}
	c := s.m.Clock
	placed, paid := s.ofAt(s.m.Orders.PlacedAt), s.ofAt(s.m.Orders.PaidAt)
	within := func(at string) string {
		return "(NOT " + s.d.Undated(c, at) + " AND " + q.Within(c, at, span.From, span.To) + ")"
	}
	any := []string{"(" + s.d.Undated(c, placed) + " AND " + s.d.Undated(c, paid) + ")", within(placed), within(paid)}
	if r := s.m.Refunds; r.Table != "" && r.At != "" {
		any = append(any, s.refunded(within(name(r.At))))
	}
	return "(" + strings.Join(any, " OR ") + ")"
}

// orders yields the orders of the scope's customers for which a condition
// holds.
func (s *Store) orders(ctx context.Context, scope customer.Scope, condition func(*dialect.Query) string) iter.Seq2[customer.Order, error] {
	return func(yield func(customer.Order, error) bool) {
		if err := ctx.Err(); err != nil || s.m.Orders.Table == "" {
			if err != nil {
				fail[customer.Order](err)(yield)
			}
			return
		}
		for ids := range chunks(scope) {
			if !s.withRefunds(ctx, s.orderRows(ctx, ids, condition), yield) {
				return
			}
		}
	}
}

// orderRow is an order without its refunds.
type orderRow struct {
	customer.Order
	refunded bool
}

func (s *Store) orderRows(ctx context.Context, ids []string, condition func(*dialect.Query) string) iter.Seq2[orderRow, error] {
	m, c := s.m.Orders, s.m.Clock
	q := s.d.NewQuery()
	q.Add("SELECT ", strings.Join([]string{
		s.of(m.Customer), s.of(m.ID), s.d.Exact(s.of(m.Amount)), s.of(m.Currency), s.of(m.Kind), s.of(m.Channel),
		s.d.Read(c, s.ofAt(m.PlacedAt)), s.d.Read(c, s.ofAt(m.PaidAt)), s.d.Read(c, s.ofAt(m.VoidedAt)), s.of(m.CheckoutLink),
		"CASE WHEN " + s.refunded("") + " THEN 1 ELSE 0 END",
	}, ", "), " FROM ", name(m.Table), " AS o WHERE ", where(owned(q, s.of(m.Customer), ids), condition(q)),
		" ORDER BY ", s.d.ByOwner(s.of(m.Customer)))
	return groups(ctx, s, q, 11, func(id customer.ID, r *reader) (orderRow, error) {
		return orderRow{customer.Order{
			Customer: id, ID: customer.OrderID(r.text()),
			Total: customer.Money{Amount: r.amount(), Currency: customer.Currency(r.text())},
			Kind:  r.kind(), Channel: r.channel(), PlacedAt: r.time(), PaidAt: r.time(), VoidedAt: r.time(), CheckoutLink: r.bool(),
		}, r.int() == 1}, nil
	})
}

// kind is what was sold; nothing is merchandise.
func (r *reader) kind() customer.Kind {
	n := r.word("", "merchandise", "food", "reservation", "other")
	return customer.Kind(max(n-1, 0))
}

// withRefunds yields orders, in batches for which the refunds are asked at
// once. It returns whether to go on.
func (s *Store) withRefunds(ctx context.Context, orders iter.Seq2[orderRow, error], yield func(customer.Order, error) bool) bool {
	const most, refunded = 8192, 512
	var batch []customer.Order
	var of []string // the IDs of those with refunds
	flush := func() bool {
		refunds, err := s.refundsOf(ctx, of)
		if err != nil {
			fail[customer.Order](err)(yield)
			return false
		}
		for _, o := range batch {
			o.Refunds = refunds[string(o.ID)]
			if !yield(o, nil) {
				return false
			}
		}
		batch, of = batch[:0], of[:0]
		return true
	}
	for o, err := range orders {
		if err != nil {
			fail[customer.Order](err)(yield)
			return false
		}
		batch = append(batch, o.Order)
		if o.refunded {
			of = append(of, string(o.ID))
		}
		if (len(batch) == most || len(of) == refunded) && !flush() {
			return false
		}
	}
	return flush()
}

// refundsOf are the refunds of some orders.
func (s *Store) refundsOf(ctx context.Context, orders []string) (map[string][]customer.Refund, error) {
	if len(orders) == 0 {
		return nil, nil
	}
	m := s.m.Refunds
	q := s.d.NewQuery()
	q.Add("SELECT ", name(m.Order), ", ", text(m.ID), ", ", s.read(m.At), ", ", s.d.Exact(name(m.Amount)), " FROM ", name(m.Table),
		" WHERE ", q.In(name(m.Order), orders))
	all := map[string][]customer.Refund{}
	r := s.newReader(4)
	for _, err := range rows(ctx, s, q, func(rows *sql.Rows) (struct{}, error) {
		if err := r.row(rows); err != nil {
			return struct{}{}, err
		}
		of := r.text()
		all[of] = append(all[of], customer.Refund{ID: r.text(), At: r.time(), Amount: r.amount()})
		return struct{}{}, r.err
	}) {
		if err != nil {
			return nil, err
		}
	}
	return all, nil
}

package store

import (
	"context"
	"database/sql"
	"iter"
	"slices"
	"strings"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/examples/sqlhost/dialect"
)

// EachOrder yields the orders of the scope, each with all its refunds: those
// that were placed, paid or refunded within the span, and those of which it is
// unknown when they were placed and paid.
//
// The refunds are read first, and held: those of a range's orders, or, without a
// range, of all.
func (s *Store) EachOrder(ctx context.Context, scope customer.Scope) iter.Seq2[customer.Order, error] {
	return s.orders(ctx, asking{scope: scope})
}

// of returns SQL for a column of the table of orders, which queries call o.
func (s *Store) of(column string) string {
	if column == "" {
		return "''"
	}
	return "o." + name(column)
}

// ofAt returns SQL for a column of instants of the table of orders.
func (s *Store) ofAt(column string) string {
	if column == "" {
		return s.d.None(s.m.Clock)
	}
	return "o." + name(column)
}

// refunded returns SQL for whether an order has refunds.
func (s *Store) refunded() string {
	r := s.m.Refunds
	switch of := s.m.Orders.Refunded; {
	case r.Table == "":
		return "1 = 0"
	case of != "":
		return "o." + name(of)
	case s.d.Joins:
		return "EXISTS (SELECT 1 FROM " + name(r.Table) + " AS r WHERE r." + name(r.Order) + " = o." + name(s.m.Orders.ID) + ")"
	}
	return "o." + name(s.m.Orders.ID) + " " + s.d.Global() + "IN (SELECT r." + name(r.Order) + " FROM " + name(r.Table) +
		" AS r WHERE r." + name(r.Order) + " IS NOT NULL)"
}

// during returns SQL for whether a column's instant is within the span.
func (s *Store) during(q *dialect.Query, at string, span calendar.Span) string {
	return where("NOT "+s.d.Undated(s.m.Clock, at), q.Within(s.m.Clock, at, span.From, span.To))
}

// needed returns SQL for whether the span selects an order, whatever its
// refunds.
func (s *Store) needed(q *dialect.Query, span calendar.Span) string {
	if span.IsZero() {
		return ""
	}
	placed, paid := s.ofAt(s.m.Orders.PlacedAt), s.ofAt(s.m.Orders.PaidAt)
	undated := s.d.Undated(s.m.Clock, placed) + " AND " + s.d.Undated(s.m.Clock, paid)
	return "((" + undated + ") OR (" + s.during(q, placed, span) + ") OR (" + s.during(q, paid, span) + "))"
}

// orders yields the orders that are asked for.
func (s *Store) orders(ctx context.Context, a asking) iter.Seq2[customer.Order, error] {
	return func(yield func(customer.Order, error) bool) {
		if err := ctx.Err(); err != nil || s.m.Orders.Table == "" {
			if err != nil {
				fail[customer.Order](err)(yield)
			}
			return
		}
		for of := range parts(a.scope) {
			part := a
			part.s, part.of = s, of
			if !part.orders(ctx, yield) {
				return
			}
		}
	}
}

// asking is a question for orders and the refunds of those orders.
type asking struct {
	scope    customer.Scope
	channels []customer.Channel // none: all
	special  bool               // only those that are not plain

	s       *Store
	of      some
	refunds map[string]*refunds // by order
}

// refunds are those of one order.
type refunds struct {
	all  []customer.Refund
	used bool // the order was yielded
}

// orders yields the orders, and returns whether to go on. One query is over before
// the next one begins.
func (a *asking) orders(ctx context.Context, yield func(customer.Order, error) bool) bool {
	if !a.each(ctx, nil, yield) {
		return false
	}
	for late := range slices.Chunk(a.late(), chunk) {
		if !a.each(ctx, late, yield) {
			return false
		}
	}
	return true
}

// each yields the customers' orders that are asked for, whatever their refunds, or
// those of some IDs. It reads their refunds first.
func (a *asking) each(ctx context.Context, ids []string, yield func(customer.Order, error) bool) bool {
	q := a.s.d.NewQuery()
	within, err := a.within(q)
	if err == nil {
		err = a.readRefunds(ctx, ids)
	}
	if err != nil {
		fail[customer.Order](err)(yield)
		return false
	}
	for o, err := range a.s.orderRows(ctx, q, where(within, a.which(q, ids))) {
		if r := a.refunds[string(o.ID)]; r != nil && err == nil {
			o.Refunds, r.used = r.all, true
		}
		if !yield(o, err) || err != nil {
			return false
		}
	}
	return true
}

// which returns SQL for whether an order is asked for whatever its refunds, or
// has one of some IDs.
func (a *asking) which(q *dialect.Query, ids []string) string {
	switch {
	case ids != nil:
		return a.oneOf(q, ids)
	case a.special:
		return where("NOT "+a.s.plain(), a.s.needed(q, a.scope.Span))
	}
	return a.s.needed(q, a.scope.Span)
}

// oneOf returns SQL for whether an order has one of some IDs.
func (a *asking) oneOf(q *dialect.Query, ids []string) string {
	return q.In(a.s.d.Exact(a.s.of(a.s.m.Orders.ID)), ids)
}

// within returns SQL for whether an order belongs to one of the customers and
// one of the channels.
func (a *asking) within(q *dialect.Query) (string, error) {
	whose, err := a.s.whose(q, a.s.of(a.s.m.Orders.Customer), a.of)
	return where(whose, on(q, a.s.of(a.s.m.Orders.Channel), a.channels)), err
}

// late returns the IDs of the orders that were not yielded yet and that the
// span selects because of a refund.
func (a *asking) late() (ids []string) {
	for id, r := range a.refunds {
		asked := func(r customer.Refund) bool { return !r.At.IsZero() && a.scope.Span.Contains(r.At) }
		if !r.used && !a.scope.Span.IsZero() && slices.ContainsFunc(r.all, asked) {
			ids = append(ids, id)
		}
	}
	return ids
}

// orderRows yields the orders for which a condition holds, without their
// refunds.
func (s *Store) orderRows(ctx context.Context, q *dialect.Query, condition string) iter.Seq2[customer.Order, error] {
	m, c := s.m.Orders, s.m.Clock
	q.Add("SELECT ", strings.Join([]string{
		s.of(m.Customer), s.of(m.ID), s.d.Exact(s.of(m.Amount)), s.of(m.Currency), s.of(m.Kind), s.of(m.Channel),
		s.d.Read(c, s.ofAt(m.PlacedAt)), s.d.Read(c, s.ofAt(m.PaidAt)), s.d.Read(c, s.ofAt(m.VoidedAt)), s.of(m.CheckoutLink),
	}, ", "), " FROM ", name(m.Table), " AS o WHERE ", condition)
	return groups(ctx, s, q, 10, func(id customer.ID, r *reader) (customer.Order, error) {
		return customer.Order{
			Customer: id, ID: customer.OrderID(r.text()),
			Total: customer.Money{Amount: r.amount(), Currency: customer.Currency(r.text())},
			Kind:  r.kind(), Channel: r.channel(), PlacedAt: r.time(), PaidAt: r.time(), VoidedAt: r.time(), CheckoutLink: r.bool(),
		}, nil
	})
}

// kind returns what was sold; an empty cell means merchandise.
func (r *reader) kind() customer.OrderKind {
	n := r.word("", "merchandise", "food", "reservation", "other")
	return customer.OrderKind(max(n-1, 0))
}

// readRefunds reads the refunds of the orders that are asked for, and those that
// are within the span, whose orders are asked for, too; or those of orders of some
// IDs.
func (a *asking) readRefunds(ctx context.Context, ids []string) error {
	a.refunds = map[string]*refunds{}
	if a.s.m.Refunds.Table == "" {
		return nil
	}
	q := a.s.d.NewQuery()
	if err := a.refundQuery(q, ids); err != nil {
		return err
	}
	r := a.s.newReader(5)
	for _, err := range rows(ctx, a.s, q, func(rows *sql.Rows) (struct{}, error) {
		if err := r.row(rows); err != nil {
			return struct{}{}, err
		}
		order, of := r.text(), r.text()
		refund := customer.Refund{ID: r.text(), At: r.time(), Amount: r.amount()}
		if order == of && r.err == nil { // not merely the same to the column's collation
			a.refund(order, refund)
		}
		return struct{}{}, r.err
	}) {
		if err != nil {
			return err
		}
	}
	return nil
}

func (a *asking) refund(order string, r customer.Refund) {
	of := a.refunds[order]
	if of == nil {
		of = &refunds{}
		a.refunds[order] = of
	}
	of.all = append(of.all, r)
}

// refundQuery asks for refunds, each with its order twice: as the order and as the
// refund have it. They are found by a join on the customers' orders, in the best way
// that the database knows; an IN with a query of its own reads all refunds for each
// range, as ClickHouse does.
func (a *asking) refundQuery(q *dialect.Query, ids []string) error {
	s, m := a.s, a.s.m.Refunds
	order, of := s.of(s.m.Orders.ID), "r."+name(m.Order)
	at, id := s.d.None(s.m.Clock), "''"
	if m.At != "" {
		at = "r." + name(m.At)
	}
	if m.ID != "" {
		id = "r." + name(m.ID)
	}
	columns := strings.Join([]string{of, id, s.d.Read(s.m.Clock, at), s.d.Exact("r." + name(m.Amount))}, ", ")
	within, err := a.within(q)
	if err != nil {
		return err
	}
	from, refunds := name(s.m.Orders.Table)+" AS o", name(m.Table)+" AS r"
	if ids != nil {
		within = where(within, a.oneOf(q, ids))
	}
	if !s.d.Joins {
		q.Add("SELECT ", of, ", ", columns, " FROM ", refunds, " WHERE ", of, " ", s.d.Global(), "IN (SELECT ", order, " FROM ", from, " WHERE ", within, ")")
		return nil
	}
	if ids == nil && !a.scope.Span.IsZero() {
		within = where(within, "("+s.needed(q, a.scope.Span)+" OR ("+s.during(q, at, a.scope.Span)+"))")
	}
	if flag := s.m.Orders.Refunded; flag != "" {
		within = where(within, s.of(flag))
	}
	q.Add("SELECT ", order, ", ", columns, " FROM ", from, " JOIN ", refunds, " ON ", of, " = ", order, " WHERE ", within)
	return nil
}

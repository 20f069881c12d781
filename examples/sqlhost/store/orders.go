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
func (s *Store) EachOrder(ctx context.Context, scope customer.Scope) iter.Seq2[customer.Order, error] {
	return s.orders(ctx, scope, func(q *dialect.Query) string { return s.needed(q, scope.Span) })
}

// needed is whether the span asks for an order.
func (s *Store) needed(q *dialect.Query, span calendar.Span) string {
	if span.IsZero() {
		return ""
	}
	m, c := s.m.Orders, s.m.Clock
	placed, paid := "o."+s.instant(m.PlacedAt), "o."+s.instant(m.PaidAt)
	if m.PlacedAt == "" {
		placed = s.d.None(c)
	}
	if m.PaidAt == "" {
		paid = s.d.None(c)
	}
	within := func(at string) string {
		return "(NOT " + s.d.Undated(c, at) + " AND " + q.Within(c, at, span.From, span.To) + ")"
	}
	any := []string{
		"(" + s.d.Undated(c, placed) + " AND " + s.d.Undated(c, paid) + ")",
		within(placed), within(paid),
	}
	if r := s.m.Refunds; r.Table != "" && r.At != "" {
		any = append(any, "o."+name(m.ID)+" "+s.d.Global()+"IN (SELECT "+name(r.Order)+" FROM "+name(r.Table)+
			" WHERE "+within(name(r.At))+" AND "+name(r.Order)+" IS NOT NULL)")
	}
	return "(" + strings.Join(any, " OR ") + ")"
}

// orders yields the orders of the scope's customers for which a condition
// holds. Rows of one order, one a refund, stand together.
func (s *Store) orders(ctx context.Context, scope customer.Scope, condition func(*dialect.Query) string) iter.Seq2[customer.Order, error] {
	return func(yield func(customer.Order, error) bool) {
		if err := ctx.Err(); err != nil || s.m.Orders.Table == "" {
			if err != nil {
				fail[customer.Order](err)(yield)
			}
			return
		}
		for ids := range chunks(scope) {
			q := s.orderQuery(ids, condition)
			r := s.newReader(14)
			lines := rows(ctx, s, q, func(rows *sql.Rows) (customer.Order, error) {
				if err := r.row(rows); err != nil {
					return customer.Order{}, err
				}
				o := r.order()
				return o, r.err
			})
			if !whole(lines)(yield) {
				return
			}
		}
	}
}

func (s *Store) orderQuery(ids []string, condition func(*dialect.Query) string) *dialect.Query {
	m, r, c := s.m.Orders, s.m.Refunds, s.m.Clock
	of := func(column string) string {
		if column == "" {
			return "''"
		}
		return "o." + name(column)
	}
	at := func(column string) string {
		if column == "" {
			return s.d.Read(c, s.d.None(c))
		}
		return s.d.Read(c, "o."+name(column))
	}
	q := s.d.NewQuery()
	q.Add("SELECT ", strings.Join([]string{
		of(m.Customer), of(m.ID), s.d.Exact(of(m.Amount)), of(m.Currency), of(m.Kind), of(m.Channel),
		at(m.PlacedAt), at(m.PaidAt), at(m.VoidedAt), of(m.CheckoutLink),
	}, ", "))
	if r.Table == "" {
		q.Add(", '', '', '', '' FROM ", name(m.Table), " AS o")
	} else {
		rid, rat := "''", s.d.Read(c, s.d.None(c))
		if r.ID != "" {
			rid = "r." + name(r.ID)
		}
		if r.At != "" {
			rat = s.d.Read(c, "r."+name(r.At))
		}
		q.Add(", r.", name(r.Order), ", ", rid, ", ", rat, ", ", s.d.Exact("r."+name(r.Amount)),
			" FROM ", name(m.Table), " AS o", " ", s.d.LeftJoin(), " ", name(r.Table), " AS r",
			" ON ", s.d.Bytes(of(m.ID)), " = ", "r."+name(r.Order))
	}
	q.Add(" WHERE ", where(owned(q, of(m.Customer), ids), condition(q)),
		" ORDER BY ", s.d.ByOwner(of(m.Customer)), ", ", s.d.Bytes(of(m.ID)))
	return q
}

// order reads an order with at most one of its refunds.
func (r *reader) order() customer.Order {
	o := customer.Order{
		Customer: r.id(), ID: customer.OrderID(r.text()),
		Total: customer.Money{Amount: r.amount(), Currency: customer.Currency(r.text())},
		Kind:  r.kind(), Channel: r.channel(), PlacedAt: r.time(), PaidAt: r.time(), VoidedAt: r.time(), CheckoutLink: r.bool(),
	}
	if of := r.text(); of != "" {
		o.Refunds = []customer.Refund{{ID: r.text(), At: r.time(), Amount: r.amount()}}
	}
	return o
}

// kind is what was sold; nothing is merchandise.
func (r *reader) kind() customer.Kind {
	n := r.word("", "merchandise", "food", "reservation", "other")
	return customer.Kind(max(n-1, 0))
}

// whole puts the rows of one order together. It returns whether to go on.
func whole(lines iter.Seq2[customer.Order, error]) func(yield func(customer.Order, error) bool) bool {
	return func(yield func(customer.Order, error) bool) bool {
		var last customer.Order
		begun := false
		for o, err := range lines {
			switch {
			case err != nil:
				yield(customer.Order{}, err)
				return false
			case begun && o.ID == last.ID && o.Customer == last.Customer && len(o.Refunds) > 0:
				last.Refunds = append(last.Refunds, o.Refunds...)
				continue
			case begun && !yield(last, nil):
				return false
			}
			last, begun = o, true
		}
		return !begun || yield(last, nil)
	}
}

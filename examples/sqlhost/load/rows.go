package load

import (
	"fmt"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/examples/sqlhost/dialect"
	"github.com/clientele-go/clientele/examples/sqlhost/store"
	"github.com/clientele-go/clientele/export/folder"
	"github.com/shopspring/decimal"
)

// table is the rows of one table: its columns, and each row's values.
type table struct {
	name    string
	columns []string
	rows    int
	row     func(i int) ([]any, error)
}

// encoder turns facts into what a database keeps.
type encoder struct {
	d   dialect.Dialect
	m   store.Mapping
	err error
}

// tables returns the tables that facts go to, in an order in which a table
// comes after those it refers to. A table that the mapping does not have is
// left out; if there is something for it, that is an error, for nothing is
// dropped in silence.
func tables(d dialect.Dialect, m store.Mapping, f *folder.Facts) ([]table, error) {
	e := &encoder{d: d, m: m}
	orders, refunds := f.Orders, refundsOf(f.Orders)
	c, l, g, o, r, a, t, x, b, n, k := m.Customers, m.Logins, m.Messages, m.Orders, m.Refunds, m.Actions, m.Tags, m.Fields, m.Members, m.Notifications, m.Tokens
	all := []table{
		rowsOf(e, c.Table, f.Customers, e.customer, c.ID, c.Email, c.Username, c.Name, c.CreatedAt, c.SignedUp, c.ProfileComplete, c.Birthday,
			c.Favorite, c.LastDevice, c.Facebook, c.Twitter, c.Google, c.EmailConsent, c.EmailConsentAt),
		rowsOf(e, l.Table, f.Logins, func(l customer.Login) []any { return []any{string(l.Customer), e.time(l.At)} }, l.Customer, l.At),
		rowsOf(e, g.Table, f.Messages, e.message, g.Customer, g.At, g.Direction, g.Channel),
		rowsOf(e, o.Table, orders, e.order, o.ID, o.Customer, o.Amount, o.Currency, o.Kind, o.Channel, o.PlacedAt, o.PaidAt, o.VoidedAt, o.CheckoutLink, o.Refunded),
		rowsOf(e, r.Table, refunds, e.refund, r.ID, r.Order, r.At, r.Amount),
		rowsOf(e, a.Table, f.Actions, e.action, a.Customer, a.Kind, a.At),
		rowsOf(e, t.Table, f.Tags, func(t customer.Tag) []any { return []any{string(t.Customer), t.Name} }, t.Customer, t.Tag),
		rowsOf(e, x.Table, f.Fields, e.field, x.Customer, x.Name, x.Value, x.At),
		rowsOf(e, b.Table, f.Memberships, e.member, b.Customer, b.Channel, b.JoinedAt),
		rowsOf(e, n.Table, f.Notifications, e.notification, n.ID, n.Name, n.Active, n.Frequency, n.Channel),
		rowsOf(e, k.Table, f.OptIns, e.optIn, k.Notification, k.Customer, k.SubscribedAt, k.ExpiresAt, k.StoppedAt, k.Token),
	}
	var there []table
	for _, t := range all {
		switch {
		case t.name != "":
			there = append(there, t)
		case t.rows > 0:
			return nil, fmt.Errorf("%w: facts of a kind that has no table", store.ErrMapping)
		}
	}
	return there, nil
}

// rowsOf returns the rows that facts become in a table. Columns without a name
// are left out.
func rowsOf[F any](e *encoder, name string, facts []F, values func(F) []any, columns ...string) table {
	t := table{name: name, rows: len(facts)}
	var kept []int
	for i, c := range columns {
		if c != "" {
			kept = append(kept, i)
			t.columns = append(t.columns, c)
		}
	}
	t.row = func(i int) ([]any, error) {
		e.err = nil
		all := values(facts[i])
		row := make([]any, 0, len(kept)+1)
		for _, k := range kept {
			row = append(row, all[k])
		}
		return row, e.err
	}
	return t
}

// refund is a refund with its order.
type refund struct {
	order customer.OrderID
	customer.Refund
}

func refundsOf(orders []customer.Order) []refund {
	var all []refund
	for i := range orders {
		for _, r := range orders[i].Refunds {
			all = append(all, refund{orders[i].ID, r})
		}
	}
	return all
}

// time returns an instant as the clock keeps it. It reports an error if the
// clock cannot keep it exactly.
func (e *encoder) time(t time.Time) any {
	v, err := e.d.Encode(e.m.Clock, t)
	if err != nil && e.err == nil {
		e.err = err
	}
	return v
}

// nothing returns the value that stands for an unknown text.
func (e *encoder) nothing() any {
	if e.d.NoNull() {
		return ""
	}
	return nil
}

func (e *encoder) profile(p customer.Profile) any {
	switch {
	case p == customer.ProfileUnsaid:
		return e.nothing()
	case e.d.NoNull():
		return map[bool]string{true: "true", false: "false"}[p == customer.ProfileComplete]
	}
	return e.d.Bool(p == customer.ProfileComplete)
}

func (e *encoder) date(d calendar.Date) any {
	if d.IsZero() {
		return e.nothing()
	}
	return d.String()
}

// amount returns an exact decimal as a plain text.
func amount(d decimal.Decimal) string { return d.StringFixed(max(0, -d.Exponent())) }

func (e *encoder) customer(c customer.Customer) []any {
	return []any{
		string(c.ID), string(c.Email), c.Username, c.Name, e.time(c.CreatedAt), e.d.Bool(c.SignedUp), e.profile(c.Profile), e.date(c.Birthday),
		e.d.Bool(c.Favorite), c.LastDevice, c.Facebook, c.Twitter, c.Google,
		[]string{"", "granted", "denied", "withdrawn"}[c.EmailConsent.Answer], e.time(c.EmailConsent.At),
	}
}

func (e *encoder) message(m customer.Message) []any {
	return []any{string(m.Customer), e.time(m.At), []string{"in", "out"}[m.Direction], string(m.Channel)}
}

func (e *encoder) order(o customer.Order) []any {
	return []any{
		string(o.ID), string(o.Customer), amount(o.Total.Amount), string(o.Total.Currency), o.Kind.String(), string(o.Channel),
		e.time(o.PlacedAt), e.time(o.PaidAt), e.time(o.VoidedAt), e.d.Bool(o.CheckoutLink), e.d.Bool(len(o.Refunds) > 0),
	}
}

func (e *encoder) refund(r refund) []any {
	return []any{r.ID, string(r.order), e.time(r.At), amount(r.Amount)}
}

func (e *encoder) action(a customer.Action) []any {
	return []any{string(a.Customer), []string{"share", "comment", "redemption", "push"}[a.Kind], e.time(a.At)}
}

func (e *encoder) field(f customer.Field) []any {
	return []any{string(f.Customer), f.Name, f.Value, e.time(f.At)}
}

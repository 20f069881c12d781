package program

import (
	"context"
	"iter"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/notify"
	"github.com/clientele-go/clientele/subscription"
)

// later counts the facts that have happened only after asOf, and so are in no
// answer (T2): the rows that a look at the files would find and the reports do
// not show.
func later(ctx context.Context, shop Shop, asOf time.Time) (int, error) {
	s := customer.Scope{Span: calendar.Span{From: asOf.Add(1)}}
	c := count{asOf: asOf}
	add(&c, shop.Customers.EachLogin(ctx, s), func(l customer.Login) []time.Time { return []time.Time{l.At} })
	add(&c, shop.Customers.EachMessage(ctx, s), func(m customer.Message) []time.Time { return []time.Time{m.At} })
	add(&c, shop.Customers.EachOrder(ctx, s), func(o customer.Order) []time.Time { return []time.Time{o.PlacedAt, o.PaidAt} })
	add(&c, shop.Customers.EachAction(ctx, s), func(a customer.Action) []time.Time { return []time.Time{a.At} })
	add(&c, shop.Engagement.EachField(ctx, s), func(f customer.Field) []time.Time { return []time.Time{f.At} })
	add(&c, shop.Subscription.EachMembership(ctx, s), func(m subscription.Membership) []time.Time { return []time.Time{m.JoinedAt} })
	add(&c, shop.Notify.EachOptIn(ctx, s), func(o notify.OptIn) []time.Time { return []time.Time{o.SubscribedAt} })
	return c.n, c.err
}

type count struct {
	asOf time.Time
	n    int
	err  error
}

// add counts the facts all of whose known instants are after asOf.
func add[F any](c *count, facts iter.Seq2[F, error], when func(F) []time.Time) {
	for f, err := range facts {
		if c.err != nil {
			return
		}
		if err != nil {
			c.err = err
			return
		}
		first := time.Time{}
		for _, t := range when(f) {
			if !t.IsZero() && (first.IsZero() || t.Before(first)) {
				first = t
			}
		}
		if first.After(c.asOf) {
			c.n++
		}
	}
}

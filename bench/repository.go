package main

import (
	"context"
	"iter"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/engagement"
	"github.com/clientele-go/clientele/notify"
	"github.com/clientele-go/clientele/subscription"
)

// repository is a host's storage: it yields the slices of a world, all of
// whatever is asked for, and promises customer order if they stand in it.
type repository struct {
	*World
	pulse func() // called now and then, if it is not nil
}

func (r repository) InCustomerOrder() bool { return r.Order == ByCustomer }

func (r repository) EachCustomer(ctx context.Context, _ customer.Scope) iter.Seq2[customer.Customer, error] {
	return each(ctx, r.pulse, r.Customers)
}

func (r repository) EachLogin(ctx context.Context, _ customer.Scope) iter.Seq2[customer.Login, error] {
	return each(ctx, r.pulse, r.Logins)
}

func (r repository) EachOrder(ctx context.Context, _ customer.Scope) iter.Seq2[customer.Order, error] {
	return each(ctx, r.pulse, r.Orders)
}

func (r repository) EachMessage(ctx context.Context, _ customer.Scope) iter.Seq2[customer.Message, error] {
	return each(ctx, r.pulse, r.Messages)
}

func (r repository) EachAction(ctx context.Context, _ customer.Scope) iter.Seq2[customer.Action, error] {
	return each[customer.Action](ctx, nil, nil)
}

func (r repository) EachTag(ctx context.Context, _ customer.Scope) iter.Seq2[customer.Tag, error] {
	return each(ctx, r.pulse, r.Tags)
}

func (r repository) EachField(ctx context.Context, _ customer.Scope) iter.Seq2[customer.Field, error] {
	return each(ctx, r.pulse, r.Fields)
}

func (r repository) EachMember(ctx context.Context, _ customer.Scope) iter.Seq2[subscription.Member, error] {
	return each(ctx, r.pulse, r.Members)
}

func (r repository) EachNotification(ctx context.Context, _ customer.Scope) iter.Seq2[notify.Notification, error] {
	return each(ctx, r.pulse, r.Notifications)
}

func (r repository) EachOptIn(ctx context.Context, _ customer.Scope) iter.Seq2[notify.OptIn, error] {
	return each(ctx, r.pulse, r.OptIns)
}

// chunk is how many facts go by between two looks at the context.
const chunk = 4096

// each yields a slice, and looks at the context now and then.
func each[F any](ctx context.Context, pulse func(), facts []F) iter.Seq2[F, error] {
	return func(yield func(F, error) bool) {
		for len(facts) > 0 {
			if err := ctx.Err(); err != nil {
				var none F
				yield(none, err)
				return
			}
			if pulse != nil {
				pulse()
			}
			n := min(chunk, len(facts))
			for i := range facts[:n] {
				if !yield(facts[i], nil) {
					return
				}
			}
			facts = facts[n:]
		}
	}
}

// The wings are asked the library's own Memory of the slices. Where somebody
// watches, the repository itself: then facts stream.

func (r repository) customers() customer.Repository {
	if r.pulse != nil {
		return r
	}
	return r.memory(customer.Memory{Customers: r.Customers, Logins: r.Logins, Orders: r.Orders, Messages: r.Messages})
}

// logins and orders are for questions that need less.
func (r repository) logins() customer.Repository {
	return r.memory(customer.Memory{Customers: r.Customers, Logins: r.Logins})
}

func (r repository) orders() customer.Repository {
	return r.memory(customer.Memory{Customers: r.Customers, Orders: r.Orders})
}

func (r repository) memory(m customer.Memory) customer.Repository {
	if r.InCustomerOrder() {
		return customer.Sorted{Memory: m}
	}
	return m
}

// engagement is without tags and fields if only the numbers are asked for.
func (r repository) engagement(all bool) engagement.Repository {
	m := engagement.Memory{Messages: r.Messages, Orders: r.Orders}
	if all {
		m.Tags, m.Fields = r.Tags, r.Fields
	}
	switch {
	case r.pulse != nil:
		return r
	case r.InCustomerOrder():
		return engagement.Sorted{Memory: m}
	}
	return m
}

func (r repository) subscription() subscription.Repository {
	m := subscription.Memory{Members: r.Members, Fields: r.Fields}
	switch {
	case r.pulse != nil:
		return r
	case r.InCustomerOrder():
		return subscription.Sorted{Memory: m}
	}
	return m
}

func (r repository) notify() notify.Repository {
	m := notify.Memory{Notifications: r.Notifications, OptIns: r.OptIns}
	switch {
	case r.pulse != nil:
		return r
	case r.InCustomerOrder():
		return notify.Sorted{Memory: m}
	}
	return m
}

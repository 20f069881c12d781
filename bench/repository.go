package main

import (
	"context"
	"iter"

	"github.com/clientele-go/clientele/customer"
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

// A question that needs less of a host asks a repository that has less: status
// needs customers and logins, revenue customers and orders, the numbers of the
// analysis no tags and fields.
type (
	loginsOnly  struct{ repository }
	ordersOnly  struct{ repository }
	withoutTags struct{ repository }
)

func (loginsOnly) EachOrder(context.Context, customer.Scope) iter.Seq2[customer.Order, error] {
	return none[customer.Order]
}

func (loginsOnly) EachMessage(context.Context, customer.Scope) iter.Seq2[customer.Message, error] {
	return none[customer.Message]
}

func (ordersOnly) EachLogin(context.Context, customer.Scope) iter.Seq2[customer.Login, error] {
	return none[customer.Login]
}

func (ordersOnly) EachMessage(context.Context, customer.Scope) iter.Seq2[customer.Message, error] {
	return none[customer.Message]
}

func (withoutTags) EachTag(context.Context, customer.Scope) iter.Seq2[customer.Tag, error] {
	return none[customer.Tag]
}

func (withoutTags) EachField(context.Context, customer.Scope) iter.Seq2[customer.Field, error] {
	return none[customer.Field]
}

func none[F any](func(F, error) bool) {}

package folder

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"slices"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/internal/deal"
	"github.com/clientele-go/clientele/notify"
	"github.com/clientele-go/clientele/subscription"
)

// Facts is what a folder holds: a repository of every wing, in memory, in
// customer order. Guests' facts have the empty customer ID and come first.
// Nothing changes it; it is safe for concurrent use.
//
// The slices are there to be read, as the Memory of a wing has them:
//
//	customer.Memory{Customers: f.Customers, Logins: f.Logins, …}
type Facts struct {
	Customers []customer.Customer
	Logins    []customer.Login
	Orders    []customer.Order // with their refunds, in the order of refunds.csv
	Messages  []customer.Message
	Actions   []customer.Action

	Tags    []customer.Tag        // each once
	Fields  []customer.Field      // each once
	Members []subscription.Member // each once

	Notifications []notify.Notification // as they stand in the file
	OptIns        []notify.OptIn        // each once

	// Latest is the latest instant of any time column but expires_at and
	// birthday, in UTC: what a report is as of if nothing else is said. Zero if
	// no fact has a date.
	Latest time.Time

	// Files are the files that were read, in the order of the package doc.
	Files []File
}

// Format prints the fields, each as it shows itself, whatever the verb.
func (f Facts) Format(s fmt.State, verb rune) {
	type fields Facts
	fmt.Fprintf(s, fmt.FormatString(s, verb), fields(f))
}

// facts puts what was read in customer order. The error is the context's.
func (r *reader) facts() (*Facts, error) {
	q := r.queue
	f := &Facts{Notifications: r.notifications, Latest: r.latest, Files: r.files}
	work := []func(){
		func() { f.Messages = take(&r.messages, q, r.messageOf) },
		func() { f.Logins = take(&r.logins, q, r.loginOf) },
		func() { f.Orders = takeLarge(&r.orders, q, orderOf) },
		func() { f.Fields = sets(f, "fields", take(&r.fields, q, r.fieldOf), fieldOwner, compareFields) },
		func() { f.OptIns = sets(f, "tokens", takeLarge(&r.optIns, q, optInOf), optInOwner, compareOptIns) },
		func() { f.Customers = takeCustomers(&r.customers, q) },
		func() { f.Members = sets(f, "members", take(&r.members, q, r.memberOf), memberOwner, compareMembers) },
		func() { f.Tags = sets(f, "tags", take(&r.tags, q, r.tagOf), tagOwner, compareTags) },
		func() { f.Actions = takeLarge(&r.actions, q, actionOf) },
	}
	err := deal.Out(r.ctx, deal.Workers(r.o.Workers, len(work)), len(work), func(_, i int) error {
		work[i]()
		return nil
	})
	if err != nil {
		return nil, err
	}
	return f, nil
}

// sets makes a set of facts, and notes in their file how many came again.
func sets[F any](f *Facts, name string, facts []F, owner func(*F) customer.ID, compare func(a, b F) int) []F {
	set, repeated := distinct(facts, owner, compare)
	for i := range f.Files {
		if n := f.Files[i].Name; n == name+".csv" || n == name+".csv.gz" {
			f.Files[i].Repeated = repeated
		}
	}
	return set
}

// InCustomerOrder is the promise that all facts come in customer order.
func (f *Facts) InCustomerOrder() bool { return true }

// EachCustomer yields the customers in the scope.
func (f *Facts) EachCustomer(ctx context.Context, s customer.Scope) iter.Seq2[customer.Customer, error] {
	return each(ctx, s, f.Customers, func(c *customer.Customer) customer.ID { return c.ID })
}

// EachLogin yields the logins of the customers in the scope.
func (f *Facts) EachLogin(ctx context.Context, s customer.Scope) iter.Seq2[customer.Login, error] {
	return each(ctx, s, f.Logins, func(l *customer.Login) customer.ID { return l.Customer })
}

// EachOrder yields the orders of the customers in the scope.
func (f *Facts) EachOrder(ctx context.Context, s customer.Scope) iter.Seq2[customer.Order, error] {
	return each(ctx, s, f.Orders, func(o *customer.Order) customer.ID { return o.Customer })
}

// EachMessage yields the messages of the customers in the scope.
func (f *Facts) EachMessage(ctx context.Context, s customer.Scope) iter.Seq2[customer.Message, error] {
	return each(ctx, s, f.Messages, func(m *customer.Message) customer.ID { return m.Customer })
}

// EachAction yields the actions of the customers in the scope.
func (f *Facts) EachAction(ctx context.Context, s customer.Scope) iter.Seq2[customer.Action, error] {
	return each(ctx, s, f.Actions, func(a *customer.Action) customer.ID { return a.Customer })
}

// EachTag yields the tags of the customers in the scope.
func (f *Facts) EachTag(ctx context.Context, s customer.Scope) iter.Seq2[customer.Tag, error] {
	return each(ctx, s, f.Tags, tagOwner)
}

// EachField yields the custom fields of the customers in the scope.
func (f *Facts) EachField(ctx context.Context, s customer.Scope) iter.Seq2[customer.Field, error] {
	return each(ctx, s, f.Fields, fieldOwner)
}

// EachMember yields the acts of joining of the customers in the scope.
func (f *Facts) EachMember(ctx context.Context, s customer.Scope) iter.Seq2[subscription.Member, error] {
	return each(ctx, s, f.Members, memberOwner)
}

// EachNotification yields the notifications.
func (f *Facts) EachNotification(ctx context.Context, _ customer.Scope) iter.Seq2[notify.Notification, error] {
	return each(ctx, customer.Scope{}, f.Notifications, func(*notify.Notification) customer.ID { return "" })
}

// EachOptIn yields the opt-ins of the customers in the scope.
func (f *Facts) EachOptIn(ctx context.Context, s customer.Scope) iter.Seq2[notify.OptIn, error] {
	return each(ctx, s, f.OptIns, optInOwner)
}

// each yields the facts of the scope's customers. They are found by bisection,
// so that the page of one customer does not look at the facts of all.
func each[F any](ctx context.Context, s customer.Scope, facts []F, owner func(*F) customer.ID) iter.Seq2[F, error] {
	everyone := func(f F) customer.ID { return "" }
	if s.Customers == nil {
		return customer.Each(ctx, customer.Scope{}, facts, everyone)
	}
	return func(yield func(F, error) bool) {
		wanted := slices.Clone(s.Customers)
		slices.Sort(wanted)
		rest := facts
		for _, id := range slices.Compact(wanted) {
			if err := ctx.Err(); err != nil {
				var zero F
				yield(zero, err)
				return
			}
			from, _ := slices.BinarySearchFunc(rest, id, func(f F, id customer.ID) int { return cmp.Compare(owner(&f), id) })
			for rest = rest[from:]; len(rest) > 0 && owner(&rest[0]) == id; rest = rest[1:] {
				if !yield(rest[0], nil) {
					return
				}
			}
		}
	}
}

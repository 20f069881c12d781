package program

import (
	"context"
	"iter"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/examples/report/program"
	"github.com/clientele-go/clientele/export/folder"
	"github.com/clientele-go/clientele/gdpr"
	"github.com/clientele-go/clientele/notify"
	"github.com/clientele-go/clientele/subscription"
)

// Shop is a host: everything that it holds, in memory. It is a repository of
// every wing. What a host has of a person in a database stands here in slices.
type Shop struct {
	customer.Memory
	Tags          []customer.Tag
	Fields        []customer.Field
	Members       []subscription.Membership
	Notifications []notify.Notification // nobody's
	OptIns        []notify.OptIn

	Standings []Standing // derived: personal data, too (G1)
}

// Standing is what the shop has worked out about a customer, and stored.
type Standing struct {
	Customer customer.ID
	Status   customer.Status
	Revenue  customer.Revenue
}

// EachTag yields the tags.
func (s *Shop) EachTag(ctx context.Context, scope customer.Scope) iter.Seq2[customer.Tag, error] {
	return customer.Each(ctx, scope, s.Tags, func(t customer.Tag) customer.ID { return t.Customer })
}

// EachField yields the custom fields.
func (s *Shop) EachField(ctx context.Context, scope customer.Scope) iter.Seq2[customer.Field, error] {
	return customer.Each(ctx, scope, s.Fields, func(f customer.Field) customer.ID { return f.Customer })
}

// EachMembership yields the acts of joining.
func (s *Shop) EachMembership(ctx context.Context, scope customer.Scope) iter.Seq2[subscription.Membership, error] {
	return customer.Each(ctx, scope, s.Members, func(m subscription.Membership) customer.ID { return m.Customer })
}

// EachNotification yields the notifications.
func (s *Shop) EachNotification(ctx context.Context, _ customer.Scope) iter.Seq2[notify.Notification, error] {
	return notify.Memory{Notifications: s.Notifications}.EachNotification(ctx, customer.Scope{})
}

// EachOptIn yields the opt-ins.
func (s *Shop) EachOptIn(ctx context.Context, scope customer.Scope) iter.Seq2[notify.OptIn, error] {
	return customer.Each(ctx, scope, s.OptIns, func(o notify.OptIn) customer.ID { return o.Customer })
}

// Refused is how many rows of an import the guard kept out (G5).
type Refused struct {
	Rows int

	// Profiles are customers kept out: by the ID, or by the address alone. Of the
	// latter the host decides whether they are the person (gdpr.Replayed.Held).
	Profiles int
}

// Import takes in the facts of a folder, all but those of persons who were
// erased. This is the one way by which data comes into the shop, so the guard
// stands before all of it (G5).
func (s *Shop) Import(ctx context.Context, from *folder.Facts, g gdpr.Guard) (r Refused, err error) {
	i := incoming{ctx, g, &r.Rows, &err}
	s.Customers = admit(i, from.Customers, func(c customer.Customer) gdpr.Subject { return gdpr.Subject{ID: c.ID, Email: c.Email} })
	r.Profiles = r.Rows
	s.Logins = admit(i, from.Logins, func(l customer.Login) gdpr.Subject { return gdpr.Subject{ID: l.Customer} })
	s.Orders = admit(i, from.Orders, func(o customer.Order) gdpr.Subject { return gdpr.Subject{ID: o.Customer} })
	s.Messages = admit(i, from.Messages, func(m customer.Message) gdpr.Subject { return gdpr.Subject{ID: m.Customer} })
	s.Actions = admit(i, from.Actions, func(a customer.Action) gdpr.Subject { return gdpr.Subject{ID: a.Customer} })
	s.Tags = admit(i, from.Tags, func(t customer.Tag) gdpr.Subject { return gdpr.Subject{ID: t.Customer} })
	s.Fields = admit(i, from.Fields, func(f customer.Field) gdpr.Subject { return gdpr.Subject{ID: f.Customer} })
	s.Members = admit(i, from.Memberships, func(m subscription.Membership) gdpr.Subject { return gdpr.Subject{ID: m.Customer} })
	s.OptIns = admit(i, from.OptIns, func(o notify.OptIn) gdpr.Subject { return gdpr.Subject{ID: o.Customer} })
	s.Notifications = from.Notifications
	return r, err
}

// incoming is an import: its first error sticks.
type incoming struct {
	ctx     context.Context
	guard   gdpr.Guard
	refused *int
	err     *error
}

// admit returns the facts that the guard lets through.
func admit[F any](i incoming, facts []F, whose func(F) gdpr.Subject) []F {
	if *i.err != nil {
		return nil
	}
	var kept []F
	all := customer.Each(i.ctx, customer.Scope{}, facts, func(F) customer.ID { return "" })
	for f, err := range gdpr.Keep(i.ctx, i.guard, all, whose, i.refused) {
		if err != nil {
			*i.err = err
			return nil
		}
		kept = append(kept, f)
	}
	return kept
}

// Derive works out and stores every customer's standing.
func (s *Shop) Derive(ctx context.Context, q customer.Query) error {
	page, err := customer.List(ctx, s, q, nil)
	if err != nil {
		return err
	}
	s.Standings = make([]Standing, len(page.Rows))
	for i, r := range page.Rows {
		s.Standings[i] = Standing{r.ID, r.Status, r.Revenue}
	}
	return nil
}

// report returns the shop in the form that the report program wants.
func (s *Shop) report() program.Shop {
	return program.Shop{Customers: s, Engagement: s, Subscription: s, Notify: s}
}

// only returns a shop that has nobody but one customer.
func (s *Shop) only(id customer.ID) *Shop {
	return &Shop{
		Memory: customer.Memory{
			Customers: ownedBy(id, s.Customers, func(c customer.Customer) customer.ID { return c.ID }),
			Logins:    ownedBy(id, s.Logins, func(l customer.Login) customer.ID { return l.Customer }),
			Orders:    ownedBy(id, s.Orders, func(o customer.Order) customer.ID { return o.Customer }),
			Messages:  ownedBy(id, s.Messages, func(m customer.Message) customer.ID { return m.Customer }),
			Actions:   ownedBy(id, s.Actions, func(a customer.Action) customer.ID { return a.Customer }),
		},
		Tags:          ownedBy(id, s.Tags, func(t customer.Tag) customer.ID { return t.Customer }),
		Fields:        ownedBy(id, s.Fields, func(f customer.Field) customer.ID { return f.Customer }),
		Members:       ownedBy(id, s.Members, func(m subscription.Membership) customer.ID { return m.Customer }),
		Notifications: s.Notifications,
		OptIns:        ownedBy(id, s.OptIns, func(o notify.OptIn) customer.ID { return o.Customer }),
	}
}

func ownedBy[F any](id customer.ID, facts []F, owner func(F) customer.ID) []F {
	var all []F
	for _, f := range facts {
		if owner(f) == id {
			all = append(all, f)
		}
	}
	return all
}

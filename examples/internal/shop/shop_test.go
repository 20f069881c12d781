package shop

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/customertest"
	"github.com/clientele-go/clientele/engagement"
	"github.com/clientele-go/clientele/engagement/engagementtest"
	"github.com/clientele-go/clientele/export/folder"
	"github.com/clientele-go/clientele/gdpr"
	"github.com/clientele-go/clientele/gdpr/gdprtest"
	"github.com/clientele-go/clientele/notify"
	"github.com/clientele-go/clientele/notify/notifytest"
	"github.com/clientele-go/clientele/subscription"
	"github.com/clientele-go/clientele/subscription/mailing"
	"github.com/clientele-go/clientele/subscription/subscriptiontest"
)

// One struct is all of these.
var (
	_ customer.Repository     = (*Shop)(nil)
	_ customer.Snapshotter    = (*Shop)(nil)
	_ engagement.Repository   = (*Shop)(nil)
	_ subscription.Repository = (*Shop)(nil)
	_ notify.Repository       = (*Shop)(nil)
	_ mailing.Customers       = (*Shop)(nil)
	_ gdpr.Customers          = (*Shop)(nil)
)

// The kits are the first tests to write for a repository of your own: they know what
// the rules ask of one. Each opens a shop with facts of its own.

func TestCustomers(t *testing.T) {
	customertest.Run(t, func(t testing.TB, f customer.Memory) customer.Repository { return written{shopOf(f)} })
}

func TestEngagement(t *testing.T) {
	engagementtest.Run(t, func(t testing.TB, f engagement.Memory) engagement.Repository {
		return New(&folder.Facts{Logins: f.Logins, Messages: f.Messages, Orders: f.Orders, Actions: f.Actions, Tags: f.Tags, Fields: f.Fields})
	})
}

func TestSubscription(t *testing.T) {
	subscriptiontest.Run(t, func(t testing.TB, f subscription.Memory) subscription.Repository {
		return New(&folder.Facts{Memberships: f.Memberships, Fields: f.Fields})
	})
}

func TestNotify(t *testing.T) {
	notifytest.Run(t, func(t testing.TB, f notify.Memory) notify.Repository {
		return New(&folder.Facts{Notifications: f.Notifications, OptIns: f.OptIns})
	})
}

func shopOf(f customer.Memory) *Shop {
	return New(&folder.Facts{Customers: f.Customers, Logins: f.Logins, Orders: f.Orders, Messages: f.Messages, Actions: f.Actions})
}

// written is a shop into which the kit writes while it reads a snapshot.
type written struct{ *Shop }

func (w written) Write(_ context.Context, more customer.Memory) error {
	for id, p := range shopOf(more).people {
		w.mu.Lock()
		w.edit(id, func(to *person) {
			to.profile = append(to.profile, p.profile...)
			to.logins = append(to.logins, p.logins...)
			to.orders = append(to.orders, p.orders...)
			to.messages = append(to.messages, p.messages...)
			to.actions = append(to.actions, p.actions...)
		})
		w.mu.Unlock()
	}
	return nil
}

// The editor that bulk actions get keeps its contract.
func TestEditor(t *testing.T) {
	customertest.RunEditor(t, func(t testing.TB, f customer.Memory) customertest.Edited {
		s := shopOf(f)
		r, err := NewRegistry(s)
		if err != nil {
			t.Fatal(err)
		}
		at := time.Date(2024, 6, 1, 0, 0, 0, 0, time.UTC)
		return customertest.Edited{Repository: s, Editor: s.Editor(r, at, func(context.Context, gdpr.Receipt) error { return nil })}
	})
}

// The holders keep their contract: a canary in each is exported, erased, and never
// comes back, and nobody else is touched.
func TestHolders(t *testing.T) {
	gdprtest.Run(t, func(t testing.TB) gdprtest.Host {
		s := New(&folder.Facts{})
		r, err := NewRegistry(s)
		if err != nil {
			t.Fatal(err)
		}
		return gdprtest.Host{
			Registry: r,
			Textless: []gdpr.Name{"logins", "actions"},
			Plant: func(_ context.Context, of gdpr.Subject, canary string) error {
				s.mu.Lock()
				defer s.mu.Unlock()
				s.edit(of.ID, func(p *person) { plant(p, of, canary) })
				return nil
			},
			Dump: func(context.Context) ([]byte, error) { return s.dump(), nil },
		}
	})
}

// plant gives a person a fact of each kind, each with the canary if it has a text.
func plant(p *person, of gdpr.Subject, canary string) {
	at := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	p.profile = []customer.Customer{{ID: of.ID, Email: of.Email, Name: canary}}
	p.logins = append(p.logins, customer.Login{Customer: of.ID, At: at})
	p.orders = append(p.orders, customer.Order{ID: customer.OrderID(canary), Customer: of.ID,
		Total:   customer.Money{Amount: decimal.New(1, 0), Currency: "EUR"},
		Refunds: []customer.Refund{{ID: canary, At: at, Amount: decimal.New(1, 0)}}})
	p.messages = append(p.messages, customer.Message{Customer: of.ID, At: at, Channel: customer.Channel(canary)})
	p.actions = append(p.actions, customer.Action{Customer: of.ID, At: at})
	p.tags = append(p.tags, customer.Tag{Customer: of.ID, Name: canary})
	p.fields = append(p.fields, customer.Field{Customer: of.ID, Name: canary, Value: canary, At: at})
	p.members = append(p.members, subscription.Membership{Customer: of.ID, Channel: customer.Channel(canary), JoinedAt: at})
	p.optIns = append(p.optIns, notify.OptIn{Customer: of.ID, Notification: notify.NotificationID(canary), SubscribedAt: at, Token: notify.NewToken(canary)})
}

// dump is all texts of the shop, the IDs in the map among them.
func (s *Shop) dump() (all []byte) {
	for id, p := range s.people {
		all = fmt.Appendln(all, string(id))
		for _, c := range p.profile {
			all = fmt.Appendln(all, string(c.ID), string(c.Email), c.Name)
		}
		for _, o := range p.orders {
			all = fmt.Appendln(all, string(o.ID), o.Refunds)
		}
		for _, m := range p.messages {
			all = fmt.Appendln(all, string(m.Channel))
		}
		for _, t := range p.tags {
			all = fmt.Appendln(all, t.Name)
		}
		for _, f := range p.fields {
			all = fmt.Appendln(all, f.Name, f.Value)
		}
		for _, m := range p.members {
			all = fmt.Appendln(all, string(m.Channel))
		}
		for _, o := range p.optIns {
			all = fmt.Appendln(all, string(o.Notification), o.Token.Reveal())
		}
	}
	return all
}

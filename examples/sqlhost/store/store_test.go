package store_test

import (
	"context"
	"testing"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/customertest"
	"github.com/clientele-go/clientele/engagement"
	"github.com/clientele-go/clientele/engagement/engagementtest"
	"github.com/clientele-go/clientele/examples/sqlhost/store"
	"github.com/clientele-go/clientele/export/folder"
	"github.com/clientele-go/clientele/notify"
	"github.com/clientele-go/clientele/notify/notifytest"
	"github.com/clientele-go/clientele/subscription"
	"github.com/clientele-go/clientele/subscription/subscriptiontest"
)

// The kit of every wing, on every database, streamed and pushed down.
func TestConformance(t *testing.T) {
	for _, b := range bases(t) {
		t.Run(b.name+"/streamed", func(t *testing.T) {
			b.need(t)
			t.Run("customer", func(t *testing.T) {
				customertest.Run(t, func(t testing.TB, f customer.Memory) customer.Repository {
					return b.open(t, &folder.Facts{Customers: f.Customers, Logins: f.Logins, Orders: f.Orders, Messages: f.Messages, Actions: f.Actions})
				})
			})
			t.Run("engagement", func(t *testing.T) {
				engagementtest.Run(t, func(t testing.TB, f engagement.Memory) engagement.Repository {
					return b.open(t, &folder.Facts{Messages: f.Messages, Orders: f.Orders, Tags: f.Tags, Fields: f.Fields})
				})
			})
			t.Run("subscription", func(t *testing.T) {
				subscriptiontest.Run(t, func(t testing.TB, f subscription.Memory) subscription.Repository {
					return b.open(t, &folder.Facts{Members: f.Members, Fields: f.Fields})
				})
			})
			t.Run("notify", func(t *testing.T) {
				notifytest.Run(t, func(t testing.TB, f notify.Memory) notify.Repository {
					return b.open(t, &folder.Facts{Notifications: f.Notifications, OptIns: f.OptIns})
				})
			})
		})
		t.Run(b.name+"/pushed down", func(t *testing.T) {
			b.need(t)
			t.Run("customer", func(t *testing.T) {
				customertest.Run(t, func(t testing.TB, f customer.Memory) customer.Repository {
					return store.Grouped{Store: b.open(t, &folder.Facts{Customers: f.Customers, Logins: f.Logins, Orders: f.Orders, Messages: f.Messages, Actions: f.Actions})}
				})
			})
			t.Run("engagement", func(t *testing.T) {
				engagementtest.Run(t, func(t testing.TB, f engagement.Memory) engagement.Repository {
					return store.GroupedEngagement{Store: b.open(t, &folder.Facts{Messages: f.Messages, Orders: f.Orders, Tags: f.Tags, Fields: f.Fields})}
				})
			})
			t.Run("subscription", func(t *testing.T) {
				subscriptiontest.Run(t, func(t testing.TB, f subscription.Memory) subscription.Repository {
					return store.GroupedSubscription{Store: b.open(t, &folder.Facts{Members: f.Members, Fields: f.Fields})}
				})
			})
			t.Run("notify", func(t *testing.T) {
				notifytest.Run(t, func(t testing.TB, f notify.Memory) notify.Repository {
					return store.GroupedNotify{Store: b.open(t, &folder.Facts{Notifications: f.Notifications, OptIns: f.OptIns})}
				})
			})
		})
	}
}

// open loads facts into fresh tables.
func (b base) open(t testing.TB, facts *folder.Facts) *store.Store {
	t.Helper()
	s, err := b.load(context.Background(), facts)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

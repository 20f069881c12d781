package store_test

import (
	"context"
	"hash/crc32"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/customertest"
	"github.com/clientele-go/clientele/engagement"
	"github.com/clientele-go/clientele/engagement/engagementtest"
	"github.com/clientele-go/clientele/examples/sqlhost/load"
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
		t.Run(b.name, func(t *testing.T) {
			b.need(t)
			t.Parallel()
			b.conforms(t)
		})
	}
}

func (b base) conforms(t *testing.T) {
	t.Run("streamed", func(t *testing.T) {
		t.Run("customer", func(t *testing.T) {
			customertest.Run(t, func(t testing.TB, f customer.Memory) customer.Repository {
				return b.told(t, &folder.Facts{Customers: f.Customers, Logins: f.Logins, Orders: f.Orders, Messages: f.Messages, Actions: f.Actions})
			})
		})
		t.Run("engagement", func(t *testing.T) {
			engagementtest.Run(t, func(t testing.TB, f engagement.Memory) engagement.Repository {
				return b.told(t, known(&folder.Facts{Messages: f.Messages, Orders: f.Orders, Tags: f.Tags, Fields: f.Fields, Logins: f.Logins, Actions: f.Actions}))
			})
		})
		t.Run("subscription", func(t *testing.T) {
			subscriptiontest.Run(t, func(t testing.TB, f subscription.Memory) subscription.Repository {
				return b.told(t, known(&folder.Facts{Memberships: f.Memberships, Fields: f.Fields}))
			})
		})
		t.Run("notify", func(t *testing.T) {
			notifytest.Run(t, func(t testing.TB, f notify.Memory) notify.Repository {
				return b.told(t, known(&folder.Facts{Notifications: f.Notifications, OptIns: f.OptIns}))
			})
		})
	})
	t.Run("pushed down", func(t *testing.T) {
		t.Run("customer", func(t *testing.T) {
			customertest.Run(t, func(t testing.TB, f customer.Memory) customer.Repository {
				return store.Grouped{Store: b.told(t, &folder.Facts{Customers: f.Customers, Logins: f.Logins, Orders: f.Orders, Messages: f.Messages, Actions: f.Actions})}
			})
		})
		t.Run("engagement", func(t *testing.T) {
			engagementtest.Run(t, func(t testing.TB, f engagement.Memory) engagement.Repository {
				return store.GroupedEngagement{Store: b.told(t, known(&folder.Facts{Messages: f.Messages, Orders: f.Orders, Tags: f.Tags, Fields: f.Fields, Logins: f.Logins, Actions: f.Actions}))}
			})
		})
		t.Run("subscription", func(t *testing.T) {
			subscriptiontest.Run(t, func(t testing.TB, f subscription.Memory) subscription.Repository {
				return store.GroupedSubscription{Store: b.told(t, known(&folder.Facts{Memberships: f.Memberships, Fields: f.Fields}))}
			})
		})
		t.Run("notify", func(t *testing.T) {
			notifytest.Run(t, func(t testing.TB, f notify.Memory) notify.Repository {
				return store.GroupedNotify{Store: b.told(t, known(&folder.Facts{Notifications: f.Notifications, OptIns: f.OptIns}))}
			})
		})
	})
}

// known adds a customer for everybody who has a fact: ranges are of customers.
func known(f *folder.Facts) *folder.Facts {
	var ids []customer.ID
	for _, x := range f.Messages {
		ids = append(ids, x.Customer)
	}
	for _, x := range f.Orders {
		ids = append(ids, x.Customer)
	}
	for _, x := range f.Tags {
		ids = append(ids, x.Customer)
	}
	for _, x := range f.Fields {
		ids = append(ids, x.Customer)
	}
	for _, x := range f.Logins {
		ids = append(ids, x.Customer)
	}
	for _, x := range f.Actions {
		ids = append(ids, x.Customer)
	}
	for _, x := range f.Memberships {
		ids = append(ids, x.Customer)
	}
	for _, x := range f.OptIns {
		ids = append(ids, x.Customer)
	}
	slices.Sort(ids)
	for _, id := range slices.Compact(ids) {
		if id != "" {
			f.Customers = append(f.Customers, customer.Customer{ID: id})
		}
	}
	return f
}

// told is open for a kit. By default one in eight of the kit's stories and
// laws is played on a server, in another one's place on each database and way;
// where RAPID_CHECKS says how thorough to be, all are.
func (b base) told(t testing.TB, facts *folder.Facts) *store.Store {
	t.Helper()
	if b.server && os.Getenv("RAPID_CHECKS") == "" && !strings.Contains(t.Name(), "contract") && crc32.ChecksumIEEE([]byte(t.Name()))%8 > 0 {
		t.Skip("of a server's stories one in eight is played unless RAPID_CHECKS is set")
	}
	return b.open(t, facts)
}

// open is the store with facts in it, and with nothing else. Where it takes
// long to load them as the command does, they are put there without its steps.
func (b base) open(t testing.TB, facts *folder.Facts) *store.Store {
	t.Helper()
	if b.filled.facts != nil && reflect.DeepEqual(b.filled.facts, facts) {
		return b.filled.store
	}
	ctx := context.Background()
	s, err := b.fill(ctx, facts, func(to load.Target) error {
		if b.host || !b.d.Transactions {
			return load.Into(ctx, to, facts)
		}
		return load.Facts(ctx, to, facts, "test")
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

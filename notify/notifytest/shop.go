package notifytest

import (
	"fmt"
	"slices"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/internal/kits/kit"
	"github.com/clientele-go/clientele/notify"
)

// shopNotifications have names and channels that a storage could mix up, and
// two with the same name; one has no subscribers.
var shopNotifications = []notify.Notification{
	{ID: "n1", Name: "Cake", Active: true, Frequency: notify.Weekly, Channel: "whatsapp"},
	{ID: "n10", Name: "Cake", Frequency: notify.Daily, Channel: "web"},
	{ID: "N1", Name: "cake", Active: true, Channel: "web"},
	{ID: "o'n \"%_", Name: "Loaf's\n\"day\"", Active: true, Frequency: notify.Monthly},
	{ID: "é", Name: "é", Channel: "Web"},
	{ID: "empty", Name: "", Active: true, Channel: "web"},
}

// busyShop returns a shop with many opt-ins: renewed, stopped, expired, at the
// same instants, without a date, with tokens and without. Each call returns the
// same.
func busyShop() notify.Memory {
	s := kit.NewShopkeeper(7)
	// At the last instant that a scope asks for there is an opt-in that matters,
	// and an undated one was stopped and expires after every scope.
	facts := notify.Memory{
		Notifications: slices.Clone(shopNotifications), // which a host may sort
		OptIns: []notify.OptIn{
			{Notification: "N1", Customer: "é", SubscribedAt: kit.Day(20), ExpiresAt: kit.Day(400), Token: notify.NewToken("last")},
			{Notification: "n1", Customer: "mia", ExpiresAt: kit.Day(300), StoppedAt: kit.Day(200), Token: notify.NewToken("undated")},
		},
	}
	seen := map[notify.OptIn]bool{}
	for i := range 300 {
		o := notify.OptIn{
			Notification: shopNotifications[s.IntN(len(shopNotifications)-1)].ID,
			Customer:     s.Someone(),
		}
		if o.Customer == "mia" {
			continue // who has but the undated one
		}
		if s.IntN(12) > 0 {
			o.SubscribedAt = s.Within(40)
		}
		if s.IntN(5) > 0 {
			o.ExpiresAt = s.Within(120)
		}
		if s.IntN(4) == 0 {
			o.StoppedAt = s.Within(50)
		}
		if s.IntN(6) > 0 {
			o.Token = notify.NewToken(fmt.Sprintf("Kit-token %d 'ö\"", i))
		}
		if !seen[o] {
			seen[o] = true
			facts.OptIns = append(facts.OptIns, o)
		}
	}
	return facts
}

// crowd returns a shop of many people with few opt-ins, and one person with
// many.
func crowd() notify.Memory {
	return notify.Memory{
		Notifications: slices.Clone(shopNotifications),
		OptIns: kit.Crowded(kit.Crowd(), 12, func(id customer.ID, i int) notify.OptIn {
			return notify.OptIn{
				Notification: shopNotifications[i%3].ID, Customer: id, SubscribedAt: kit.Then(i), ExpiresAt: kit.Then(i + 30),
				Token: notify.NewToken(fmt.Sprintf("Kit-token %s %d", id, i)),
			}
		}),
	}
}

// later returns facts of a customer who is not in the shop yet.
func later() notify.Memory {
	return notify.Memory{
		Notifications: []notify.Notification{{ID: "new"}},
		OptIns:        []notify.OptIn{{Notification: "new", Customer: "new", SubscribedAt: kit.Day(1)}},
	}
}

// shopQueries returns the questions asked of the busy shop.
func shopQueries() []notify.Query {
	return []notify.Query{
		{AsOf: kit.Day(60)},
		{AsOf: kit.Day(20)},
		{AsOf: kit.Day(20).Add(12*time.Hour - time.Second), Location: kit.Far()},
		{AsOf: kit.Day(25), Channels: []customer.Channel{"web"}},
		{AsOf: kit.Day(25), Channels: []customer.Channel{"", "whatsapp"}},
		{AsOf: kit.Day(25), Names: []string{"Cake"}},
		{AsOf: kit.Day(25), Names: []string{"cake", "é"}, Channels: []customer.Channel{"Web"}},
		{AsOf: kit.Day(25), Names: []string{"nothing"}},
		{AsOf: kit.Day(60), Range: calendar.Span{From: kit.Day(10), To: kit.Day(20)}},
		{AsOf: kit.Day(30), Range: calendar.Span{From: kit.Day(15)}, Location: kit.Far()},
		{AsOf: kit.Day(30), Range: calendar.Span{To: kit.Day(15)}},
		{AsOf: kit.Day(5)},
		{AsOf: kit.Day(-1)},
		{AsOf: kit.Day(500)},
	}
}

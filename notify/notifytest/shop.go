package notifytest

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/notify"
)

// shopCustomers are customers whose IDs a storage could mix up: by case, by
// number, by trimming, by the bytes that sort them, by what is quoted.
var shopCustomers = []customer.ID{"ann", "Ann", "ann ", "10", "9", "010", "é", "z", "o'k \"%_", "mia"}

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

// shopDay is the first instant of the n-th day of the busy shop.
func shopDay(n int) time.Time {
	return time.Date(2024, 3, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(n) * 24 * time.Hour)
}

// busyShop is a shop with many opt-ins: renewed, stopped, expired, at the same
// instants, without a date, with tokens and without. It is the same every time.
func busyShop() notify.Memory {
	r := rand.New(rand.NewPCG(2024, 7))
	at := func(days int) time.Time {
		return shopDay(r.IntN(days)).Add(time.Duration(r.IntN(3)) * (12*time.Hour - time.Second))
	}
	// At the last instant that a scope asks for there is an opt-in that matters,
	// and an undated one was stopped and expires after every scope.
	facts := notify.Memory{
		Notifications: slices.Clone(shopNotifications), // which a host may sort
		OptIns: []notify.OptIn{
			{Notification: "N1", Customer: "é", SubscribedAt: shopDay(20), ExpiresAt: shopDay(400), Token: notify.NewToken("last")},
			{Notification: "n1", Customer: "mia", ExpiresAt: shopDay(300), StoppedAt: shopDay(200), Token: notify.NewToken("undated")},
		},
	}
	seen := map[notify.OptIn]bool{}
	for i := range 300 {
		o := notify.OptIn{
			Notification: shopNotifications[r.IntN(len(shopNotifications)-1)].ID,
			Customer:     shopCustomers[r.IntN(len(shopCustomers)-1)],
		}
		if r.IntN(12) > 0 {
			o.SubscribedAt = at(40)
		}
		if r.IntN(5) > 0 {
			o.ExpiresAt = at(120)
		}
		if r.IntN(4) == 0 {
			o.StoppedAt = at(50)
		}
		if r.IntN(6) > 0 {
			o.Token = notify.NewToken(fmt.Sprintf("Kit-token %d 'ö\"", i))
		}
		if !seen[o] {
			seen[o] = true
			facts.OptIns = append(facts.OptIns, o)
		}
	}
	return facts
}

// shopQueries are the questions asked of the busy shop.
func shopQueries() []notify.Query {
	apia, err := calendar.Zone("Pacific/Apia")
	if err != nil {
		apia = time.FixedZone("Apia", 13*60*60)
	}
	return []notify.Query{
		{AsOf: shopDay(60)},
		{AsOf: shopDay(20)},
		{AsOf: shopDay(20).Add(12*time.Hour - time.Second), Location: apia},
		{AsOf: shopDay(25), Channels: []customer.Channel{"web"}},
		{AsOf: shopDay(25), Channels: []customer.Channel{"", "whatsapp"}},
		{AsOf: shopDay(25), Names: []string{"Cake"}},
		{AsOf: shopDay(25), Names: []string{"cake", "é"}, Channels: []customer.Channel{"Web"}},
		{AsOf: shopDay(25), Names: []string{"nothing"}},
		{AsOf: shopDay(60), Range: calendar.Span{From: shopDay(10), To: shopDay(20)}},
		{AsOf: shopDay(30), Range: calendar.Span{From: shopDay(15)}, Location: apia},
		{AsOf: shopDay(30), Range: calendar.Span{To: shopDay(15)}},
		{AsOf: shopDay(5)},
		{AsOf: shopDay(-1)},
		{AsOf: shopDay(500)},
	}
}

package subscriptiontest

import (
	"math/rand/v2"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/subscription"
)

// shopCustomers are customers whose IDs a storage could mix up: by case, by
// number, by trimming, by the bytes that sort them, by what is quoted.
var shopCustomers = []customer.ID{"ann", "Ann", "ann ", "10", "9", "010", "é", "z", "o'k \"%_", "mia", "ben"}

// shopDay is the first instant of the n-th day of the busy shop.
func shopDay(n int) time.Time {
	return time.Date(2024, 3, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(n) * 24 * time.Hour)
}

// busyShop is a shop with facts of every kind, many of them at the same
// instants, some without a date. It is the same every time.
func busyShop() subscription.Memory {
	r := rand.New(rand.NewPCG(2024, 6))
	at := func() time.Time {
		if r.IntN(12) == 0 {
			return time.Time{}
		}
		return shopDay(r.IntN(40)).Add(time.Duration(r.IntN(3)) * (12*time.Hour - time.Second))
	}
	// At the last instant that a scope asks for there are facts of both kinds.
	facts := subscription.Memory{
		Members: []subscription.Member{{Customer: "é", Channel: "signal", JoinedAt: shopDay(20)}},
		Fields:  []customer.Field{{Customer: "é", Name: "unsubscribed", Value: "yes", At: shopDay(20)}},
	}
	members := map[subscription.Member]bool{}
	fields := map[customer.Field]bool{}
	for range 400 {
		id := shopCustomers[r.IntN(len(shopCustomers))]
		if r.IntN(2) == 0 {
			m := subscription.Member{Customer: id, Channel: shopChannels[r.IntN(len(shopChannels))], JoinedAt: at()}
			if id == "mia" {
				m.JoinedAt = shopDay(10) // one who has only joined
			}
			if !members[m] {
				members[m] = true
				facts.Members = append(facts.Members, m)
			}
			continue
		}
		nv := shopFields[r.IntN(len(shopFields))]
		f := customer.Field{Customer: id, Name: nv[0], Value: nv[1], At: at()}
		if f.At.IsZero() && id != "ben" && id != "z" {
			f.At = shopDay(20) // most have no marker without a date
		}
		if id != "mia" && !fields[f] {
			fields[f] = true
			facts.Fields = append(facts.Fields, f)
		}
	}
	return facts
}

var shopChannels = []customer.Channel{"", "web", "Web", "whatsapp"}

// shopFields are names and values that mark, and some that do not (U1).
var shopFields = [][2]string{
	{"unsubscribed", ""},
	{"Unsubscribe All-Bots", "yes"},
	{"unsubscribe_to_all_bot", "\tit's\n\"so\""},
	{"note", "UNSUBSCRIBED"},
	{"", "unsubscribeallbots"},
	{"unsubscribed", "No"},
	{"size", "42"},
	{"note", ""},
}

// shopQueries are the questions asked of the busy shop.
func shopQueries() []subscription.Query {
	apia, err := calendar.Zone("Pacific/Apia")
	if err != nil {
		apia = time.FixedZone("Apia", 13*60*60)
	}
	return []subscription.Query{
		{AsOf: shopDay(60)},
		{AsOf: shopDay(20)},
		{AsOf: shopDay(20).Add(12*time.Hour - time.Second), Unit: calendar.Week},
		{AsOf: shopDay(25), Channels: []customer.Channel{"web"}},
		{AsOf: shopDay(25), Channels: []customer.Channel{"", "whatsapp"}, Unit: calendar.Month},
		{AsOf: shopDay(60), Range: calendar.Span{From: shopDay(10), To: shopDay(20)}},
		{AsOf: shopDay(30), Range: calendar.Span{From: shopDay(15)}, Location: apia},
		{AsOf: shopDay(30), Range: calendar.Span{To: shopDay(15)}, Location: apia, Unit: calendar.Week},
		{AsOf: shopDay(5)},
		{AsOf: shopDay(-1)},
	}
}

package subscriptiontest

import (
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/internal/kits/kit"
	"github.com/clientele-go/clientele/subscription"
)

// busyShop returns a shop with facts of every kind, many of them at the same
// instants, some without a date. Each call returns the same.
func busyShop() subscription.Memory {
	s := kit.NewShopkeeper(6)
	at := func() time.Time {
		if s.IntN(12) == 0 {
			return time.Time{}
		}
		return s.Date()
	}
	// At the last instant that a scope asks for there are facts of both kinds.
	facts := subscription.Memory{
		Memberships: []subscription.Membership{{Customer: "é", Channel: "signal", JoinedAt: kit.Day(20)}},
		Fields:      []customer.Field{{Customer: "é", Name: "unsubscribed", Value: "yes", At: kit.Day(20)}},
	}
	members := map[subscription.Membership]bool{}
	fields := map[customer.Field]bool{}
	for range 400 {
		id := s.Someone()
		if s.IntN(2) == 0 {
			m := subscription.Membership{Customer: id, Channel: s.Channel(), JoinedAt: at()}
			if id == "mia" {
				m.JoinedAt = kit.Day(10) // one who has only joined
			}
			if !members[m] {
				members[m] = true
				facts.Memberships = append(facts.Memberships, m)
			}
			continue
		}
		nv := shopFields[s.IntN(len(shopFields))]
		f := customer.Field{Customer: id, Name: nv[0], Value: nv[1], At: at()}
		if f.At.IsZero() && id != "ben" && id != "z" {
			f.At = kit.Day(20) // most have no marker without a date
		}
		if id != "mia" && !fields[f] {
			fields[f] = true
			facts.Fields = append(facts.Fields, f)
		}
	}
	return facts
}

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

// crowd returns a shop of many people with few facts, and one person with many.
func crowd() subscription.Memory {
	return subscription.Memory{
		Memberships: kit.Crowded(kit.Crowd(), 12, func(id customer.ID, i int) subscription.Membership {
			return subscription.Membership{Customer: id, Channel: customer.Channel("web"[:i%4]), JoinedAt: kit.Then(i)}
		}),
		Fields: kit.CrowdedFields(kit.Crowd(), 2, "unsubscribed", "yes"),
	}
}

// later returns facts of a customer who is not in the shop yet.
func later() subscription.Memory {
	at := kit.Day(1)
	return subscription.Memory{
		Memberships: []subscription.Membership{{Customer: "new", JoinedAt: at}},
		Fields:      []customer.Field{{Customer: "new", Name: "unsubscribed", Value: "yes", At: at}},
	}
}

// shopQueries returns the questions asked of the busy shop.
func shopQueries() []subscription.Query {
	return []subscription.Query{
		{AsOf: kit.Day(60)},
		{AsOf: kit.Day(20)},
		{AsOf: kit.Day(20).Add(12*time.Hour - time.Second), Unit: calendar.Week},
		{AsOf: kit.Day(25), Channels: []customer.Channel{"web"}},
		{AsOf: kit.Day(25), Channels: []customer.Channel{"", "whatsapp"}, Unit: calendar.Month},
		{AsOf: kit.Day(60), Range: calendar.Span{From: kit.Day(10), To: kit.Day(20)}},
		{AsOf: kit.Day(30), Range: calendar.Span{From: kit.Day(15)}, Location: kit.Far()},
		{AsOf: kit.Day(30), Range: calendar.Span{To: kit.Day(15)}, Location: kit.Far(), Unit: calendar.Week},
		{AsOf: kit.Day(5)},
		{AsOf: kit.Day(-1)},
	}
}

package engagementtest

import (
	"fmt"
	"time"

	"github.com/shopspring/decimal"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/engagement"
	"github.com/clientele-go/clientele/internal/kits/kit"
)

// busyShop returns a shop with facts of every kind, many of them at the same
// instants, some without a date. Each call returns the same.
func busyShop() engagement.Memory {
	s := kit.NewShopkeeper(8)
	at := kit.Day(20) // the last instant that a scope asks for
	return engagement.Memory{
		Messages: append(s.Messages(60), customer.Message{Customer: "é", At: at, Channel: "signal"}),
		Orders:   s.Orders(90),
		Tags:     shopTags(s),
		Fields:   append(shopFields(s), customer.Field{Customer: "é", Name: "size", Value: "last", At: at}),
		Logins:   append(shopLogins(s), customer.Login{Customer: "é", At: at}),
		Actions:  append(shopActions(s), customer.Action{Customer: "é", Kind: customer.Comment, At: at}),
	}
}

func shopTags(s kit.Shopkeeper) []customer.Tag {
	var all []customer.Tag
	there := map[customer.Tag]bool{}
	for range 40 {
		t := customer.Tag{Customer: s.Someone(), Name: s.Word("", "vip", "VIP", "vip ", "o'k \"%_\n", "é", "9", "10")}
		if !there[t] { // the same tag twice is one
			there[t] = true
			all = append(all, t)
		}
	}
	return all
}

func shopFields(s kit.Shopkeeper) []customer.Field {
	var all []customer.Field
	there := map[customer.Field]bool{}
	for range 60 {
		f := customer.Field{
			Customer: s.Someone(), Name: s.Word("", "size", "Size", "o'k \"%_"), Value: s.Word("", "42", "042", "\tit's\n\"so\"", "é"), At: s.Perhaps(),
		}
		if !there[f] { // the same value at the same time is one
			there[f] = true
			all = append(all, f)
		}
	}
	return all
}

func shopLogins(s kit.Shopkeeper) []customer.Login {
	var all []customer.Login
	there := map[customer.Login]bool{}
	for range 40 {
		l := customer.Login{Customer: s.Anyone(), At: s.Perhaps()}
		if !there[l] { // at one instant it is the same login (S1)
			there[l] = true
			all = append(all, l)
		}
	}
	return all
}

func shopActions(s kit.Shopkeeper) []customer.Action {
	var all []customer.Action
	for range 40 {
		kind := customer.ActionKind(s.IntN(int(customer.Push) + 1))
		all = append(all, customer.Action{Customer: s.Anyone(), Kind: kind, At: s.Perhaps()})
	}
	return all
}

// crowd returns a shop of many people with few facts, and one person with many.
func crowd() engagement.Memory {
	anyone := append(kit.Crowd(), "")
	return engagement.Memory{
		Messages: kit.CrowdedMessages(anyone, 12),
		Orders:   kit.CrowdedOrders(anyone, 2),
		Tags: kit.Crowded(kit.Crowd(), 2, func(id customer.ID, i int) customer.Tag {
			return customer.Tag{Customer: id, Name: fmt.Sprintf("tag %d", i)}
		}),
		Fields: kit.CrowdedFields(kit.Crowd(), 2, "size", "4"),
		Logins: kit.Crowded(anyone, 2, func(id customer.ID, i int) customer.Login { return customer.Login{Customer: id, At: kit.Then(i)} }),
		Actions: kit.Crowded(anyone, 2, func(id customer.ID, i int) customer.Action {
			return customer.Action{Customer: id, Kind: customer.Comment, At: kit.Then(i)}
		}),
	}
}

// later returns facts of a customer who is not in the shop yet.
func later() engagement.Memory {
	at := kit.Day(1)
	return engagement.Memory{
		Messages: []customer.Message{{Customer: "new", At: at}},
		Orders:   []customer.Order{{ID: "new", Customer: "new", PaidAt: at, Total: customer.Money{Amount: decimal.New(1, 0), Currency: "EUR"}}},
		Tags:     []customer.Tag{{Customer: "new", Name: "vip"}},
		Fields:   []customer.Field{{Customer: "new", Name: "size", Value: "42", At: at}},
		Logins:   []customer.Login{{Customer: "new", At: at}},
		Actions:  []customer.Action{{Customer: "new", Kind: customer.Share, At: at}},
	}
}

// shopQueries returns the questions asked of the busy shop.
func shopQueries() []engagement.Query {
	weeks := calendar.Span{From: kit.Day(10), To: kit.Day(20)}
	return []engagement.Query{
		{AsOf: kit.Day(60)},
		{AsOf: kit.Day(20)},
		{AsOf: kit.Day(190), Top: 2}, // what happened at the first instant of day 10 has aged out
		{AsOf: kit.Day(30).Add(12*time.Hour - time.Second), Unit: calendar.Week, Location: kit.Far()},
		{AsOf: kit.Day(20).Add(-1), Range: weeks, Top: 1},
		{AsOf: kit.Day(60), Range: weeks, Location: kit.Far()},
		{AsOf: kit.Day(30), Range: calendar.Span{From: kit.Day(15)}, Channels: []customer.Channel{"web"}},
		{AsOf: kit.Day(30), Range: calendar.Span{To: kit.Day(35)}, Channels: []customer.Channel{"", "whatsapp"}, Unit: calendar.Month},
		{AsOf: kit.Day(30), Tags: []string{"vip", "é"}, RepeatByCheckoutLink: true},
		{AsOf: kit.Day(30), Tags: []string{""}},
		{AsOf: kit.Day(30), Fields: []string{"size"}, Top: 3},
		{AsOf: kit.Day(30), Values: []string{"42", ""}},
		{AsOf: kit.Day(30), Fields: []string{"", "o'k \"%_"}, Values: []string{"é"}},
		{AsOf: kit.Day(5), Range: weeks},
		{AsOf: kit.Day(-1)},
		{AsOf: kit.Day(60), Interaction: engagement.Any},
		{AsOf: kit.Day(30), Range: weeks, Interaction: engagement.Any, Unit: calendar.WeekSaturday, Top: 2},
		{AsOf: kit.Day(30), Interaction: engagement.Any, Channels: []customer.Channel{"web", ""}},
	}
}

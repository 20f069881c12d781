package customertest

import (
	"time"

	"github.com/shopspring/decimal"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/internal/kits/kit"
)

// busyShop returns a shop with facts of every kind, many of them at the same
// instants, some without a date. Each call returns the same.
func busyShop() customer.Memory {
	s := kit.NewShopkeeper(7)
	at := kit.Day(20) // the last instant that a scope asks for
	return customer.Memory{
		Customers: shopCustomers(s),
		Logins:    append(shopLogins(s), customer.Login{Customer: "é", At: at}),
		Messages:  append(s.Messages(80), customer.Message{Customer: "é", At: at, Channel: "signal"}),
		Actions:   append(shopActions(s), customer.Action{Customer: "é", Kind: customer.Push, At: at}),
		Orders:    s.Orders(90),
	}
}

func shopCustomers(s kit.Shopkeeper) []customer.Customer {
	var all []customer.Customer
	for _, id := range kit.Customers() {
		all = append(all, customer.Customer{
			ID:         id,
			Email:      customer.Email(s.Word("", "Mia@Example.com", "mia@example.com", "kelvin@\u212a.example", "\u00a0")),
			Username:   s.Word("", "mia", "Mïa", "o'k \"%_"),
			Name:       s.Word("", "Mia Márquez", "=1+1"),
			CreatedAt:  s.Perhaps(),
			SignedUp:   s.IntN(2) == 0,
			Profile:    customer.Profile(s.IntN(3)),
			Birthday:   calendar.Date{Year: 1990, Month: time.Month(1 + s.IntN(12)), Day: 28},
			Favorite:   s.IntN(2) == 0,
			LastDevice: s.Word("", "iPhone", "iphone"),
			Facebook:   s.Word("", "fb/mia"),
			Twitter:    s.Word("", "@mia"),
			Google:     s.Word("", "mia"),
			EmailConsent: customer.Consent{
				Answer: customer.Answer(s.IntN(4)), At: s.Perhaps(),
			},
		})
	}
	return all
}

func shopLogins(s kit.Shopkeeper) []customer.Login {
	var all []customer.Login
	there := map[customer.Login]bool{}
	for range 120 {
		l := customer.Login{Customer: s.Anyone(), At: s.Mostly()}
		if !there[l] { // at one instant it is the same login (S1)
			there[l] = true
			all = append(all, l)
		}
	}
	return all
}

func shopActions(s kit.Shopkeeper) []customer.Action {
	var all []customer.Action
	for range 80 {
		all = append(all, customer.Action{Customer: s.Someone(), Kind: customer.ActionKind(s.IntN(4)), At: s.Perhaps()})
	}
	return all
}

// crowd returns a shop of many people with few facts, and one person with many.
func crowd() customer.Memory {
	anyone := append(kit.Crowd(), "")
	m := customer.Memory{
		Logins: kit.Crowded(anyone, 12, func(id customer.ID, i int) customer.Login {
			return customer.Login{Customer: id, At: kit.Then(i)}
		}),
		Orders:   kit.CrowdedOrders(anyone, 2),
		Messages: kit.CrowdedMessages(anyone, 2),
		Actions: kit.Crowded(kit.Crowd(), 2, func(id customer.ID, i int) customer.Action {
			return customer.Action{Customer: id, At: kit.Then(i), Kind: customer.ActionKind(i % 4)}
		}),
	}
	for i, id := range kit.Crowd() {
		m.Customers = append(m.Customers, customer.Customer{ID: id, CreatedAt: kit.Then(i), SignedUp: i%2 == 0})
	}
	return m
}

// later returns facts of a customer who is not in the shop yet.
func later() customer.Memory {
	at := kit.Day(1)
	return customer.Memory{
		Customers: []customer.Customer{{ID: "new"}},
		Logins:    []customer.Login{{Customer: "new", At: at}},
		Orders:    []customer.Order{{ID: "new", Customer: "new", PaidAt: at, Total: customer.Money{Amount: decimal.New(1, 0), Currency: "EUR"}}},
		Messages:  []customer.Message{{Customer: "new", At: at}},
		Actions:   []customer.Action{{Customer: "new", At: at}},
	}
}

// shopQueries returns the questions asked of the busy shop.
func shopQueries() []customer.Query {
	five := decimal.New(5, 0)
	return []customer.Query{
		{AsOf: kit.Day(60)},
		{AsOf: kit.Day(20)},
		{AsOf: kit.Day(20).Add(12*time.Hour - time.Second), Location: kit.Far(), Limit: 3},
		{AsOf: kit.Day(30), ConsentPopup: true, Sort: customer.Sort{Column: "email", Descending: true}, Limit: 1},
		{AsOf: kit.Day(30), RequireSignIn: true, Sort: customer.Sort{Column: "revenue", Currency: "EUR"}, Limit: 4},
		{AsOf: kit.Day(30), Filter: customer.Filter{Types: []customer.Type{"favorite"}}},
		{AsOf: kit.Day(30), Filter: customer.Filter{Revenue: &customer.RevenueFilter{Currency: "EUR", Min: &five}}},
		{AsOf: kit.Day(30), Segment: "(revenue EUR > 5 or shares >= 1) and not status = sleeper and last_usage within last 20 days"},
		{AsOf: kit.Day(130)},
		{AsOf: kit.Day(40), Policy: customer.Policy{
			VeryActive: customer.Frequency{MoreThan: 5, Within: calendar.Days(20)}, Sleeper: calendar.Days(3),
		}},
		{AsOf: kit.Day(-1)},
	}
}

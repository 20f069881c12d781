package customertest

import (
	"time"

	"github.com/shopspring/decimal"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/internal/kit"
)

// busyShop is a shop with facts of every kind, many of them at the same
// instants, some without a date. It is the same every time.
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
		l := customer.Login{Customer: s.Anyone(), At: s.Date()}
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

// shopQueries are the questions asked of the busy shop.
func shopQueries() []customer.Query {
	five := decimal.New(5, 0)
	return []customer.Query{
		{AsOf: kit.Day(60)},
		{AsOf: kit.Day(20)},
		{AsOf: kit.Day(20).Add(12*time.Hour - time.Second), Location: kit.Far(), Limit: 3},
		{AsOf: kit.Day(30), ConsentPopup: true, Sort: customer.Sort{Column: customer.EmailColumn, Descending: true}, Limit: 1},
		{AsOf: kit.Day(30), RequireSignIn: true, Sort: customer.Sort{Column: customer.RevenueColumn, Currency: "EUR"}, Limit: 4},
		{AsOf: kit.Day(30), Filter: customer.Filter{Types: []customer.Type{customer.FavoriteType}}},
		{AsOf: kit.Day(30), Filter: customer.Filter{Revenue: &customer.RevenueFilter{Currency: "EUR", Min: &five}}},
		{AsOf: kit.Day(130)},
		{AsOf: kit.Day(40), Policy: customer.Policy{
			VeryActive: customer.Frequency{MoreThan: 5, Within: calendar.Days(20)}, Sleeper: calendar.Days(3),
		}},
		{AsOf: kit.Day(-1)},
	}
}

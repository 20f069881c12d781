package customertest

import (
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/shopspring/decimal"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
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
func busyShop() customer.Memory {
	s := shopkeeper{r: rand.New(rand.NewPCG(2024, 7))}
	s.customers()
	logins := map[customer.Login]bool{}
	for range 120 {
		l := customer.Login{Customer: s.anyone(), At: s.day()}
		if !logins[l] { // at one instant it is the same login (S1)
			logins[l] = true
			s.facts.Logins = append(s.facts.Logins, l)
		}
	}
	for range 80 {
		m := customer.Message{Customer: s.anyone(), At: s.day(), Direction: customer.Direction(s.r.IntN(2)), Channel: "web"}
		s.facts.Messages = append(s.facts.Messages, m)
		if s.r.IntN(8) == 0 { // another one at the same instant
			s.facts.Messages = append(s.facts.Messages, m)
		}
	}
	for range 80 {
		s.facts.Actions = append(s.facts.Actions, customer.Action{
			Customer: s.someone(), Kind: customer.ActionKind(s.r.IntN(4)), At: s.perhaps(),
		})
	}
	for n := range 90 {
		s.order(n)
	}
	s.last()
	return s.facts
}

// shopkeeper makes up facts.
type shopkeeper struct {
	r     *rand.Rand
	facts customer.Memory
}

func (s *shopkeeper) someone() customer.ID { return shopCustomers[s.r.IntN(len(shopCustomers))] }

// anyone is a guest now and then.
func (s *shopkeeper) anyone() customer.ID {
	if s.r.IntN(6) == 0 {
		return ""
	}
	return s.someone()
}

func (s *shopkeeper) day() time.Time {
	return shopDay(s.r.IntN(40)).Add(time.Duration(s.r.IntN(3)) * (12*time.Hour - time.Second))
}

// perhaps is unknown now and then.
func (s *shopkeeper) perhaps() time.Time {
	if s.r.IntN(4) == 0 {
		return time.Time{}
	}
	return s.day()
}

func (s *shopkeeper) word(words ...string) string { return words[s.r.IntN(len(words))] }

func (s *shopkeeper) customers() {
	for _, id := range shopCustomers {
		s.facts.Customers = append(s.facts.Customers, customer.Customer{
			ID:         id,
			Email:      customer.Email(s.word("", "Mia@Example.com", "mia@example.com", "kelvin@\u212a.example", "\u00a0")),
			Username:   s.word("", "mia", "Mïa", "o'k \"%_"),
			Name:       s.word("", "Mia Márquez", "=1+1"),
			CreatedAt:  s.perhaps(),
			SignedUp:   s.r.IntN(2) == 0,
			Profile:    customer.Profile(s.r.IntN(3)),
			Birthday:   calendar.Date{Year: 1990, Month: time.Month(1 + s.r.IntN(12)), Day: 28},
			Favorite:   s.r.IntN(2) == 0,
			LastDevice: s.word("", "iPhone", "iphone"),
			Facebook:   s.word("", "fb/mia"),
			Twitter:    s.word("", "@mia"),
			Google:     s.word("", "mia"),
			EmailConsent: customer.Consent{
				Answer: customer.Answer(s.r.IntN(4)), At: s.perhaps(),
			},
		})
	}
}

// order makes up an order: unpaid, paid, voided, refunded in parts or in full.
func (s *shopkeeper) order(n int) {
	o := customer.Order{
		ID:           customer.OrderID(fmt.Sprintf("o%d", n)),
		Customer:     s.anyone(),
		Kind:         customer.Kind(s.r.IntN(4)),
		Total:        customer.Money{Amount: decimal.New(s.r.Int64N(1000), -2), Currency: customer.Currency(s.word("EUR", "JPY", "KWD"))},
		Channel:      customer.Channel(s.word("", "web")),
		PlacedAt:     s.perhaps(),
		PaidAt:       s.perhaps(),
		CheckoutLink: s.r.IntN(4) == 0,
	}
	if s.r.IntN(6) == 0 {
		o.VoidedAt = s.day()
	}
	if half := decimal.New(o.Total.Amount.CoefficientInt64()/2, -2); !o.PaidAt.IsZero() && half.Sign() > 0 && s.r.IntN(3) == 0 {
		o.Refunds = append(o.Refunds, customer.Refund{ID: fmt.Sprintf("r%d", n), At: s.day(), Amount: half})
		if s.r.IntN(2) == 0 {
			rest := o.Total.Amount.Sub(half)
			o.Refunds = append(o.Refunds, customer.Refund{ID: fmt.Sprintf("s%d", n), At: s.day(), Amount: rest})
		}
	}
	s.facts.Orders = append(s.facts.Orders, o)
}

// last puts facts of every kind at the last instant that a scope asks for.
func (s *shopkeeper) last() {
	at := shopDay(20)
	s.facts.Logins = append(s.facts.Logins, customer.Login{Customer: "é", At: at})
	s.facts.Messages = append(s.facts.Messages, customer.Message{Customer: "é", At: at, Channel: "signal"})
	s.facts.Actions = append(s.facts.Actions, customer.Action{Customer: "é", Kind: customer.Push, At: at})
	s.facts.Orders = append(s.facts.Orders, customer.Order{
		ID: "last", Customer: "é", Kind: customer.Food, PaidAt: at, Total: customer.Money{Amount: decimal.New(1, 0), Currency: "EUR"},
	}, customer.Order{ // asked for by its refund alone
		ID: "refunded", Customer: "é", PlacedAt: shopDay(1), PaidAt: shopDay(2),
		Total:   customer.Money{Amount: decimal.New(9, 0), Currency: "EUR"},
		Refunds: []customer.Refund{{ID: "r", At: shopDay(15), Amount: decimal.New(4, 0)}},
	})
}

// shopQueries are the questions asked of the busy shop.
func shopQueries() []customer.Query {
	apia, err := calendar.Zone("Pacific/Apia")
	if err != nil {
		apia = time.FixedZone("Apia", 13*60*60)
	}
	five := decimal.New(5, 0)
	return []customer.Query{
		{AsOf: shopDay(60)},
		{AsOf: shopDay(20)},
		{AsOf: shopDay(20).Add(12*time.Hour - time.Second), Location: apia, Limit: 3},
		{AsOf: shopDay(30), ConsentPopup: true, Sort: customer.Sort{Column: customer.EmailColumn, Descending: true}, Limit: 1},
		{AsOf: shopDay(30), RequireSignIn: true, Sort: customer.Sort{Column: customer.RevenueColumn, Currency: "EUR"}, Limit: 4},
		{AsOf: shopDay(30), Filter: customer.Filter{Types: []customer.Type{customer.FavoriteType}}},
		{AsOf: shopDay(30), Filter: customer.Filter{Revenue: &customer.RevenueFilter{Currency: "EUR", Min: &five}}},
		{AsOf: shopDay(130)},
		{AsOf: shopDay(40), Policy: customer.Policy{
			VeryActive: customer.Frequency{MoreThan: 5, Within: calendar.Days(20)}, Sleeper: calendar.Days(3),
		}},
		{AsOf: shopDay(-1)},
	}
}

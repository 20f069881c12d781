package engagementtest

import (
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/shopspring/decimal"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/engagement"
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
func busyShop() engagement.Memory {
	s := shopkeeper{r: rand.New(rand.NewPCG(2024, 8))}
	for range 60 {
		m := customer.Message{Customer: s.anyone(), At: s.day(), Direction: customer.Direction(s.r.IntN(2)), Channel: s.channel()}
		s.facts.Messages = append(s.facts.Messages, m)
		if s.r.IntN(8) == 0 { // another one at the same instant
			s.facts.Messages = append(s.facts.Messages, m)
		}
	}
	for n := range 90 {
		s.order(n)
	}
	s.tags()
	s.fields()
	s.last()
	return s.facts
}

// shopkeeper makes up facts.
type shopkeeper struct {
	r     *rand.Rand
	facts engagement.Memory
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

func (s *shopkeeper) channel() customer.Channel {
	return customer.Channel(s.word("", "web", "Web", "whatsapp"))
}

// order makes up an order: unpaid, paid, voided, refunded in parts or in full.
func (s *shopkeeper) order(n int) {
	o := customer.Order{
		ID:           customer.OrderID(fmt.Sprintf("o%d", n)),
		Customer:     s.anyone(),
		Kind:         customer.Kind(s.r.IntN(4)),
		Total:        customer.Money{Amount: decimal.New(s.r.Int64N(1000), -2), Currency: customer.Currency(s.word("EUR", "JPY", "KWD"))},
		Channel:      s.channel(),
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

func (s *shopkeeper) tags() {
	there := map[customer.Tag]bool{}
	for range 40 {
		t := customer.Tag{Customer: s.someone(), Name: s.word("", "vip", "VIP", "vip ", "o'k \"%_\n", "é", "9", "10")}
		if !there[t] { // the same tag twice is one
			there[t] = true
			s.facts.Tags = append(s.facts.Tags, t)
		}
	}
}

func (s *shopkeeper) fields() {
	there := map[customer.Field]bool{}
	for range 60 {
		f := customer.Field{
			Customer: s.someone(), Name: s.word("", "size", "Size", "o'k \"%_"), Value: s.word("", "42", "042", "\tit's\n\"so\"", "é"), At: s.perhaps(),
		}
		if !there[f] { // the same value at the same time is one
			there[f] = true
			s.facts.Fields = append(s.facts.Fields, f)
		}
	}
}

// last puts facts of every kind at the last instant that a scope asks for.
func (s *shopkeeper) last() {
	at := shopDay(20)
	s.facts.Messages = append(s.facts.Messages, customer.Message{Customer: "é", At: at, Channel: "signal"})
	s.facts.Fields = append(s.facts.Fields, customer.Field{Customer: "é", Name: "size", Value: "last", At: at})
	s.facts.Orders = append(s.facts.Orders, customer.Order{
		ID: "last", Customer: "é", Kind: customer.Food, PaidAt: at, Total: customer.Money{Amount: decimal.New(1, 0), Currency: "EUR"},
	}, customer.Order{ // asked for by its refund alone
		ID: "refunded", Customer: "é", PlacedAt: shopDay(1), PaidAt: shopDay(2),
		Total:   customer.Money{Amount: decimal.New(9, 0), Currency: "EUR"},
		Refunds: []customer.Refund{{ID: "r", At: shopDay(15), Amount: decimal.New(4, 0)}},
	})
}

// shopQueries are the questions asked of the busy shop.
func shopQueries() []engagement.Query {
	apia, err := calendar.Zone("Pacific/Apia")
	if err != nil {
		apia = time.FixedZone("Apia", 13*60*60)
	}
	weeks := calendar.Span{From: shopDay(10), To: shopDay(20)}
	return []engagement.Query{
		{AsOf: shopDay(60)},
		{AsOf: shopDay(20)},
		{AsOf: shopDay(190), Top: 2}, // what happened at the first instant of day 10 has aged out
		{AsOf: shopDay(30).Add(12*time.Hour - time.Second), Unit: calendar.Week, Location: apia},
		{AsOf: shopDay(20).Add(-1), Range: weeks, Top: 1},
		{AsOf: shopDay(60), Range: weeks, Location: apia},
		{AsOf: shopDay(30), Range: calendar.Span{From: shopDay(15)}, Channels: []customer.Channel{"web"}},
		{AsOf: shopDay(30), Range: calendar.Span{To: shopDay(35)}, Channels: []customer.Channel{"", "whatsapp"}, Unit: calendar.Month},
		{AsOf: shopDay(30), Tags: []string{"vip", "é"}, RepeatByCheckoutLink: true},
		{AsOf: shopDay(30), Tags: []string{""}},
		{AsOf: shopDay(30), Fields: []string{"size"}, Top: 3},
		{AsOf: shopDay(30), Values: []string{"42", ""}},
		{AsOf: shopDay(30), Fields: []string{"", "o'k \"%_"}, Values: []string{"é"}},
		{AsOf: shopDay(5), Range: weeks},
		{AsOf: shopDay(-1)},
	}
}

package export

import (
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/engagement"
	"github.com/clientele-go/clientele/notify"
	"github.com/clientele-go/clientele/subscription"
	"github.com/shopspring/decimal"
)

// hostile are texts that a spreadsheet would run, that break careless CSV, or
// that X3 must leave alone. Each is an ID, and with it a channel, a tag, a field,
// a value, a device and a name of the test shop.
var hostile = []string{
	"=HYPERLINK(\"http://example.org\",\"free\")",
	"+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1",
	"\u00a0=1", "\u3000@x", "'=1", "''+1", "'quoted",
	"comma, and \"quote\"", "two\nlines", "crlf\r\nin it",
	"\ufeffbom", "Zoë ☃ ザ", "0=1", " padded ", "😀+1", "plain",
}

// now is AsOf in questions about the test shop.
var now = time.Date(2024, 5, 15, 12, 0, 0, 0, time.UTC)

// ago is so many hours before now.
func ago(hours int) time.Time { return now.Add(-time.Duration(hours) * time.Hour) }

// A testShop is a shop in which every text is hostile.
type testShop struct {
	customer.Memory
	members subscription.Memory
	pushes  notify.Memory
	tags    []customer.Tag
}

func newTestShop() testShop {
	var s testShop
	for i, text := range hostile {
		s.customer(i, text)
		s.label(i, text)
	}
	s.Orders = append(s.Orders,
		sale("guest-1", "", customer.Food, "9.999", "EUR"),
		sale("guest-2", "", customer.Food, "0", "BHD"),
		sale("other", "plain", customer.Other, "100", "EUR"),
		sale("void", "plain", customer.Food, "7", "USD", func(o *customer.Order) { o.VoidedAt = ago(1) }))
	return s
}

// customer adds a customer and what they did.
func (s *testShop) customer(i int, text string) {
	id := customer.ID(text)
	c := customer.Customer{ID: id, Username: text, Name: text, LastDevice: text, Facebook: text, Twitter: text, Google: text}
	if i%3 > 0 {
		c.Email = customer.Email(text + "@example.org")
		c.EmailConsent = customer.Consent{Answer: customer.Answer(i % 4), At: ago(100 * i)}
	}
	if i%2 == 0 {
		c.SignedUp, c.Favorite, c.Profile = true, i%4 == 0, customer.Profile(i%3)
		c.Birthday = calendar.Date{Year: 1960 + i, Month: time.February, Day: 1 + i}
		c.CreatedAt = ago(1000 * i).Add(-time.Nanosecond * time.Duration(i))
	}
	s.Customers = append(s.Customers, c)
	for n := range i % 5 {
		s.Logins = append(s.Logins, customer.Login{Customer: id, At: ago(40 * i * (n + 1))})
		s.Actions = append(s.Actions, customer.Action{Customer: id, Kind: customer.ActionKind(n), At: ago(i)})
	}
	s.Messages = append(s.Messages, customer.Message{Customer: id, At: ago(24 * i), Direction: customer.Direction(i % 2), Channel: customer.Channel(text)})
	kinds := []customer.OrderKind{customer.Merchandise, customer.Food, customer.Reservation}
	amounts := []string{"10", "1.5", "0.125", "12345678901234.56", "3.10"}
	currencies := []customer.Currency{"EUR", "JPY", "BHD", "CLF"}
	for n := range i % 4 {
		o := sale(text+"/"+amounts[n], id, kinds[n], amounts[(i+n)%len(amounts)], currencies[(i+n)%len(currencies)])
		o.PaidAt, o.CheckoutLink = ago(200*i+n), n == 2
		if n == 1 {
			o.Refunds = []customer.Refund{{ID: "r", At: ago(1), Amount: o.Total.Amount}}
		}
		s.Orders = append(s.Orders, o)
	}
}

// label adds what a customer is in: tags, fields, channels, notifications.
func (s *testShop) label(i int, text string) {
	id := customer.ID(text)
	s.tags = append(s.tags, customer.Tag{Customer: id, Name: text}, customer.Tag{Customer: id, Name: "all"})
	s.members.Fields = append(s.members.Fields,
		customer.Field{Customer: id, Name: text, Value: ""},
		customer.Field{Customer: id, Name: "shared", Value: text, At: ago(i)})
	s.members.Memberships = append(s.members.Memberships, subscription.Membership{Customer: id, Channel: customer.Channel(text), JoinedAt: ago(60 * i)})
	if i%3 == 1 {
		s.members.Fields = append(s.members.Fields, customer.Field{Customer: id, Name: "unsubscribed", Value: "true", At: ago(30 * i)})
	}
	n := notify.Notification{ID: notify.NotificationID(text), Name: text, Active: i%2 == 0, Frequency: notify.PushFrequency(i % 4)}
	s.pushes.Notifications = append(s.pushes.Notifications, n)
	o := notify.OptIn{Notification: n.ID, Customer: id, SubscribedAt: ago(50 * i), Token: notify.NewToken("secret-of-" + text)}
	switch i % 4 {
	case 1:
		o.ExpiresAt = ago(-24 * 9 * i)
	case 2:
		o.ExpiresAt = ago(100 * i)
	case 3:
		o.StoppedAt = ago(2)
	}
	s.pushes.OptIns = append(s.pushes.OptIns, o)
}

func sale(id string, who customer.ID, k customer.OrderKind, amount string, c customer.Currency, more ...func(*customer.Order)) customer.Order {
	o := customer.Order{
		ID: customer.OrderID(id), Customer: who, Kind: k, PaidAt: ago(3), Channel: "web",
		Total: customer.Money{Amount: decimal.RequireFromString(amount), Currency: c},
	}
	for _, change := range more {
		change(&o)
	}
	return o
}

func (s *testShop) engagement() engagement.Memory {
	return engagement.Memory{Messages: s.Messages, Orders: s.Orders, Tags: s.tags, Fields: s.members.Fields}
}

// over is the question over a span, in buckets of a unit.
func over(q customer.Query, s calendar.Span, u calendar.Unit) customer.Query {
	q.Range, q.Unit = s, u
	return q
}

package loaded_test

import (
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/clientele-go/clientele/customer"
)

// noon is the instant that questions are asked as of; facts are of the 100 days before it,
// and of some after it.
var noon = time.Date(2024, 6, 21, 12, 0, 0, 0, time.UTC)

// people are those with a profile, a stranger who has none, and the guests.
var people = []customer.ID{"b", "a", "é", "stranger", ""}

// draw returns a number below n.
type draw func(n int) int

func (d draw) at() time.Time {
	if d(12) == 0 {
		return time.Time{}
	}
	return noon.Add(-time.Duration(d(105)-5) * 24 * time.Hour).Add(time.Duration(d(3) - 1))
}

func (d draw) word(of string) string {
	if d(4) == 0 {
		return ""
	}
	return fmt.Sprint(of, d(9))
}

func (d draw) customer(id customer.ID) customer.Customer {
	return customer.Customer{
		ID: id, Email: customer.Email(d.word("mia@")), Username: d.word("mia"), Name: d.word("Mia "), CreatedAt: d.at(), SignedUp: d(2) == 0,
		Profile: customer.Profile(d(3)), Favorite: d(2) == 0, LastDevice: d.word("phone "), Facebook: d.word("fb/"), Twitter: d.word("@"), Google: d.word("g/"),
		EmailConsent: customer.Consent{Answer: customer.Answer(d(4)), At: d.at()},
	}
}

func (d draw) order(id customer.ID) customer.Order {
	o := customer.Order{
		ID: customer.OrderID(d.word("o")), Customer: id, Kind: customer.OrderKind(d(4)), Channel: customer.Channel(d.word("web ")), PlacedAt: d.at(), PaidAt: d.at(),
		Total: customer.Money{Amount: decimal.New(int64(100+d(900)), -int32(1+d(2))), Currency: []customer.Currency{"EUR", "EUR", "JPY"}[d(3)]},
	}
	if d(6) == 0 {
		o.VoidedAt = d.at()
	}
	if d(3) == 0 {
		part := []string{"0", "1", "0.5"}[d(3)]
		o.Refunds = []customer.Refund{{ID: d.word("r"), At: d.at(), Amount: o.Total.Amount.Mul(decimal.RequireFromString(part))}}
	}
	return o
}

// fact adds a login, an order, a message or an action.
func (d draw) fact(m *customer.Memory, id customer.ID) {
	switch d(5) {
	default:
		m.Logins = append(m.Logins, customer.Login{Customer: id, At: d.at()})
	case 2:
		m.Orders = append(m.Orders, d.order(id))
	case 3:
		m.Messages = append(m.Messages, customer.Message{Customer: id, At: d.at(), Direction: customer.Direction(d(2)), Channel: customer.Channel(d.word("web "))})
	case 4:
		m.Actions = append(m.Actions, customer.Action{Customer: id, At: d.at(), Kind: customer.ActionKind(d(4))})
	}
}

// drawFacts draws facts of some people.
func drawFacts(t *rapid.T) (m customer.Memory) {
	d := draw(func(n int) int { return rapid.IntRange(0, n-1).Draw(t, "n") })
	for _, id := range people[:d(4)] {
		m.Customers = append(m.Customers, d.customer(id))
	}
	for range rapid.IntRange(0, 20).Draw(t, "facts") {
		d.fact(&m, people[d(len(people))])
	}
	return m
}

// town returns a large shop: facts of many customers and of guests, in no order.
func town(r *rand.Rand, facts int) (m customer.Memory) {
	d := draw(r.IntN)
	customers := facts / 10
	for _, i := range r.Perm(customers) {
		if d(9) > 0 {
			m.Customers = append(m.Customers, d.customer(customer.ID(fmt.Sprint(i))))
		}
	}
	for range facts {
		id := customer.ID(fmt.Sprint(d(customers)))
		if d(20) == 0 {
			id = ""
		}
		d.fact(&m, id)
	}
	return m
}

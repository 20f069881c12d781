package kit

import (
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/shopspring/decimal"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
)

// Customers returns customers whose IDs a storage could mix up: by case, by
// number, by trimming, by the bytes that sort them, by how they are quoted.
func Customers() []customer.ID {
	return []customer.ID{"ann", "Ann", "ann ", "10", "9", "010", "é", "z", "o'k \"%_", "mia", "ben"}
}

// Busiest is the customer of a crowd who has most of the facts.
const Busiest customer.ID = "mia"

// Crowd returns enough customers to be cut into ranges. Their order by bytes
// differs from that by number or by letters of any case.
func Crowd() []customer.ID {
	all := Customers()
	for i := range 70 {
		all = append(all, customer.ID(fmt.Sprintf("%c%d", "cCxé"[i%3], i)))
	}
	return all
}

// Crowded makes a number of facts of each of these, and 1,200 of Busiest.
func Crowded[F any](ids []customer.ID, number int, fact func(id customer.ID, i int) F) []F {
	var all []F
	for _, id := range ids {
		n := number
		if id == Busiest {
			n = 1200
		}
		for i := range n {
			all = append(all, fact(id, i))
		}
	}
	return all
}

// Then returns the instant of the i-th fact of one person in a crowd: a
// different one for each i, and unknown for one i.
func Then(i int) time.Time {
	if i == 3 {
		return time.Time{}
	}
	return Day(i % 40).Add(time.Duration(i) * time.Second)
}

// Day returns the first instant of the n-th day of a busy shop.
func Day(n int) time.Time {
	return time.Date(2024, 3, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(n) * 24 * time.Hour)
}

// Far returns a location whose days begin at other instants than UTC's, and in
// which one day was skipped.
func Far() *time.Location {
	apia, err := calendar.Zone("Pacific/Apia")
	if err != nil {
		return time.FixedZone("Apia", 13*60*60)
	}
	return apia
}

// Shopkeeper makes up facts of a busy shop, the same ones every time for the
// same seed: on some 40 days, many at the same instants.
type Shopkeeper struct{ *rand.Rand }

// NewShopkeeper returns a shopkeeper who rolls these dice.
func NewShopkeeper(seed uint64) Shopkeeper { return Shopkeeper{rand.New(rand.NewPCG(2024, seed))} }

// Someone returns one of Customers.
func (s Shopkeeper) Someone() customer.ID { return customer.ID(s.Word(names(Customers())...)) }

func names(ids []customer.ID) []string {
	var all []string
	for _, id := range ids {
		all = append(all, string(id))
	}
	return all
}

// Anyone returns one of Customers, and now and then a guest.
func (s Shopkeeper) Anyone() customer.ID {
	if s.IntN(6) == 0 {
		return ""
	}
	return s.Someone()
}

// Within returns an instant of the first days: the first of a day, the one
// before noon, or the last but one.
func (s Shopkeeper) Within(days int) time.Time {
	return Day(s.IntN(days)).Add(time.Duration(s.IntN(3)) * (12*time.Hour - time.Second))
}

// Date returns an instant of the 40 days.
func (s Shopkeeper) Date() time.Time { return s.Within(40) }

// Perhaps returns an instant of the 40 days, and now and then the unknown one.
func (s Shopkeeper) Perhaps() time.Time {
	if s.IntN(4) == 0 {
		return time.Time{}
	}
	return s.Date()
}

// Mostly returns an instant of the 40 days, and seldom the unknown one.
func (s Shopkeeper) Mostly() time.Time {
	if s.IntN(10) == 0 {
		return time.Time{}
	}
	return s.Date()
}

// Word returns one of the words.
func (s Shopkeeper) Word(words ...string) string { return words[s.IntN(len(words))] }

// Channel returns one of the channels that a storage could mix up.
func (s Shopkeeper) Channel() customer.Channel {
	return customer.Channel(s.Word("", "web", "Web", "whatsapp"))
}

// Messages returns n messages of anyone's, and some of them twice, at the same
// instant.
func (s Shopkeeper) Messages(n int) []customer.Message {
	var all []customer.Message
	for range n {
		m := customer.Message{Customer: s.Anyone(), At: s.Mostly(), Direction: customer.Direction(s.IntN(2)), Channel: s.Channel()}
		all = append(all, m)
		if s.IntN(8) == 0 {
			all = append(all, m)
		}
	}
	return all
}

// Orders returns n orders of anyone's: unpaid, paid, voided, refunded in parts
// or in full. Two more test what a span selects: one only by its payment at
// Day(20), the other only by its refund. Two are of amounts that no float can
// hold.
func (s Shopkeeper) Orders(n int) []customer.Order {
	all := []customer.Order{{
		ID: "last", Customer: "é", Kind: customer.Food, PaidAt: Day(20), Total: customer.Money{Amount: decimal.New(1, 0), Currency: "EUR"},
	}, {
		ID: "refunded", Customer: "é", PlacedAt: Day(1), PaidAt: Day(2),
		Total:   customer.Money{Amount: decimal.New(9, 0), Currency: "EUR"},
		Refunds: []customer.Refund{{ID: "r", At: Day(15), Amount: decimal.New(4, 0)}},
	}, {
		ID: "exact", Customer: "é", PaidAt: Day(3),
		Total:   customer.Money{Amount: decimal.New(900719925474099317, -2), Currency: "EUR"},
		Refunds: []customer.Refund{{ID: "exactly", At: Day(4), Amount: decimal.New(1, -2)}},
	}, {
		ID: "finely", Customer: "mia", PaidAt: Day(3), Total: customer.Money{Amount: decimal.New(1000000000000001001, -3), Currency: "KWD"},
	}}
	for i := range n {
		all = append(all, s.order(i))
	}
	return all
}

// CrowdedOrders returns a number of each of these orders, and many of Busiest.
func CrowdedOrders(ids []customer.ID, number int) []customer.Order {
	return Crowded(ids, number, func(id customer.ID, i int) customer.Order {
		o := customer.Order{
			ID: customer.OrderID(fmt.Sprintf("%s/%d", id, i)), Customer: id, Kind: customer.OrderKind(i % 4), PlacedAt: Then(i), PaidAt: Then(i + 1),
			Total: customer.Money{Amount: decimal.New(int64(i), -2), Currency: "EUR"}, Channel: customer.Channel("web"[:i%4]),
		}
		if i%5 == 1 {
			o.Refunds = []customer.Refund{{ID: string(o.ID) + "/r", At: Then(i + 2), Amount: decimal.New(1, -2)}}
		}
		return o
	})
}

// CrowdedMessages returns a number of each of these messages, and many of
// Busiest.
func CrowdedMessages(ids []customer.ID, number int) []customer.Message {
	return Crowded(ids, number, func(id customer.ID, i int) customer.Message {
		return customer.Message{Customer: id, At: Then(i), Direction: customer.Direction(i % 2), Channel: customer.Channel("web"[:i%4])}
	})
}

// CrowdedFields returns a number of each of these custom fields, and many of
// Busiest.
func CrowdedFields(ids []customer.ID, number int, name, value string) []customer.Field {
	return Crowded(ids, number, func(id customer.ID, i int) customer.Field {
		return customer.Field{Customer: id, Name: name, Value: fmt.Sprintf("%s%d", value, i%3), At: Then(i)}
	})
}

func (s Shopkeeper) order(n int) customer.Order {
	o := customer.Order{
		ID:           customer.OrderID(fmt.Sprintf("o%d", n)),
		Customer:     s.Anyone(),
		Kind:         customer.OrderKind(s.IntN(4)),
		Total:        customer.Money{Amount: decimal.New(s.Int64N(1000), -2), Currency: customer.Currency(s.Word("EUR", "JPY", "KWD"))},
		Channel:      s.Channel(),
		PlacedAt:     s.Perhaps(),
		PaidAt:       s.Perhaps(),
		CheckoutLink: s.IntN(4) == 0,
	}
	if s.IntN(6) == 0 {
		o.VoidedAt = s.Date()
	}
	if half := decimal.New(o.Total.Amount.CoefficientInt64()/2, -2); !o.PaidAt.IsZero() && half.Sign() > 0 && s.IntN(3) == 0 {
		o.Refunds = append(o.Refunds, customer.Refund{ID: fmt.Sprintf("r%d", n), At: s.Mostly(), Amount: half})
		if s.IntN(2) == 0 {
			rest := o.Total.Amount.Sub(half)
			o.Refunds = append(o.Refunds, customer.Refund{ID: fmt.Sprintf("s%d", n), At: s.Mostly(), Amount: rest})
		}
	}
	return o
}

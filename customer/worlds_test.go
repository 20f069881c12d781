package customer_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/customer/customertest"
)

// Facts are drawn from few people, instants and amounts, so that they meet and
// that the edges of every window are hit.

// people are those with a profile, a stranger who has none, and the guests.
var people = []customer.ID{"b", "a", "é", "stranger", ""}

// edges are instants of which many are apart by exactly 7 days, 30 days or 3
// months, some of them at the end of a month.
var edges = []time.Time{
	at("2023-11-30T15:00:00Z"), at("2023-12-01"), // no 30 February
	at("2024-02-29T12:00:00Z"), at("2024-03-01"),
	at("2024-03-31T23:30:00Z"),                             // the clocks in Berlin changed that day
	at("2024-05-01T12:00:00Z"), at("2024-05-24T12:00:00Z"), // 30 and 7 days before noon
	at("2024-05-29T12:00:00Z"), at("2024-05-30T22:00:00Z"), // midnight in Berlin
	noon, at("2024-06-01"), at("2024-06-07T12:00:00Z"), at("2024-06-30T12:00:00Z"), at("2024-08-31T12:00:00Z"),
}

// drawInstant is an edge, or a nanosecond beside it.
func drawInstant(t *rapid.T, label string) time.Time {
	return rapid.SampledFrom(edges).Draw(t, label).Add(time.Duration(rapid.IntRange(-1, 1).Draw(t, "beside")))
}

// perhaps is unknown now and then.
func perhaps(t *rapid.T, label string) time.Time {
	if rapid.IntRange(0, 4).Draw(t, "dated") == 0 {
		return unknown
	}
	return drawInstant(t, label)
}

func pick[T any](t *rapid.T, label string, all ...T) T { return rapid.SampledFrom(all).Draw(t, label) }

func someone(t *rapid.T) customer.ID { return pick(t, "who", people...) }

func drawCustomer(t *rapid.T, id customer.ID) customer.Customer {
	return customer.Customer{
		ID: id, Email: pick(t, "e-mail", customer.Email(""), " ", "Mia@example.com", "ä@example.com"), Username: pick(t, "username", "", "\u00a0", "mia", "Mia"),
		CreatedAt: perhaps(t, "created"), SignedUp: rapid.Bool().Draw(t, "signed up"), Profile: customer.Profile(rapid.IntRange(0, 2).Draw(t, "profile")),
		Birthday: pick(t, "birthday", calendar.Date{}, calendar.Date{Year: 990, Month: 12, Day: 1}, calendar.Date{Year: 1990, Month: 2, Day: 9}),
		Favorite: rapid.Bool().Draw(t, "favorite"), LastDevice: pick(t, "device", "", "phone", "Phone"), Google: pick(t, "google", "", "mia"),
		EmailConsent: customer.Consent{Answer: customer.Answer(rapid.IntRange(0, 3).Draw(t, "consent")), At: perhaps(t, "consent at")},
	}
}

// amounts meet as 1.10 and 1.1, are 0, and leave the range of integers.
var amounts = []decimal.Decimal{
	{}, dec("1.10"), dec("1.1"), dec("10"), dec("0.005"), dec("9223372036854775807"), dec("12345678901234567890123.4567"),
}

func drawOrder(t *rapid.T, id string) customer.Order {
	o := customer.Order{
		ID: customer.OrderID(id), Customer: someone(t), Kind: customer.OrderKind(rapid.IntRange(0, 3).Draw(t, "kind")),
		Total:    customer.Money{Amount: pick(t, "total", amounts...), Currency: pick(t, "currency", customer.Currency("EUR"), "EUR", "JPY")},
		PlacedAt: perhaps(t, "placed"), PaidAt: perhaps(t, "paid"), CheckoutLink: rapid.Bool().Draw(t, "link"),
	}
	if rapid.IntRange(0, 5).Draw(t, "is voided") == 0 {
		o.VoidedAt = drawInstant(t, "voided")
	}
	rest := o.Total.Amount
	for n := range rapid.IntRange(0, 2).Draw(t, "refunds") {
		amount := pick(t, "refund", decimal.Decimal{}, dec("0.10"), rest)
		if amount.GreaterThan(rest) {
			amount = rest
		}
		rest = rest.Sub(amount)
		o.Refunds = append(o.Refunds, customer.Refund{ID: fmt.Sprint(id, "/", n), At: perhaps(t, "refunded"), Amount: amount})
	}
	return o
}

func drawFacts(t *rapid.T) (m customer.Memory) {
	for _, id := range people[:rapid.IntRange(0, 3).Draw(t, "customers")] {
		m.Customers = append(m.Customers, drawCustomer(t, id))
	}
	for range rapid.IntRange(0, 7).Draw(t, "logins") {
		m.Logins = append(m.Logins, customer.Login{Customer: pick(t, "who", people[0], people[0], people[1], ""), At: perhaps(t, "login")})
	}
	for n := range rapid.IntRange(0, 4).Draw(t, "orders") {
		m.Orders = append(m.Orders, drawOrder(t, fmt.Sprint("o", n)))
	}
	for range rapid.IntRange(0, 2).Draw(t, "messages") {
		m.Messages = append(m.Messages, customer.Message{Customer: someone(t), At: perhaps(t, "message"), Direction: customer.Direction(rapid.IntRange(0, 1).Draw(t, "direction"))})
	}
	for range rapid.IntRange(0, 3).Draw(t, "actions") {
		m.Actions = append(m.Actions, customer.Action{Customer: someone(t), Kind: customer.ActionKind(rapid.IntRange(0, 3).Draw(t, "kind")), At: perhaps(t, "action")})
	}
	return m
}

var policies = []customer.Policy{
	{}, {}, // more often than others
	{VeryActive: customer.Frequency{MoreThan: 0, Within: calendar.Days(7)}},
	{VeryActive: customer.Frequency{MoreThan: 2, Within: calendar.Days(30)}, Active: customer.Frequency{MoreThan: 0, Within: calendar.Months(1)}, Sleeper: calendar.Days(7)},
	{Active: customer.Frequency{MoreThan: 3, Within: calendar.Months(3)}, Sleeper: calendar.Period{N: 1, Unit: calendar.Week}},
}

func drawFilter(t *rapid.T) (f customer.Filter) {
	switch rapid.IntRange(0, 5).Draw(t, "filter") {
	case 0:
		f.Types = []customer.Type{pick[customer.Type](t, "type", "favorite", "registered", "anonymous", "consent"), pick[customer.Type](t, "type", "favorite", "registered", "anonymous", "consent")}
	case 1:
		f.Statuses = []customer.Status{customer.Status(rapid.IntRange(0, 3).Draw(t, "status"))}
	case 2:
		low, high := pick(t, "min", amounts...), pick(t, "max", amounts...)
		f.Revenue = &customer.RevenueFilter{Currency: "EUR", Min: &low, Max: &high}
		if rapid.Bool().Draw(t, "open") {
			f.Revenue.Max = nil
		}
	case 3:
		f.Created = drawSpan(t)
	case 4:
		f.Devices = []string{pick(t, "device", "", "phone", "Phone")}
	}
	return f
}

func drawSpan(t *rapid.T) calendar.Span {
	if rapid.Bool().Draw(t, "all time") {
		return calendar.Span{}
	}
	return calendar.Span{From: perhaps(t, "from"), To: perhaps(t, "to")}
}

// berlin has days of 23 and 25 hours, and all of them begin at midnight.
func drawQuery(t *rapid.T) customer.Query {
	q := customer.Query{
		AsOf: drawInstant(t, "as of"), Policy: pick(t, "policy", policies...),
		RequireSignIn: rapid.Bool().Draw(t, "sign-in"), ConsentPopup: rapid.Bool().Draw(t, "popup"), Filter: drawFilter(t),
		Sort: customer.Sort{Column: pick(t, "column", append(customer.Columns(), "")...), Descending: rapid.Bool().Draw(t, "descending"), Currency: "EUR"},
	}
	if rapid.Bool().Draw(t, "in Berlin") {
		q.Location = zone(t, "Europe/Berlin")
	}
	return q
}

func drawUnit(t *rapid.T) calendar.Unit {
	return pick(t, "unit", calendar.Day, calendar.Week, calendar.WeekSunday, calendar.WeekSaturday, calendar.Month)
}

// drawRepo is one of the legal ways to hold the facts.
func drawRepo(t *rapid.T, facts customer.Memory) customer.Repository {
	all := customertest.Awkward(facts)
	name := pick(t, "repository", slices.Sorted(maps.Keys(all))...)
	return all[name]
}

// shuffled is the same facts in another order, refunds too.
func shuffled(t *rapid.T, m customer.Memory) customer.Memory {
	r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
	m = customer.Memory{
		Customers: mixed(r, m.Customers), Logins: mixed(r, m.Logins), Orders: mixed(r, m.Orders), Messages: mixed(r, m.Messages), Actions: mixed(r, m.Actions),
	}
	for i := range m.Orders {
		m.Orders[i].Refunds = mixed(r, m.Orders[i].Refunds)
	}
	return m
}

func mixed[T any](r *rand.Rand, all []T) []T {
	all = slices.Clone(all)
	r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	return all
}

// truncated is history as of t: every dated fact after t left out, and
// created-at, consent and void emptied if after t.
func truncated(m customer.Memory, t time.Time) (past customer.Memory) {
	for _, c := range m.Customers {
		if c.CreatedAt.After(t) {
			c.CreatedAt = unknown
		}
		if c.EmailConsent.At.After(t) {
			c.EmailConsent = customer.Consent{}
		}
		past.Customers = append(past.Customers, c)
	}
	for _, l := range m.Logins {
		if !l.At.After(t) {
			past.Logins = append(past.Logins, l)
		}
	}
	for _, f := range m.Messages {
		if !f.At.After(t) {
			past.Messages = append(past.Messages, f)
		}
	}
	for _, a := range m.Actions {
		if !a.At.After(t) {
			past.Actions = append(past.Actions, a)
		}
	}
	for _, o := range m.Orders {
		undated := o.PlacedAt.IsZero() && o.PaidAt.IsZero()
		for _, at := range []*time.Time{&o.PlacedAt, &o.PaidAt, &o.VoidedAt} {
			if at.After(t) {
				*at = unknown
			}
		}
		o.Refunds = slices.DeleteFunc(slices.Clone(o.Refunds), func(r customer.Refund) bool { return r.At.After(t) })
		if undated || !o.PlacedAt.IsZero() || !o.PaidAt.IsZero() {
			past.Orders = append(past.Orders, o)
		}
	}
	return past
}

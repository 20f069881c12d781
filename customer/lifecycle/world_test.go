package lifecycle_test

import (
	"time"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/customer/lifecycle"
)

// Facts are drawn from few people, instants and amounts, so that they meet, near the odd
// instants of the zones: where clocks change, days are skipped and months end.
var (
	zones = []string{"UTC", "Europe/Berlin", "Pacific/Apia", "America/St_Johns", "America/Sao_Paulo"}
	odd   = []time.Time{
		at("2011-12-30T10:00:00Z"), at("2010-11-07T02:31:00Z"), at("2018-02-18T02:00:00Z"),
		at("2023-10-29T01:00:00Z"), at("2024-01-31T10:00:00Z"), at("2024-03-01"),
	}
)

func pick[T any](t *rapid.T, label string, all ...T) T { return rapid.SampledFrom(all).Draw(t, label) }

// world is what a question can meet.
type world struct {
	facts customer.Memory
	joins map[customer.ID]time.Time
	query lifecycle.Query
	clock func(label string) time.Time // draws an instant
}

func drawWorld(t *rapid.T) world {
	centre := pick(t, "around", odd...)
	w := world{joins: map[customer.ID]time.Time{}}
	w.clock = func(label string) time.Time {
		day := time.Duration(pick(t, label, 0, 0, 0, -1, 1, 2, -2, 3, -7, 7, 14, -14, 28, -28, 30, 31, -31, 61, -61)) * 24 * time.Hour
		return centre.Add(day).Add(time.Duration(pick(t, "beside", 0, -1, 1, int64(time.Second), -int64(30*time.Second), int64(time.Hour), -int64(12*time.Hour)))).UTC()
	}
	w.facts.Customers = people("b", "a", "é")
	for _, c := range w.facts.Customers {
		if rapid.Bool().Draw(t, "joined") {
			w.joins[c.ID] = w.clock("join")
		}
	}
	for range rapid.IntRange(0, 12).Draw(t, "facts") {
		w.fact(t)
	}
	w.query = lifecycle.Query{
		AsOf: w.clock("as of"), Location: zone(t, pick(t, "zone", zones...)), Activity: lifecycle.Activity(rapid.IntRange(0, 2).Draw(t, "activity")),
		Unit: pick(t, "unit", calendar.Day, calendar.Day, calendar.Week, calendar.Month, calendar.WeekSunday, calendar.WeekSaturday),
	}
	if rapid.Bool().Draw(t, "from") {
		w.query.Range.From = w.clock("from")
	}
	if rapid.Bool().Draw(t, "to") {
		w.query.Range.To = w.clock("to")
	}
	return w
}

func (w *world) fact(t *rapid.T) {
	id, when := pick(t, "who", customer.ID("b"), "a", "é", "a", "b", "stranger", ""), time.Time{}
	if rapid.IntRange(0, 9).Draw(t, "dated") > 0 {
		when = w.clock("at")
	}
	switch rapid.IntRange(0, 3).Draw(t, "kind of fact") {
	case 0:
		w.facts.Logins = append(w.facts.Logins, customer.Login{Customer: id, At: when})
	case 1:
		w.facts.Messages = append(w.facts.Messages, customer.Message{Customer: id, At: when, Direction: pick(t, "by", customer.In, customer.In, customer.Out)})
	default:
		o := customer.Order{
			ID: customer.OrderID(rune('0' + len(w.facts.Orders))), Customer: id, PaidAt: when, Kind: customer.OrderKind(rapid.IntRange(0, 3).Draw(t, "kind")),
			Total: customer.Money{Amount: decimal.RequireFromString(pick(t, "total", "0", "1.10", "10", "12345678901234567890.5")), Currency: pick(t, "currency", customer.Currency("EUR"), "EUR", "JPY")},
		}
		if rapid.IntRange(0, 6).Draw(t, "voided") == 0 {
			o.VoidedAt = w.clock("void")
		}
		if pick(t, "refunded", false, true) {
			part := decimal.RequireFromString(pick(t, "part", "0", "1", "1", "0.5"))
			o.Refunds = []customer.Refund{{At: when, Amount: o.Total.Amount.Mul(part)}}
			if rapid.Bool().Draw(t, "later") {
				o.Refunds[0].At = w.clock("refund")
			}
		}
		w.facts.Orders = append(w.facts.Orders, o)
	}
}

// until is the history that ends at an instant: later facts have not happened.
func until(m customer.Memory, asOf time.Time) customer.Memory {
	past := customer.Memory{Customers: m.Customers}
	for _, l := range m.Logins {
		if !l.At.After(asOf) {
			past.Logins = append(past.Logins, l)
		}
	}
	for _, f := range m.Messages {
		if !f.At.After(asOf) {
			past.Messages = append(past.Messages, f)
		}
	}
	for _, o := range m.Orders {
		var refunds []customer.Refund
		for _, r := range o.Refunds {
			if !r.At.After(asOf) {
				refunds = append(refunds, r)
			}
		}
		if o.Refunds = refunds; o.PaidAt.After(asOf) {
			o.PaidAt = time.Time{}
		}
		if o.VoidedAt.After(asOf) {
			o.VoidedAt = time.Time{}
		}
		past.Orders = append(past.Orders, o)
	}
	return past
}

// shuffled is the facts in another order.
func shuffled(t *rapid.T, m customer.Memory) customer.Memory {
	return customer.Memory{
		Customers: shuffle(t, m.Customers), Logins: shuffle(t, m.Logins), Orders: shuffle(t, m.Orders), Messages: shuffle(t, m.Messages),
	}
}

func shuffle[F any](t *rapid.T, facts []F) []F {
	if len(facts) == 0 {
		return nil
	}
	return rapid.Permutation(facts).Draw(t, "order")
}

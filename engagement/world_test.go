package engagement_test

import (
	"slices"
	"strings"
	"time"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	. "github.com/clientele-go/clientele/engagement"
)

// Few people, names and instants, so that they meet.
var (
	people   = []customer.ID{"ann", "bob", "cat", ""}
	channels = []customer.Channel{"", "web", "app"}
	tags     = []string{"", "vip", "new"}
	fields   = []string{"", "size"}
	valueSet = []string{"", "42", "43"}
)

// world is a shop, and when and where it is.
type world struct {
	Memory
	begins   time.Time
	location *time.Location
}

// places are where the worlds are, and when. Some see a clock change: Apia skips
// a day, Sao Paulo a midnight and comes back over one, St. John's as well.
var places = []struct {
	zone   string
	begins time.Time
}{
	{"", time.Date(2024, 5, 1, 0, 0, 0, 0, time.UTC)},
	{"UTC", time.Date(2023, 12, 28, 0, 0, 0, 0, time.UTC)},
	{"Europe/Berlin", time.Date(2024, 3, 28, 0, 0, 0, 0, time.UTC)},
	{"Pacific/Apia", time.Date(2011, 12, 28, 10, 0, 0, 0, time.UTC)},
	{"America/Sao_Paulo", time.Date(2018, 11, 1, 3, 0, 0, 0, time.UTC)},
	{"America/Sao_Paulo", time.Date(2018, 2, 15, 2, 0, 0, 0, time.UTC)},
	{"America/St_Johns", time.Date(2006, 10, 26, 2, 30, 0, 0, time.UTC)},
}

// half is the n-th half day of the world.
func (w *world) half(n int) time.Time { return w.begins.Add(time.Duration(n) * 12 * time.Hour) }

// instants is how many half days there are.
const instants = 12

// drawTime is an instant at a half day, or a nanosecond beside it, or 180 days
// before, and now and then unknown.
func (w *world) drawTime(t *rapid.T, what string) time.Time {
	at := w.half(rapid.IntRange(0, instants-1).Draw(t, what))
	switch rapid.SampledFrom(often("=====-+<?")).Draw(t, "and") {
	case '-':
		at = at.Add(-1)
	case '+':
		at = at.Add(1)
	case '<':
		at = at.Add(-180 * 24 * time.Hour)
	case '?':
		at = time.Time{}
	}
	return at
}

// often is letters to choose from, as often as they stand there: a choice made
// by rapid prefers the first ones, so all stand there again the other way round.
func often(letters string) []byte {
	all := []byte(letters)
	slices.Reverse(all)
	return append([]byte(letters), all...)
}

func drawWorld(t *rapid.T) *world {
	place := rapid.SampledFrom(places).Draw(t, "place")
	w := &world{begins: place.begins}
	if place.zone != "" {
		loc, err := calendar.Zone(place.zone)
		if err != nil { // no zone database here
			loc = time.FixedZone("west", -3*3600-1800)
		}
		w.location = loc
	}
	for range rapid.SampledFrom([]int{20, 28, 12, 24, 16, 6, 2, 1, 0}).Draw(t, "facts") {
		id := rapid.SampledFrom(people).Draw(t, "who")
		switch rapid.SampledFrom(often("mootfla")).Draw(t, "kind") {
		case 'm':
			w.Messages = append(w.Messages, customer.Message{
				Customer: id, At: w.drawTime(t, "at"), Channel: rapid.SampledFrom(channels).Draw(t, "channel"),
				Direction: rapid.SampledFrom([]customer.Direction{customer.In, customer.Out}).Draw(t, "direction"),
			})
		case 'o':
			w.Orders = append(w.Orders, w.drawOrder(t, id))
		case 't':
			w.Tags = append(w.Tags, customer.Tag{Customer: id, Name: rapid.SampledFrom(tags).Draw(t, "tag")})
		case 'l':
			w.Logins = append(w.Logins, customer.Login{Customer: id, At: w.drawTime(t, "at")})
		case 'a':
			kind := customer.ActionKind(rapid.IntRange(0, int(customer.Push)).Draw(t, "kind"))
			w.Actions = append(w.Actions, customer.Action{Customer: id, Kind: kind, At: w.drawTime(t, "at")})
		case 'f':
			w.Fields = append(w.Fields, customer.Field{
				Customer: id, Name: rapid.SampledFrom(fields).Draw(t, "field"),
				Value: rapid.SampledFrom(valueSet).Draw(t, "value"), At: w.drawTime(t, "at"),
			})
		}
	}
	return w
}

// drawOrder is an order of at most 2, with refunds of 1.
func (w *world) drawOrder(t *rapid.T, id customer.ID) customer.Order {
	total := rapid.IntRange(0, 2).Draw(t, "total")
	o := customer.Order{
		ID: "o", Customer: id, Channel: rapid.SampledFrom(channels).Draw(t, "channel"),
		Total:    customer.Money{Amount: decimal.New(int64(total), 0), Currency: "EUR"},
		PlacedAt: w.drawTime(t, "placed"), PaidAt: w.drawTime(t, "paid"), CheckoutLink: rapid.SampledFrom(often("nny")).Draw(t, "link") == 'y',
	}
	switch rapid.SampledFrom(often("ppppvr")).Draw(t, "fate") {
	case 'v':
		o.VoidedAt = w.drawTime(t, "voided")
	case 'r':
		for range rapid.IntRange(0, total).Draw(t, "refunds") {
			o.Refunds = append(o.Refunds, customer.Refund{At: w.drawTime(t, "refunded"), Amount: decimal.New(1, 0)})
		}
	}
	return o
}

func (w *world) drawQuery(t *rapid.T) Query {
	q := Query{
		AsOf:                 w.half(instants - rapid.IntRange(0, instants).Draw(t, "before the end")),
		Location:             w.location,
		Unit:                 rapid.SampledFrom([]calendar.Unit{calendar.Day, calendar.Week, calendar.WeekSunday, calendar.WeekSaturday, calendar.Month}).Draw(t, "unit"),
		Top:                  rapid.IntRange(0, 2).Draw(t, "top"),
		RepeatByCheckoutLink: rapid.Bool().Draw(t, "count links"),
		Interaction:          Interaction(rapid.IntRange(0, 1).Draw(t, "interaction")),
	}
	q.AsOf = q.AsOf.Add(time.Duration(rapid.IntRange(-1, 1).Draw(t, "and")))
	switch rapid.SampledFrom(often("dwr")).Draw(t, "range") {
	case 'w': // wide
		q.Range = calendar.Span{From: w.half(-1000)}
	case 'r':
		q.Range = calendar.Span{From: w.drawTime(t, "from"), To: w.drawTime(t, "to")}
	}
	if q.Range.Empty() && rapid.Bool().Draw(t, "turned") {
		q.Range = calendar.Span{From: q.Range.To, To: q.Range.From}
	}
	ask := rapid.SampledFrom([]string{"", "c", "fv", "t", "f", "v", "", "tfv", "ctfv", "ct"}).Draw(t, "filters")
	q.Channels = drawSome(t, strings.Contains(ask, "c"), channels)
	q.Tags = drawSome(t, strings.Contains(ask, "t"), tags)
	q.Fields = drawSome(t, strings.Contains(ask, "f"), fields)
	q.Values = drawSome(t, strings.Contains(ask, "v"), valueSet)
	return q
}

// drawSome is one or two, or none.
func drawSome[T any](t *rapid.T, asked bool, all []T) (some []T) {
	if asked {
		for range rapid.IntRange(1, 2).Draw(t, "names") {
			some = append(some, rapid.SampledFrom(all).Draw(t, "name"))
		}
	}
	return some
}

// until is the shop with nothing in it that is later.
func (w *world) until(t time.Time) Memory {
	m := Memory{Tags: w.Tags}
	for _, f := range w.Messages {
		if !f.At.After(t) {
			m.Messages = append(m.Messages, f)
		}
	}
	for _, f := range w.Fields {
		if !f.At.After(t) {
			m.Fields = append(m.Fields, f)
		}
	}
	for _, f := range w.Logins {
		if !f.At.After(t) {
			m.Logins = append(m.Logins, f)
		}
	}
	for _, f := range w.Actions {
		if !f.At.After(t) {
			m.Actions = append(m.Actions, f)
		}
	}
	for _, o := range w.Orders {
		for _, at := range []*time.Time{&o.PlacedAt, &o.PaidAt, &o.VoidedAt} {
			if at.After(t) {
				*at = time.Time{}
			}
		}
		o.Refunds = slices.DeleteFunc(slices.Clone(o.Refunds), func(r customer.Refund) bool { return r.At.After(t) })
		m.Orders = append(m.Orders, o)
	}
	return m
}

// without is the shop without the facts of some people.
func (w *world) without(gone func(customer.ID) bool) (m Memory) {
	for _, f := range w.Messages {
		if !gone(f.Customer) {
			m.Messages = append(m.Messages, f)
		}
	}
	for _, f := range w.Orders {
		if !gone(f.Customer) {
			m.Orders = append(m.Orders, f)
		}
	}
	for _, f := range w.Tags {
		if !gone(f.Customer) {
			m.Tags = append(m.Tags, f)
		}
	}
	for _, f := range w.Fields {
		if !gone(f.Customer) {
			m.Fields = append(m.Fields, f)
		}
	}
	for _, f := range w.Logins {
		if !gone(f.Customer) {
			m.Logins = append(m.Logins, f)
		}
	}
	for _, f := range w.Actions {
		if !gone(f.Customer) {
			m.Actions = append(m.Actions, f)
		}
	}
	return m
}

// deal hands out what adds each fact of a customer to a digest.
func (w *world) deal(id customer.ID, to func(add func(*Digest)), q *Query) {
	for _, f := range w.Messages {
		if f.Customer == id {
			to(func(d *Digest) { d.AddMessage(f, q) })
		}
	}
	for _, f := range w.Orders {
		if f.Customer == id {
			to(func(d *Digest) { _ = d.AddOrder(f, q) }) // Summarize checks them all
		}
	}
	for _, f := range w.Tags {
		if f.Customer == id {
			to(func(d *Digest) { d.AddTag(f) })
		}
	}
	for _, f := range w.Fields {
		if f.Customer == id {
			to(func(d *Digest) { d.AddField(f, q) })
		}
	}
	for _, f := range w.Logins {
		if f.Customer == id {
			to(func(d *Digest) { d.AddLogin(f, q) })
		}
	}
	for _, f := range w.Actions {
		if f.Customer == id {
			to(func(d *Digest) { d.AddAction(f, q) })
		}
	}
}

package main

import (
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/notify"
	"github.com/clientele-go/clientele/subscription"
	"github.com/shopspring/decimal"
)

const seed = 20240131

// counts is how many facts somebody has.
type counts struct{ logins, messages, orders, tags, fields, members, optIns int }

func (c *counts) add(o counts) {
	c.logins += o.logins
	c.messages += o.messages
	c.orders += o.orders
	c.tags += o.tags
	c.fields += o.fields
	c.members += o.members
	c.optIns += o.optIns
}

// Generate makes a shop of so many customers, the same one every time, in
// customer order. Whoever is not a customer, the guests, comes first.
//
// Everybody's facts come from dice of their own, so that parts can be made at
// the same time: they are counted first, and then written to their places.
func Generate(customers int, uuid bool) *World {
	ids := makeIDs(customers, uuid)
	places := make([]counts, customers+2)
	inParts(customers+1, func(from, to int) {
		var d dice
		for i := from; i < to; i++ {
			places[i+1] = d.begin(i, customers)
		}
	})
	for i := range customers + 1 {
		places[i+1].add(places[i])
	}
	all := places[customers+1]
	w := &World{
		Customers:     make([]customer.Customer, customers),
		Logins:        make([]customer.Login, all.logins),
		Messages:      make([]customer.Message, all.messages),
		Orders:        make([]customer.Order, all.orders),
		Tags:          make([]customer.Tag, all.tags),
		Fields:        make([]customer.Field, all.fields),
		Members:       make([]subscription.Membership, all.members),
		OptIns:        make([]notify.OptIn, all.optIns),
		Notifications: notifications(),
	}
	inParts(customers+1, func(from, to int) {
		var p person
		for i := from; i < to; i++ {
			p.dice.begin(i, customers)
			p.live(w, i, ids[i], places[i], places[i+1])
		}
	})
	for i := range w.Orders {
		w.Refunds += len(w.Orders[i].Refunds)
	}
	w.lay()
	return w
}

// inParts splits 0 to n over all cores.
func inParts(n int, do func(from, to int)) {
	parts := runtime.GOMAXPROCS(0)
	var wg sync.WaitGroup
	for p := range parts {
		wg.Go(func() { do(n*p/parts, n*(p+1)/parts) })
	}
	wg.Wait()
}

// makeIDs makes the guests' empty ID and those of the customers, ascending.
func makeIDs(customers int, uuid bool) []customer.ID {
	ids := make([]customer.ID, customers+1)
	dice := rand.New(rand.NewPCG(seed, 1<<63))
	for i := 1; i <= customers; i++ {
		if uuid {
			ids[i] = customer.ID(uuid4(dice.Uint64(), dice.Uint64()))
		} else {
			ids[i] = customer.ID("c" + padded(i, 7))
		}
	}
	slices.Sort(ids)
	var t texts
	for i, id := range ids {
		ids[i] = customer.ID(t.of(string(id)))
	}
	return ids
}

func padded(n, width int) string {
	digits := strconv.Itoa(n)
	for len(digits) < width {
		digits = "0" + digits
	}
	return digits
}

func uuid4(a, b uint64) string {
	const hex = "0123456789abcdef"
	text := make([]byte, 0, 36)
	for i := range 32 {
		if i == 8 || i == 12 || i == 16 || i == 20 {
			text = append(text, '-')
		}
		if i == 16 {
			a = b
		}
		text = append(text, hex[a&15])
		a >>= 4
	}
	text[14], text[19] = '4', "89ab"[text[19]&3]
	return string(text)
}

// dice are one person's.
type dice struct{ pcg rand.PCG }

func (d *dice) below(n int) int       { return int(d.pcg.Uint64() >> 11 % uint64(n)) }
func (d *dice) chance(p float64) bool { return d.unit() < p }
func (d *dice) unit() float64         { return float64(d.pcg.Uint64()>>11) / (1 << 53) }

// begin throws how many facts the i-th person has; 0 is the guests.
func (d *dice) begin(i, customers int) counts {
	d.pcg.Seed(seed, uint64(i))
	c := counts{
		logins:   d.skewed(3.7, 0.15),
		messages: d.skewed(3.7, 0.15),
		orders:   d.skewed(0.9, 0.25),
		tags:     d.below(5),
		fields:   1 + d.below(5),
		members:  1 + d.below(5)/4 - d.below(20)/19,
		optIns:   1 + d.below(5)/4 - d.below(10)/9,
	}
	if i == 0 {
		return counts{logins: customers / 50, messages: customers / 50, orders: customers / 100}
	}
	return c
}

// skewed returns a number distributed as in life: none for some, a few for
// most, thousands for few (Pareto).
func (d *dice) skewed(least, none float64) int {
	u := d.unit()
	if u < none {
		return 0
	}
	return int(min(least*math.Pow((1-none)/(1-u+1e-12), 1/1.5), 5000))
}

// person is a customer or guest, for whom Generate makes facts.
type person struct {
	dice
	id       customer.ID
	from, to int64 // between which seconds they were there
}

func (p *person) live(w *World, i int, id customer.ID, at, next counts) {
	p.id = id
	created := begin.Unix() + int64(p.below(595*86400)) - 200*86400
	p.from = max(created, begin.Unix())
	p.to = end.Unix()
	if i > 0 && p.chance(0.55) { // left some time ago
		p.to = p.from + int64(float64(p.to-p.from)*p.unit()*p.unit()) + 1
	}
	if i > 0 {
		w.Customers[i-1] = p.customer(i, created)
	}
	for n := at.logins; n < next.logins; n++ {
		w.Logins[n] = customer.Login{Customer: id, At: p.unless(0.001, p.moment())}
	}
	for n := at.messages; n < next.messages; n++ {
		w.Messages[n] = customer.Message{Customer: id, At: p.unless(0.001, p.moment()),
			Direction: customer.Direction(p.below(2)), Channel: p.channel()}
	}
	for n := at.orders; n < next.orders; n++ {
		w.Orders[n] = p.order(n)
	}
	first := p.below(len(tags))
	for n := at.tags; n < next.tags; n++ {
		w.Tags[n] = customer.Tag{Customer: id, Name: tags[(first+7*(n-at.tags))%len(tags)]} // each once
	}
	for n := at.fields; n < next.fields; n++ {
		w.Fields[n] = p.field()
	}
	for n := at.members; n < next.members; n++ {
		w.Members[n] = subscription.Membership{Customer: id, Channel: p.channel(), JoinedAt: p.unless(0.03, p.moment())}
	}
	for n := at.optIns; n < next.optIns; n++ {
		w.OptIns[n] = p.optIn(n - at.optIns)
	}
}

// moment returns a second at which the person was there.
func (p *person) moment() time.Time {
	return time.Unix(p.from+int64(p.below(int(p.to-p.from))), 0).UTC()
}

// unless returns the instant, or the unknown time with some probability.
func (p *person) unless(unknown float64, t time.Time) time.Time {
	if p.chance(unknown) {
		return time.Time{}
	}
	return t
}

func (p *person) customer(i int, created int64) customer.Customer {
	c := customer.Customer{ID: p.id, CreatedAt: p.unless(0.02, time.Unix(created, 0).UTC()), SignedUp: p.chance(0.3)}
	name := "user" + strconv.Itoa(i)
	if p.chance(0.6) {
		c.Email = customer.Email(name + "@example.org")
	}
	if p.chance(0.5) {
		c.Username = name
	}
	c.Name = "Name " + name[4:]
	c.Favorite = p.chance(0.05)
	if p.chance(0.9) {
		c.LastDevice = devices[p.below(len(devices))]
	}
	if p.chance(0.4) {
		c.Birthday = calendar.Date{Year: 1950 + p.below(55), Month: time.Month(1 + p.below(12)), Day: 1 + p.below(28)}
	}
	if p.chance(0.2) {
		c.Facebook = "fb." + name
	}
	if p.chance(0.1) {
		c.Twitter = "tw." + name
	}
	if p.chance(0.2) {
		c.Google = "g." + name
	}
	if p.chance(0.5) {
		c.EmailConsent = customer.Consent{Answer: customer.Answer(1 + p.below(3)), At: p.unless(0.1, p.moment())}
	}
	return c
}

func (p *person) order(n int) customer.Order {
	cents := int64(100 + p.below(20000))
	o := customer.Order{
		ID:       customer.OrderID("o" + padded(n, 8)),
		Customer: p.id,
		Total:    customer.Money{Amount: decimal.New(cents, -2), Currency: currencies[p.below(len(currencies))]},
		Kind:     kinds[p.below(len(kinds))],
		Channel:  p.channel(),
		PlacedAt: p.moment(),

		CheckoutLink: p.chance(0.1),
	}
	hours := func(n int) time.Duration { return time.Duration(1+p.below(n)) * time.Hour }
	if p.chance(0.9) {
		o.PaidAt = o.PlacedAt.Add(hours(48))
	}
	if p.chance(0.02) {
		o.VoidedAt = o.PlacedAt.Add(hours(480))
	}
	if p.chance(0.05) {
		o.PlacedAt = time.Time{}
	}
	if !o.PaidAt.IsZero() && p.chance(0.04) {
		at, id := o.PaidAt.Add(hours(240)), "r"+string(o.ID[1:])
		part := cents / int64(1+p.below(2)) // half of them full
		o.Refunds = append(o.Refunds, customer.Refund{ID: id + "a", At: p.unless(0.05, at), Amount: decimal.New(part, -2)})
		if part < cents && p.chance(0.3) {
			o.Refunds = append(o.Refunds, customer.Refund{ID: id + "b", At: at.Add(hours(240)), Amount: decimal.New(cents-part, -2)})
		}
	}
	return o
}

// field returns a custom field; a few mark an unsubscribe (U1).
func (p *person) field() customer.Field {
	f := customer.Field{Customer: p.id, At: p.unless(0.1, p.moment())}
	switch {
	case p.chance(0.03):
		f.Name, f.Value = markers[p.below(len(markers))], answers[p.below(len(answers))]
	case p.chance(0.005):
		f.Name, f.Value = "status", markers[p.below(len(markers))]
	default:
		i := p.below(len(fields))
		f.Name = fields[i].name
		f.Value = fields[i].values[p.below(len(fields[i].values))]
	}
	return f
}

// optIn returns the n-th opt-in of the person: later than the one before, and
// either a renewal or not. No two are at one instant or both without a date, so
// that it is clear which is the latest.
func (p *person) optIn(n int) notify.OptIn {
	at := time.Unix(p.from, 0).UTC().Add(time.Duration(n)*40*day + time.Duration(p.below(30*86400))*time.Second)
	o := notify.OptIn{Customer: p.id, SubscribedAt: at}
	if n == 0 {
		o.SubscribedAt = p.unless(0.02, at)
	}
	o.Notification = shopNotifications[int(p.id[len(p.id)-1])%10*4+p.below(2)].ID
	if p.chance(0.9) {
		o.ExpiresAt = at.Add(time.Duration(1+p.below(365*24)) * time.Hour)
	}
	if p.chance(0.1) {
		o.StoppedAt = at.Add(time.Duration(p.below(60*24)) * time.Hour)
	}
	return o
}

func (p *person) channel() customer.Channel {
	if u := p.unit(); u < 0.5 {
		return channels[0]
	}
	return channels[p.below(len(channels))]
}

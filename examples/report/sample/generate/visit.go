package main

import (
	"fmt"
	"time"
)

// visit adds one visit of the person to the shop, at the counter or by chat: a
// login, a few messages, often an order, and now and then more.
func (p *person) visit(s *shop, t time.Time) {
	at := p.clock(t)
	if p.visits > 40 && p.chance(650) || p.chance(500) {
		p.loginAt(s, at)
		if p.chance(150) {
			p.loginAt(s, at.Add(time.Duration(p.between(20, 300))*minute))
		}
	}
	chatted := p.chance(450)
	if chatted {
		p.chat(s, at)
	}
	if p.chance(480) {
		p.order(s, at.Add(time.Duration(p.between(2, 9))*minute), chatted)
	}
	p.extras(s, at)
}

func (p *person) loginAt(s *shop, at time.Time) {
	if !at.Before(closing()) {
		return
	}
	m := utc(at)
	switch p.home.currency {
	case "JPY", "KWD", "USD":
		m = offset(at, p.home.minutes)
	case "EUR":
		if p.channel == "facebook" {
			m = trieste(at)
		}
	}
	s.login(p.id, m)
}

// chat adds a question and its answer, sometimes another question.
func (p *person) chat(s *shop, at time.Time) {
	channel := p.channel
	if p.chance(80) {
		channel = pick(p.dice, "whatsapp", "web", "")
	}
	step := func() time.Time {
		at = at.Add(time.Duration(p.between(5, 240)) * second)
		return at
	}
	say := []func(id, channel string, at moment){s.ask, s.tell, s.ask, s.tell}
	for _, send := range say[:pick(p.dice, 1, 2, 2, 2, 3, 4)] {
		if t := step(); t.Before(closing()) {
			send(p.id, channel, p.stamp(channel, t))
		}
	}
}

// extras adds the rare acts, and the push message that thanks for them.
func (p *person) extras(s *shop, at time.Time) {
	for _, e := range []struct {
		kind   string
		chance int
	}{{"share", 40}, {"comment", 50}, {"redemption", 45}, {"push", 150}} {
		if !p.chance(e.chance) {
			continue
		}
		t := p.before(at.Add(time.Duration(p.between(1, 240)) * minute))
		s.act(p.id, e.kind, pick(p.dice, utc(t), utc(t), utc(t), date(t)))
	}
}

// order adds one order: what it is, where it was placed, how and whether it was
// paid, and what became of it.
func (p *person) order(s *shop, at time.Time, chatted bool) {
	if !at.Before(closing()) {
		return
	}
	o := order{customer: p.id, currency: p.home.currency, channel: pick(p.dice, "counter", "counter", "web", p.channel)}
	o.kind = pick(p.dice, "food", "food", "food", "food", "merchandise", "merchandise", "", "reservation", "reservation", "other")
	o.amount = p.price(o.kind, o.currency)
	o.placed = p.stamp(o.channel, at)
	if chatted && p.chance(260) {
		o.link, o.channel = true, p.channel
		o.placed = p.stamp(o.channel, at)
	}
	paid := at
	switch {
	case o.channel == "counter":
	case p.chance(120): // cash on delivery: paid a day or two later, or never marked
		paid = at.Add(time.Duration(p.between(18, 50)) * hour)
		if p.chance(400) {
			paid = time.Time{}
		}
	default:
		paid = at.Add(time.Duration(p.between(10, 600)) * second)
	}
	if !paid.IsZero() && paid.Before(closing()) {
		o.paid = p.stamp(o.channel, paid)
	}
	if p.chance(18) {
		o.voided = utc(p.before(at.Add(time.Duration(p.between(3, 90)) * hour)))
	}
	sold := s.buy(o)
	if back := at.Add(time.Duration(p.between(70, 700)) * hour); o.paid.text != "" && p.chance(45) && back.Before(closing()) {
		s.refund(sold, pick(p.dice, o.amount, half(o.amount)), utc(back))
	}
}

// price makes up a total in the smallest unit of the currency, from what such
// things cost.
func (p *person) price(kind, currency string) string {
	cents := 0
	switch kind {
	case "food":
		for n := p.between(1, 4); n > 0; n-- {
			cents += pick(p.dice, 240, 320, 380, 450, 590, 890)
		}
	case "reservation":
		cents = 500 * p.between(1, 8)
	case "other":
		cents = pick(p.dice, 2500, 5000, 4500)
	default:
		for n := p.between(1, 3); n > 0; n-- {
			cents += pick(p.dice, 790, 1250, 1490, 1890, 2400, 6900)
		}
	}
	switch currency {
	case "JPY":
		return fmt.Sprintf("%d", cents*8/50*10)
	case "KWD":
		return fmt.Sprintf("%d.%03d", cents*33/10000, cents*33/10%1000)
	}
	return fmt.Sprintf("%d.%02d", cents/100, cents%100)
}

// half returns half an amount, rounded up in its last digit.
func half(amount string) string {
	digits, point := 0, -1
	for i, c := range []byte(amount) {
		if c == '.' {
			point = i
			continue
		}
		digits = digits*10 + int(c-'0')
	}
	digits = (digits + 1) / 2
	if point < 0 {
		return fmt.Sprintf("%d", digits)
	}
	places := len(amount) - point - 1
	scale := 1
	for range places {
		scale *= 10
	}
	return fmt.Sprintf("%d.%0*d", digits/scale, places, digits%scale)
}

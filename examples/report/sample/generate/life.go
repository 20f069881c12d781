package main

import (
	"fmt"
	"time"
)

// person is one of the ordinary clientele while their life is made up.
type person struct {
	*dice
	id, shown, ascii string
	home             home
	channel          string // where they mostly chat
	visits           int    // in a thousand days
	first, last      time.Time
	joined           bool
	onceOnly         bool
}

// life makes up the ordinary clientele, c001 to c220, and what they did.
func life(s *shop) {
	taken := map[string]bool{}
	for i := 1; i <= 220; i++ {
		d := dice(1_000_003 * i)
		p := meet(&d, fmt.Sprintf("c%03d", i), taken)
		s.add(p.card())
		p.habits(s)
		for t := p.first; t.Before(p.last); t = t.Add(day) {
			if p.chance(p.likely(t)) {
				p.visit(s, t)
				if p.onceOnly {
					break
				}
			}
		}
	}
}

// meet makes up somebody whose name is not taken, and how often they come.
func meet(d *dice, id string, taken map[string]bool) *person {
	list := homes()
	weights := make([]int, len(list))
	for i, h := range list {
		weights[i] = h.weight
	}
	p := &person{dice: d, id: id}
	for p.ascii == "" || taken[p.ascii] {
		p.home = list[d.weighted(weights)]
		given, givenASCII := spell(pick(d, p.home.given...))
		family, familyASCII := spell(pick(d, p.home.family...))
		p.shown, p.ascii = given+" "+surname(family), givenASCII+"."+familyASCII
		if p.home.familyFirst {
			p.shown = surname(family) + " " + given
		}
	}
	taken[p.ascii] = true
	p.channel = pick(d, "whatsapp", "whatsapp", "whatsapp", "instagram", "instagram", "facebook", "web", "telegram")

	days := int(closing().Sub(opening()) / day)
	p.first = opening().Add(time.Duration(d.below(days)) * day)
	p.last = closing().Add(day)
	switch d.weighted([]int{8, 18, 34, 24, 10, 6}) {
	case 0: // a regular
		p.visits = d.between(150, 290)
		p.first = opening().Add(time.Duration(d.below(days/3)) * day)
	case 1: // comes every other week
		p.visits = d.between(45, 90)
	case 2: // comes now and then
		p.visits = d.between(10, 25)
	case 3: // came once, soon after they had found the shop
		p.visits, p.onceOnly = 400, true
	case 4: // used to come often, and stopped
		p.visits = d.between(60, 160)
		p.first = opening().Add(time.Duration(d.below(days/2)) * day)
		p.last = p.first.Add(time.Duration(d.between(60, 200)) * day)
	case 5: // never did anything
	}
	return p
}

// card returns the person's line of customers.csv.
func (p *person) card() customer {
	c := customer{id: p.id, name: p.shown}
	if p.chance(820) {
		c.email = p.ascii + "@" + pick(p.dice, "example.com", "example.com", "example.org", "example.net")
		p.consent(&c)
	}
	if p.chance(400) {
		c.username = pick(p.dice, p.ascii, p.shown, "tea_"+p.ascii)
	}
	// The oldest customers came over from a paper book without dates.
	if p.first.Sub(opening()) > 20*day {
		c.created = utc(p.clock(p.first))
	}
	if p.chance(650) {
		c.signedUp = "true"
	}
	if p.chance(450) {
		c.birthday = fmt.Sprintf("%04d-%02d-%02d", p.between(1941, 2006), p.between(1, 12), p.between(1, 28))
	}
	if p.visits > 100 && p.chance(500) {
		c.favorite = "true"
	}
	if p.visits > 0 {
		c.device = pick(p.dice, "iPhone", "iPhone", "Android phone", "Android phone", "Android tablet", "Windows PC", "Mac", "")
	}
	if p.chance(180) {
		c.facebook = p.ascii
	}
	if p.chance(90) {
		c.twitter = "@" + p.ascii
	}
	if p.chance(140) {
		c.google = p.ascii + ".g"
	}
	return c
}

func (p *person) consent(c *customer) {
	switch p.weighted([]int{50, 12, 8, 30}) {
	case 0:
		c.consent, c.consentAt = "granted", utc(p.clock(p.first))
	case 1:
		c.consent, c.consentAt = "denied", utc(p.clock(p.first))
	case 2:
		c.consent, c.consentAt = "withdrawn", utc(p.before(p.clock(p.first.Add(time.Duration(p.between(30, 200))*day))))
	}
}

// likely returns the chance in a thousand that the person comes on that day: by
// weekday, by month, and a little more from month to month.
func (p *person) likely(t time.Time) int {
	week := [...]int{130, 30, 85, 90, 100, 115, 160} // Sunday first; Mondays the ovens rest
	year := [...]int{85, 90, 100, 110, 115, 105, 85, 60, 100, 110, 115, 150}
	growth := 80 + int(t.Sub(opening())/day)/10
	return p.visits * week[t.Weekday()] / 100 * year[t.Month()-1] / 100 * growth / 100
}

// clock returns an instant of that day while the shop is open, busiest at
// eleven and at tea time.
func (p *person) clock(t time.Time) time.Time {
	hours := []int{3, 6, 9, 12, 8, 6, 7, 12, 14, 8, 3} // 7 to 17 UTC
	h := 7 + p.weighted(hours)
	return t.Truncate(day).Add(time.Duration(h)*hour + time.Duration(p.below(3600))*second)
}

// before returns the instant, or one shortly before the shop closed if it is
// later.
func (p *person) before(t time.Time) time.Time {
	if t.Before(closing()) {
		return t
	}
	return ago(time.Duration(p.between(1, 600)) * minute)
}

// stamp spells an instant as the source of the fact does.
func (p *person) stamp(source string, t time.Time) moment {
	switch source {
	case "instagram":
		return milli(t.Add(time.Duration(p.below(1000)) * time.Millisecond))
	case "facebook":
		return trieste(t)
	case "counter":
		return till(t)
	case "telegram":
		return offset(t, p.home.minutes)
	}
	return utc(t)
}

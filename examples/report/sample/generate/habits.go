package main

import (
	"fmt"
	"time"
)

// habits adds what the person has rather than what they do: memberships, custom
// fields, tags, notifications.
func (p *person) habits(s *shop) {
	p.membership(s)
	if p.chance(600) {
		s.field(p.id, "city", p.home.city, moment{})
	}
	if p.chance(350) {
		s.field(p.id, "favourite tea", pick(p.dice, "Assam", "Darjeeling", "Sencha", "Earl Grey", "Rooibos", "Mountain sage", "凍頂烏龍"), p.someday())
	}
	if p.chance(150) {
		s.field(p.id, "allergy", pick(p.dice, "nuts", "gluten", "lactose", "sesame"), p.someday())
	}
	if p.chance(120) {
		s.field(p.id, "table", pick(p.dice, "window", "terrace", "by the oven", "quiet corner"), moment{})
	}
	if p.visits > 100 {
		s.tag(p.id, "regular")
	}
	if p.home.weight < 8 && p.chance(400) {
		s.tag(p.id, "from afar")
	}
	for _, t := range []string{"tea club", "vegan", "early bird", "office orders", "bakes at home"} {
		if p.chance(90) {
			s.tag(p.id, t)
		}
	}
	p.optIns(s)
}

// someday returns a day between the person's first and last, or the unknown
// one.
func (p *person) someday() moment {
	if p.chance(300) {
		return moment{}
	}
	return date(p.during(0))
}

// during returns an instant at least so many days after the person's first one.
func (p *person) during(days int) time.Time {
	left := int(closing().Sub(p.first)/day) - days
	if left < 1 {
		left = 1
	}
	return p.before(p.clock(p.first.Add(time.Duration(days+p.below(left)) * day)))
}

// membership: most people who chat have joined the channel; some leave, and
// some of those come back by their own act.
func (p *person) membership(s *shop) {
	if p.visits == 0 || !p.chance(800) {
		return
	}
	p.joined = true
	start := p.clock(p.first)
	switch {
	case p.first.Sub(opening()) <= 20*day:
		s.join(p.id, p.channel, moment{})
	case p.chance(300):
		s.join(p.id, p.channel, date(start))
	default:
		s.join(p.id, p.channel, p.stamp(p.channel, start))
	}
	if p.chance(200) {
		if second := pick(p.dice, "whatsapp", "instagram", "facebook", "web"); second != p.channel {
			s.join(p.id, second, utc(p.during(10)))
		}
	}
	if !p.chance(170) {
		return
	}
	left := p.during(20)
	s.field(p.id, pick(p.dice, "unsubscribed", "unsubscribed", "unsubscribeallbots", "unsubscribetoallbot"), pick(p.dice, "true", "yes", "1", ""), utc(left))
	if back := left.Add(time.Duration(p.between(5, 60)) * day); back.Before(closing()) && p.chance(350) {
		s.join(p.id, p.channel, utc(back))
	}
}

// notifications adds the notifications that one can subscribe to. Two have the
// same name, one has no frequency, one no channel, and two are no longer sent.
func notifications(s *shop) {
	for _, n := range [][]string{
		{"n-loaf", "Today's loaf", "true", "daily", "whatsapp"},
		{"n-loaf-ig", "Today's loaf", "yes", "daily", "instagram"},
		{"n-cake", "Cake of the week", "true", "weekly", "whatsapp"},
		{"n-leaf", "New leaves, new cups", "1", "monthly", "facebook"},
		{"n-table", "A table is free", "true", "", "whatsapp"},
		{"n-fair", "Fairs and tastings", "TRUE", "monthly", ""},
		{"n-advent", "Advent calendar 2023", "false", "daily", "instagram"},
		{"n-paper", "The paper letter", "no", "", "web"},
	} {
		s.notifications = append(s.notifications, row{cells: n})
	}
}

// token adds one opt-in. Tokens are credentials (N8), so these could not be
// mistaken for a real one.
func (s *shop) token(notification, id string, subscribed, expires, stopped moment) {
	t := fmt.Sprintf("sample-token-%04d", len(s.tokens)+1)
	s.tokens = append(s.tokens, row{subscribed.at, []string{notification, id, subscribed.text, expires.text, stopped.text, t}})
}

// optIns adds ordinary subscriptions: a year for weekly and monthly ones,
// ninety days for daily ones, which some people renew.
func (p *person) optIns(s *shop) {
	if !p.joined || !p.chance(380) {
		return
	}
	for n := p.between(1, 2); n > 0; n-- {
		which := pick(p.dice, "n-loaf", "n-loaf-ig", "n-cake", "n-leaf", "n-table", "n-fair", "n-advent", "n-paper")
		life := 365 * day
		if which == "n-loaf" || which == "n-loaf-ig" || which == "n-advent" {
			life = 90 * day
		}
		for t := p.during(0); t.Before(closing()); t = t.Add(life - time.Duration(p.between(1, 72))*hour) {
			expires, stopped := utc(t.Add(life)), moment{}
			if which == "n-paper" || p.chance(80) {
				expires = moment{}
			}
			if end := t.Add(time.Duration(p.between(3, 60)) * day); p.chance(120) && end.Before(closing()) {
				stopped = utc(end)
			}
			s.token(which, p.id, utc(t), expires, stopped)
			if stopped.text != "" || expires.text == "" || !p.chance(450) {
				break
			}
		}
	}
}

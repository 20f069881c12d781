package plain

import (
	"fmt"
	"time"
)

// awkward are texts that run as formulas, break readers or look alike.
var awkward = []string{
	"", "", "a", "B", "b", "other", "=1+1", "+1", "-1", "@x", "'", "'=1", "''=1", "'a", " =1", "\u00a0=1", "\u3000-x", "\t", "\ta",
	"' \tx", "'\u00a0@", "\u0085=1", "\ra", "a,b", `say "hi"`, `"`, "line\nbreak", "line\r\nbreak", " ", "\u00a0", " a ", "é", "e\u0301",
	"😀", "null", "0", "false", "\u200b=1", "\u2028=1", "a\rb", "\\.", "#", "\n=1", "\ufeff=1",
	"a;b", "a\tb", "x;=1+1", ";", "a\t=1",
}

// Random returns a small awkward legal folder and a question about it: few
// customers, words and instants, so that everything collides.
func Random(seed uint64) (Files, Options) {
	d := roll(seed)
	f := d.fill()
	return d.spell(f), d.options()
}

// fill makes the facts.
func (d *dice) fill() folder {
	f := d.empty()
	ids := d.people(f)
	d.acts(f, ids)
	d.shops(f, ids)
	d.belongs(f, ids)
	d.pushes(f, ids)
	return f
}

// text returns an awkward text.
func (d *dice) text() string { return awkward[d.IntN(len(awkward))] }

// word returns an awkward text that is not empty.
func (d *dice) word() string {
	for {
		if s := d.text(); s != "" {
			return s
		}
	}
}

// bool returns a boolean in one of its spellings.
func (d *dice) bool() string {
	return d.pick("", "true", "false", "1", "0", "yes", "no", "TRUE", "No", "yEs")
}

// people makes the customers and returns their IDs.
func (d *dice) people(f folder) []string {
	ids := []string{"c1", "c2", "C1", "=c", "c 3", "'c", "c10", "é"}
	d.Shuffle(len(ids), func(i, j int) { ids[i], ids[j] = ids[j], ids[i] })
	ids = ids[:3+d.IntN(6)]
	for _, id := range ids {
		f.add("customers", map[string]string{
			"id": id, "email": d.pick("", "a@x.org", "A@X.org", " a@x.org", d.text()), "username": d.text(),
			"name": d.text(), "created_at": d.maybe(), "signed_up": d.bool(), "profile_complete": d.bool(),
			"birthday": d.pick("", "2000-02-29", "0001-01-01", "9999-12-31"), "favorite": d.bool(),
			"last_device": d.text(), "facebook": d.text(), "twitter": d.text(), "google": d.text(),
			"email_consent": d.pick("", "granted", "granted", "denied", "withdrawn"), "email_consent_at": d.maybe(),
			"x_note": d.text(),
		})
	}
	return ids
}

// acts makes logins, messages and actions; guests do some.
func (d *dice) acts(f folder, ids []string) {
	who := append([]string{"guest", "c"}, ids...)
	for range d.IntN(30) {
		if f["logins"] != nil {
			f.add("logins", map[string]string{"customer_id": d.pick(who...), "at": d.time(), "x_": d.text()})
		}
	}
	for range d.IntN(25) {
		if f["messages"] != nil {
			f.add("messages", map[string]string{
				"customer_id": d.pick(who...), "at": d.time(), "direction": d.pick("in", "out"), "channel": d.channel(),
			})
		}
	}
	for range d.IntN(12) {
		if f["actions"] != nil {
			f.add("actions", map[string]string{
				"customer_id": d.pick(ids...), "kind": d.pick("share", "comment", "redemption", "push"), "at": d.maybe(),
			})
		}
	}
}

// channel returns one of a few channels.
func (d *dice) channel() string { return d.pick("", "web", "Web", "=chat", "other", "app") }

// price is an order's amount and how it may be refunded.
type price struct {
	amount  string
	refunds [][]string
}

var prices = []price{
	{"10", [][]string{{"10"}, {"10", "0"}, {"0"}, {"5", "5.00"}, {"4"}, {"9.999"}, {"9.999", "0.001"}}},
	{"10.00", [][]string{{"10.0000"}, {"3", "3", "4"}, {"0.00000001"}}},
	{"0", [][]string{{"0"}, {"0.00", "0"}}},
	{"0.00", nil},
	{"007.105", [][]string{{"7.105"}, {"7.1", "00.005"}, {"7"}}},
	{"0.1", [][]string{{"0.1"}, {"0.05"}}},
	{"12345678901234567890123456789012345678901.5", [][]string{{"12345678901234567890123456789012345678901.50"}, {"1"}}},
	{"3.3333333333", [][]string{{"3.3333333333"}, {"1.1111111111", "2.2222222222"}}},
}

// shops makes orders and refunds.
func (d *dice) shops(f folder, ids []string) {
	who := append([]string{"", "guest"}, ids...)
	if f["orders"] == nil {
		return
	}
	for i := range d.IntN(25) {
		p := prices[d.IntN(len(prices))]
		voided := ""
		if d.chance(15) {
			voided = d.maybe()
		}
		id := fmt.Sprintf("%so%d", d.pick("", "=", "'"), i)
		f.add("orders", map[string]string{
			"id": id, "customer_id": d.pick(who...), "amount": p.amount,
			"currency": d.pick("EUR", "EUR", "USD", "JPY", "KWD", "CLF", "ZZZ", "XAU"),
			"kind":     d.pick("", "food", "merchandise", "reservation", "other"), "channel": d.channel(),
			"placed_at": d.maybe(), "paid_at": d.maybe(), "voided_at": voided, "checkout_link": d.pick("", "", "1", "no"),
		})
		if len(p.refunds) == 0 || f["refunds"] == nil || d.chance(60) {
			continue
		}
		for j, amount := range p.refunds[d.IntN(len(p.refunds))] {
			f.add("refunds", map[string]string{
				"id": fmt.Sprintf("%s-%d", id, j), "order_id": id, "at": d.maybe(), "amount": amount,
			})
		}
	}
}

// belongs makes tags, fields and members.
func (d *dice) belongs(f folder, ids []string) {
	for range d.IntN(12) {
		if f["tags"] != nil {
			f.add("tags", map[string]string{"customer_id": d.pick(ids...), "tag": d.pick("vip", "VIP", "=t", "other", d.word())})
		}
		if f["members"] != nil {
			f.add("members", map[string]string{
				"customer_id": d.pick(ids...), "channel": d.channel(), "joined_at": d.maybe(),
			})
		}
	}
	for range d.IntN(14) {
		if f["fields"] == nil {
			return
		}
		name, value := d.pick("city", "City", "=f", d.word()), d.pick("Rome", "", "unsubscribe", d.text())
		switch d.IntN(5) {
		case 0, 1:
			name, value = d.marker(), d.pick("", "true", "false", "No", " 0 ", "off", "OFF", "O_F-F", "yes", "2024-01-01", " ", "nope", "1", "f", "n", "T", "y", "NULL", "on", "---", "unsubscribe to all of our many bots")
		case 2:
			value = d.marker()
		}
		f.add("fields", map[string]string{"customer_id": d.pick(ids...), "name": name, "value": value, "at": d.maybe()})
	}
}

// marker returns a spelling of an unsubscribe, or nearly one.
func (d *dice) marker() string {
	return d.pick("unsubscribed", "unsubscribeallbots", "unsubscribetoallbot", "UnSubscribed", "Unsubscribe_All-Bots",
		" unsubscribe to all bot ", "\u00a0unsubscribed\u2003", "__unsubscribed--", "unsubscribe", "unsubscribetoallbots",
		"un\u017fubscribed", "xunsubscribed", "unsubscribed!", "unsubscribeallbot", "un subscribed")
}

// pushes makes notifications and tokens.
func (d *dice) pushes(f folder, ids []string) {
	if f["notifications"] == nil {
		f["tokens"] = nil
		return
	}
	list := []string{"n1", "N1", "=n", "n2"}[:1+d.IntN(4)]
	for _, id := range list {
		f.add("notifications", map[string]string{
			"id": id, "name": d.pick("News", "news", "@news", d.word()), "active": d.bool(),
			"frequency": d.pick("", "daily", "weekly", "monthly"), "channel": d.channel(),
		})
	}
	for range d.IntN(20) {
		if f["tokens"] == nil {
			return
		}
		stopped := ""
		if d.chance(30) {
			stopped = d.maybe()
		}
		f.add("tokens", map[string]string{
			"notification_id": d.pick(list...), "customer_id": d.pick(ids...), "subscribed_at": d.maybe(),
			"expires_at": d.maybe(), "stopped_at": stopped, "token": d.text(),
		})
	}
}

// options makes a question.
func (d *dice) options() Options {
	o := Options{
		Location: d.loc, Channels: d.few("web", "Web", "=chat", "", "none"), Tags: d.few("vip", "=t", "", "other"),
		RequireSignIn: d.chance(40), ConsentPopup: d.chance(50), Unit: d.pick("", "day", "week", "week-sunday", "week-saturday", "month"), Interaction: d.pick("", "", "messages", "any", "any"), Top: d.IntN(4),
		Activity: d.pick("", "logins", "messages", "orders"), Anchor: d.pick("", "login", "order", "join"), Return: d.pick("", "logins", "messages", "orders"), Clock: d.pick("", "calendar", "own"),
	}
	if d.chance(15) {
		o.Location = []*time.Location{nil, time.UTC, time.UTC}[d.IntN(3)]
	}
	if d.chance(75) {
		o.AsOf = d.spelled(d.asOf)
	}
	if d.chance(20) {
		o.Field = d.pick("city", "=f", "unsubscribed", "none")
	}
	if d.chance(20) {
		o.Value = d.pick("Rome", "true", "a", "none")
	}
	if d.chance(60) {
		o.Segment = d.segment(3)
	}
	if d.chance(25) {
		o.Notification = d.pick("News", "news", "@news", "none")
	}
	if d.chance(50) {
		o.From = d.maybe()
	}
	if d.chance(50) {
		o.To = d.maybe()
	}
	if d.chance(8) {
		o.To = o.From // an empty range
	}
	o.Estimate = d.chance(60)
	o.Currency = d.pick("", "", "", "EUR", "JPY", "XXX")
	if d.chance(25) {
		o.K = 2 + d.IntN(9)
	}
	o.Compare = d.pick("", "", "none", "previous", "previous", "year")
	if o.Compare != "" { // a range of days, as a comparison asks for
		o.From, o.To = d.day(o.From), d.day(o.To)
	}
	loc := o.Location
	if loc == nil {
		loc = time.UTC
	}
	from, _ := parseTime(o.From, loc)
	to, _ := parseTime(o.To, loc)
	if !from.IsZero() && !to.IsZero() && from.After(to) {
		o.From, o.To = o.To, o.From
	}
	return o
}

// day returns the date of a time as it is spelled, most often that of a day near by; now
// and then the first of its month.
func (d *dice) day(spelled string) string {
	if len(spelled) < len("2006-01-02") || spelled[:4] == "0001" {
		return spelled
	}
	day := spelled[:len("2006-01-02")]
	if d.chance(40) {
		return day[:len("2006-01-")] + "01"
	}
	if d.chance(20) {
		return day[:len("2006-01-")] + d.pick("28", "15")
	}
	return day
}

// Flags spells the options as the program's flags.
func (o Options) Flags() []string {
	var list []string
	add := func(name, value string) {
		if value != "" {
			list = append(list, "-"+name, value)
		}
	}
	add("as-of", o.AsOf)
	add("from", o.From)
	add("to", o.To)
	if o.Location != nil {
		add("location", o.Location.String())
	}
	for _, c := range o.Channels {
		list = append(list, "-channel", c)
	}
	for _, t := range o.Tags {
		list = append(list, "-tag", t)
	}
	add("field", o.Field)
	add("value", o.Value)
	add("notification", o.Notification)
	add("segment", o.Segment)
	add("unit", o.Unit)
	add("interaction", o.Interaction)
	add("activity", o.Activity)
	add("anchor", o.Anchor)
	add("return", o.Return)
	add("clock", o.Clock)
	add("compare", o.Compare)
	add("currency", o.Currency)
	if o.K != 0 {
		add("k", fmt.Sprint(o.K))
	}
	if o.Top != 0 {
		add("top", fmt.Sprint(o.Top))
	}
	if o.Estimate {
		list = append(list, "-estimate")
	}
	if o.Skip {
		list = append(list, "-on-error", "skip")
	}
	if o.RequireSignIn {
		list = append(list, "-require-sign-in")
	}
	if o.ConsentPopup {
		list = append(list, "-consent-popup")
	}
	return list
}

package main

import (
	"cmp"
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

// shop is all that the files hold.
type shop struct {
	customers     []*customer
	logins        []row
	messages      []row
	orders        []*order
	refunds       []*refund
	actions       []row
	tags          []row
	fields        []row
	members       []row
	notifications []row
	tokens        []row
}

// row is one line: its cells, and the instant that it is sorted by.
type row struct {
	at    time.Time
	cells []string
}

type customer struct {
	id, email, username, name string
	created                   moment
	signedUp, profile         string
	birthday, favorite        string
	device                    string
	facebook, twitter, google string
	consent                   string
	consentAt                 moment
	note                      string
}

type order struct {
	id, customer, amount, currency, kind, channel string
	placed, paid, voided                          moment
	link                                          bool
}

type refund struct {
	id     string
	order  *order
	at     moment
	amount string
}

func (s *shop) add(c customer) { s.customers = append(s.customers, &c) }

func (s *shop) login(id string, at ...moment) {
	for _, m := range at {
		s.logins = append(s.logins, row{m.at, []string{id, m.text}})
	}
}

// ask adds a message from the customer; tell adds one to them.
func (s *shop) ask(id, channel string, at moment)  { s.message(id, "in", channel, at) }
func (s *shop) tell(id, channel string, at moment) { s.message(id, "out", channel, at) }

func (s *shop) message(id, direction, channel string, at moment) {
	s.messages = append(s.messages, row{at.at, []string{id, at.text, direction, channel}})
}

func (s *shop) buy(o order) *order {
	s.orders = append(s.orders, &o)
	return &o
}

func (s *shop) refund(o *order, amount string, at moment) {
	s.refunds = append(s.refunds, &refund{order: o, amount: amount, at: at})
}

func (s *shop) act(id, kind string, at moment) {
	s.actions = append(s.actions, row{at.at, []string{id, kind, at.text}})
}

func (s *shop) tag(id string, tags ...string) {
	for _, t := range tags {
		s.tags = append(s.tags, row{cells: []string{id, t}})
	}
}

func (s *shop) field(id, name, value string, at moment) {
	s.fields = append(s.fields, row{at.at, []string{id, name, value, at.text}})
}

func (s *shop) join(id, channel string, at moment) {
	s.members = append(s.members, row{at.at, []string{id, channel, at.text}})
}

// number gives IDs, in the order of time, to the orders and refunds that have
// no name of their own: o0001, r001.
func (s *shop) number() {
	slices.SortStableFunc(s.orders, func(a, b *order) int {
		return cmp.Or(a.when().Compare(b.when()), cmp.Compare(a.id, b.id), cmp.Compare(a.customer, b.customer))
	})
	n := 0
	for _, o := range s.orders {
		if o.id == "" {
			n++
			o.id = fmt.Sprintf("o%04d", n)
		}
	}
	slices.SortStableFunc(s.refunds, func(a, b *refund) int {
		return cmp.Or(a.at.at.Compare(b.at.at), cmp.Compare(a.order.id, b.order.id))
	})
	for i, r := range s.refunds {
		r.id = fmt.Sprintf("r%03d", i+1)
	}
}

// when returns the earliest time that the order has.
func (o *order) when() time.Time {
	for _, m := range []moment{o.placed, o.paid, o.voided} {
		if !m.at.IsZero() {
			return m.at
		}
	}
	return time.Time{}
}

// file is one CSV file.
type file struct {
	name   string
	header string
	rows   [][]string
}

func (f file) write(w io.Writer) error {
	c := csv.NewWriter(w)
	if err := c.Write(strings.Split(f.header, ",")); err != nil {
		return err
	}
	return c.WriteAll(f.rows)
}

// files returns the files in the order of FORMATS: what happened is sorted by
// its time, what people have is sorted by the people.
func (s *shop) files() []file {
	return []file{
		{"customers.csv", "id,email,username,name,created_at,signed_up,profile_complete,birthday,favorite,last_device," +
			"facebook,twitter,google,email_consent,email_consent_at,x_note", s.customerRows()},
		{"logins.csv", "customer_id,at", byTime(s.logins)},
		{"messages.csv", "customer_id,at,direction,channel", byTime(s.messages)},
		{"orders.csv", "id,customer_id,amount,currency,kind,channel,placed_at,paid_at,voided_at,checkout_link", s.orderRows()},
		{"refunds.csv", "id,order_id,at,amount", s.refundRows()},
		{"actions.csv", "customer_id,kind,at", byTime(s.actions)},
		{"tags.csv", "customer_id,tag", byCells(s.tags)},
		{"fields.csv", "customer_id,name,value,at", byCells(s.fields)},
		{"members.csv", "customer_id,channel,joined_at", byCells(s.members)},
		{"notifications.csv", "id,name,active,frequency,channel", byCells(s.notifications)},
		{"tokens.csv", "notification_id,customer_id,subscribed_at,expires_at,stopped_at,token", byCells(s.tokens)},
	}
}

func (s *shop) customerRows() [][]string {
	slices.SortFunc(s.customers, func(a, b *customer) int { return cmp.Compare(a.id, b.id) })
	var rows [][]string
	for _, c := range s.customers {
		rows = append(rows, []string{c.id, c.email, c.username, c.name, c.created.text, c.signedUp, c.profile, c.birthday,
			c.favorite, c.device, c.facebook, c.twitter, c.google, c.consent, c.consentAt.text, c.note})
	}
	return rows
}

func (s *shop) orderRows() [][]string {
	var rows [][]string
	for _, o := range s.orders {
		link := ""
		if o.link {
			link = "true"
		}
		rows = append(rows, []string{o.id, o.customer, o.amount, o.currency, o.kind, o.channel,
			o.placed.text, o.paid.text, o.voided.text, link})
	}
	return rows
}

func (s *shop) refundRows() [][]string {
	var rows [][]string
	for _, r := range s.refunds {
		rows = append(rows, []string{r.id, r.order.id, r.at.text, r.amount})
	}
	return rows
}

// byTime sorts by instant, then by the cells; unknown instants are first.
func byTime(rows []row) [][]string {
	slices.SortStableFunc(rows, func(a, b row) int {
		return cmp.Or(a.at.Compare(b.at), slices.Compare(a.cells, b.cells))
	})
	return cells(rows)
}

// byCells sorts by the first cell, then as byTime does.
func byCells(rows []row) [][]string {
	slices.SortStableFunc(rows, func(a, b row) int {
		return cmp.Or(cmp.Compare(a.cells[0], b.cells[0]), a.at.Compare(b.at), slices.Compare(a.cells, b.cells))
	})
	return cells(rows)
}

func cells(rows []row) [][]string {
	list := make([][]string, len(rows))
	for i, r := range rows {
		list[i] = r.cells
	}
	return list
}

package main

import (
	"context"
	"encoding/csv"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/shopspring/decimal"
)

// naive is the code that one would write at once: maps by customer ID, slices
// of times, decimal.Add. Every question makes the maps that it needs.
type naive struct {
	w   *World
	dir string
}

func (n *naive) Name() string { return "naive" }

func (n *naive) Ask(ctx context.Context, q Question) (func() (Answer, error), error) {
	switch q {
	case Status:
		return said(n.status()), nil
	case Revenue:
		return said(n.revenue()), nil
	case Analysis:
		return said(n.analysis()), nil
	case Breakdowns:
		return said(n.breakdowns()), nil
	case Subscription:
		return said(n.subscription()), nil
	case Expiry:
		return said(n.expiry()), nil
	case CSV:
		return n.csv()
	}
	return askAll(ctx, n)
}

func known(t time.Time) bool { return !t.After(asOf) }

func happened(t time.Time) bool { return !t.IsZero() && !t.After(asOf) }

// logins returns the logins of everyone, as of asOf; those without a date are
// among them.
func (n *naive) logins() map[customer.ID][]time.Time {
	logins := map[customer.ID][]time.Time{}
	for _, l := range n.w.Logins {
		if known(l.At) {
			logins[l.Customer] = append(logins[l.Customer], l.At)
		}
	}
	return logins
}

func statusFrom(logins []time.Time) customer.Status {
	in7, in30, in3months := map[time.Time]bool{}, map[time.Time]bool{}, false
	for _, at := range logins {
		if at.After(cuts.days7) {
			in7[at] = true
		}
		if at.After(cuts.days30) {
			in30[at] = true
		}
		in3months = in3months || at.After(cuts.months3)
	}
	switch {
	case len(in7) > 1:
		return customer.VeryActive
	case len(in30) > 1:
		return customer.Active
	case !in3months:
		return customer.Sleeper
	}
	return customer.Quiet
}

func (n *naive) status() Answer {
	logins := n.logins()
	registered, counts := 0, [4]int{}
	for _, c := range n.w.Customers {
		if c.SignedUp || len(logins[c.ID]) > 0 {
			registered++
		}
		counts[statusFrom(logins[c.ID])]++
	}
	return status(len(n.w.Customers), registered, counts)
}

// paidOrder reports whether an order is in gross, and whether it is still paid.
func paidOrder(o customer.Order) (gross, paid bool, refunded decimal.Decimal) {
	for _, r := range o.Refunds {
		if known(r.At) {
			refunded = refunded.Add(r.Amount)
		}
	}
	gross = happened(o.PaidAt) && !happened(o.VoidedAt)
	return gross, gross && (refunded.IsZero() || !refunded.Equal(o.Total.Amount)), refunded
}

func (n *naive) revenue() Answer {
	type key struct {
		kind     customer.OrderKind
		currency customer.Currency
	}
	type sum struct {
		orders          int
		gross, refunded decimal.Decimal
	}
	perCustomer := map[customer.ID]map[key]sum{}
	others := 0
	for _, o := range n.w.Orders {
		gross, paid, refunded := paidOrder(o)
		if paid && o.Kind == customer.Other {
			others++
		}
		if !gross || o.Kind == customer.Other {
			continue
		}
		of := perCustomer[o.Customer]
		if of == nil {
			of = map[key]sum{}
			perCustomer[o.Customer] = of
		}
		k := key{o.Kind, o.Total.Currency}
		s := of[k]
		s.gross = s.gross.Add(o.Total.Amount)
		s.refunded = s.refunded.Add(refunded)
		if paid {
			s.orders++
		}
		of[k] = s
	}
	totals := map[key]sum{}
	customers, most := map[key]int{}, map[key]int{}
	for id, of := range perCustomer {
		for k, s := range of {
			t := totals[k]
			t.gross, t.refunded, t.orders = t.gross.Add(s.gross), t.refunded.Add(s.refunded), t.orders+s.orders
			totals[k] = t
			if id != "" {
				customers[k]++
				most[k] = max(most[k], s.orders)
			}
		}
	}
	var all []spent
	for k, s := range totals {
		all = append(all, spent{k.kind.String(), string(k.currency), customers[k], s.orders, most[k], hundredths(s.gross), hundredths(s.refunded)})
	}
	return revenue(all, others)
}

// orders are how often and when someone bought, without checkout links.
type bought struct {
	ever, inRange, byLink int
	last                  time.Time
}

func (n *naive) bought() map[customer.ID]bought {
	all := map[customer.ID]bought{}
	for _, o := range n.w.Orders {
		if _, paid, _ := paidOrder(o); !paid || o.Customer == "" {
			continue
		}
		b := all[o.Customer]
		switch {
		case o.CheckoutLink && o.PaidAt.After(cuts.days180):
			b.byLink++
		case o.CheckoutLink:
		default:
			b.ever++
			if o.PaidAt.After(cuts.days180) {
				b.inRange++
			}
			if o.PaidAt.After(b.last) {
				b.last = o.PaidAt
			}
		}
		all[o.Customer] = b
	}
	return all
}

// messages returns the messages in the range of everyone who has one.
func (n *naive) messages() (messages map[customer.ID][]customer.Message, undated int) {
	messages = map[customer.ID][]customer.Message{}
	for _, m := range n.w.Messages {
		switch {
		case m.Customer == "":
		case m.At.IsZero():
			undated++
		case known(m.At) && m.At.After(cuts.days180):
			messages[m.Customer] = append(messages[m.Customer], m)
		}
	}
	return messages, undated
}

func (n *naive) analysis() Answer {
	messages, undated := n.messages()
	active := 0
	for _, of := range messages {
		if slices.ContainsFunc(of, func(m customer.Message) bool { return m.Direction == customer.In }) {
			active++
		}
	}
	paid, byLink, repeat := 0, 0, 0
	for _, b := range n.bought() {
		paid += b.inRange
		byLink += b.byLink
		if b.inRange >= 1 && b.ever >= 2 {
			repeat++
		}
	}
	return analysis(len(messages), active, paid, byLink, repeat, undated)
}

func (n *naive) breakdowns() (a Answer) {
	messages, _ := n.messages()
	bought := n.bought()
	tags := map[customer.ID]map[string]bool{}
	for _, t := range n.w.Tags {
		if tags[t.Customer] == nil {
			tags[t.Customer] = map[string]bool{}
		}
		tags[t.Customer][t.Name] = true
	}
	values := map[customer.ID]map[[2]string]bool{}
	for _, f := range n.w.Fields {
		if !known(f.At) {
			continue
		}
		if values[f.Customer] == nil {
			values[f.Customer] = map[[2]string]bool{}
		}
		values[f.Customer][[2]string{f.Name, f.Value}] = true
	}
	counts := map[[3]string]int{}
	for id, of := range messages {
		channels, last := map[string]bool{}, time.Time{}
		for _, m := range of {
			channels[string(m.Channel)] = true
			if m.At.After(last) {
				last = m.At
			}
		}
		for c := range channels {
			counts[[3]string{"channel", c}]++
		}
		counts[[3]string{"last interaction", last.Format("2006-01-02")}]++
		for t := range tags[id] {
			counts[[3]string{"tag", t}]++
		}
		fields := map[string]bool{}
		for v := range values[id] {
			fields[v[0]] = true
			counts[[3]string{"value", v[0], v[1]}]++
		}
		for f := range fields {
			counts[[3]string{"field", f}]++
		}
		b := bought[id]
		counts[[3]string{"paid orders", padded(b.ever, 4)}]++
		if b.ever > 0 {
			counts[[3]string{"last order", b.last.Format("2006-01-02")}]++
		}
	}
	for k, users := range counts {
		a.count(k[0], k[1], k[2], users)
	}
	return a.sorted()
}

var squeezed = strings.NewReplacer(" ", "", "_", "", "-", "")

// marks reports whether a field marks an unsubscribe (U1).
func marks(f customer.Field) bool {
	token := func(s string) bool {
		s = squeezed.Replace(strings.ToLower(strings.TrimSpace(s)))
		return s == "unsubscribed" || s == "unsubscribeallbots" || s == "unsubscribetoallbot"
	}
	no := slices.Contains([]string{"false", "no", "0", "off", "f", "n"}, strings.ToLower(strings.TrimSpace(f.Value)))
	return token(f.Name) && !no || token(f.Value)
}

func (n *naive) subscription() (a Answer) {
	joins, markers := map[customer.ID][]time.Time{}, map[customer.ID][]time.Time{}
	for _, m := range n.w.Members {
		if known(m.JoinedAt) {
			joins[m.Customer] = append(joins[m.Customer], m.JoinedAt)
		}
	}
	for _, f := range n.w.Fields {
		if known(f.At) && marks(f) {
			markers[f.Customer] = append(markers[f.Customer], f.At)
		}
	}
	var t enrolments
	t.days = map[string]*enrolmentDay{}
	for id, of := range joins {
		t.add(of, markers[id])
	}
	return t.answer()
}

type enrolmentDay struct{ joined, left, returned int }

type enrolments struct {
	enrolled, unsubscribed, enrolled7, unsubscribed7, undated, before int
	days                                                              map[string]*enrolmentDay
}

// add takes in one person: when they joined, and when they were marked.
func (t *enrolments) add(joins, markers []time.Time) {
	type event struct {
		at   time.Time
		join bool
	}
	var events []event
	undatedJoin, undatedMarker := false, false
	for _, at := range joins {
		undatedJoin = undatedJoin || at.IsZero()
		events = append(events, event{at, true})
	}
	for _, at := range markers {
		if at.IsZero() {
			undatedMarker = true
			continue
		}
		events = append(events, event{at, false})
	}
	slices.SortStableFunc(events, func(a, b event) int { return a.at.Compare(b.at) }) // joins first
	type flow struct {
		at   time.Time
		what string
	}
	var flows []flow
	state, since := "", time.Time{}
	for _, e := range events {
		switch {
		case e.join && state == "" && e.at.IsZero():
			state = "in"
		case e.join && state == "":
			flows = append(flows, flow{e.at, "joined"})
			state, since = "in", e.at
		case e.join && state == "out":
			flows = append(flows, flow{e.at, "returned"})
			state, since = "in", e.at
		case !e.join && state == "in":
			flows = append(flows, flow{e.at, "left"})
			state, since = "out", e.at
		}
	}
	recent := since.After(cuts.days7)
	switch {
	case state == "out":
		t.unsubscribed++
		if recent {
			t.unsubscribed7++
		}
	case undatedMarker:
		t.unsubscribed++
		t.undated++
		return
	default:
		t.enrolled++
		if recent {
			t.enrolled7++
		}
	}
	if undatedJoin {
		t.before++
	}
	for _, f := range flows {
		key := f.at.Format("2006-01-02")
		d := t.days[key]
		if d == nil {
			d = &enrolmentDay{}
			t.days[key] = d
		}
		switch f.what {
		case "joined":
			d.joined++
		case "left":
			d.left++
		case "returned":
			d.returned++
		}
	}
}

func (t *enrolments) answer() (a Answer) {
	a.subscribed(t.enrolled, t.unsubscribed, t.enrolled7, t.unsubscribed7, t.undated)
	all := slices.Sorted(maps.Keys(t.days))
	if len(all) == 0 {
		return a
	}
	in, out := t.before, 0
	for at, _ := time.Parse("2006-01-02", all[0]); !at.After(asOf); at = at.AddDate(0, 0, 1) {
		key := at.Format("2006-01-02")
		d := t.days[key]
		if d == nil {
			d = &enrolmentDay{}
		}
		in += d.joined + d.returned - d.left
		out += d.left - d.returned
		a.change(key, d.joined, d.left, d.returned, in, out)
	}
	return a.sorted()
}

func (n *naive) expiry() (a Answer) {
	type key struct {
		notification string
		customer     customer.ID
	}
	type subscription struct {
		at, expires, stopped time.Time
	}
	latest := map[key]subscription{}
	people := map[customer.ID][]time.Time{}
	for _, o := range n.w.OptIns {
		if !known(o.SubscribedAt) {
			continue
		}
		people[o.Customer] = append(people[o.Customer], o.SubscribedAt)
		k := key{string(o.Notification), o.Customer}
		s, again := latest[k]
		if !again || o.SubscribedAt.After(s.at) {
			s.at, s.expires = o.SubscribedAt, o.ExpiresAt
		}
		if known(o.StoppedAt) && o.StoppedAt.After(s.stopped) {
			s.stopped = o.StoppedAt
		}
		latest[k] = s
	}
	var t optedIn
	subscribers, months := map[string]int{}, map[[2]string]int{}
	expiring, next7 := map[customer.ID]bool{}, map[customer.ID]bool{}
	for k, s := range latest {
		t.subscriptions++
		subscribers[k.notification]++
		switch {
		case !s.stopped.IsZero() && !s.stopped.Before(s.at):
			t.stopped++
		case s.expires.IsZero():
			t.neverExpires++
		case known(s.expires):
			t.expired++
			months[[2]string{"expired", s.expires.Format("2006-01")}]++
		default:
			t.expiring++
			months[[2]string{"expiring", s.expires.Format("2006-01")}]++
			expiring[k.customer] = true
			if !s.expires.After(cuts.next7) {
				next7[k.customer] = true
			}
		}
	}
	t.subscribed, t.expiringUsers, t.next7Days = len(people), len(expiring), len(next7)
	for _, of := range people {
		if slices.ContainsFunc(of, func(at time.Time) bool { return at.After(cuts.days7) }) {
			t.last7Days++
		}
		if !slices.ContainsFunc(of, func(at time.Time) bool { return !at.IsZero() }) {
			t.undated++
		}
	}
	a.optedIn(t)
	for m, subscriptions := range months {
		a.count(m[0], m[1], "", subscriptions)
	}
	for _, n := range n.w.Notifications {
		a.count("notification", string(n.ID), n.Name, subscribers[string(n.ID)])
	}
	return a.sorted()
}

// csv writes a line per customer with encoding/csv.
func (n *naive) csv() (func() (Answer, error), error) {
	logins := n.logins()
	used := map[customer.ID]time.Time{}
	use := func(id customer.ID, at time.Time) {
		if happened(at) && at.After(used[id]) {
			used[id] = at
		}
	}
	for _, m := range n.w.Messages {
		if m.Direction == customer.In {
			use(m.Customer, m.At)
		}
	}
	paid, lastPaid := map[customer.ID]int{}, map[customer.ID]time.Time{}
	for _, o := range n.w.Orders {
		if happened(o.VoidedAt) {
			continue
		}
		if happened(o.PlacedAt) {
			use(o.Customer, o.PlacedAt)
		} else {
			use(o.Customer, o.PaidAt)
		}
		if _, is, _ := paidOrder(o); is {
			paid[o.Customer]++
			if o.PaidAt.After(lastPaid[o.Customer]) {
				lastPaid[o.Customer] = o.PaidAt
			}
		}
	}
	path := filepath.Join(n.dir, "naive.csv")
	f, err := os.Create(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	w := csv.NewWriter(f)
	w.Write(csvColumns)
	for _, c := range n.w.Customers {
		var last time.Time
		for _, at := range logins[c.ID] {
			if at.After(last) {
				last = at
			}
		}
		usage := used[c.ID]
		if last.After(usage) {
			usage = last
		}
		identity, name, username, full := "anonymous", customer.AnonymousName, "", ""
		if c.SignedUp || len(logins[c.ID]) > 0 {
			identity, username, full = "registered", c.Username, c.Name
			if c.Email != "" {
				name = string(c.Email)
			} else if c.Username != "" {
				name = c.Username
			}
		}
		consent := "no"
		if c.EmailConsent.Answer == customer.Granted && known(c.EmailConsent.At) {
			consent = "yes"
		}
		created := c.CreatedAt
		if !known(created) {
			created = time.Time{}
		}
		w.Write([]string{string(c.ID), name, identity, string(c.Email), username, full, consent, statusFrom(logins[c.ID]).String(), c.LastDevice,
			c.Birthday.String(), timeCell(created), timeCell(usage), timeCell(last), strconv.FormatBool(c.Favorite),
			c.Facebook, c.Twitter, c.Google, "0", "0", "0", "0", strconv.Itoa(paid[c.ID]), timeCell(lastPaid[c.ID])})
	}
	w.Flush()
	if err := w.Error(); err != nil {
		return nil, err
	}
	return func() (Answer, error) { return sumOfLines(path) }, f.Close()
}

func timeCell(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339Nano)
}

var csvColumns = []string{"id", "display_name", "identity", "email", "username", "name", "email_consent", "status", "last_device", "birthday",
	"created_at", "last_usage", "last_login", "favorite", "facebook", "twitter", "google", "shares", "comments",
	"redemptions", "pushes", "paid_orders", "last_paid_at"}

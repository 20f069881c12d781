package plain

import (
	"fmt"
	"math/big"
	"time"
)

// who is a customer of whom a segment asks (Q1), and what it asks as of.
type who struct {
	q question
	f facts
	c customer
}

// kinds are the fields of a segment, by what they hold (Q2, Q4).
var kinds = map[string]string{
	"id": "text", "display_name": "text", "email": "text", "username": "text", "name": "text", "last_device": "text",
	"facebook": "text", "twitter": "text", "google": "text",
	"identity": "registered|anonymous", "email_consent": "yes|no", "status": `"very active"|active|quiet|sleeper`, "favorite": "true|false",
	"shares": "number", "comments": "number", "redemptions": "number", "pushes": "number", "paid_orders": "number",
	"birthday": "date", "created_at": "time", "last_usage": "time", "last_login": "time", "last_paid_at": "time", "revenue": "money",
}

// get returns what the list shows of a customer: a text, or an instant. Empty and the zero
// time are missing (Q3).
func (w who) get(field string) (string, time.Time) {
	q, f, c := w.q, w.f, w.c
	logins := q.logins(f, c.id)
	registered := q.registered(c, logins)
	switch field {
	case "id":
		return c.id, time.Time{}
	case "display_name":
		return displayName(c, registered), time.Time{}
	case "identity":
		if registered {
			return "registered", time.Time{}
		}
		return "anonymous", time.Time{}
	case "email":
		if blank(c.email) { // I3
			return "", time.Time{}
		}
		return c.email, time.Time{}
	case "username", "name":
		if !registered { // L2
			return "", time.Time{}
		}
		return map[string]string{"username": c.username, "name": c.name}[field], time.Time{}
	case "email_consent":
		return q.consent(c), time.Time{}
	case "status":
		return q.status(logins), time.Time{}
	case "favorite":
		return yesNo(c.favorite), time.Time{}
	case "created_at":
		if !q.happened(c.created) { // T2
			return "", time.Time{}
		}
		return "", c.created
	case "last_usage":
		return "", q.lastUsage(f, c.id, logins)
	case "last_login":
		return "", q.latest(logins)
	case "last_paid_at":
		return "", q.latest(w.paid())
	case "paid_orders":
		return fmt.Sprint(len(w.paid())), time.Time{}
	case "shares", "comments", "redemptions", "pushes":
		one := map[string]string{"shares": "share", "comments": "comment", "redemptions": "redemption", "pushes": "push"}
		return q.actions(f, c.id, one[field]), time.Time{}
	}
	return map[string]string{"birthday": c.birthday, "last_device": c.lastDevice, "facebook": c.facebook, "twitter": c.twitter, "google": c.google}[field], time.Time{}
}

// paid returns when the customer's paid orders were paid.
func (w who) paid() []time.Time {
	var times []time.Time
	for _, o := range w.f.orders {
		if o.customer == w.c.id && w.q.isPaid(o) {
			times = append(times, o.paid)
		}
	}
	return times
}

// net returns the revenue of the customer in a currency (R1, R3).
func (w who) net(currency string) *big.Rat {
	net := new(big.Rat)
	for _, s := range w.q.sums(w.f, func(o order) string { return o.customer }) {
		if s.customer == w.c.id && s.currency == currency {
			net.Add(net, s.gross)
			net.Sub(net, s.refunded)
		}
	}
	return net
}

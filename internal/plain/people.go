package plain

import (
	"fmt"
	"sort"
	"strings"
	"time"
)

// ranks are the statuses, best first (S5).
var ranks = []string{"very active", "active", "quiet", "sleeper"}

// logins lists the distinct instants at which a customer logged in, as of the
// question's instant (S1).
func (q question) logins(f facts, id string) []time.Time {
	var list []time.Time
	for _, l := range f.loginsOf[id] {
		if !q.happened(l.at) {
			continue
		}
		known := false
		for _, x := range list {
			known = known || x.Equal(l.at)
		}
		if !known {
			list = append(list, l.at)
		}
	}
	return list
}

// status returns a customer's activity status: the first of S1–S4 that
// matches.
func (q question) status(logins []time.Time) string {
	week, month, quarter := 0, 0, 0
	for _, x := range logins {
		if q.lastDays(x, 7) {
			week++
		}
		if q.lastDays(x, 30) {
			month++
		}
		if q.lastMonths(x, 3) {
			quarter++
		}
	}
	switch {
	case week > 1:
		return "very active"
	case month > 1:
		return "active"
	case quarter == 0:
		return "sleeper"
	}
	return "quiet"
}

// blank reports whether nothing is left without Unicode white space (I3).
func blank(s string) bool { return strings.TrimSpace(s) == "" }

// registered reports whether a customer is not anonymous (I1, I2).
func (q question) registered(c customer, logins []time.Time) bool {
	if !q.signIn {
		return c.signedUp || len(logins) > 0
	}
	if c.complete != "" {
		return c.complete == "yes"
	}
	return !blank(c.email) || !blank(c.username)
}

// displayName returns the name by which a customer is shown (I3).
func displayName(c customer, registered bool) string {
	switch {
	case registered && !blank(c.email):
		return c.email
	case registered && !blank(c.username):
		return c.username
	}
	return "Anonymous user"
}

// consent returns the consent indicator (L9).
func (q question) consent(c customer) string {
	switch {
	case !q.popup:
		return ""
	case c.consent == "granted" && q.holds(c.consentAt):
		return "yes"
	}
	return "no"
}

// lastUsage returns the latest dated thing that the customer did (L8).
func (q question) lastUsage(f facts, id string, logins []time.Time) time.Time {
	did := append([]time.Time{}, logins...)
	for _, m := range f.messages {
		if m.customer == id && m.in {
			did = append(did, m.at)
		}
	}
	for _, o := range f.orders {
		if o.customer != id || q.happened(o.voided) {
			continue
		}
		// What is placed after the question's instant is not known to be (T2).
		if q.happened(o.placed) {
			did = append(did, o.placed)
		} else {
			did = append(did, o.paid)
		}
	}
	for _, a := range f.actions {
		if a.customer == id && a.kind != "push" {
			did = append(did, a.at)
		}
	}
	return q.latest(did)
}

// latest returns the latest of the instants that have happened; zero if none
// has.
func (q question) latest(times []time.Time) time.Time {
	var latest time.Time
	for _, x := range times {
		if q.happened(x) && x.After(latest) {
			latest = x
		}
	}
	return latest
}

// actions counts a customer's actions of a kind, undated ones too (T7).
func (q question) actions(f facts, id, kind string) string {
	n := 0
	for _, a := range f.actions {
		if a.customer == id && a.kind == kind && q.holds(a.at) {
			n++
		}
	}
	return fmt.Sprint(n)
}

// people writes customers.csv, emails.csv and status.csv (L1, L3).
func people(out Files, q question, f facts) {
	list := append([]customer{}, f.customers...)
	sort.Slice(list, func(i, j int) bool { return list[i].id < list[j].id })
	var customers, emails, statuses sheet
	customers.row("id", "display_name", "identity", "email", "username", "name", "email_consent", "status", "last_device", "birthday",
		"created_at", "last_usage", "last_login", "favorite", "facebook", "twitter", "google", "shares", "comments",
		"redemptions", "pushes", "paid_orders", "last_paid_at")
	emails.row("email")
	statuses.row("status", "customers")
	for _, rank := range ranks {
		n := 0
		for _, c := range list {
			if q.status(q.logins(f, c.id)) == rank {
				if q.segment == nil || q.segment(who{q, f, c}) {
					customers.row(q.person(f, c)...)
				}
				n++
			}
		}
		statuses.row(rank, fmt.Sprint(n))
	}
	for _, c := range list {
		if !blank(c.email) {
			emails.row(guardedText(c.email))
		}
	}
	out["customers.csv"] = customers.b.String()
	out["emails.csv"] = emails.b.String()
	out["status.csv"] = statuses.b.String()
}

// person returns a customer's row of customers.csv.
func (q question) person(f facts, c customer) []string {
	logins := q.logins(f, c.id)
	registered := q.registered(c, logins)
	identity, username, name := "anonymous", "", "" // not shown (L2)
	if registered {
		identity, username, name = "registered", c.username, c.name
	}
	created := c.created
	if !q.happened(created) {
		created = time.Time{} // unknown (T2)
	}
	var paid []time.Time
	for _, o := range f.orders {
		if o.customer == c.id && q.isPaid(o) {
			paid = append(paid, o.paid)
		}
	}
	return []string{
		guardedText(c.id), guardedText(displayName(c, registered)), identity, guardedText(c.email), guardedText(username), guardedText(name), q.consent(c), q.status(logins),
		guardedText(c.lastDevice), c.birthday, stamp(created), stamp(q.lastUsage(f, c.id, logins)), stamp(q.latest(logins)),
		yesNo(c.favorite), guardedText(c.facebook), guardedText(c.twitter), guardedText(c.google),
		q.actions(f, c.id, "share"), q.actions(f, c.id, "comment"), q.actions(f, c.id, "redemption"),
		q.actions(f, c.id, "push"), fmt.Sprint(len(paid)), stamp(q.latest(paid)),
	}
}

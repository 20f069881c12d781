package plain

import (
	"math/big"
	"time"
)

// facts is what the folder tells. A zero time is unknown (T7).
type facts struct {
	customers     []customer
	logins        []login
	loginsOf      map[string][]login // by customer
	messages      []message
	orders        []order
	actions       []action
	tags          []tag
	fields        []field
	members       []member
	notifications []notice
	tokens        []token
	latest        time.Time // of any time column but expires_at and birthday
}

type customer struct {
	id, email, username, name             string
	created                               time.Time
	signedUp, favorite                    bool
	complete                              string // yes, no, or not said
	birthday                              string
	lastDevice, facebook, twitter, google string
	consent                               string
	consentAt                             time.Time
}

type login struct {
	customer string
	at       time.Time
}

type message struct {
	customer, channel string
	at                time.Time
	in                bool
}

type order struct {
	id, customer, currency, kind, channel string
	amount                                *big.Rat
	placed, paid, voided                  time.Time
	link                                  bool
	refunds                               []refund
}

type refund struct {
	at     time.Time
	amount *big.Rat
}

type action struct {
	customer, kind string
	at             time.Time
}

type tag struct{ customer, tag string }

type field struct {
	customer, name, value string
	at                    time.Time
}

type member struct {
	customer, channel string
	joined            time.Time
}

type notice struct {
	id, name, frequency, channel string
	active                       bool
}

type token struct {
	notice, customer             string
	subscribed, expires, stopped time.Time
}

// rows returns the rows of a table, none if it is not there.
func (r *reading) rows(name string) []row {
	if t := r.tables[name]; t != nil {
		return t.rows
	}
	return nil
}

// time reads a good cell.
func (r *reading) time(w row, column string) time.Time {
	x, _ := parseTime(w.cells[column], r.loc)
	return x
}

// yes reads a good cell.
func (w row) yes(column string) bool {
	said, _ := parseBool(w.cells[column])
	return said == "yes"
}

// facts turns good rows into facts.
func (r *reading) facts() facts {
	f := facts{latest: r.latest(), loginsOf: map[string][]login{}}
	for _, w := range r.rows("customers") {
		said, _ := parseBool(w.cells["profile_complete"])
		f.customers = append(f.customers, customer{
			id: w.cells["id"], email: w.cells["email"], username: w.cells["username"], name: w.cells["name"],
			created: r.time(w, "created_at"), signedUp: w.yes("signed_up"), favorite: w.yes("favorite"),
			complete: said, birthday: w.cells["birthday"], lastDevice: w.cells["last_device"],
			facebook: w.cells["facebook"], twitter: w.cells["twitter"], google: w.cells["google"],
			consent: w.cells["email_consent"], consentAt: r.time(w, "email_consent_at"),
		})
	}
	for _, w := range r.rows("logins") {
		l := login{w.cells["customer_id"], r.time(w, "at")}
		f.logins = append(f.logins, l)
		f.loginsOf[l.customer] = append(f.loginsOf[l.customer], l)
	}
	for _, w := range r.rows("messages") {
		f.messages = append(f.messages, message{
			w.cells["customer_id"], w.cells["channel"], r.time(w, "at"), w.cells["direction"] == "in",
		})
	}
	for _, w := range r.rows("actions") {
		f.actions = append(f.actions, action{w.cells["customer_id"], w.cells["kind"], r.time(w, "at")})
	}
	for _, w := range r.rows("tags") {
		f.tags = append(f.tags, tag{w.cells["customer_id"], w.cells["tag"]})
	}
	for _, w := range r.rows("fields") {
		f.fields = append(f.fields, field{w.cells["customer_id"], w.cells["name"], w.cells["value"], r.time(w, "at")})
	}
	for _, w := range r.rows("members") {
		f.members = append(f.members, member{w.cells["customer_id"], w.cells["channel"], r.time(w, "joined_at")})
	}
	f.orders = r.orders()
	f.notifications, f.tokens = r.notifications()
	return f
}

// orders turns good rows into orders with their refunds.
func (r *reading) orders() []order {
	var list []order
	for _, w := range r.rows("orders") {
		o := order{
			id: w.cells["id"], customer: w.cells["customer_id"], currency: w.cells["currency"],
			kind: w.cells["kind"], channel: w.cells["channel"], placed: r.time(w, "placed_at"),
			paid: r.time(w, "paid_at"), voided: r.time(w, "voided_at"), link: w.yes("checkout_link"),
		}
		o.amount, _ = parseAmount(w.cells["amount"])
		if o.kind == "" {
			o.kind = "merchandise"
		}
		for _, b := range r.rows("refunds") {
			if b.cells["order_id"] == o.id {
				amount, _ := parseAmount(b.cells["amount"])
				o.refunds = append(o.refunds, refund{r.time(b, "at"), amount})
			}
		}
		list = append(list, o)
	}
	return list
}

// notifications turns good rows into notifications and tokens.
func (r *reading) notifications() ([]notice, []token) {
	var notices []notice
	for _, w := range r.rows("notifications") {
		notices = append(notices, notice{
			w.cells["id"], w.cells["name"], w.cells["frequency"], w.cells["channel"], w.yes("active"),
		})
	}
	var tokens []token
	for _, w := range r.rows("tokens") {
		tokens = append(tokens, token{
			w.cells["notification_id"], w.cells["customer_id"],
			r.time(w, "subscribed_at"), r.time(w, "expires_at"), r.time(w, "stopped_at"),
		})
	}
	return notices, tokens
}

// latest returns the latest instant of any dated column of any file.
func (r *reading) latest() time.Time {
	var latest time.Time
	for name, t := range r.tables {
		for _, c := range schema[name] {
			if !c.dated {
				continue
			}
			for _, w := range t.rows {
				if x := r.time(w, c.name); x.After(latest) {
					latest = x
				}
			}
		}
	}
	return latest
}

package folder

import (
	"slices"

	"github.com/clientele-go/clientele/customer"
)

// The columns of logins.csv.
const (
	loginCustomer = iota
	loginAt
)

var loginColumns = required("customer_id", "at")

func (r *reader) login(t *table) {
	id, n := t.anyone(loginCustomer)
	l := customer.Login{Customer: id, At: t.time(loginAt)}
	if t.Accept() {
		r.logins.add(l, n)
		t.countGuest(n)
	}
}

// The columns of messages.csv.
const (
	messageCustomer = iota
	messageAt
	messageDirection
	messageChannel
)

var messageColumns = slices.Concat(required("customer_id", "at", "direction"), optional("channel"))

func (r *reader) message(t *table) {
	id, n := t.anyone(messageCustomer)
	m := customer.Message{
		Customer: id,
		At:       t.time(messageAt),
		Channel:  customer.Channel(t.Name(messageChannel)),
	}
	if t.Word(messageDirection, "in", "out") == "out" {
		m.Direction = customer.Out
	}
	if t.Accept() {
		r.messages.add(m, n)
		t.countGuest(n)
	}
}

// The columns of actions.csv.
const (
	actionCustomer = iota
	actionKind
	actionAt
)

var actionColumns = slices.Concat(required("customer_id", "kind"), optional("at"))

func (r *reader) action(t *table) {
	id, n := t.customer(actionCustomer)
	a := customer.Action{Customer: id, At: t.time(actionAt)}
	switch t.Word(actionKind, "share", "comment", "redemption", "push") {
	case "comment":
		a.Kind = customer.Comment
	case "redemption":
		a.Kind = customer.Redemption
	case "push":
		a.Kind = customer.Push
	default:
		a.Kind = customer.Share
	}
	if t.Accept() {
		r.actions.add(a, n)
	}
}

func (t *table) countGuest(n int32) {
	if n == guest {
		t.guests++
	}
}

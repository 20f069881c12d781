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
	at := instantOf(t.time(loginAt))
	if t.acceptOf(loginCustomer, &r.logins.owners) {
		r.logins.put(at)
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
	m := message{instant: instantOf(t.time(messageAt))}
	if t.Word(messageDirection, "in", "out") == "out" {
		m.by = customer.Out
	}
	if t.acceptOf(messageCustomer, &r.messages.owners) {
		m.channel = r.channels.of(t.Cell(messageChannel))
		r.messages.put(m)
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
	a := customer.Action{At: t.time(actionAt)}
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
	if t.acceptOf(actionCustomer, &r.actions.owners) {
		r.actions.put(a)
	}
}

func actionOf(a *customer.Action, id customer.ID) { a.Customer = id }

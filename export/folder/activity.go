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

func (t *table) login(l *customer.Login) { l.At = t.time(loginAt) }

func ownerOfLogin(l *customer.Login) *customer.ID { return &l.Customer }

// The columns of messages.csv.
const (
	messageCustomer = iota
	messageAt
	messageDirection
	messageChannel
)

var messageColumns = slices.Concat(required("customer_id", "at", "direction"), optional("channel"))

func (t *table) message(m *customer.Message) {
	m.At, m.Channel = t.time(messageAt), customer.Channel(t.Name(messageChannel))
	if t.Word(messageDirection, "in", "out") == "out" {
		m.Direction = customer.Out
	}
}

func ownerOfMessage(m *customer.Message) *customer.ID { return &m.Customer }

// The columns of actions.csv.
const (
	actionCustomer = iota
	actionKind
	actionAt
)

var actionColumns = slices.Concat(required("customer_id", "kind"), optional("at"))

func (t *table) action(a *customer.Action) {
	a.At = t.time(actionAt)
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
}

func ownerOfAction(a *customer.Action) *customer.ID { return &a.Customer }

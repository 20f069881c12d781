package main

import (
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/notify"
	"github.com/clientele-go/clientele/subscription"
)

// World is a shop: every fact of it, in the library's own types.
type World struct {
	Customers     []customer.Customer
	Logins        []customer.Login
	Messages      []customer.Message
	Orders        []customer.Order
	Tags          []customer.Tag
	Fields        []customer.Field
	Members       []subscription.Membership
	Notifications []notify.Notification
	OptIns        []notify.OptIn

	Refunds int   // in all orders
	Order   Order // in which the facts stand
}

// Order is the order in which facts stand.
type Order int

// The orders.
const (
	ByCustomer Order = iota // by customer ID, guests first; by chance within one
	ByTime                  // as a log keeps them; what has no date first
)

func (o Order) String() string { return [...]string{"customer order", "time order"}[o] }

// Facts returns how many facts there are. Customers are not facts.
func (w *World) Facts() int {
	return len(w.Logins) + len(w.Messages) + len(w.Orders) + w.Refunds + len(w.Tags) + len(w.Fields) +
		len(w.Members) + len(w.OptIns)
}

// The world's time: facts happen within 400 days, most of them before the
// instant that every question is as of.
var (
	begin = time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	asOf  = begin.Add(397*day + 12*time.Hour)
	end   = begin.Add(400 * day)
)

const day = 24 * time.Hour

// Cuts are the instants that the questions as of an instant compare with, for
// those engines that cannot ask package calendar: x lies within the last n days
// iff x is after the cut and not after the instant (T4).
type Cuts struct{ asOf, days7, days30, months3, days180, next7 time.Time }

func cutsAt(t time.Time) Cuts {
	return Cuts{t, calendar.Days(7).Before(t), calendar.Days(30).Before(t), calendar.Months(3).Before(t),
		calendar.Days(180).Before(t), calendar.Days(7).After(t)}
}

var cuts = cutsAt(asOf)

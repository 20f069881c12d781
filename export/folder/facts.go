package folder

import (
	"fmt"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/engagement"
	"github.com/clientele-go/clientele/export"
	"github.com/clientele-go/clientele/notify"
	"github.com/clientele-go/clientele/subscription"
)

// Facts is what a folder holds. Read returns it in customer order: by the bytes
// of the ID, guests, who have the empty ID, first. Facts of one customer are in
// the order of their file, or sorted if they are a set.
//
// Each of its methods returns the repository of one wing. Facts in customer order
// are not copied, so all wings share them.
type Facts struct {
	Customers []customer.Customer
	Logins    []customer.Login
	Orders    []customer.Order // with their refunds, in the order of refunds.csv
	Messages  []customer.Message
	Actions   []customer.Action

	Tags        []customer.Tag            // each once
	Fields      []customer.Field          // each once
	Memberships []subscription.Membership // each once

	Notifications []notify.Notification // in the order of their file
	OptIns        []notify.OptIn        // each once

	// Latest is the latest instant of any time column but expires_at and
	// birthday, in UTC: what a report is as of if nothing else is said. It is
	// zero if no fact has a date.
	Latest time.Time

	// Files are the files that were read, in the order of the package doc.
	Files []File

	// Rejected is what is wrong with the rows that Options.Skip left out, by file,
	// line and column: at least one problem for each of them.
	Rejected []export.Problem
}

// Format prints the fields, each by its own Format if it has one, whatever the verb.
func (f Facts) Format(s fmt.State, verb rune) {
	type fields Facts
	fmt.Fprintf(s, fmt.FormatString(s, verb), fields(f))
}

// Customer returns the repository of package customer.
func (f *Facts) Customer() *customer.Sorted {
	return customer.Memory{Customers: f.Customers, Logins: f.Logins, Orders: f.Orders, Messages: f.Messages, Actions: f.Actions}.Sorted()
}

// Engagement returns the repository of package engagement.
func (f *Facts) Engagement() *engagement.Sorted {
	return engagement.Memory{Messages: f.Messages, Orders: f.Orders, Tags: f.Tags, Fields: f.Fields, Logins: f.Logins, Actions: f.Actions}.Sorted()
}

// Subscription returns the repository of package subscription.
func (f *Facts) Subscription() *subscription.Sorted {
	return subscription.Memory{Memberships: f.Memberships, Fields: f.Fields}.Sorted()
}

// Notify returns the repository of package notify.
func (f *Facts) Notify() *notify.Sorted {
	return notify.Memory{Notifications: f.Notifications, OptIns: f.OptIns}.Sorted()
}

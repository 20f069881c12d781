package folder

import (
	"slices"

	"github.com/clientele-go/clientele/customer"
)

// The columns of customers.csv.
const (
	customerID = iota
	customerEmail
	customerUsername
	customerName
	customerCreatedAt
	customerSignedUp
	customerProfileComplete
	customerBirthday
	customerFavorite
	customerLastDevice
	customerFacebook
	customerTwitter
	customerGoogle
	customerConsent
	customerConsentAt
)

var customerColumns = slices.Concat(required("id"),
	optional("email", "username", "name", "created_at", "signed_up", "profile_complete", "birthday", "favorite",
		"last_device", "facebook", "twitter", "google", "email_consent", "email_consent_at"))

// readCustomers reads the customers and puts them in order. Whoever refers to one
// does so by the number in this order.
func (t *table) readCustomers() {
	var all []customer.Customer
	for t.next() {
		c := t.customer()
		if t.r.customers.declare(t, customerID) {
			all = append(all, c)
		}
		if t.Accept() {
			t.happened(t.rowLatest)
		}
	}
	t.r.facts.Customers = all
	t.r.facts.Customers = t.r.facts.Customer().Customers
	t.r.customers.number(t.r.facts.Customers)
}

func (t *table) customer() customer.Customer {
	return customer.Customer{
		ID:         customer.ID(t.Text(customerID)),
		Email:      customer.Email(t.Text(customerEmail)),
		Username:   t.Text(customerUsername),
		Name:       t.Text(customerName),
		CreatedAt:  t.time(customerCreatedAt),
		SignedUp:   t.Bool(customerSignedUp),
		Profile:    t.profile(customerProfileComplete),
		Birthday:   t.Date(customerBirthday),
		Favorite:   t.Bool(customerFavorite),
		LastDevice: t.Name(customerLastDevice),
		Facebook:   t.Text(customerFacebook),
		Twitter:    t.Text(customerTwitter),
		Google:     t.Text(customerGoogle),
		EmailConsent: customer.Consent{
			Answer: t.answer(customerConsent),
			At:     t.time(customerConsentAt),
		},
	}
}

// profile reads a boolean that can also be not said.
func (t *table) profile(i int) customer.Profile {
	said := len(t.Cell(i)) > 0
	switch complete := t.Bool(i); {
	case complete:
		return customer.ProfileComplete
	case said:
		return customer.ProfileIncomplete
	}
	return customer.ProfileUnsaid
}

// answer reads what somebody answered when asked for consent.
func (t *table) answer(i int) customer.Answer {
	switch t.Word(i, "", "granted", "denied", "withdrawn") {
	case "granted":
		return customer.Granted
	case "denied":
		return customer.Denied
	case "withdrawn":
		return customer.Withdrawn
	}
	return customer.NotAsked
}

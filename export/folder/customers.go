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

func (r *reader) customer(t *table) {
	id, isNew := r.customerIDs.declare(t, customerID)
	c := customer.Customer{
		ID:         customer.ID(id),
		Email:      customer.Email(t.text(customerEmail)),
		Username:   t.text(customerUsername),
		Name:       t.text(customerName),
		CreatedAt:  t.time(customerCreatedAt),
		SignedUp:   t.Bool(customerSignedUp),
		Profile:    t.profile(customerProfileComplete),
		Birthday:   t.Date(customerBirthday),
		Favorite:   t.Bool(customerFavorite),
		LastDevice: t.Name(customerLastDevice),
		Facebook:   t.text(customerFacebook),
		Twitter:    t.text(customerTwitter),
		Google:     t.text(customerGoogle),
		EmailConsent: customer.Consent{
			Answer: t.answer(customerConsent),
			At:     t.time(customerConsentAt),
		},
	}
	if isNew {
		r.customers.put(c)
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

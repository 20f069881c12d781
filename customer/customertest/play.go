package customertest

import (
	"fmt"
	"time"

	"github.com/shopspring/decimal"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/internal/kits/kit"
	"github.com/clientele-go/clientele/internal/kits/story"
)

// factsOf returns the facts that a story tells:
//
//	customer mia email= username= name= created= birthday= device= facebook= twitter= google=
//	             consent=granted|denied|withdrawn consent-at= profile=complete|incomplete [signed-up] [favorite]
//	login mia 2024-05-01
//	message mia in|out 2024-05-01 channel=
//	action mia share|comment|redemption|push 2024-05-01
//	order o1 mia 12.50 EUR kind=food placed= paid= voided= channel= [checkout-link]
//	refund o1 2.50 2024-05-02
//
// with "" for a guest. The questions are in ask.go.
func factsOf(s story.Story) (facts customer.Memory, err error) {
	err = s.Tell(func(c story.Command) error { return tell(&facts, c) })
	return facts, err
}

// tell turns a line of a story into a fact.
func tell(facts *customer.Memory, c story.Command) error {
	switch c.Verb {
	case "customer":
		p, err := readCustomer(c)
		facts.Customers = append(facts.Customers, p)
		return err
	case "login":
		at, err := story.Time(c.Arg(1))
		facts.Logins = append(facts.Logins, customer.Login{Customer: customer.ID(c.Arg(0)), At: at})
		return err
	case "message":
		m, err := kit.ReadMessage(c)
		facts.Messages = append(facts.Messages, m)
		return err
	case "action":
		a, err := kit.ReadAction(c)
		facts.Actions = append(facts.Actions, a)
		return err
	case "order":
		o, err := readOrder(c)
		facts.Orders = append(facts.Orders, o)
		return err
	case "refund":
		return kit.AddRefund(facts.Orders, c)
	}
	return fmt.Errorf("no such fact: %s", c.Verb)
}

func readCustomer(c story.Command) (customer.Customer, error) {
	p := customer.Customer{
		ID:         customer.ID(c.Arg(0)),
		Email:      customer.Email(c.Options["email"]),
		Username:   c.Options["username"],
		Name:       c.Options["name"],
		SignedUp:   c.Flag("signed-up"),
		Favorite:   c.Flag("favorite"),
		LastDevice: c.Options["device"],
		Facebook:   c.Options["facebook"],
		Twitter:    c.Options["twitter"],
		Google:     c.Options["google"],
	}
	if err := p.Birthday.UnmarshalText([]byte(c.Options["birthday"])); err != nil {
		return p, err
	}
	profile, err := story.OneOf(c.Options["profile"], "", "incomplete", "complete")
	if err != nil {
		return p, err
	}
	p.Profile = customer.Profile(profile)
	consent, err := story.OneOf(c.Options["consent"], "", "granted", "denied", "withdrawn")
	if err != nil {
		return p, err
	}
	p.EmailConsent.Answer = customer.Answer(consent)
	return p, c.Times(map[string]*time.Time{"created": &p.CreatedAt, "consent-at": &p.EmailConsent.At})
}

func readOrder(c story.Command) (customer.Order, error) {
	o, err := kit.ReadOrder(c)
	if err != nil {
		return o, err
	}
	o.Total.Currency = customer.Currency(c.Arg(3))
	o.Total.Amount, err = decimal.NewFromString(c.Arg(2))
	return o, err
}

// queryOf reads the options that all questions share:
//
//	as-of= location= [require-sign-in] [consent-popup]
//	very-active=more-than/days active=more-than/days sleeper=months
func queryOf(c story.Command) (q customer.Query, err error) {
	q.RequireSignIn = c.Flag("require-sign-in")
	q.ConsentPopup = c.Flag("consent-popup")
	if q.AsOf, q.Location, err = c.Moment(); err != nil {
		return q, err
	}
	q.Policy, err = policyOf(c, "")
	return q, err
}

// policyOf reads a policy, from options whose names begin with a prefix.
func policyOf(c story.Command, prefix string) (p customer.Policy, err error) {
	for name, f := range map[string]*customer.Frequency{"very-active": &p.VeryActive, "active": &p.Active} {
		if key := prefix + name; c.Has(key) {
			f.Within.Unit = calendar.Day
			if _, err := fmt.Sscanf(c.Options[key], "%d/%d", &f.MoreThan, &f.Within.N); err != nil {
				return p, fmt.Errorf("%s: %w", key, err)
			}
		}
	}
	if key := prefix + "sleeper"; c.Has(key) {
		p.Sleeper.Unit = calendar.Month
		if _, err := fmt.Sscanf(c.Options[key], "%d", &p.Sleeper.N); err != nil {
			return p, fmt.Errorf("%s: %w", key, err)
		}
	}
	return p, nil
}

package customertest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/internal/story"
)

// play tells a story to a repository and asks its questions. The facts are
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
func play(ctx context.Context, s story.Story, open opener) error {
	facts, err := factsOf(s)
	if err != nil {
		return err
	}
	repo, err := open(facts)
	if err != nil {
		return fmt.Errorf("open: %w", err)
	}
	var wrong []error
	for _, a := range s.Asks {
		got, err := answer(ctx, repo, a.Command)
		if err == nil && got != a.Want {
			err = differs(a.Want, got)
		}
		if err != nil {
			wrong = append(wrong, fmt.Errorf("line %d, %s: %w", a.Line, a.Verb, err))
		}
	}
	if len(wrong) == 0 {
		return nil
	}
	return fmt.Errorf("%s\n%w", s.Title, errors.Join(wrong...))
}

// differs is an error that shows where two texts differ, line by line.
func differs(want, got string) error {
	lines := func(s string) []string { return strings.Split(strings.TrimSuffix(s, "\n"), "\n") }
	return errors.New("the answer differs (- want, + got):\n" + cmp.Diff(lines(want), lines(got)))
}

func factsOf(s story.Story) (customer.Memory, error) {
	var t teller
	for _, c := range s.Facts {
		if err := t.tell(c); err != nil {
			return customer.Memory{}, fmt.Errorf("line %d: %w", c.Line, err)
		}
	}
	return t.facts, nil
}

// teller turns the lines of a story into facts.
type teller struct{ facts customer.Memory }

func (t *teller) tell(c story.Command) error {
	switch c.Verb {
	case "customer":
		return t.customer(c)
	case "order":
		return t.order(c)
	case "refund":
		return t.refund(c)
	}
	id := customer.ID(c.Arg(0))
	at, err := story.Time(c.Arg(map[string]int{"login": 1, "message": 2, "action": 2}[c.Verb]))
	if err != nil {
		return err
	}
	switch c.Verb {
	case "login":
		t.facts.Logins = append(t.facts.Logins, customer.Login{Customer: id, At: at})
	case "message":
		direction, err := word(c.Arg(1), "in", "out")
		t.facts.Messages = append(t.facts.Messages, customer.Message{
			Customer: id, At: at, Direction: customer.Direction(direction), Channel: customer.Channel(c.Options["channel"]),
		})
		return err
	case "action":
		kind, err := word(c.Arg(1), "share", "comment", "redemption", "push")
		t.facts.Actions = append(t.facts.Actions, customer.Action{Customer: id, Kind: customer.ActionKind(kind), At: at})
		return err
	default:
		return fmt.Errorf("no such fact: %s", c.Verb)
	}
	return nil
}

func (t *teller) customer(c story.Command) (err error) {
	p := customer.Customer{
		ID:         customer.ID(c.Arg(0)),
		Email:      customer.Email(c.Options["email"]),
		Username:   c.Options["username"],
		Name:       c.Options["name"],
		SignedUp:   slices.Contains(c.Args, "signed-up"),
		Favorite:   slices.Contains(c.Args, "favorite"),
		LastDevice: c.Options["device"],
		Facebook:   c.Options["facebook"],
		Twitter:    c.Options["twitter"],
		Google:     c.Options["google"],
	}
	if p.CreatedAt, err = story.Time(c.Options["created"]); err != nil {
		return err
	}
	if err := p.Birthday.UnmarshalText([]byte(c.Options["birthday"])); err != nil {
		return err
	}
	profile, err := word(c.Options["profile"], "", "incomplete", "complete")
	if err != nil {
		return err
	}
	p.Profile = customer.Profile(profile)
	consent, err := word(c.Options["consent"], "", "granted", "denied", "withdrawn")
	if err != nil {
		return err
	}
	p.EmailConsent.Answer = customer.Answer(consent)
	p.EmailConsent.At, err = story.Time(c.Options["consent-at"])
	t.facts.Customers = append(t.facts.Customers, p)
	return err
}

func (t *teller) order(c story.Command) error {
	o := customer.Order{
		ID:           customer.OrderID(c.Arg(0)),
		Customer:     customer.ID(c.Arg(1)),
		Channel:      customer.Channel(c.Options["channel"]),
		CheckoutLink: slices.Contains(c.Args, "checkout-link"),
	}
	amount, err := decimal.NewFromString(c.Arg(2))
	if err != nil {
		return err
	}
	o.Total = customer.Money{Amount: amount, Currency: customer.Currency(c.Arg(3))}
	kind := 0
	if c.Has("kind") {
		if kind, err = word(c.Options["kind"], "merchandise", "food", "reservation", "other"); err != nil {
			return err
		}
	}
	o.Kind = customer.Kind(kind)
	if o.PlacedAt, err = story.Time(c.Options["placed"]); err != nil {
		return err
	}
	if o.PaidAt, err = story.Time(c.Options["paid"]); err != nil {
		return err
	}
	o.VoidedAt, err = story.Time(c.Options["voided"])
	t.facts.Orders = append(t.facts.Orders, o)
	return err
}

func (t *teller) refund(c story.Command) error {
	amount, err := decimal.NewFromString(c.Arg(1))
	if err != nil {
		return err
	}
	at, err := story.Time(c.Arg(2))
	if err != nil {
		return err
	}
	for i := range t.facts.Orders {
		if o := &t.facts.Orders[i]; string(o.ID) == c.Arg(0) {
			id := fmt.Sprintf("%s/%d", o.ID, len(o.Refunds)+1)
			o.Refunds = append(o.Refunds, customer.Refund{ID: id, At: at, Amount: amount})
			return nil
		}
	}
	return fmt.Errorf("no order %s", c.Arg(0))
}

// word is the place of a word among those of a fixed set.
func word(s string, words ...string) (int, error) {
	i := slices.Index(words, s)
	if i < 0 {
		return 0, fmt.Errorf("%q is none of %q", s, words)
	}
	return i, nil
}

// queryOf reads the options that all questions share:
//
//	as-of= location= [require-sign-in] [consent-popup]
//	very-active=more-than/days active=more-than/days sleeper=months
func queryOf(c story.Command) (q customer.Query, err error) {
	q.RequireSignIn = slices.Contains(c.Args, "require-sign-in")
	q.ConsentPopup = slices.Contains(c.Args, "consent-popup")
	if q.Location, err = calendar.Zone(c.Options["location"]); err != nil {
		return q, err
	}
	if q.AsOf, err = story.Time(c.Options["as-of"]); err != nil {
		return q, err
	}
	for key, f := range map[string]*customer.Frequency{"very-active": &q.Policy.VeryActive, "active": &q.Policy.Active} {
		if c.Has(key) {
			f.Within.Unit = calendar.Day
			if _, err := fmt.Sscanf(c.Options[key], "%d/%d", &f.MoreThan, &f.Within.N); err != nil {
				return q, fmt.Errorf("%s: %w", key, err)
			}
		}
	}
	if c.Has("sleeper") {
		q.Policy.Sleeper.Unit = calendar.Month
		if _, err := fmt.Sscanf(c.Options["sleeper"], "%d", &q.Policy.Sleeper.N); err != nil {
			return q, fmt.Errorf("sleeper: %w", err)
		}
	}
	return q, nil
}

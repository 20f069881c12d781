package customertest

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
)

// clauses are the clauses of the contract, each checked directly.
func clauses() []check {
	return []check{
		{name: "contract: customers", run: eachCustomer},
		{name: "contract: logins", run: eachLogin},
		{name: "contract: orders", run: eachOrder},
		{name: "contract: messages", run: eachMessage},
		{name: "contract: actions", run: eachAction},
		{name: "contract: digests", run: digests},
		{name: "contract: an empty shop", run: emptyShop},
		{name: "laws: answers are the reference's", run: answers},
	}
}

func eachCustomer(ctx context.Context, open opener) error {
	return kind[customer.Customer]{
		name: "EachCustomer", facts: func(m customer.Memory) []customer.Customer { return m.Customers },
		each:  customer.Repository.EachCustomer,
		owner: func(c customer.Customer) customer.ID { return c.ID },
		at:    func(customer.Customer) []time.Time { return nil },
		text:  customerText,
	}.check(ctx, open)
}

func eachLogin(ctx context.Context, open opener) error {
	return kind[customer.Login]{
		name: "EachLogin", facts: func(m customer.Memory) []customer.Login { return m.Logins },
		each:  customer.Repository.EachLogin,
		owner: func(l customer.Login) customer.ID { return l.Customer },
		at:    func(l customer.Login) []time.Time { return []time.Time{l.At} },
		text:  func(l customer.Login) string { return fmt.Sprintf("login of %q at %s", l.Customer, renderTime(l.At)) },
	}.check(ctx, open)
}

func eachOrder(ctx context.Context, open opener) error {
	return kind[customer.Order]{
		name: "EachOrder", facts: func(m customer.Memory) []customer.Order { return m.Orders },
		each:  customer.Repository.EachOrder,
		owner: func(o customer.Order) customer.ID { return o.Customer },
		at:    instants,
		text:  orderText,
	}.check(ctx, open)
}

func eachMessage(ctx context.Context, open opener) error {
	return kind[customer.Message]{
		name: "EachMessage", facts: func(m customer.Memory) []customer.Message { return m.Messages },
		each:  customer.Repository.EachMessage,
		owner: func(m customer.Message) customer.ID { return m.Customer },
		at:    func(m customer.Message) []time.Time { return []time.Time{m.At} },
		text: func(m customer.Message) string {
			return fmt.Sprintf("message of %q at %s, direction %d, channel %q", m.Customer, renderTime(m.At), m.Direction, m.Channel)
		},
	}.check(ctx, open)
}

func eachAction(ctx context.Context, open opener) error {
	return kind[customer.Action]{
		name: "EachAction", facts: func(m customer.Memory) []customer.Action { return m.Actions },
		each:  customer.Repository.EachAction,
		owner: func(a customer.Action) customer.ID { return a.Customer },
		at:    func(a customer.Action) []time.Time { return []time.Time{a.At} },
		text: func(a customer.Action) string {
			return fmt.Sprintf("action of %q at %s, kind %d", a.Customer, renderTime(a.At), a.Kind)
		},
	}.check(ctx, open)
}

// customerText is everything of a customer, so that two are the same iff their
// texts are.
func customerText(c customer.Customer) string {
	return fmt.Sprintf("customer %q, e-mail %q, username %q, name %q, created %s, signed up %t, profile %d, birthday %v, favorite %t, "+
		"device %q, accounts %q, consent %d at %s", c.ID, string(c.Email), c.Username, c.Name, renderTime(c.CreatedAt), c.SignedUp,
		c.Profile, c.Birthday, c.Favorite, c.LastDevice, []string{c.Facebook, c.Twitter, c.Google}, c.EmailConsent.Answer,
		renderTime(c.EmailConsent.At))
}

// orderText is everything of an order; its refunds may come in any order.
func orderText(o customer.Order) string {
	var refunds []string
	for _, r := range o.Refunds {
		refunds = append(refunds, fmt.Sprintf("%q of %s at %s", r.ID, exact(r.Amount), renderTime(r.At)))
	}
	slices.Sort(refunds)
	return fmt.Sprintf("order %q of %q, %s %s, %v, channel %q, placed %s, paid %s, voided %s, checkout link %t, refunds: %s",
		o.ID, o.Customer, exact(o.Total.Amount), o.Total.Currency, o.Kind, o.Channel, renderTime(o.PlacedAt), renderTime(o.PaidAt),
		renderTime(o.VoidedAt), o.CheckoutLink, strings.Join(refunds, ", "))
}

// kind is one kind of fact and the method that yields it.
type kind[F any] struct {
	name  string
	facts func(customer.Memory) []F
	each  func(customer.Repository, context.Context, customer.Scope) iter.Seq2[F, error]
	owner func(F) customer.ID
	at    func(F) []time.Time // none or all zero: undated
	text  func(F) string
}

func (k kind[F]) check(ctx context.Context, open opener) error {
	facts := busyShop()
	repo, err := open(facts)
	if err != nil {
		return fmt.Errorf("open: %w", err)
	}
	var wrong []error
	for _, s := range scopes() {
		if err := k.scope(ctx, repo, k.facts(facts), s); err != nil {
			wrong = append(wrong, fmt.Errorf("%s(customers %q, span %v): %w", k.name, s.Customers, s.Span, err))
		}
	}
	if err := k.done(ctx, repo); err != nil {
		wrong = append(wrong, fmt.Errorf("%s: %w", k.name, err))
	}
	for range k.each(repo, ctx, customer.Scope{}) {
		break // a sequence may be left early
	}
	return errors.Join(wrong...)
}

// scope checks what is yielded for one scope. Facts without an ID of their own
// can be there several times, and must come as often.
func (k kind[F]) scope(ctx context.Context, repo customer.Repository, facts []F, s customer.Scope) error {
	stored, yielded, asked := map[string]int{}, map[string]int{}, map[string]int{}
	for _, f := range facts {
		stored[k.text(f)]++
		if k.asked(s, f) {
			asked[k.text(f)]++
		}
	}
	var last customer.ID
	for f, err := range k.each(repo, ctx, s) {
		if err != nil {
			return fmt.Errorf("an error: %w", err)
		}
		text := k.text(f)
		yielded[text]++
		switch {
		case stored[text] == 0:
			return fmt.Errorf("yields what is not there, or another customer's: %s", text)
		case yielded[text] > stored[text]:
			return fmt.Errorf("must not yield the same fact twice: %s", text)
		case customer.Ordered(repo) && k.owner(f) < last:
			return fmt.Errorf("promises customer order, but %q comes after %q", k.owner(f), last)
		}
		last = k.owner(f)
	}
	for _, f := range facts {
		if text := k.text(f); yielded[text] < asked[text] {
			return fmt.Errorf("must not yield less than asked for, but leaves out: %s", text)
		}
	}
	return nil
}

// asked says whether the scope asks for a fact.
func (k kind[F]) asked(s customer.Scope, f F) bool {
	if s.Customers != nil && !slices.Contains(s.Customers, k.owner(f)) {
		return false
	}
	undated := true
	for _, at := range k.at(f) {
		if !at.IsZero() && s.Span.Contains(at) {
			return true
		}
		undated = undated && at.IsZero()
	}
	return undated
}

// done checks that a done context ends the sequence with its error.
func (k kind[F]) done(ctx context.Context, repo customer.Repository) error {
	ctx, cancel := context.WithCancel(ctx)
	cancel()
	var last error
	for _, err := range k.each(repo, ctx, customer.Scope{}) {
		if last != nil {
			return errors.New("must stop after an error")
		}
		last = err
	}
	if !errors.Is(last, context.Canceled) {
		return fmt.Errorf("must yield the context's error when it is done, but ended with: %v", last)
	}
	return nil
}

// scopes are the scopes that are asked for: everything, some customers, guests,
// nobody, and spans that begin and end at facts.
func scopes() []customer.Scope {
	var all []customer.Scope
	for _, ids := range [][]customer.ID{nil, {"ann"}, {"Ann", "é", "o'k \"%_"}, {"", "mia"}, {"nobody"}, {}} {
		for _, span := range []calendar.Span{
			{},
			calendar.AsOf(shopDay(20)),
			{From: shopDay(10)},
			{To: shopDay(10)},
			{From: shopDay(10), To: shopDay(20)},
			{From: shopDay(10), To: shopDay(20).Add(1)},
		} {
			all = append(all, customer.Scope{Customers: ids, Span: span})
		}
	}
	return all
}

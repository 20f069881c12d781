package customertest

import (
	"context"
	"fmt"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/internal/kit"
	"github.com/clientele-go/clientele/internal/story"
)

// clauses are the clauses of the contract, each checked directly.
func clauses() []kit.Clause[customer.Memory, customer.Repository] {
	return []kit.Clause[customer.Memory, customer.Repository]{
		{Name: "contract: customers", Facts: busyShop, Check: eachCustomer},
		{Name: "contract: logins", Facts: busyShop, Check: eachLogin},
		{Name: "contract: orders", Facts: busyShop, Check: eachOrder},
		{Name: "contract: messages", Facts: busyShop, Check: eachMessage},
		{Name: "contract: actions", Facts: busyShop, Check: eachAction},
		{Name: "contract: digests", Facts: busyShop, Check: digests},
		{Name: "contract: an empty shop", Facts: nothing, Check: emptyShop},
		{Name: "laws: answers are the reference's", Facts: busyShop, Check: answers},
	}
}

func nothing() customer.Memory { return customer.Memory{} }

func eachCustomer(ctx context.Context, repo customer.Repository) error {
	return customers().Check(ctx, busyShop().Customers, repo.EachCustomer, customer.Ordered(repo))
}

func eachLogin(ctx context.Context, repo customer.Repository) error {
	return logins().Check(ctx, busyShop().Logins, repo.EachLogin, customer.Ordered(repo))
}

func eachOrder(ctx context.Context, repo customer.Repository) error {
	return kit.Orders().Check(ctx, busyShop().Orders, repo.EachOrder, customer.Ordered(repo))
}

func eachMessage(ctx context.Context, repo customer.Repository) error {
	return kit.Messages().Check(ctx, busyShop().Messages, repo.EachMessage, customer.Ordered(repo))
}

func eachAction(ctx context.Context, repo customer.Repository) error {
	return actions().Check(ctx, busyShop().Actions, repo.EachAction, customer.Ordered(repo))
}

// customers are needed whatever the span.
func customers() kit.Kind[customer.Customer] {
	return kit.Kind[customer.Customer]{
		Method: "EachCustomer",
		Owner:  func(c *customer.Customer) *customer.ID { return &c.ID },
		Text:   customerText,
	}
}

func logins() kit.Kind[customer.Login] {
	return kit.Kind[customer.Login]{
		Method: "EachLogin",
		Owner:  func(l *customer.Login) *customer.ID { return &l.Customer },
		When:   func(l customer.Login) []time.Time { return []time.Time{l.At} },
		Text:   func(l customer.Login) string { return fmt.Sprintf("login of %q at %s", l.Customer, story.Spell(l.At)) },
	}
}

func actions() kit.Kind[customer.Action] {
	return kit.Kind[customer.Action]{
		Method: "EachAction",
		Owner:  func(a *customer.Action) *customer.ID { return &a.Customer },
		When:   func(a customer.Action) []time.Time { return []time.Time{a.At} },
		Text: func(a customer.Action) string {
			return fmt.Sprintf("action of %q at %s, kind %d", a.Customer, story.Spell(a.At), a.Kind)
		},
	}
}

// customerText is everything of a customer, so that two are the same iff their
// texts are.
func customerText(c customer.Customer) string {
	return fmt.Sprintf("customer %q, e-mail %q, username %q, name %q, created %s, signed up %t, profile %d, birthday %v, favorite %t, "+
		"device %q, accounts %q, consent %d at %s", c.ID, string(c.Email), c.Username, c.Name, story.Spell(c.CreatedAt), c.SignedUp,
		c.Profile, c.Birthday, c.Favorite, c.LastDevice, []string{c.Facebook, c.Twitter, c.Google}, c.EmailConsent.Answer,
		story.Spell(c.EmailConsent.At))
}

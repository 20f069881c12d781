package customertest

import (
	"context"
	"fmt"
	"iter"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/internal/kits/kit"
	"github.com/clientele-go/clientele/internal/kits/story"
)

type (
	source = kit.AnyKind[customer.Memory, customer.Repository]
	watch  = kit.Watch[customer.Repository]
)

// kinds returns a source for each kind of fact.
func kinds() []source {
	return []source{
		kit.KindOf(customerKind(), func(m customer.Memory) []customer.Customer { return m.Customers }, customer.Repository.EachCustomer),
		kit.KindOf(kit.Logins(), func(m customer.Memory) []customer.Login { return m.Logins }, customer.Repository.EachLogin),
		kit.KindOf(kit.Orders(), func(m customer.Memory) []customer.Order { return m.Orders }, customer.Repository.EachOrder),
		kit.KindOf(kit.Messages(), func(m customer.Memory) []customer.Message { return m.Messages }, customer.Repository.EachMessage),
		kit.KindOf(kit.Actions(), func(m customer.Memory) []customer.Action { return m.Actions }, customer.Repository.EachAction),
	}
}

// digests returns the digests of a repository that groups by itself. Those of
// guests may come in parts.
func digests(ctx context.Context, repo customer.Repository, s customer.Scope) iter.Seq2[kit.Group, error] {
	g, ok := repo.(customer.Digester)
	if !ok {
		return nil
	}
	return kit.Groups(g.EachDigest(ctx, customer.Query{AsOf: kit.Day(60)}, s), func(d customer.Digest) kit.Group {
		return kit.Group{Owner: d.ID, Parts: !d.Known}
	})
}

// customerKind returns the kind of fact that customers are. They are yielded
// whatever the span.
func customerKind() kit.FactKind[customer.Customer] {
	return kit.FactKind[customer.Customer]{
		Method: "EachCustomer",
		Owner:  func(c *customer.Customer) *customer.ID { return &c.ID },
		Text:   customerText,
	}
}

// customerText returns every field of a customer as text. Two customers are the
// same if and only if their texts are.
func customerText(c customer.Customer) string {
	return fmt.Sprintf("customer %q, e-mail %q, username %q, name %q, created %s, signed up %t, profile %d, birthday %v, favorite %t, "+
		"device %q, accounts %q, consent %d at %s", c.ID, string(c.Email), c.Username, c.Name, story.Spell(c.CreatedAt), c.SignedUp,
		c.Profile, c.Birthday, c.Favorite, c.LastDevice, []string{c.Facebook, c.Twitter, c.Google}, c.EmailConsent.Answer,
		story.Spell(c.EmailConsent.At))
}

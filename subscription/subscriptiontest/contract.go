package subscriptiontest

import (
	"context"
	"fmt"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/internal/kit"
	"github.com/clientele-go/clientele/internal/story"
	"github.com/clientele-go/clientele/subscription"
)

// clauses are the clauses of the contract, each checked directly.
func clauses() []kit.Clause[subscription.Memory, subscription.Repository] {
	return []kit.Clause[subscription.Memory, subscription.Repository]{
		{Name: "contract: members", Facts: busyShop, Check: eachMember},
		{Name: "contract: fields", Facts: busyShop, Check: eachField},
		{Name: "contract: digests", Facts: busyShop, Check: digests},
		{Name: "laws: answers are the reference's", Facts: busyShop, Check: answers},
	}
}

func eachMember(ctx context.Context, repo subscription.Repository) error {
	return members().Check(ctx, busyShop().Members, repo.EachMember, customer.Ordered(repo))
}

func eachField(ctx context.Context, repo subscription.Repository) error {
	return fields().Check(ctx, busyShop().Fields, repo.EachField, customer.Ordered(repo))
}

func members() kit.Kind[subscription.Member] {
	return kit.Kind[subscription.Member]{
		Method: "EachMember",
		Owner:  func(m *subscription.Member) *customer.ID { return &m.Customer },
		When:   func(m subscription.Member) []time.Time { return []time.Time{m.JoinedAt} },
		Text: func(m subscription.Member) string {
			return fmt.Sprintf("member %q of channel %q, joined %s", m.Customer, m.Channel, story.Spell(m.JoinedAt))
		},
	}
}

// fields are those that mark an unsubscribe; a storage may leave out the
// others.
func fields() kit.Kind[customer.Field] {
	k := kit.Fields()
	k.Spare = func(f customer.Field) bool { _, marks := subscription.ParseMarker(f); return !marks }
	return k
}

// digests checks that every customer comes once.
func digests(ctx context.Context, repo subscription.Repository) error {
	all := subscription.Digests(ctx, repo, subscription.Query{AsOf: kit.Day(60)})
	return kit.OneEach(all, func(d subscription.Digest) customer.ID { return d.ID })
}

// answers compares with the answers of Memory to the same questions.
func answers(ctx context.Context, repo subscription.Repository) error {
	return kit.Answers[subscription.Repository](ctx, busyShop(), repo, shopQueries(), everything, func(q subscription.Query) string {
		return fmt.Sprintf("as of %s in %v on %q", story.Spell(q.AsOf), q.Range, q.Channels)
	})
}

// everything is every answer to a question, as text.
func everything(ctx context.Context, repo subscription.Repository, q subscription.Query) (string, error) {
	r, err := subscription.Summarize(ctx, repo, q)
	if err != nil {
		return "", err
	}
	text := renderTotals(r) + renderTrend(r, q)
	for _, id := range kit.Customers() {
		e, err := subscription.Explain(ctx, repo, id, q)
		if err != nil {
			return "", err
		}
		text += string(id) + ": " + renderExplanation(e)
	}
	return text, nil
}

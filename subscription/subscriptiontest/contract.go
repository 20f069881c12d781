package subscriptiontest

import (
	"context"
	"fmt"
	"iter"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/internal/kits/kit"
	"github.com/clientele-go/clientele/internal/kits/story"
	"github.com/clientele-go/clientele/subscription"
)

type (
	source = kit.AnyKind[subscription.Memory, subscription.Repository]
	watch  = kit.Watch[subscription.Repository]
)

// kinds returns a source for each kind of fact.
func kinds() []source {
	return []source{
		kit.KindOf(members(), func(m subscription.Memory) []subscription.Membership { return m.Memberships }, subscription.Repository.EachMembership),
		kit.KindOf(fieldKind(), func(m subscription.Memory) []customer.Field { return m.Fields }, subscription.Repository.EachField),
	}
}

// digests returns the digests of a repository that groups by itself.
func digests(ctx context.Context, repo subscription.Repository, s customer.Scope) iter.Seq2[kit.Group, error] {
	g, ok := repo.(subscription.Digester)
	if !ok {
		return nil
	}
	return kit.Groups(g.EachDigest(ctx, subscription.Query{AsOf: kit.Day(60)}, s), func(d subscription.Digest) kit.Group { return kit.Group{Owner: d.ID} })
}

func members() kit.FactKind[subscription.Membership] {
	return kit.FactKind[subscription.Membership]{
		Method: "EachMembership",
		Owner:  func(m *subscription.Membership) *customer.ID { return &m.Customer },
		When:   func(m subscription.Membership) []time.Time { return []time.Time{m.JoinedAt} },
		Text: func(m subscription.Membership) string {
			return fmt.Sprintf("member %q of channel %q, joined %s", m.Customer, m.Channel, story.Spell(m.JoinedAt))
		},
	}
}

// fieldKind returns the kind of fact that the custom fields are which mark an
// unsubscribe. A storage may leave out the others.
func fieldKind() kit.FactKind[customer.Field] {
	k := kit.Fields()
	k.Spare = func(f customer.Field) bool { _, marks := subscription.ParseMarker(f); return !marks }
	return k
}

// questions returns the questions that are asked of a shop.
func questions() []kit.Question[subscription.Repository] {
	return kit.Questions(shopQueries(), func(q subscription.Query) string {
		return fmt.Sprintf("as of %s in %v on %q", story.Spell(q.AsOf), q.Range, q.Channels)
	}, everything)
}

// everything returns all answers to a question, as text.
func everything(ctx context.Context, repo subscription.Repository, q subscription.Query, run *customer.Run) (string, error) {
	r, err := subscription.Summarize(ctx, repo, q, run)
	if err != nil {
		return "", err
	}
	trend, err := renderTrend(r, q)
	if err != nil {
		return "", err
	}
	text := renderTotals(r) + trend
	for _, id := range kit.Customers() {
		e, err := subscription.Explain(ctx, repo, id, q)
		if err != nil {
			return "", err
		}
		text += string(id) + ": " + renderExplanation(e)
	}
	return text, nil
}

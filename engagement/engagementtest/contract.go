package engagementtest

import (
	"context"
	"fmt"
	"iter"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/engagement"
	"github.com/clientele-go/clientele/internal/kits/kit"
	"github.com/clientele-go/clientele/internal/kits/story"
)

type (
	source = kit.AnyKind[engagement.Memory, engagement.Repository]
	watch  = kit.Watch[engagement.Repository]
)

// kinds returns a source for each kind of fact.
func kinds() []source {
	return []source{
		kit.KindOf(kit.Messages(), func(m engagement.Memory) []customer.Message { return m.Messages }, engagement.Repository.EachMessage),
		kit.KindOf(kit.Orders(), func(m engagement.Memory) []customer.Order { return m.Orders }, engagement.Repository.EachOrder),
		kit.KindOf(tagKind(), func(m engagement.Memory) []customer.Tag { return m.Tags }, engagement.Repository.EachTag),
		kit.KindOf(kit.Fields(), func(m engagement.Memory) []customer.Field { return m.Fields }, engagement.Repository.EachField),
		kit.KindOf(kit.Logins(), func(m engagement.Memory) []customer.Login { return m.Logins }, engagement.Repository.EachLogin),
		kit.KindOf(kit.Actions(), func(m engagement.Memory) []customer.Action { return m.Actions }, engagement.Repository.EachAction),
	}
}

// digests returns the digests of a repository that groups by itself.
func digests(ctx context.Context, repo engagement.Repository, s customer.Scope) iter.Seq2[kit.Group, error] {
	g, ok := repo.(engagement.Digester)
	if !ok {
		return nil
	}
	return kit.Groups(g.EachDigest(ctx, engagement.Query{AsOf: kit.Day(60)}, s), func(d engagement.Digest) kit.Group { return kit.Group{Owner: d.ID} })
}

// tagKind returns the kind of fact that tags are. They are yielded whatever the
// span.
func tagKind() kit.FactKind[customer.Tag] {
	return kit.FactKind[customer.Tag]{
		Method: "EachTag",
		Owner:  func(t *customer.Tag) *customer.ID { return &t.Customer },
		Text:   func(t customer.Tag) string { return fmt.Sprintf("tag of %q: %q", t.Customer, t.Name) },
	}
}

// questions returns the questions that are asked of a shop.
func questions() []kit.Question[engagement.Repository] {
	return kit.Questions(shopQueries(), func(q engagement.Query) string {
		return fmt.Sprintf("as of %s in %v of %v on channels %q, tags %q, fields %q, values %q, top %d",
			story.Spell(q.AsOf), q.Range, q.Interaction, q.Channels, q.Tags, q.Fields, q.Values, q.Top)
	}, everything)
}

// everything returns all answers to a question, as text.
func everything(ctx context.Context, repo engagement.Repository, q engagement.Query, run *customer.Run) (string, error) {
	r, err := engagement.Summarize(ctx, repo, q, run)
	if err != nil {
		return "", err
	}
	interactions, err := r.LastInteractions(&q)
	if err != nil {
		return "", err
	}
	orders, err := r.LastOrders(&q)
	if err != nil {
		return "", err
	}
	text := "E3, E4, E5: numbers\n" + renderNumbers(r) +
		"E6: channels\n" + renderNames(r.Channels(&q)) +
		"E6: last interactions\n" + renderDates(interactions, q.Unit) +
		"E6: tags\n" + renderNames(r.Tags(&q)) +
		"E6: fields\n" + renderNames(r.Fields(&q)) +
		"E6: frequency\n" + renderFrequency(r.Frequency()) +
		"E6: last orders\n" + renderDates(orders, q.Unit)
	for _, field := range r.FieldNames() {
		text += fmt.Sprintf("E6: values of %q\n", field) + renderNames(r.Values(field, &q))
	}
	return text, nil
}

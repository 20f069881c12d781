package engagementtest

import (
	"context"
	"errors"
	"fmt"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/engagement"
	"github.com/clientele-go/clientele/internal/kit"
	"github.com/clientele-go/clientele/internal/story"
)

// clauses are the clauses of the contract, each checked directly.
func clauses() []kit.Clause[engagement.Memory, engagement.Repository] {
	return []kit.Clause[engagement.Memory, engagement.Repository]{
		{Name: "contract: messages", Facts: busyShop, Check: eachMessage},
		{Name: "contract: orders", Facts: busyShop, Check: eachOrder},
		{Name: "contract: tags", Facts: busyShop, Check: eachTag},
		{Name: "contract: fields", Facts: busyShop, Check: eachField},
		{Name: "contract: digests", Facts: busyShop, Check: digests},
		{Name: "contract: an empty shop", Facts: nothing, Check: emptyShop},
		{Name: "laws: answers are the reference's", Facts: busyShop, Check: answers},
	}
}

func nothing() engagement.Memory { return engagement.Memory{} }

func eachMessage(ctx context.Context, repo engagement.Repository) error {
	return kit.Messages().Check(ctx, busyShop().Messages, repo.EachMessage, customer.Ordered(repo))
}

func eachOrder(ctx context.Context, repo engagement.Repository) error {
	return kit.Orders().Check(ctx, busyShop().Orders, repo.EachOrder, customer.Ordered(repo))
}

func eachTag(ctx context.Context, repo engagement.Repository) error {
	return tags().Check(ctx, busyShop().Tags, repo.EachTag, customer.Ordered(repo))
}

func eachField(ctx context.Context, repo engagement.Repository) error {
	return kit.Fields().Check(ctx, busyShop().Fields, repo.EachField, customer.Ordered(repo))
}

// tags are needed whatever the span.
func tags() kit.Kind[customer.Tag] {
	return kit.Kind[customer.Tag]{
		Method: "EachTag",
		Owner:  func(t *customer.Tag) *customer.ID { return &t.Customer },
		Text:   func(t customer.Tag) string { return fmt.Sprintf("tag of %q: %q", t.Customer, t.Name) },
	}
}

// digests checks that every customer comes once, and nothing after the context
// is done.
func digests(ctx context.Context, repo engagement.Repository) error {
	q := engagement.Query{AsOf: kit.Day(60)}
	err := kit.OneEach(engagement.Digests(ctx, repo, q), func(d engagement.Digest) customer.ID { return d.ID })
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	cancel()
	if r, err := engagement.Summarize(ctx, repo, q); !errors.Is(err, context.Canceled) {
		return fmt.Errorf("must yield the context's error when it is done, but ended with: %v (%d users)", err, r.InteractedUsers)
	}
	return nil
}

// emptyShop checks that nothing is not an error.
func emptyShop(ctx context.Context, repo engagement.Repository) error {
	return compare(ctx, nothing(), repo)
}

// answers compares with the answers of Memory to the same questions.
func answers(ctx context.Context, repo engagement.Repository) error {
	return compare(ctx, busyShop(), repo)
}

func compare(ctx context.Context, facts engagement.Memory, repo engagement.Repository) error {
	return kit.Answers[engagement.Repository](ctx, facts, repo, shopQueries(), everything, func(q engagement.Query) string {
		return fmt.Sprintf("as of %s in %v on channels %q, tags %q, fields %q, values %q, top %d",
			story.Spell(q.AsOf), q.Range, q.Channels, q.Tags, q.Fields, q.Values, q.Top)
	})
}

// everything is every answer to a question, as text.
func everything(ctx context.Context, repo engagement.Repository, q engagement.Query) (string, error) {
	r, err := engagement.Summarize(ctx, repo, q)
	if err != nil {
		return "", err
	}
	text := "E3, E4, E5: numbers\n" + renderNumbers(r) +
		"E6: channels\n" + renderNames(r.Channels(&q)) +
		"E6: last interactions\n" + renderDates(r.LastInteractions(&q), q.Unit) +
		"E6: tags\n" + renderNames(r.Tags(&q)) +
		"E6: fields\n" + renderNames(r.Fields(&q)) +
		"E6: frequency\n" + renderFrequency(r.Frequency()) +
		"E6: last orders\n" + renderDates(r.LastOrders(&q), q.Unit)
	for _, field := range r.FieldNames() {
		text += fmt.Sprintf("E6: values of %q\n", field) + renderNames(r.Values(field, &q))
	}
	return text, nil
}

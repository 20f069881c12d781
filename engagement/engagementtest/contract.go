package engagementtest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/engagement"
)

// clauses are the clauses of the contract, each checked directly.
func clauses() []check {
	return []check{
		{"contract: messages", eachMessage},
		{"contract: orders", eachOrder},
		{"contract: tags", eachTag},
		{"contract: fields", eachField},
		{"contract: digests", digests},
		{"contract: an empty shop", emptyShop},
		{"laws: answers are the reference's", answers},
	}
}

func eachMessage(ctx context.Context, open opener) error {
	return kind[customer.Message]{
		name: "EachMessage", facts: func(m engagement.Memory) []customer.Message { return m.Messages },
		each:  engagement.Repository.EachMessage,
		owner: func(m customer.Message) customer.ID { return m.Customer },
		at:    func(m customer.Message) []time.Time { return []time.Time{m.At} },
		text: func(m customer.Message) string {
			return fmt.Sprintf("message of %q at %s, direction %d, channel %q", m.Customer, renderTime(m.At), m.Direction, m.Channel)
		},
	}.check(ctx, open)
}

func eachOrder(ctx context.Context, open opener) error {
	return kind[customer.Order]{
		name: "EachOrder", facts: func(m engagement.Memory) []customer.Order { return m.Orders },
		each:  engagement.Repository.EachOrder,
		owner: func(o customer.Order) customer.ID { return o.Customer },
		at:    instants,
		text:  orderText,
	}.check(ctx, open)
}

func eachTag(ctx context.Context, open opener) error {
	return kind[customer.Tag]{
		name: "EachTag", facts: func(m engagement.Memory) []customer.Tag { return m.Tags },
		each:  engagement.Repository.EachTag,
		owner: func(t customer.Tag) customer.ID { return t.Customer },
		at:    func(customer.Tag) []time.Time { return nil },
		text:  func(t customer.Tag) string { return fmt.Sprintf("tag of %q: %q", t.Customer, t.Name) },
	}.check(ctx, open)
}

func eachField(ctx context.Context, open opener) error {
	return kind[customer.Field]{
		name: "EachField", facts: func(m engagement.Memory) []customer.Field { return m.Fields },
		each:  engagement.Repository.EachField,
		owner: func(f customer.Field) customer.ID { return f.Customer },
		at:    func(f customer.Field) []time.Time { return []time.Time{f.At} },
		text: func(f customer.Field) string {
			return fmt.Sprintf("field of %q: %q=%q at %s", f.Customer, f.Name, f.Value, renderTime(f.At))
		},
	}.check(ctx, open)
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

// exact writes equal amounts in the same way: 1.10 as 1.1.
func exact(d decimal.Decimal) string { return d.Rat().RatString() }

// digests checks that every customer comes once, however they are grouped.
func digests(ctx context.Context, open opener) error {
	repo, err := open(busyShop())
	if err != nil {
		return fmt.Errorf("open: %w", err)
	}
	seen := map[customer.ID]bool{}
	for d, err := range engagement.Digests(ctx, repo, engagement.Query{AsOf: shopDay(60)}) {
		if err != nil {
			return fmt.Errorf("an error: %w", err)
		}
		if seen[d.ID] {
			return fmt.Errorf("must yield one digest per customer, but %q comes twice", string(d.ID))
		}
		seen[d.ID] = true
	}
	ctx, cancel := context.WithCancel(ctx)
	cancel()
	if r, err := engagement.Summarize(ctx, repo, engagement.Query{AsOf: shopDay(60)}); !errors.Is(err, context.Canceled) {
		return fmt.Errorf("must yield the context's error when it is done, but ended with: %v (%d users)", err, r.InteractedUsers)
	}
	return nil
}

// emptyShop checks that nothing is not an error.
func emptyShop(ctx context.Context, open opener) error {
	repo, err := open(engagement.Memory{})
	if err != nil {
		return fmt.Errorf("open: %w", err)
	}
	for _, q := range shopQueries() {
		if err := compare(ctx, engagement.Memory{}, repo, q); err != nil {
			return err
		}
	}
	return nil
}

// answers compares with the answers of Memory to the same questions.
func answers(ctx context.Context, open opener) error {
	facts := busyShop()
	repo, err := open(facts)
	if err != nil {
		return fmt.Errorf("open: %w", err)
	}
	var wrong []error
	for _, q := range shopQueries() {
		if err := compare(ctx, facts, repo, q); err != nil {
			wrong = append(wrong, err)
		}
	}
	return errors.Join(wrong...)
}

func compare(ctx context.Context, facts engagement.Memory, repo engagement.Repository, q engagement.Query) error {
	want, err := everything(ctx, facts, q)
	if err != nil {
		return err
	}
	got, err := everything(ctx, repo, q)
	if err == nil && want != got {
		err = differs(want, got)
	}
	if err == nil {
		return nil
	}
	return fmt.Errorf("as of %s in %v on channels %q, tags %q, fields %q, values %q, top %d: %w",
		renderTime(q.AsOf), q.Range, q.Channels, q.Tags, q.Fields, q.Values, q.Top, err)
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

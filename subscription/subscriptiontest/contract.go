package subscriptiontest

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/subscription"
)

// clauses are the clauses of the contract, each checked directly.
func clauses() []check {
	return []check{
		{"contract: members", eachMember},
		{"contract: fields", eachField},
		{"contract: digests", digests},
		{"laws: answers are the reference's", answers},
	}
}

func eachMember(ctx context.Context, open opener) error {
	facts := busyShop()
	repo, err := open(facts)
	if err != nil {
		return fmt.Errorf("open: %w", err)
	}
	return kind[subscription.Member]{
		name: "EachMember", facts: facts.Members, each: repo.EachMember, ordered: customer.Ordered(repo),
		owner: func(m subscription.Member) customer.ID { return m.Customer },
		at:    func(m *subscription.Member) *time.Time { return &m.JoinedAt },
	}.check(ctx)
}

// eachField asks for the fields that mark an unsubscribe; a storage may leave
// out the others.
func eachField(ctx context.Context, open opener) error {
	facts := busyShop()
	repo, err := open(facts)
	if err != nil {
		return fmt.Errorf("open: %w", err)
	}
	return kind[customer.Field]{
		name: "EachField", facts: facts.Fields, each: repo.EachField, ordered: customer.Ordered(repo),
		owner:  func(f customer.Field) customer.ID { return f.Customer },
		at:     func(f *customer.Field) *time.Time { return &f.At },
		option: func(f customer.Field) bool { _, marks := subscription.ParseMarker(f); return !marks },
	}.check(ctx)
}

// kind is one kind of fact and the method that yields it.
type kind[F comparable] struct {
	name    string
	facts   []F
	each    func(context.Context, customer.Scope) iter.Seq2[F, error]
	owner   func(F) customer.ID
	at      func(*F) *time.Time
	option  func(F) bool // facts that need not be yielded; nil is none
	ordered bool         // the repository promises customer order
}

func (k kind[F]) check(ctx context.Context) error {
	var wrong []error
	for _, s := range scopes() {
		if err := k.scope(ctx, s); err != nil {
			wrong = append(wrong, fmt.Errorf("%s(customers %q, span %v): %w", k.name, s.Customers, s.Span, err))
		}
	}
	if err := k.done(ctx); err != nil {
		wrong = append(wrong, fmt.Errorf("%s: %w", k.name, err))
	}
	for range k.each(ctx, customer.Scope{}) {
		break // a sequence may be left early
	}
	return errors.Join(wrong...)
}

// scope checks what is yielded for one scope.
func (k kind[F]) scope(ctx context.Context, s customer.Scope) error {
	stored := map[F]bool{}
	for _, f := range k.facts {
		stored[f] = true
	}
	yielded := map[F]bool{}
	var last customer.ID
	for f, err := range k.each(ctx, s) {
		if err != nil {
			return fmt.Errorf("an error: %w", err)
		}
		at := k.at(&f)
		*at = at.Round(0).UTC()
		switch {
		case !stored[f]:
			return fmt.Errorf("yields what is not there, or another customer's: %+v", f)
		case yielded[f]:
			return fmt.Errorf("must not yield the same fact twice: %+v", f)
		case k.ordered && k.owner(f) < last:
			return fmt.Errorf("promises customer order, but %q comes after %q", k.owner(f), last)
		}
		yielded[f], last = true, k.owner(f)
	}
	for _, f := range k.facts {
		if !yielded[f] && asked(s, k.owner(f), *k.at(&f)) && (k.option == nil || !k.option(f)) {
			return fmt.Errorf("must not yield less than asked for, but leaves out: %+v", f)
		}
	}
	return nil
}

// asked says whether the scope asks for a fact.
func asked(s customer.Scope, id customer.ID, at time.Time) bool {
	if !at.IsZero() && !s.Span.Contains(at) {
		return false
	}
	for _, c := range s.Customers {
		if c == id {
			return true
		}
	}
	return s.Customers == nil
}

// done checks that a done context ends the sequence with its error.
func (k kind[F]) done(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	cancel()
	var last error
	for _, err := range k.each(ctx, customer.Scope{}) {
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

// scopes are the scopes that are asked for: everything, some customers, and
// spans that begin and end at facts.
func scopes() []customer.Scope {
	var all []customer.Scope
	for _, ids := range [][]customer.ID{nil, {"ann"}, {"Ann", "é", "o'k \"%_"}, {"nobody"}, {}} {
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

// digests checks that every customer comes once, however they are grouped.
func digests(ctx context.Context, open opener) error {
	repo, err := open(busyShop())
	if err != nil {
		return fmt.Errorf("open: %w", err)
	}
	q := subscription.Query{AsOf: shopDay(60)}
	seen := map[customer.ID]bool{}
	for d, err := range subscription.Digests(ctx, repo, q) {
		if err != nil {
			return fmt.Errorf("an error: %w", err)
		}
		if seen[d.ID] {
			return fmt.Errorf("must yield one digest per customer, but %q comes twice", string(d.ID))
		}
		seen[d.ID] = true
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
		want, err := everything(ctx, facts, q)
		if err != nil {
			return err
		}
		got, err := everything(ctx, repo, q)
		if err == nil && want != got {
			err = differs(want, got)
		}
		if err != nil {
			wrong = append(wrong, fmt.Errorf("as of %s in %v on %q: %w", renderTime(q.AsOf), q.Range, q.Channels, err))
		}
	}
	return errors.Join(wrong...)
}

// everything is every answer to a question, as text.
func everything(ctx context.Context, repo subscription.Repository, q subscription.Query) (string, error) {
	r, err := subscription.Summarize(ctx, repo, q)
	if err != nil {
		return "", err
	}
	text := renderTotals(r) + renderTrend(r, q)
	for _, id := range shopCustomers {
		e, err := subscription.Explain(ctx, repo, id, q)
		if err != nil {
			return "", err
		}
		text += string(id) + ": " + renderExplanation(e)
	}
	return text, nil
}

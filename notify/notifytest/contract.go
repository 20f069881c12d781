package notifytest

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
	"github.com/clientele-go/clientele/notify"
)

// clauses are the clauses of the contract, each checked directly.
func clauses() []check {
	return []check{
		{"contract: notifications", eachNotification},
		{"contract: opt-ins", eachOptIn},
		{"contract: digests", digests},
		{"laws: answers are the reference's", answers},
	}
}

func eachNotification(ctx context.Context, open opener) error {
	facts := busyShop()
	repo, err := open(facts)
	if err != nil {
		return fmt.Errorf("open: %w", err)
	}
	return kind[notify.Notification]{
		name: "EachNotification", facts: facts.Notifications, each: repo.EachNotification,
		asked: func(customer.Scope, notify.Notification) bool { return true },
	}.check(ctx)
}

func eachOptIn(ctx context.Context, open opener) error {
	facts := busyShop()
	repo, err := open(facts)
	if err != nil {
		return fmt.Errorf("open: %w", err)
	}
	return kind[notify.OptIn]{
		name: "EachOptIn", facts: facts.OptIns, each: repo.EachOptIn,
		ordered: customer.Ordered(repo),
		owner:   func(o notify.OptIn) customer.ID { return o.Customer },
		asked:   asksFor,
		plain: func(o notify.OptIn) notify.OptIn {
			for _, t := range []*time.Time{&o.SubscribedAt, &o.ExpiresAt, &o.StoppedAt} {
				*t = t.Round(0).UTC()
			}
			return o
		},
	}.check(ctx)
}

// asksFor says whether the scope asks for an opt-in: the span is about
// SubscribedAt alone.
func asksFor(s customer.Scope, o notify.OptIn) bool {
	inSpan := o.SubscribedAt.IsZero() || s.Span.Contains(o.SubscribedAt)
	return inSpan && (s.Customers == nil || slices.Contains(s.Customers, o.Customer))
}

// kind is one kind of fact and the method that yields it.
type kind[F comparable] struct {
	name    string
	facts   []F
	each    func(context.Context, customer.Scope) iter.Seq2[F, error]
	asked   func(customer.Scope, F) bool
	owner   func(F) customer.ID // nil: nobody's
	plain   func(F) F           // with instants that are equal values; nil: has none
	ordered bool                // the repository promises customer order
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
		if k.plain != nil {
			f = k.plain(f)
		}
		switch {
		case !stored[f]:
			return fmt.Errorf("yields what is not there, or another customer's: %+v", f)
		case yielded[f]:
			return fmt.Errorf("must not yield the same fact twice: %+v", f)
		case k.ordered && k.owner(f) < last:
			return fmt.Errorf("promises customer order, but %q comes after %q", string(k.owner(f)), string(last))
		}
		yielded[f] = true
		if k.owner != nil {
			last = k.owner(f)
		}
	}
	for _, f := range k.facts {
		if !yielded[f] && k.asked(s, f) {
			return fmt.Errorf("must not yield less than asked for, but leaves out: %+v", f)
		}
	}
	return nil
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
	seen := map[customer.ID]bool{}
	for d, err := range notify.Digests(ctx, repo, notify.Query{AsOf: shopDay(60)}) {
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
			wrong = append(wrong, fmt.Errorf("as of %s in %v of %q on %q: %w",
				renderTime(q.AsOf), q.Range, q.Names, q.Channels, err))
		}
	}
	return errors.Join(wrong...)
}

// everything is every answer to a question, as text.
func everything(ctx context.Context, repo notify.Repository, q notify.Query) (string, error) {
	r, err := notify.Summarize(ctx, repo, q)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	b.WriteString(renderUsers(&r) + renderSubscriptions(&r))
	b.WriteString("expiring:\n" + renderTrend(r.ExpiryTrend(&q)))
	b.WriteString("expired:\n" + renderTrend(r.ExpiredTrend(&q)))
	b.WriteString(renderDetails(&r))
	for _, id := range shopCustomers {
		box := &mailbox{}
		_, err := notify.Send(ctx, repo, box, notify.Push{Customer: id}, q.AsOf)
		if err != nil && !errors.Is(err, notify.ErrNoToken) {
			return "", err
		}
		for _, p := range box.got {
			fmt.Fprintf(&b, "a push to %q with %v\n", string(id), p.Token)
		}
	}
	return b.String(), nil
}

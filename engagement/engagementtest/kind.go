package engagementtest

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/engagement"
)

// kind is one kind of fact and the method that yields it.
type kind[F any] struct {
	name  string
	facts func(engagement.Memory) []F
	each  func(engagement.Repository, context.Context, customer.Scope) iter.Seq2[F, error]
	owner func(F) customer.ID
	at    func(F) []time.Time // none or all zero: undated
	text  func(F) string      // two facts are the same iff their texts are
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
func (k kind[F]) scope(ctx context.Context, repo engagement.Repository, facts []F, s customer.Scope) error {
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
func (k kind[F]) done(ctx context.Context, repo engagement.Repository) error {
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
// nobody, and spans that begin and end at facts, or next to them; messages are
// asked for in a span that begins with the range.
func scopes() []customer.Scope {
	var all []customer.Scope
	for _, ids := range [][]customer.ID{nil, {"ann"}, {"Ann", "é", "o'k \"%_"}, {"", "mia"}, {"nobody"}, {}} {
		for _, span := range []calendar.Span{
			{},
			calendar.AsOf(shopDay(20)),
			{From: shopDay(10)},
			{From: shopDay(10).Add(1), To: shopDay(20).Add(1)}, // within the last 10 days
			{To: shopDay(10)},
			{From: shopDay(10), To: shopDay(20)},
			{From: shopDay(20), To: shopDay(10)}, // a range after AsOf
		} {
			all = append(all, customer.Scope{Customers: ids, Span: span})
		}
	}
	return all
}

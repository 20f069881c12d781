package kit

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
)

// Kind is one kind of fact of a repository.
type Kind[F any] struct {
	Method string                // that yields it: "EachLogin"
	Owner  func(*F) *customer.ID // whose a fact is; nil: nobody's, and in no order
	When   func(F) []time.Time   // what a span is about; nil, or none but zero times: undated
	Text   func(F) string        // two facts are the same iff their texts are; shows no secret
	Spare  func(F) bool          // a fact that may be left out; nil: none may
}

// Each is a method of a repository that yields facts.
type Each[F any] func(context.Context, customer.Scope) iter.Seq2[F, error]

// Asked says whether the scope asks for a fact.
func (k Kind[F]) Asked(s customer.Scope, f F) bool {
	if s.Customers != nil && k.Owner != nil && !slices.Contains(s.Customers, *k.Owner(&f)) {
		return false
	}
	if k.When == nil {
		return true
	}
	undated := true
	for _, at := range k.When(f) {
		if !at.IsZero() && s.Span.Contains(at) {
			return true
		}
		undated = undated && at.IsZero()
	}
	return undated
}

// Check checks that a repository with these facts yields them as its contract
// says: by scope, until the context is done, and in customer order if that is
// promised.
func (k Kind[F]) Check(ctx context.Context, facts []F, each Each[F], ordered bool) error {
	var wrong []error
	for _, s := range scopes() {
		if err := k.scope(ctx, s, facts, each, ordered); err != nil {
			wrong = append(wrong, fmt.Errorf("%s(customers %q, span %v): %w", k.Method, s.Customers, s.Span, err))
		}
	}
	if err := done(ctx, each); err != nil {
		wrong = append(wrong, fmt.Errorf("%s: %w", k.Method, err))
	}
	if err := left(ctx, each); err != nil {
		wrong = append(wrong, fmt.Errorf("%s: %w", k.Method, err))
	}
	return errors.Join(wrong...)
}

// scope checks what is yielded for one scope. Facts without an ID of their own
// can be there several times, and must come as often.
func (k Kind[F]) scope(ctx context.Context, s customer.Scope, facts []F, each Each[F], ordered bool) error {
	stored, yielded, asked := map[string]int{}, map[string]int{}, map[string]int{}
	for _, f := range facts {
		text := k.Text(f)
		stored[text]++
		if k.Asked(s, f) && (k.Spare == nil || !k.Spare(f)) {
			asked[text]++
		}
	}
	var last customer.ID
	for f, err := range each(ctx, s) {
		if err != nil {
			return fmt.Errorf("an error: %w", err)
		}
		text := k.Text(f)
		yielded[text]++
		switch {
		case stored[text] == 0:
			return fmt.Errorf("yields what is not there, or another customer's: %s", text)
		case yielded[text] > stored[text]:
			return fmt.Errorf("must not yield the same fact twice: %s", text)
		}
		if k.Owner == nil {
			continue
		}
		id := *k.Owner(&f)
		if ordered && id < last {
			return fmt.Errorf("promises customer order, but %q comes after %q", string(id), string(last))
		}
		last = id
	}
	for _, f := range facts {
		if text := k.Text(f); yielded[text] < asked[text] {
			return fmt.Errorf("must not yield less than asked for, but leaves out: %s", text)
		}
	}
	return nil
}

// done checks that a done context ends the sequence with its error.
func done[F any](ctx context.Context, each Each[F]) error {
	ctx, cancel := context.WithCancel(ctx)
	cancel()
	var last error
	for _, err := range each(ctx, customer.Scope{}) {
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

// left checks that the sequence stops when it is left early. Go panics if not.
func left[F any](ctx context.Context, each Each[F]) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("may be left early, but goes on: %v", p)
		}
	}()
	for range each(ctx, customer.Scope{}) {
		break
	}
	return nil
}

// scopes are the scopes that are asked for: everything, some customers, guests,
// nobody, and spans that begin and end at facts of the busy shop, or next to
// them.
func scopes() []customer.Scope {
	var all []customer.Scope
	for _, ids := range [][]customer.ID{nil, {"ann"}, {"Ann", "é", "o'k \"%_"}, {"", "mia"}, {"nobody"}, {}} {
		for _, span := range []calendar.Span{
			{},
			calendar.AsOf(Day(20)),
			{From: Day(10)},
			{To: Day(10)},
			{From: Day(10), To: Day(20)},
			{From: Day(10), To: Day(20).Add(1)},
			{From: Day(10).Add(1), To: Day(20).Add(1)}, // within the last 10 days
			{From: Day(20), To: Day(10)},               // a range after AsOf
		} {
			all = append(all, customer.Scope{Customers: ids, Span: span})
		}
	}
	return all
}

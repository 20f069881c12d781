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

// FactKind is one kind of fact of a repository.
type FactKind[F any] struct {
	Method string                // that yields it: "EachLogin"
	Owner  func(*F) *customer.ID // whose a fact is; nil: nobody's
	When   func(F) []time.Time   // what a span is about; nil, or none but zero times: undated
	Text   func(F) string        // two facts are the same iff their texts are; shows no secret
	Spare  func(F) bool          // a fact that may be left out; nil: none may
}

// Each is a method of a repository that yields facts.
type Each[F any] func(context.Context, customer.Scope) iter.Seq2[F, error]

// Asked reports whether the scope asks for a fact, its range aside.
func (k *FactKind[F]) Asked(s customer.Scope, f *F) bool {
	if s.Customers != nil && k.Owner != nil && !slices.Contains(s.Customers, *k.Owner(f)) {
		return false
	}
	if k.When == nil {
		return true
	}
	undated := true
	for _, at := range k.When(*f) {
		if !at.IsZero() && s.Span.Contains(at) {
			return true
		}
		undated = undated && at.IsZero()
	}
	return undated
}

// method is a method of a repository, and the facts that the repository holds.
type method[F any] struct {
	FactKind[F]
	each   Each[F]
	facts  []F
	texts  []string
	stored map[string]int // how often each text is there
}

func (k FactKind[F]) method(facts []F, each Each[F]) method[F] {
	m := method[F]{k, each, facts, nil, map[string]int{}}
	for _, f := range facts {
		text := k.Text(f)
		m.texts = append(m.texts, text)
		m.stored[text]++
	}
	return m
}

// about puts the question before an error. Nil stays nil.
func (m *method[F]) about(s customer.Scope, err error) error {
	if err == nil {
		return nil
	}
	asked := fmt.Sprintf("customers %q, span %v", s.Customers, s.Span)
	if s.Range != (customer.Range{}) {
		asked += fmt.Sprintf(", range from %q to %q", string(s.Range.From), string(s.Range.To))
	}
	return fmt.Errorf("%s(%s): %w", m.Method, asked, err)
}

// checkScope checks what is yielded for one scope. Facts without an ID of their own
// can be there several times, and must come as often.
func (m *method[F]) checkScope(ctx context.Context, s customer.Scope, by IDOrder) error {
	yielded, asked := map[string]int{}, map[string]int{}
	for i := range m.facts {
		if f := &m.facts[i]; m.within(s, by, f) && m.Asked(s, f) && (m.Spare == nil || !m.Spare(*f)) {
			asked[m.texts[i]]++
		}
	}
	f := new(F)
	for next, err := range m.each(ctx, s) {
		if err != nil {
			return fmt.Errorf("an error: %w", err)
		}
		*f = next
		text := m.Text(*f)
		yielded[text]++
		switch {
		case m.stored[text] == 0:
			return fmt.Errorf("yields what is not there, or another customer's: %s", text)
		case yielded[text] > m.stored[text]:
			return fmt.Errorf("must not yield the same fact twice: %s", text)
		case m.within(s, by, f):
		case *m.Owner(f) == "":
			return fmt.Errorf("must yield guests' facts in the first range alone: %s", text)
		default:
			return fmt.Errorf("must yield nothing outside the range: %s", text)
		}
	}
	for _, text := range m.texts {
		if yielded[text] < asked[text] {
			return fmt.Errorf("must not yield less than asked for, but leaves out: %s", text)
		}
	}
	return nil
}

// within reports whether a fact is in the scope's range.
func (m *method[F]) within(s customer.Scope, by IDOrder, f *F) bool {
	return m.Owner == nil || by.Holds(s.Range, *m.Owner(f))
}

// checkScopes returns the errors of several scopes, the first ones in full.
func (m *method[F]) checkScopes(ctx context.Context, scopes []customer.Scope, by IDOrder) (wrong []error) {
	const full = 3
	more := 0
	for _, s := range scopes {
		err := m.about(s, m.checkScope(ctx, s, by))
		switch {
		case err == nil:
		case len(wrong) < full:
			wrong = append(wrong, err)
		default:
			more++
		}
	}
	if more > 0 {
		wrong = append(wrong, fmt.Errorf("%s: %d more scopes fail", m.Method, more))
	}
	return wrong
}

// Check checks a method of a repository that holds these facts by itself: its
// sequences by scope, and how they end.
func (k FactKind[F]) Check(ctx context.Context, facts []F, each Each[F]) error {
	m := k.method(facts, each)
	return m.check(ctx)
}

// check checks the sequences by scope, and how they end.
func (m *method[F]) check(ctx context.Context) error {
	wrong := m.checkScopes(ctx, scopes(), nil)
	for _, clause := range []func(context.Context) error{m.checkDone, m.checkLeft} {
		if err := clause(ctx); err != nil {
			wrong = append(wrong, fmt.Errorf("%s: %w", m.Method, err))
		}
	}
	return errors.Join(wrong...)
}

// A question can be about any time, so a span can end where 64-bit nanoseconds,
// which reach from 1678 to 2262, overflow. The facts themselves stay within them:
// a host may keep its times in a column that reaches no further. The ends are
// whole seconds, so that hosts with coarser clocks need not round them.
func farPast() time.Time   { return time.Date(1, 1, 2, 0, 0, 0, 0, time.UTC) }
func farFuture() time.Time { return time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC) }

// scopes returns the scopes that are asked for: everything, some customers,
// guests, nobody, and spans that begin and end at facts of the busy shop, next to
// them, or very far from them.
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
			{To: farFuture()},                          // beyond 64-bit nanoseconds
			{From: farPast(), To: farFuture()},
			{From: farFuture()},
		} {
			all = append(all, customer.Scope{Customers: ids, Span: span})
		}
	}
	return all
}

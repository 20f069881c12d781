package kit

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
)

// AnyKind is a kind of fact of a wing, whatever its type.
type AnyKind[M, R any] interface {
	name() string
	owners(facts M) []customer.ID
	check(ctx context.Context, facts M, repo R) error
	long(ctx context.Context, facts M, repo R) error
	ranges(ctx context.Context, facts M, repo R, cuts []customer.ID, by IDOrder) error
	whole(ctx context.Context, facts M, repo R) error
	during(ctx context.Context, repo R, do func() error) error
}

// Owners returns the owners of the facts of several kinds, each once.
func Owners[M, R any](kinds []AnyKind[M, R], facts M) []customer.ID {
	ids := map[customer.ID]bool{}
	for _, s := range kinds {
		for _, id := range s.owners(facts) {
			ids[id] = true
		}
	}
	return slices.Collect(maps.Keys(ids))
}

// KindOf returns the source of a kind: its facts in a Memory, and the method of a
// repository that yields them.
func KindOf[M, R, F any](k FactKind[F], facts func(M) []F, each func(R, context.Context, customer.Scope) iter.Seq2[F, error]) AnyKind[M, R] {
	return source[M, R, F]{k, facts, each}
}

type source[M, R, F any] struct {
	kind  FactKind[F]
	facts func(M) []F
	each  func(R, context.Context, customer.Scope) iter.Seq2[F, error]
}

func (s source[M, R, F]) name() string { return s.kind.Method }

func (s source[M, R, F]) method(facts M, repo R) *method[F] {
	m := s.kind.method(s.facts(facts), func(ctx context.Context, scope customer.Scope) iter.Seq2[F, error] { return s.each(repo, ctx, scope) })
	return &m
}

// owners returns the owners of the facts, guests among them.
func (s source[M, R, F]) owners(facts M) (ids []customer.ID) {
	if s.kind.Owner == nil {
		return nil
	}
	all := s.facts(facts)
	for i := range all {
		ids = append(ids, *s.kind.Owner(&all[i]))
	}
	return ids
}

// check checks the sequences by scope, and how they end.
func (s source[M, R, F]) check(ctx context.Context, facts M, repo R) error {
	return s.method(facts, repo).check(ctx)
}

// long checks a sequence of many facts, most of them of one customer.
func (s source[M, R, F]) long(ctx context.Context, facts M, repo R) error {
	m := s.method(facts, repo)
	wrong := m.checkScopes(ctx, []customer.Scope{{}, {Customers: []customer.ID{Busiest}, Span: calendar.AsOf(Day(20))}}, nil)
	if err := m.checkMiddle(ctx); err != nil {
		wrong = append(wrong, fmt.Errorf("%s: %w", m.Method, err))
	}
	return errors.Join(wrong...)
}

// ranges checks the sequences of ranges between cuts, in which every fact is once.
func (s source[M, R, F]) ranges(ctx context.Context, facts M, repo R, cuts []customer.ID, by IDOrder) error {
	if s.kind.Owner == nil {
		return nil
	}
	var scopes []customer.Scope
	for _, r := range rangesBetween(cuts) {
		for _, span := range []calendar.Span{{}, {From: Day(10), To: Day(20)}} {
			scopes = append(scopes, customer.Scope{Range: r, Span: span})
		}
		scopes = append(scopes, customer.Scope{Range: r, Customers: Customers()[:6]}, customer.Scope{Range: r, Customers: []customer.ID{"", r.From, r.To}})
	}
	return errors.Join(s.method(facts, repo).checkScopes(ctx, scopes, by)...)
}

// whole checks that the facts are there, and no others.
func (s source[M, R, F]) whole(ctx context.Context, facts M, repo R) error {
	m := s.method(facts, repo)
	return m.about(customer.Scope{}, m.checkScope(ctx, customer.Scope{}, nil))
}

// during does something while a sequence is open.
func (s source[M, R, F]) during(ctx context.Context, repo R, do func() error) error {
	for _, err := range s.each(repo, ctx, customer.Scope{}) {
		if err != nil {
			return fmt.Errorf("%s: an error: %w", s.kind.Method, err)
		}
		return do()
	}
	return do()
}

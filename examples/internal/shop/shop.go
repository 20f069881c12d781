// Package shop is the storage of the example hosts: a shop in memory, whose facts can
// be changed while it is asked. Yours is a database.
//
//	shop.go      the facts, and the repository of every wing
//	change.go    how facts come in and are changed
//	registry.go  what is held on a person, for exports and erasures
//	records.go   the same as records
package shop

import (
	"context"
	"iter"
	"maps"
	"slices"
	"sync"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/notify"
	"github.com/clientele-go/clientele/subscription"
)

// person is what the shop has on one customer. A person in the map is never written
// to: whoever changes something puts another person there (see edit), so that readers
// need no lock.
type person struct {
	profile  []customer.Customer // one; none if the shop knows what they did, but not who it was
	logins   []customer.Login
	orders   []customer.Order
	messages []customer.Message
	actions  []customer.Action
	tags     []customer.Tag
	fields   []customer.Field
	members  []subscription.Membership
	optIns   []notify.OptIn
}

// Shop is a host's storage, and the repository of every wing: they ask for the same
// facts by the same methods, so one struct serves them all.
type Shop struct {
	mu            sync.RWMutex
	people        map[customer.ID]*person // guests are the one without an ID
	notifications []notify.Notification   // nobody's; they do not change
}

// each yields the facts of one kind of those whom the scope asks for. It may yield more
// than the scope's span, since the rules look at every instant again; a database would
// leave them out. A done context is an error: half an answer must not look like a whole
// one.
func each[F any](ctx context.Context, s *Shop, scope customer.Scope, facts func(*person) *[]F) iter.Seq2[F, error] {
	return func(yield func(F, error) bool) {
		for _, p := range s.within(scope) {
			for _, f := range *facts(p) {
				if ctx.Err() == nil && !yield(f, nil) {
					return
				}
			}
		}
		if err := ctx.Err(); err != nil {
			yield(*new(F), err)
		}
	}
}

// within returns the people in a scope: everybody, unless it names some.
func (s *Shop) within(scope customer.Scope) []*person {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if scope.Customers == nil {
		return slices.Collect(maps.Values(s.people))
	}
	var all []*person
	for _, id := range slices.Compact(slices.Sorted(slices.Values(scope.Customers))) {
		if p := s.people[id]; p != nil {
			all = append(all, p)
		}
	}
	return all
}

// Snapshot gives each question one state of the shop, whatever is changed meanwhile.
// Without it, an erasure between two sequences would leave a customer without orders.
func (s *Shop) Snapshot(context.Context, int) ([]any, func() error, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return []any{&Shop{people: maps.Clone(s.people), notifications: s.notifications}}, nil, nil
}

func (s *Shop) EachCustomer(ctx context.Context, scope customer.Scope) iter.Seq2[customer.Customer, error] {
	return each(ctx, s, scope, profiles)
}

func (s *Shop) EachLogin(ctx context.Context, scope customer.Scope) iter.Seq2[customer.Login, error] {
	return each(ctx, s, scope, logins)
}

func (s *Shop) EachOrder(ctx context.Context, scope customer.Scope) iter.Seq2[customer.Order, error] {
	return each(ctx, s, scope, orders)
}

func (s *Shop) EachMessage(ctx context.Context, scope customer.Scope) iter.Seq2[customer.Message, error] {
	return each(ctx, s, scope, messages)
}

func (s *Shop) EachAction(ctx context.Context, scope customer.Scope) iter.Seq2[customer.Action, error] {
	return each(ctx, s, scope, actions)
}

func (s *Shop) EachTag(ctx context.Context, scope customer.Scope) iter.Seq2[customer.Tag, error] {
	return each(ctx, s, scope, tags)
}

func (s *Shop) EachField(ctx context.Context, scope customer.Scope) iter.Seq2[customer.Field, error] {
	return each(ctx, s, scope, fields)
}

func (s *Shop) EachMembership(ctx context.Context, scope customer.Scope) iter.Seq2[subscription.Membership, error] {
	return each(ctx, s, scope, members)
}

func (s *Shop) EachOptIn(ctx context.Context, scope customer.Scope) iter.Seq2[notify.OptIn, error] {
	return each(ctx, s, scope, optIns)
}

func (s *Shop) EachNotification(ctx context.Context, scope customer.Scope) iter.Seq2[notify.Notification, error] {
	return notify.Memory{Notifications: s.notifications}.EachNotification(ctx, scope)
}

// Notifications returns all notifications.
func (s *Shop) Notifications() []notify.Notification { return slices.Clone(s.notifications) }

// Where a person has the facts of each kind.

func profiles(p *person) *[]customer.Customer      { return &p.profile }
func logins(p *person) *[]customer.Login           { return &p.logins }
func orders(p *person) *[]customer.Order           { return &p.orders }
func messages(p *person) *[]customer.Message       { return &p.messages }
func actions(p *person) *[]customer.Action         { return &p.actions }
func tags(p *person) *[]customer.Tag               { return &p.tags }
func fields(p *person) *[]customer.Field           { return &p.fields }
func members(p *person) *[]subscription.Membership { return &p.members }
func optIns(p *person) *[]notify.OptIn             { return &p.optIns }

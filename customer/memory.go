package customer

import (
	"context"
	"fmt"
	"iter"
	"slices"

	"github.com/clientele-go/clientele/internal/base/fold"
)

// Memory is a repository in memory, written as a literal: the reference, the embedded
// default, the test double. The zero Memory is an empty shop. It yields
// everything it holds, whatever the scope's span, in the order it stands.
type Memory struct {
	Customers []Customer
	Logins    []Login
	Orders    []Order
	Messages  []Message
	Actions   []Action
}

// Format prints the fields, each by its own Format if it has one, whatever the verb.
func (m Memory) Format(f fmt.State, verb rune) {
	type fields Memory
	fmt.Fprintf(f, fmt.FormatString(f, verb), fields(m))
}

// Sorted is a Memory in customer order, made by Memory.Sorted. All processors
// answer a question about it, in memory for a few customers each. The Memory that
// it embeds is for reading: to change a fact, change the original and sort it
// again. The zero Sorted is an empty shop.
type Sorted struct {
	Memory
	held heldFacts
	cuts []ID
}

type heldFacts struct {
	customers *fold.Held[ID, Customer]
	logins    *fold.Held[ID, Login]
	orders    *fold.Held[ID, Order]
	messages  *fold.Held[ID, Message]
	actions   *fold.Held[ID, Action]
}

// Sorted puts the facts in the order of the customers' IDs, by their bytes, guests first.
// The facts of one customer keep their order. The work is shared among the processors.
// Facts that are in order already are not copied, so sorting the slices of a Sorted again
// costs next to nothing.
func (m Memory) Sorted() *Sorted {
	var h heldFacts
	fold.Together(
		func() { h.logins = fold.Sort(m.Logins, ownerOfLogin) },
		func() { h.messages = fold.Sort(m.Messages, ownerOfMessage) },
		func() { h.orders = fold.Sort(m.Orders, ownerOfOrder) },
		func() { h.customers = fold.Sort(m.Customers, ownerOfCustomer) },
		func() { h.actions = fold.Sort(m.Actions, ownerOfAction) },
	)
	return &Sorted{
		Memory{h.customers.Facts, h.logins.Facts, h.orders.Facts, h.messages.Facts, h.actions.Facts}, h,
		fold.Cuts[ID](h.customers, h.logins, h.orders, h.messages, h.actions),
	}
}

// Ranges cuts the customers into ranges whose facts fit a processor's cache,
// whatever n.
func (s *Sorted) Ranges(context.Context, int) ([]ID, func(a, b ID) int, error) {
	return s.cuts, nil, nil
}

// Snapshot returns s for each reader.
func (s *Sorted) Snapshot(_ context.Context, readers int) ([]any, func() error, error) {
	return slices.Repeat([]any{s}, readers), nil, nil
}

// near returns the facts of a scope's customers, and possibly more.
func (s *Sorted) near(scope Scope) Memory {
	if s.cuts == nil && s.held.customers == nil {
		return s.Memory
	}
	return Memory{
		s.held.customers.Near(scope.Customers), s.held.logins.Near(scope.Customers), s.held.orders.Near(scope.Customers),
		s.held.messages.Near(scope.Customers), s.held.actions.Near(scope.Customers),
	}
}

// EachCustomer yields the customers in the scope.
func (m Memory) EachCustomer(ctx context.Context, s Scope) iter.Seq2[Customer, error] {
	return Each(ctx, s, m.Customers, func(c Customer) ID { return c.ID })
}

// EachLogin yields the logins of the customers in the scope.
func (m Memory) EachLogin(ctx context.Context, s Scope) iter.Seq2[Login, error] {
	return Each(ctx, s, m.Logins, func(l Login) ID { return l.Customer })
}

// EachOrder yields the orders of the customers in the scope.
func (m Memory) EachOrder(ctx context.Context, s Scope) iter.Seq2[Order, error] {
	return Each(ctx, s, m.Orders, func(o Order) ID { return o.Customer })
}

// EachMessage yields the messages of the customers in the scope.
func (m Memory) EachMessage(ctx context.Context, s Scope) iter.Seq2[Message, error] {
	return Each(ctx, s, m.Messages, func(f Message) ID { return f.Customer })
}

// EachAction yields the actions of the customers in the scope.
func (m Memory) EachAction(ctx context.Context, s Scope) iter.Seq2[Action, error] {
	return Each(ctx, s, m.Actions, func(a Action) ID { return a.Customer })
}

// Each yields the facts of a slice that belong to the customers of the scope. It takes the
// scope's Range by bytes. owner returns the ID of the customer that a fact belongs to. Each
// is what the Memory of every wing is made of, and a start for a host's own repository. It
// looks at ctx now and then, and yields ctx's error once ctx is done.
func Each[F any](ctx context.Context, s Scope, facts []F, owner func(F) ID) iter.Seq2[F, error] {
	return func(yield func(F, error) bool) {
		var wanted map[ID]bool // nil is everybody
		if s.Customers != nil {
			wanted = make(map[ID]bool, len(s.Customers))
			for _, id := range s.Customers {
				wanted[id] = true
			}
		}
		var zero F
		for i := 0; ; i++ {
			if i%1024 == 0 && ctx.Err() != nil {
				yield(zero, ctx.Err())
				return
			}
			if i == len(facts) {
				return
			}
			if id := owner(facts[i]); !s.Range.holds(id) || wanted != nil && !wanted[id] {
				continue
			}
			if !yield(facts[i], nil) {
				return
			}
		}
	}
}

// HeldBy returns the facts of type F that a Sorted holds in order. It returns nil for any
// other repository, and for a type that a Sorted does not hold. It is for the packages of
// this library, which read facts in this form.
func HeldBy[F any](repo any) *fold.Held[ID, F] {
	s, ok := repo.(*Sorted)
	if !ok || s.held.customers == nil {
		return nil
	}
	for _, kind := range [...]any{s.held.customers, s.held.logins, s.held.orders, s.held.messages, s.held.actions} {
		if h, ok := kind.(*fold.Held[ID, F]); ok {
			return h
		}
	}
	return nil
}

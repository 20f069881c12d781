package customer

import (
	"context"
	"fmt"
	"iter"
)

// Memory is a repository in memory, as a literal: the reference, the embedded
// default, the test double. The zero Memory is an empty shop. It yields
// everything it holds, whatever the scope's span, in the order it stands.
type Memory struct {
	Customers []Customer
	Logins    []Login
	Orders    []Order
	Messages  []Message
	Actions   []Action
}

// Format prints the fields, each as it shows itself, whatever the verb.
func (m Memory) Format(f fmt.State, verb rune) {
	type fields Memory
	fmt.Fprintf(f, fmt.FormatString(f, verb), fields(m))
}

// Sorted is a Memory whose slices stand in customer order: by the bytes of the
// ID, ascending, guests first. It is folded in memory for a few customers. A
// slice that is not in order is an ErrOrder.
type Sorted struct{ Memory }

// InCustomerOrder says that it is.
func (Sorted) InCustomerOrder() bool { return true }

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

// Each yields the facts of a slice that belong to the customers of the scope;
// owner says whose a fact is. It is what the Memory of every wing is made of,
// and a start for a host's own repository. It looks at ctx now and then and
// yields its error once it is done.
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
			if wanted != nil && !wanted[owner(facts[i])] {
				continue
			}
			if !yield(facts[i], nil) {
				return
			}
		}
	}
}

package engagement

import (
	"context"
	"fmt"
	"iter"

	"github.com/clientele-go/clientele/customer"
)

// Repository is what the questions about engagement need of a host's storage.
// It owes, and may count on, what [customer.Repository] says; EachMessage and
// EachOrder are that interface's own.
//
// A fact of a guest, with the empty customer ID, is in no number.
type Repository interface {
	EachMessage(ctx context.Context, s customer.Scope) iter.Seq2[customer.Message, error]
	EachOrder(ctx context.Context, s customer.Scope) iter.Seq2[customer.Order, error]

	// EachTag yields the tags. They have no date and are needed whatever the
	// span.
	EachTag(ctx context.Context, s customer.Scope) iter.Seq2[customer.Tag, error]

	// EachField yields the custom fields, every value with its own time.
	EachField(ctx context.Context, s customer.Scope) iter.Seq2[customer.Field, error]
}

// Memory is a repository in memory, as a literal: the reference, the embedded
// default, the test double. The zero Memory has nothing. It yields everything
// it holds, whatever the scope's span, in the order it stands.
type Memory struct {
	Messages []customer.Message
	Orders   []customer.Order
	Tags     []customer.Tag
	Fields   []customer.Field
}

// Format prints the fields, each as it shows itself, whatever the verb.
func (m Memory) Format(f fmt.State, verb rune) {
	type fields Memory
	fmt.Fprintf(f, fmt.FormatString(f, verb), fields(m))
}

// Sorted is a Memory whose slices stand in customer order: by the bytes of the
// ID, ascending, guests first. It is folded in memory for a few customers. A
// slice that is not in order is a customer.ErrOrder.
type Sorted struct{ Memory }

// InCustomerOrder says that it is.
func (Sorted) InCustomerOrder() bool { return true }

// EachMessage yields the messages of the customers in the scope.
func (m Memory) EachMessage(ctx context.Context, s customer.Scope) iter.Seq2[customer.Message, error] {
	return customer.Each(ctx, s, m.Messages, func(f customer.Message) customer.ID { return f.Customer })
}

// EachOrder yields the orders of the customers in the scope.
func (m Memory) EachOrder(ctx context.Context, s customer.Scope) iter.Seq2[customer.Order, error] {
	return customer.Each(ctx, s, m.Orders, func(o customer.Order) customer.ID { return o.Customer })
}

// EachTag yields the tags of the customers in the scope.
func (m Memory) EachTag(ctx context.Context, s customer.Scope) iter.Seq2[customer.Tag, error] {
	return customer.Each(ctx, s, m.Tags, func(t customer.Tag) customer.ID { return t.Customer })
}

// EachField yields the custom fields of the customers in the scope.
func (m Memory) EachField(ctx context.Context, s customer.Scope) iter.Seq2[customer.Field, error] {
	return customer.Each(ctx, s, m.Fields, func(f customer.Field) customer.ID { return f.Customer })
}

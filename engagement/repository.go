package engagement

import (
	"context"
	"fmt"
	"iter"
	"slices"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/internal/base/fold"
)

// Repository is what the questions about engagement need of a host's storage. The
// contract is that of [customer.Repository], whose EachMessage, EachOrder, EachLogin
// and EachAction it shares.
//
// A fact of a guest, with the empty customer ID, is in no number.
type Repository interface {
	EachMessage(ctx context.Context, s customer.Scope) iter.Seq2[customer.Message, error]
	EachOrder(ctx context.Context, s customer.Scope) iter.Seq2[customer.Order, error]

	// EachLogin and EachAction are asked for only if the query's Interaction is Any
	// (E1).
	EachLogin(ctx context.Context, s customer.Scope) iter.Seq2[customer.Login, error]
	EachAction(ctx context.Context, s customer.Scope) iter.Seq2[customer.Action, error]

	// EachTag yields the tags. They have no date and are needed whatever the
	// span.
	EachTag(ctx context.Context, s customer.Scope) iter.Seq2[customer.Tag, error]

	// EachField yields the custom fields, every value with its own time.
	EachField(ctx context.Context, s customer.Scope) iter.Seq2[customer.Field, error]
}

// Memory is a repository in memory, written as a literal: the reference, and a
// double for tests. If you have no facts of some kind, embed Memory and write the
// other methods. The zero Memory has no facts. Memory yields its facts in the order
// of the slices, whatever the scope's Span.
type Memory struct {
	Messages []customer.Message
	Orders   []customer.Order
	Tags     []customer.Tag
	Fields   []customer.Field
	Logins   []customer.Login
	Actions  []customer.Action
}

// Format prints the fields, each by its own Format if it has one, whatever the verb.
func (m Memory) Format(f fmt.State, verb rune) {
	type fields Memory
	fmt.Fprintf(f, fmt.FormatString(f, verb), fields(m))
}

// Sorted is a Memory in the order of the customer IDs, made by Memory.Sorted. It is
// read by all processors, a few customers at a time. Do not change the Memory that
// it embeds. The zero Sorted has no facts.
type Sorted struct {
	Memory
	held heldFacts
	cuts []customer.ID
}

type heldFacts struct {
	messages *fold.Held[customer.ID, customer.Message]
	orders   *fold.Held[customer.ID, customer.Order]
	tags     *fold.Held[customer.ID, customer.Tag]
	fields   *fold.Held[customer.ID, customer.Field]
	logins   *fold.Held[customer.ID, customer.Login]
	actions  *fold.Held[customer.ID, customer.Action]
}

// Sorted puts the facts in the order of their customers, as customer.Memory.Sorted
// does. Slices of another package's Sorted are in order already and are shared, not
// copied.
func (m Memory) Sorted() *Sorted {
	var h heldFacts
	fold.Together(
		func() { h.messages = fold.Sort(m.Messages, ownerOfMessage) },
		func() { h.fields = fold.Sort(m.Fields, ownerOfField) },
		func() { h.orders = fold.Sort(m.Orders, ownerOfOrder) },
		func() { h.tags = fold.Sort(m.Tags, ownerOfTag) },
		func() { h.logins = fold.Sort(m.Logins, ownerOfLogin) },
		func() { h.actions = fold.Sort(m.Actions, ownerOfAction) },
	)
	return &Sorted{
		Memory{h.messages.Facts, h.orders.Facts, h.tags.Facts, h.fields.Facts, h.logins.Facts, h.actions.Facts}, h,
		fold.Cuts[customer.ID](h.messages, h.orders, h.tags, h.fields, h.logins, h.actions),
	}
}

// heldBy returns the facts of a repository that has them sorted in memory.
func heldBy(repo Repository) *heldFacts {
	if s, ok := repo.(*Sorted); ok {
		return &s.held
	}
	return &heldFacts{}
}

// Ranges cuts the customers into ranges whose facts fit a processor's cache,
// whatever n.
func (s *Sorted) Ranges(context.Context, int) ([]customer.ID, func(a, b customer.ID) int, error) {
	return s.cuts, nil, nil
}

// Snapshot returns s for each reader.
func (s *Sorted) Snapshot(_ context.Context, readers int) ([]any, func() error, error) {
	return slices.Repeat([]any{s}, readers), nil, nil
}

// EachMessage yields the messages of the customers in the scope.
func (m Memory) EachMessage(ctx context.Context, s customer.Scope) iter.Seq2[customer.Message, error] {
	return customer.Each(ctx, s, m.Messages, func(f customer.Message) customer.ID { return f.Customer })
}

// EachOrder yields the orders of the customers in the scope.
func (m Memory) EachOrder(ctx context.Context, s customer.Scope) iter.Seq2[customer.Order, error] {
	return customer.Each(ctx, s, m.Orders, func(o customer.Order) customer.ID { return o.Customer })
}

// EachLogin yields the logins of the customers in the scope.
func (m Memory) EachLogin(ctx context.Context, s customer.Scope) iter.Seq2[customer.Login, error] {
	return customer.Each(ctx, s, m.Logins, func(l customer.Login) customer.ID { return l.Customer })
}

// EachAction yields the actions of the customers in the scope.
func (m Memory) EachAction(ctx context.Context, s customer.Scope) iter.Seq2[customer.Action, error] {
	return customer.Each(ctx, s, m.Actions, func(a customer.Action) customer.ID { return a.Customer })
}

// EachTag yields the tags of the customers in the scope.
func (m Memory) EachTag(ctx context.Context, s customer.Scope) iter.Seq2[customer.Tag, error] {
	return customer.Each(ctx, s, m.Tags, func(t customer.Tag) customer.ID { return t.Customer })
}

// EachField yields the custom fields of the customers in the scope.
func (m Memory) EachField(ctx context.Context, s customer.Scope) iter.Seq2[customer.Field, error] {
	return customer.Each(ctx, s, m.Fields, func(f customer.Field) customer.ID { return f.Customer })
}

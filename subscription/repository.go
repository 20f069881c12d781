package subscription

import (
	"context"
	"fmt"
	"iter"
	"time"

	"github.com/clientele-go/clientele/customer"
)

// Member is one act of joining: the customer became a member of a channel. A
// customer who joins a channel again is another Member, with another time. The
// same customer, channel and time twice is one.
//
// A Member is the person's own act (U6), because one that is dated after an
// unsubscribe is a return. An import, a sync or a restored list is no act of
// the person: a repository gives such a membership the time at which the person
// joined, or none, and never the time of the import.
type Member struct {
	Customer customer.ID      // empty for a guest, who is in no number
	Channel  customer.Channel // compared byte for byte (U3)
	JoinedAt time.Time        // zero is unknown: it precedes everything (U5, T7)
}

// Repository is what the questions about subscriptions need of a host's
// storage. It owes, and may count on, what [customer.Repository] says.
//
// A Member or Field of a guest, with the empty customer ID, is in no number.
type Repository interface {
	// EachMember yields the acts of joining, all that the person did and
	// nothing else (U6).
	EachMember(ctx context.Context, s customer.Scope) iter.Seq2[Member, error]

	// EachField yields the custom fields. Only those that mark an unsubscribe
	// matter (U1), so a storage may leave out the others, but it need not.
	// All values that a field ever had count, each with its own time: a later
	// explicit no does not take an unsubscribe back (U6).
	EachField(ctx context.Context, s customer.Scope) iter.Seq2[customer.Field, error]
}

// Memory is a repository in memory, as a literal: the reference, the embedded
// default, the test double. The zero Memory has nobody. It yields everything
// it holds, whatever the scope's span, in the order it stands.
type Memory struct {
	Members []Member         // the acts of joining
	Fields  []customer.Field // the custom fields, marking or not
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

// EachMember yields the acts of joining of the customers in the scope.
func (m Memory) EachMember(ctx context.Context, s customer.Scope) iter.Seq2[Member, error] {
	return customer.Each(ctx, s, m.Members, func(f Member) customer.ID { return f.Customer })
}

// EachField yields the custom fields of the customers in the scope.
func (m Memory) EachField(ctx context.Context, s customer.Scope) iter.Seq2[customer.Field, error] {
	return customer.Each(ctx, s, m.Fields, func(f customer.Field) customer.ID { return f.Customer })
}

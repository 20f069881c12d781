package subscription

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/internal/base/fold"
)

// Membership is one act of joining: the customer became a member of a channel. A
// customer who joins a channel again is another Membership, with another time. The
// same customer, channel and time twice is one.
//
// A Membership is the person's own act (U6), because a Membership dated after an
// unsubscribe is a return. An import, a sync or a restored list is no act of the
// person: give such a membership the time at which the person joined, or none, and
// never the time of the import.
type Membership struct {
	Customer customer.ID      // empty for a guest, who is in no number
	Channel  customer.Channel // compared byte for byte (U3)
	JoinedAt time.Time        // zero means unknown: it precedes everything (U5, T7)
}

// Repository is what the questions about subscriptions need of a host's storage.
// The contract is that of [customer.Repository].
//
// A Membership or Field of a guest, with the empty customer ID, is in no number.
type Repository interface {
	// EachMembership yields the acts of joining, all that the person did and
	// nothing else (U6).
	EachMembership(ctx context.Context, s customer.Scope) iter.Seq2[Membership, error]

	// EachField yields the custom fields. Only fields that mark an unsubscribe
	// matter (U1); a storage may leave out the others, if the host asks with no Words
	// of its own. All values that a field ever had count, each with its own time: a
	// later explicit no does not take an unsubscribe back (U6).
	EachField(ctx context.Context, s customer.Scope) iter.Seq2[customer.Field, error]
}

// Memory is a repository in memory, written as a literal: the reference, and a
// double for tests. If you have no facts of some kind, embed Memory and write the
// other methods. The zero Memory has no facts. Memory yields its facts in the order
// of the slices, whatever the scope's Span.
type Memory struct {
	Memberships []Membership     // the acts of joining
	Fields      []customer.Field // the custom fields, marking or not
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
	members *fold.Held[customer.ID, Membership]
	fields  *fold.Held[customer.ID, customer.Field]
}

// Sorted puts the facts in the order of their customers, as customer.Memory.Sorted
// does. Slices of another package's Sorted are in order already and are shared, not
// copied.
func (m Memory) Sorted() *Sorted {
	var h heldFacts
	fold.Together(
		func() { h.members = fold.Sort(m.Memberships, ownerOfMember) },
		func() { h.fields = fold.Sort(m.Fields, ownerOfField) },
	)
	return &Sorted{Memory{h.members.Facts, h.fields.Facts}, h, fold.Cuts[customer.ID](h.members, h.fields)}
}

// heldBy returns the facts of a repository that has them sorted in memory. For a
// question about some customers it returns none: that question calls the methods.
func heldBy(repo Repository, s customer.Scope) *heldFacts {
	if sorted, ok := repo.(*Sorted); ok && s.Customers == nil {
		return &sorted.held
	}
	return &heldFacts{}
}

// narrowed returns the repository to ask. If it is sorted in memory, that is the part
// with the scope's customers.
func narrowed(repo Repository, s customer.Scope) Repository {
	if sorted, ok := repo.(*Sorted); ok && sorted.held.members != nil {
		return Memory{sorted.held.members.Near(s.Customers), sorted.held.fields.Near(s.Customers)}
	}
	return repo
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

// EachMembership yields the acts of joining of the customers in the scope.
func (m Memory) EachMembership(ctx context.Context, s customer.Scope) iter.Seq2[Membership, error] {
	return customer.Each(ctx, s, m.Memberships, func(f Membership) customer.ID { return f.Customer })
}

// EachField yields the custom fields of the customers in the scope.
func (m Memory) EachField(ctx context.Context, s customer.Scope) iter.Seq2[customer.Field, error] {
	return customer.Each(ctx, s, m.Fields, func(f customer.Field) customer.ID { return f.Customer })
}

package notify

import (
	"context"
	"iter"
	"slices"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/internal/base/fold"
)

// OptIn is one opt-in of a customer to a notification, with the token that it gave.
// Opting in again, renewing and resuming are OptIns of their own. The same OptIn
// twice counts once.
type OptIn struct {
	Notification NotificationID // one that EachNotification yields
	Customer     customer.ID    // empty for a guest, who is in no number

	SubscribedAt time.Time // zero means unknown: earlier than every other (N6), and known at every AsOf (T7)
	ExpiresAt    time.Time // when the token expires; zero means never (N4)
	StoppedAt    time.Time // when the customer stopped the notification; zero means not stopped

	Token Token // zero means unknown
}

// Repository is what the questions about notifications need of a host's storage.
// The contract is that of [customer.Repository].
//
// An OptIn of a guest, with the empty customer ID, is in no number.
type Repository interface {
	// EachNotification yields the notifications. They belong to no customer and
	// have no date, so all of them are needed, whatever the scope. A question
	// reads them once, before the opt-ins.
	EachNotification(ctx context.Context, s customer.Scope) iter.Seq2[Notification, error]

	// EachOptIn yields the opt-ins. The scope's Span is about SubscribedAt alone,
	// so an opt-in at an unknown time is always needed, whenever it expires or
	// was stopped.
	EachOptIn(ctx context.Context, s customer.Scope) iter.Seq2[OptIn, error]
}

// Memory is a repository in memory, written as a literal: the reference, and a
// double for tests. If you have no facts of some kind, embed Memory and write the
// other methods. The zero Memory has no facts. Memory yields its facts in the order
// of the slices, whatever the scope's Span.
type Memory struct {
	Notifications []Notification // each ID once
	OptIns        []OptIn        // all there ever were, not only the latest
}

// Sorted is a Memory in the order of the customer IDs, made by Memory.Sorted. It is
// read by all processors, a few customers at a time. Do not change the Memory that
// it embeds. The zero Sorted has no facts.
type Sorted struct {
	Memory
	optIns *fold.Held[customer.ID, OptIn]
	cuts   []customer.ID
}

// Sorted puts the opt-ins in the order of their customers, as customer.Memory.Sorted
// does.
func (m Memory) Sorted() *Sorted {
	h := fold.Sort(m.OptIns, ownerOfOptIn)
	return &Sorted{Memory{m.Notifications, h.Facts}, h, fold.Cuts[customer.ID](h)}
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

// EachNotification yields the notifications.
func (m Memory) EachNotification(ctx context.Context, _ customer.Scope) iter.Seq2[Notification, error] {
	nobodys := func(Notification) customer.ID { return "" }
	return customer.Each(ctx, customer.Scope{}, m.Notifications, nobodys)
}

// EachOptIn yields the opt-ins of the customers in the scope.
func (m Memory) EachOptIn(ctx context.Context, s customer.Scope) iter.Seq2[OptIn, error] {
	return customer.Each(ctx, s, m.OptIns, func(o OptIn) customer.ID { return o.Customer })
}

package notify

import (
	"context"
	"iter"
	"time"

	"github.com/clientele-go/clientele/customer"
)

// OptIn is one opt-in of a customer to a notification, with the token that it
// gave. To opt in again, to renew and to resume are OptIns of their own. The
// same one twice counts once.
type OptIn struct {
	Notification NotificationID // one that EachNotification yields
	Customer     customer.ID    // empty for a guest, who is in no number

	SubscribedAt time.Time // zero is unknown: earlier than every other (N6), and known at every AsOf (T7)
	ExpiresAt    time.Time // when the token expires; zero is never (N4)
	StoppedAt    time.Time // when the customer stopped the notification; zero is not stopped

	Token Token // zero is unknown
}

// Repository is what the questions about notifications need of a host's
// storage. It owes, and may count on, what [customer.Repository] says.
//
// An OptIn of a guest, with the empty customer ID, is in no number.
type Repository interface {
	// EachNotification yields the notifications. They belong to no customer and
	// have no date, so all of them are needed whatever the scope, and in any
	// order, also from a repository that promises customer order.
	EachNotification(ctx context.Context, s customer.Scope) iter.Seq2[Notification, error]

	// EachOptIn yields the opt-ins. The instant that the scope's span is about
	// is SubscribedAt alone, so an opt-in at an unknown time is always needed,
	// whenever it expires or was stopped.
	EachOptIn(ctx context.Context, s customer.Scope) iter.Seq2[OptIn, error]
}

// Memory is a repository in memory, as a literal: the reference, the embedded
// default, the test double. The zero Memory has nothing. It yields everything
// it holds, whatever the scope's span, in the order it stands.
type Memory struct {
	Notifications []Notification // each ID once
	OptIns        []OptIn        // every one ever, not only the latest
}

// Sorted is a Memory whose opt-ins stand in customer order: by the bytes of the
// ID, ascending, guests first. It is folded in memory for a few customers. If
// they are not in order that is a customer.ErrOrder.
type Sorted struct{ Memory }

// InCustomerOrder says that it is.
func (Sorted) InCustomerOrder() bool { return true }

// EachNotification yields the notifications.
func (m Memory) EachNotification(ctx context.Context, _ customer.Scope) iter.Seq2[Notification, error] {
	nobodys := func(Notification) customer.ID { return "" }
	return customer.Each(ctx, customer.Scope{}, m.Notifications, nobodys)
}

// EachOptIn yields the opt-ins of the customers in the scope.
func (m Memory) EachOptIn(ctx context.Context, s customer.Scope) iter.Seq2[OptIn, error] {
	return customer.Each(ctx, s, m.OptIns, func(o OptIn) customer.ID { return o.Customer })
}

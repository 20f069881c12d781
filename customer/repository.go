package customer

import (
	"context"
	"iter"

	"github.com/clientele-go/clientele/customer/calendar"
)

// Repository is what the questions about customers need of a host's storage.
//
// What a repository owes:
//   - It yields every fact that the scope asks for, in any order. It may yield
//     more than asked for, but nothing outside the Range; it must not yield less,
//     nor the same fact twice.
//   - On failure it yields the error once, with a zero fact, and stops.
//   - In place of a fact that it cannot make, such as one of a row with a word that it
//     does not know, it may yield a *FactError, as it is and with a zero fact, and go
//     on. Unless Run.LeaveOut takes it, it is the answer's error.
//   - When ctx is done it stops soon and yields ctx's error.
//   - A guest's fact, one of somebody the host keeps no customer for, has the
//     empty customer ID.
//
// What it may count on: a sequence is ranged over at most once and may be left
// early. One sequence is over before the next one begins, so a repository needs
// one connection. Only a Snapshotter is read by several workers.
//
// If you have no facts of some kind, embed Memory and write the other methods.
type Repository interface {
	EachCustomer(ctx context.Context, s Scope) iter.Seq2[Customer, error]
	EachLogin(ctx context.Context, s Scope) iter.Seq2[Login, error]
	EachOrder(ctx context.Context, s Scope) iter.Seq2[Order, error]
	EachMessage(ctx context.Context, s Scope) iter.Seq2[Message, error]
	EachAction(ctx context.Context, s Scope) iter.Seq2[Action, error]
}

// Scope tells a repository which facts a question needs, so that it can leave
// out the others. Except for the Range, it is only a hint: a repository may
// yield more facts than the scope asks for, because the rules check each of them
// again. The zero Scope asks for everything.
type Scope struct {
	// Customers asks for the facts of these customers only. Nil asks for
	// everyone's, guests included.
	Customers []ID

	// Range asks for the facts of the customers in a range of IDs, and of nobody
	// else. It is zero, which is everybody, unless the repository is a Ranger.
	Range Range

	// Span asks only for facts with an instant in it, and for undated facts.
	// It asks for an order if the order was placed, paid or refunded within the
	// span, or if neither the time of placing nor that of payment is known; when
	// it was voided does not matter. An order always comes whole, with all its
	// refunds. A span never excludes customers.
	//
	// The ends are nanoseconds. A storage with a coarser clock rounds both ends
	// up to its resolution (T4). They can lie in any year, also in one that the
	// storage's clock does not reach.
	Span calendar.Span
}

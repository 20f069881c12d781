package lifecycle

import (
	"context"
	"iter"

	"github.com/clientele-go/clientele/customer"
)

// Repository is what the questions of this package need of a host's storage. Its contract
// is that of customer.Repository, which every customer.Repository keeps. A question calls
// EachCustomer, and of the others only those for the kinds of facts that it asks about.
type Repository interface {
	EachCustomer(ctx context.Context, s customer.Scope) iter.Seq2[customer.Customer, error]
	EachLogin(ctx context.Context, s customer.Scope) iter.Seq2[customer.Login, error]
	EachOrder(ctx context.Context, s customer.Scope) iter.Seq2[customer.Order, error]
	EachMessage(ctx context.Context, s customer.Scope) iter.Seq2[customer.Message, error]
}

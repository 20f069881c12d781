package value

import (
	"context"
	"iter"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/internal/base/question"
)

// Repository is what the questions of this package need of a host's storage. Its contract
// is that of customer.Repository, which every customer.Repository keeps.
type Repository interface {
	EachCustomer(ctx context.Context, s customer.Scope) iter.Seq2[customer.Customer, error]
	EachOrder(ctx context.Context, s customer.Scope) iter.Seq2[customer.Order, error]
}

// ErrQuery reports a query with a value that its field cannot have. It is a
// customer.ErrQuery. A bad fact is a customer.ErrFact.
var ErrQuery error = question.Invalid("value")

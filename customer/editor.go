package customer

import (
	"context"
	"fmt"
	"slices"
)

// Editor is how a host lets the library change its customers (L6, L7). The
// library reads through a Repository and changes nothing but through an Editor,
// which is given where something is to be changed.
//
// What an editor owes:
//   - SetFavorite marks a customer as a favourite, or takes the mark away. If the
//     customer is marked so already, it changes nothing and returns nil.
//   - DeleteAccount deletes a customer and every fact of theirs. What the law
//     makes a host keep, such as an order, may stay as it is. Package gdpr's
//     Accounts does it with a journal and a receipt.
//   - If no customer has the ID, the error wraps ErrNotFound. That holds for the
//     empty ID and for a deleted customer. IDs are compared byte for byte.
//   - Once a call has returned nil, every reader sees the change. After an error
//     the change may have been made or not, and the call can be repeated. If ctx
//     is done, the error is ctx's.
//   - Nobody else changes, guests included.
//   - Errors hold nothing of a person but the ID (G6). If the host does not allow
//     the action, the error wraps errors.ErrUnsupported.
//
// What it may count on: one call at a time for one bulk action. The kit in
// package customertest checks whether an editor keeps its contract.
type Editor interface {
	SetFavorite(ctx context.Context, id ID, favorite bool) error
	DeleteAccount(ctx context.Context, id ID) error
}

// MemoryEditor edits a Memory: the reference, and for tests. It changes the slices of the
// Memory and never what they hold. So a sequence that is being ranged over, and a copy of
// the Memory, stay as they were. It is not safe for concurrent use.
type MemoryEditor struct{ Memory *Memory }

// SetFavorite marks the customer, or takes the mark away.
func (e MemoryEditor) SetFavorite(ctx context.Context, id ID, favorite bool) error {
	i, err := e.find(ctx, id)
	if err != nil {
		return err
	}
	if m := e.Memory; m.Customers[i].Favorite != favorite {
		m.Customers = slices.Clone(m.Customers)
		m.Customers[i].Favorite = favorite
	}
	return nil
}

// DeleteAccount deletes the customer and every fact of theirs.
func (e MemoryEditor) DeleteAccount(ctx context.Context, id ID) error {
	if _, err := e.find(ctx, id); err != nil {
		return err
	}
	m := e.Memory
	m.Logins = without(m.Logins, func(l Login) bool { return l.Customer == id })
	m.Orders = without(m.Orders, func(o Order) bool { return o.Customer == id })
	m.Messages = without(m.Messages, func(f Message) bool { return f.Customer == id })
	m.Actions = without(m.Actions, func(a Action) bool { return a.Customer == id })
	m.Customers = without(m.Customers, func(c Customer) bool { return c.ID == id })
	return nil
}

// find returns the index of a customer.
func (e MemoryEditor) find(ctx context.Context, id ID) (int, error) {
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	if e.Memory != nil && id != "" {
		if i := slices.IndexFunc(e.Memory.Customers, func(c Customer) bool { return c.ID == id }); i >= 0 {
			return i, nil
		}
	}
	return 0, fmt.Errorf("%w: %q", ErrNotFound, string(id))
}

// without returns a new slice of the facts for which gone is false.
func without[F any](facts []F, gone func(F) bool) []F {
	return slices.DeleteFunc(slices.Clone(facts), gone)
}

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
//   - SetFavorite marks a customer as a favourite, or takes the mark away. To
//     set what is set is no error and changes nothing.
//   - DeleteAccount deletes a customer and every fact of theirs. What the law
//     makes a host keep, such as an order, may stay as it is. Package gdpr's
//     Accounts does it with a journal and a receipt.
//   - An ID that no customer has is an error that wraps ErrNotFound: the empty
//     ID, and one that was deleted, too. IDs are compared byte for byte.
//   - After nil the change is there for whoever reads. After an error it may be
//     there or not, and the same call can be made again. A done ctx is ctx's
//     error.
//   - Nobody else, guests included, changes by it.
//   - Errors hold nothing of a person but the ID (G6). What a host does not let
//     anybody do is an error that wraps errors.ErrUnsupported.
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

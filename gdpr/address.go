package gdpr

import (
	"context"
	"iter"

	"github.com/clientele-go/clientele/customer"
)

// Customers are all customers of a host. A registry learns from them whether an address is
// one customer's alone (G3). A customer.Repository is one. If in the host's storage no two
// customers can have one address, use an empty customer.Memory.
//
// Each question about a subject with an address reads all customers, unless
// Customers is a [CustomersByEmail].
type Customers interface {
	EachCustomer(ctx context.Context, s customer.Scope) iter.Seq2[customer.Customer, error]
}

// CustomersByEmail is Customers with an index on the address. EachCustomerWithEmail
// yields at least the customers whose address has the key of email (I4).
type CustomersByEmail interface {
	Customers
	EachCustomerWithEmail(ctx context.Context, email customer.Email) iter.Seq2[customer.Customer, error]
}

// settleAddress drops the subject's address if it is another customer's too, who was not
// erased since: what is held under it is theirs (G3, G4). It returns the hashes of the
// subject's own ID by which the address was lifted for it (see SignUp).
func (r *Registry) settleAddress(ctx context.Context, s *Subject) (own []KeyedHash, err error) {
	if s.Email.Key() == "" {
		return nil, nil
	}
	own, theirs, err := r.lifted(ctx, *s)
	if err == nil && !theirs {
		theirs, err = r.shared(ctx, *s)
	}
	if err != nil {
		return nil, err
	}
	if theirs {
		s.Email = ""
	}
	return own, nil
}

// shared reports whether another customer has the subject's address.
func (r *Registry) shared(ctx context.Context, s Subject) (bool, error) {
	if r.Customers == nil {
		return false, ErrCustomers
	}
	open := func() iter.Seq2[customer.Customer, error] {
		if indexed, ok := r.Customers.(CustomersByEmail); ok {
			return indexed.EachCustomerWithEmail(ctx, s.Email)
		}
		return r.Customers.EachCustomer(ctx, customer.Scope{})
	}
	for c, err := range walk(ctx, "reading customers", "", open, func(*customer.Customer) error { return nil }) {
		if err != nil {
			return false, err
		}
		if c.ID == s.ID || c.Email.Key() != s.Email.Key() {
			continue
		}
		erased, err := r.wasErased(ctx, c.ID)
		if err != nil || !erased {
			return err == nil, err
		}
	}
	return false, nil
}

// wasErased reports whether a customer was erased, who is there again out of a
// backup, or is being erased. Without stores nobody was.
func (r *Registry) wasErased(ctx context.Context, id customer.ID) (bool, error) {
	if r.stores() != nil {
		return false, nil
	}
	ids, err := r.Keys.ids(Subject{ID: id})
	if err != nil {
		return false, err
	}
	found, err := findTombstones(ctx, r.Tombstones, ids...)
	return len(found) > 0, err
}

package gdpr

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
)

// ErrAccounts says that Accounts lacks something that deleting an account needs.
var ErrAccounts = errors.New("gdpr: deleting accounts needs a registry with customers, request IDs and somewhere for receipts")

// Accounts is a customer.Editor that deletes accounts by erasure (L7, G3): with
// a journal, tombstones and a receipt, so that an interrupted deletion can be
// resumed. Write one as a literal, for one action:
//
//	editor := gdpr.Accounts{Registry: registry, At: now, …}
//	for done, err := range selection.DeleteAccounts(ctx, repo, q, editor) { … }
//
// No error holds personal data, nor the customer's ID (G6); the BulkOutcome of a bulk
// action has the ID. A panic of what the host brings is ErrPanic, as in the registry, so
// it keeps no other customer from being deleted.
//
// The address that the registry's Customers have for the ID is erased and suppressed
// along with it, unless another customer has it too (G3).
type Accounts struct {
	Registry *Registry // with keys, a journal, tombstones and all customers
	At       time.Time // when it is carried out; nothing reads a clock

	// Request gives a new request its ID, before anything is erased. It is not
	// asked if an erasure of the customer has begun and is not finished: that one
	// goes on, under its own ID.
	Request func(ctx context.Context, s Subject) (Name, error)

	// Receipt gets the receipt of every erasure that is finished, also after ctx
	// is done. Its error is a ReceiptError, which has the receipt.
	Receipt func(ctx context.Context, r Receipt) error

	// Favorite marks a customer as a favourite, or takes the mark away, by the
	// contract of customer.Editor. It is called while the registry holds the
	// subject, so it must not call the registry. Nil supports no favourites.
	Favorite func(ctx context.Context, id customer.ID, favorite bool) error
}

var _ customer.Editor = Accounts{}

// ReceiptError says that a person is erased, verified, and that the receipt could not be
// handed over. It has the receipt. If it is lost, Erase with the same Request returns it
// again.
type ReceiptError struct {
	Receipt Receipt
	cause   func() error
}

// Error names the request.
func (e *ReceiptError) Error() string {
	return fmt.Sprintf("gdpr: the subject of request %q is erased, but its receipt was not taken", string(e.Receipt.Request()))
}

// Is finds the cause.
func (e *ReceiptError) Is(target error) bool { return e.cause != nil && errors.Is(e.cause(), target) }

// As finds the cause.
func (e *ReceiptError) As(target any) bool { return e.cause != nil && errors.As(e.cause(), target) }

// DeleteAccount erases a customer and hands over the receipt. After an error it can be
// called again, also when the customer is found no more: an erasure that has begun goes on
// (G4). A customer who was never there, or is erased, is customer.ErrNotFound. A customer
// who was erased and is there again, as after a restored backup, is erased again.
//
// The errors are ErrAccounts, a *ReceiptError, and those of Erase, of the customers and of
// Request, as an Error.
func (a Accounts) DeleteAccount(ctx context.Context, id customer.ID) error {
	if err := a.check(); err != nil {
		return err
	}
	open, err := a.unfinished(ctx, Subject{ID: id})
	if err != nil {
		return err
	}
	resumed := 0
	for _, request := range open {
		switch done, err := a.resume(ctx, request); {
		case err != nil:
			return err
		case done:
			resumed++
		}
	}
	if resumed > 0 {
		return nil
	}
	return a.begin(ctx, id)
}

// Resume goes on with every request that is not finished, whatever it is about, and hands
// over the receipts. Call it when a host starts. One failure does not keep the others from
// being erased; the error joins all of them.
func (a Accounts) Resume(ctx context.Context) error {
	if err := a.check(); err != nil {
		return err
	}
	open, err := a.Registry.Unfinished(ctx)
	if err != nil {
		return err
	}
	var failed []error
	for _, request := range open {
		_, err := a.resume(ctx, request)
		failed = append(failed, err)
	}
	return errors.Join(failed...)
}

// SetFavorite marks a customer as a favourite, or takes the mark away. If the customer was
// erased, it returns an error that wraps customer.ErrNotFound and ErrSuppressed (G5),
// whatever the host still has.
func (a Accounts) SetFavorite(ctx context.Context, id customer.ID, favorite bool) error {
	if a.Favorite == nil {
		return fmt.Errorf("gdpr: setting favourites: %w", errors.ErrUnsupported)
	}
	if err := a.check(); err != nil {
		return err
	}
	if id == "" {
		return customer.ErrNotFound
	}
	err := a.Registry.Guard().Admit(ctx, Subject{ID: id}, func() error {
		return fail("setting a favourite", "", guarded(func() error { return a.Favorite(ctx, id, favorite) }))
	})
	if errors.Is(err, ErrSuppressed) {
		return fmt.Errorf("%w: %w", customer.ErrNotFound, err)
	}
	return err
}

func (a Accounts) check() error {
	if a.Registry == nil || a.Registry.Customers == nil || a.Request == nil || a.Receipt == nil {
		return ErrAccounts
	}
	if err := calendar.Check(a.At, nil); err != nil {
		return err
	}
	return a.Registry.stores()
}

// begin erases a customer under a new request.
func (a Accounts) begin(ctx context.Context, id customer.ID) error {
	s, err := a.subject(ctx, id)
	if err != nil {
		return err
	}
	var request Name
	err = guarded(func() (err error) { request, err = a.Request(ctx, s); return err })
	if err != nil {
		return fail("numbering a request", "", err)
	}
	receipt, err := a.Registry.Erase(ctx, Request{request, s, a.At})
	if err != nil {
		return err
	}
	return a.handOver(ctx, receipt)
}

// resume goes on with a request; not done is one that was finished meanwhile.
func (a Accounts) resume(ctx context.Context, request Name) (done bool, err error) {
	receipt, err := a.Registry.Resume(ctx, request, a.At)
	var failed *Error // of a holder, whatever it wraps
	if errors.Is(err, ErrNotFound) && !errors.As(err, &failed) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return true, a.handOver(ctx, receipt)
}

func (a Accounts) handOver(ctx context.Context, r Receipt) error {
	err := guarded(func() error { return a.Receipt(context.WithoutCancel(ctx), r) })
	if err != nil {
		return &ReceiptError{r, func() error { return err }}
	}
	return nil
}

// unfinished returns the requests about a subject's ID that are not finished.
// If the subject has no tombstone, they were erased nowhere, and the journal is
// not asked.
func (a Accounts) unfinished(ctx context.Context, s Subject) ([]Name, error) {
	ids, err := a.Registry.Keys.ids(s)
	if err != nil {
		return nil, err
	}
	buried, err := findTombstones(ctx, a.Registry.Tombstones, ids...)
	if err != nil || len(buried) == 0 {
		return nil, err
	}
	var open []Name
	for e, err := range a.Registry.entries(ctx) {
		if err != nil {
			return nil, err
		}
		if e.Open() && slices.Contains(ids, e.Subject) {
			open = append(open, e.Request)
		}
	}
	return open, nil
}

// subject returns a customer as the subject of a request.
func (a Accounts) subject(ctx context.Context, id customer.ID) (Subject, error) {
	open := func() iter.Seq2[customer.Customer, error] {
		return a.Registry.Customers.EachCustomer(ctx, customer.Scope{Customers: []customer.ID{id}})
	}
	found := Subject{}
	for c, err := range walk(ctx, "reading customers", "", open, func(*customer.Customer) error { return nil }) {
		if err != nil {
			return Subject{}, err
		}
		if c.ID == id {
			found = Subject{c.ID, c.Email}
		}
	}
	if found.ID == "" {
		return Subject{}, customer.ErrNotFound
	}
	return found, nil
}

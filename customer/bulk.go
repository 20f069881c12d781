package customer

import (
	"context"
	"errors"
	"fmt"
	"iter"

	"github.com/clientele-go/clientele/internal/base/redact"
)

// BulkOutcome is what became of one customer of a bulk action (L6), and how far the action is.
type BulkOutcome struct {
	ID       ID
	Position int // 1 for the first customer, Total for the last
	Total    int // how many customers are selected

	// Changed says that the customer was changed. It is false if there was
	// nothing to change, and if there is an error: then nobody knows.
	Changed bool

	// Err is the editor's error, as it is: this customer failed. The others are
	// changed all the same.
	Err error
}

// MarshalText returns an error that names what to send in place of it: JSON would lose
// Err.
func (BulkOutcome) MarshalText() ([]byte, error) {
	return redact.Unsent("a customer.BulkOutcome", "an export.OutcomeRow")
}

// SetFavorite marks the selected customers as favourites, or takes the mark away
// (L6), and yields the outcome of each, in the query's order. It touches only
// customers who differ, so the same call again changes nothing.
//
// All customers are selected before the first one is changed. If the selection fails,
// the sequence yields that error alone, and nobody is changed; the errors are those of
// Rows. If e is nil, the error wraps errors.ErrUnsupported.
//
// The work is done while you range over the sequence; if you range over it twice, it
// is done twice. Leaving the loop stops the work after the customer whose outcome was
// yielded. A done ctx stops it before the next customer: its error comes last, with a
// zero BulkOutcome.
//
//	for done, err := range everybody.SetFavorite(ctx, repo, q, editor, true) {
//		if err != nil {
//			return err // nobody else is changed
//		}
//		show(done.Position, done.Total, done.ID, done.Err)
//	}
func (s Selection) SetFavorite(ctx context.Context, repo Repository, q Query, e Editor, favorite bool) iter.Seq2[BulkOutcome, error] {
	return s.each(ctx, repo, q, e, func(c chosen) (bool, error) {
		if c.favorite == favorite {
			return false, nil
		}
		return true, e.SetFavorite(ctx, c.id, favorite)
	})
}

// DeleteAccounts deletes the selected customers (L6, L7), and yields the outcome of each as
// SetFavorite does. If somebody else has deleted a customer in the meantime, that is no
// error.
//
// If a deletion fails, make it again by the customer's ID, with the editor's DeleteAccount,
// and not by selecting: a half-deleted customer may be found no more.
func (s Selection) DeleteAccounts(ctx context.Context, repo Repository, q Query, e Editor) iter.Seq2[BulkOutcome, error] {
	return s.each(ctx, repo, q, e, func(c chosen) (bool, error) {
		err := e.DeleteAccount(ctx, c.id)
		if errors.Is(err, ErrNotFound) {
			return false, nil
		}
		return true, err
	})
}

// chosen is what a bulk action keeps of a selected customer.
type chosen struct {
	id       ID
	favorite bool
}

// each selects, and then edits one customer after the other.
func (s Selection) each(ctx context.Context, repo Repository, q Query, e Editor, edit func(chosen) (changed bool, err error)) iter.Seq2[BulkOutcome, error] {
	return func(yield func(BulkOutcome, error) bool) {
		if e == nil {
			yield(BulkOutcome{}, fmt.Errorf("customer: changing customers without an editor: %w", errors.ErrUnsupported))
			return
		}
		all, err := s.choose(ctx, repo, q)
		if err != nil {
			yield(BulkOutcome{}, err)
			return
		}
		for i, c := range all {
			if err := ctx.Err(); err != nil {
				yield(BulkOutcome{}, err)
				return
			}
			changed, err := edit(c)
			if !yield(BulkOutcome{c.id, i + 1, len(all), changed && err == nil, err}, nil) {
				return
			}
		}
	}
}

// choose returns what Rows returns, without what a bulk action does not need.
func (s Selection) choose(ctx context.Context, repo Repository, q Query) ([]chosen, error) {
	rows, err := s.Rows(ctx, repo, q)
	if err != nil {
		return nil, err
	}
	all := make([]chosen, len(rows))
	for i := range rows {
		all[i] = chosen{rows[i].ID, rows[i].Favorite}
	}
	return all, nil
}

package customer

import (
	"context"
	"errors"
	"fmt"
)

// FavoriteSetter is an optional ability of a repository: it marks a customer as
// a favourite, or takes the mark away. Setting what is set changes nothing (L6).
type FavoriteSetter interface {
	SetFavorite(ctx context.Context, id ID, favorite bool) error
}

// SetFavorite marks the selected customers as favourites, or takes the mark away
// (L6). It touches only those who are not so already, and says how many it
// changed; so asking twice changes nothing the second time.
//
// The error of Rows changes nobody. errors.ErrUnsupported says that the
// repository is no FavoriteSetter. One customer's failure does not keep the
// others from being changed: the error joins all of them, naming the IDs.
func (s Selection) SetFavorite(ctx context.Context, repo Repository, q Query, favorite bool) (changed int, err error) {
	setter, ok := repo.(FavoriteSetter)
	if !ok {
		return 0, fmt.Errorf("customer: setting favourites: %w", errors.ErrUnsupported)
	}
	rows, err := s.Rows(ctx, repo, q)
	if err != nil {
		return 0, err
	}
	var failed []error
	for _, r := range rows {
		if r.Favorite == favorite {
			continue
		}
		if err := ctx.Err(); err != nil {
			failed = append(failed, err)
			break
		}
		if err := setter.SetFavorite(ctx, r.ID, favorite); err != nil {
			failed = append(failed, fmt.Errorf("setting favourite %q: %w", string(r.ID), err))
			continue
		}
		changed++
	}
	return changed, errors.Join(failed...)
}

package customer_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/clientele-go/clientele/customer"
)

// shelf is a repository that favourites can be set of, and that keeps a tally.
type shelf struct {
	customer.Memory
	asked  []customer.ID
	broken map[customer.ID]error
}

func (s *shelf) SetFavorite(_ context.Context, id customer.ID, favorite bool) error {
	s.asked = append(s.asked, id)
	if err := s.broken[id]; err != nil {
		return err
	}
	for i := range s.Customers {
		if s.Customers[i].ID == id {
			s.Customers[i].Favorite = favorite
		}
	}
	return nil
}

func newShelf() *shelf {
	return &shelf{Memory: customer.Memory{Customers: []customer.Customer{{ID: "a"}, {ID: "b", Favorite: true}, {ID: "c"}}}}
}

func (s *shelf) favorites(t *testing.T) string {
	t.Helper()
	return ids(list(t, s, customer.Query{AsOf: noon, Filter: customer.Filter{Types: []customer.Type{customer.FavoriteType}}}).Rows)
}

// Favourites are set and unset, and asking twice changes nothing the second
// time.
func TestSetFavorite(t *testing.T) {
	all := customer.Selection{All: true}
	for _, c := range []struct {
		s        customer.Selection
		favorite bool
		changed  int
		want     string
		reason   string
	}{
		{customer.Selection{}, true, 0, "b", "nobody"},
		{customer.Selection{IDs: []customer.ID{"a", "a"}}, true, 1, "a b", "one"},
		{customer.Selection{IDs: []customer.ID{"a", "b"}}, true, 1, "a b", "who is a favourite already is not touched"},
		{all, true, 2, "a b c", "all"},
		{all, false, 1, "", "all others are not"},
		{customer.Selection{All: true, Except: []customer.ID{"c"}}, true, 1, "a b", "all but one"},
		{customer.Selection{IDs: []customer.ID{"c"}}, false, 0, "b", "unsetting what is not set"},
	} {
		s := newShelf()
		for _, want := range []int{c.changed, 0} { // idempotent
			s.asked = nil
			changed, err := c.s.SetFavorite(bg, s, customer.Query{AsOf: noon}, c.favorite)
			if err != nil || changed != want || len(s.asked) != want {
				t.Errorf("L6: changed %d, %v, storage asked for %q; want %d: %s", changed, err, s.asked, want, c.reason)
			}
			if got := s.favorites(t); got != c.want {
				t.Errorf("L6: favourites are %q, want %q: %s", got, c.want, c.reason)
			}
		}
	}
}

func TestSetFavoriteErrors(t *testing.T) {
	all, q := customer.Selection{All: true}, customer.Query{AsOf: noon}
	if n, err := all.SetFavorite(bg, customer.Memory{}, q, true); n != 0 || !errors.Is(err, errors.ErrUnsupported) {
		t.Errorf("L6: a repository that cannot: %d, %v", n, err)
	}
	s := newShelf()
	if n, err := (customer.Selection{IDs: []customer.ID{"a", "zoe"}}).SetFavorite(bg, s, q, true); n != 0 || !errors.Is(err, customer.ErrNotFound) || s.asked != nil {
		t.Errorf("L6: one is not there, but %d are changed: %v", n, err)
	}
	full, locked := errors.New("full"), errors.New("locked")
	s = newShelf()
	s.broken = map[customer.ID]error{"a": full, "b": locked}
	s.Customers[1].Favorite = false
	n, err := all.SetFavorite(bg, s, q, true)
	if n != 1 || !errors.Is(err, full) || !errors.Is(err, locked) || s.favorites(t) != "c" {
		t.Errorf("L6: changed %d, %v: one's failure must not keep the others from being changed", n, err)
	}
	if err == nil || !strings.Contains(err.Error(), `"a"`) || !strings.Contains(err.Error(), `"b"`) {
		t.Errorf("L6: the error does not name who failed: %v", err)
	}
}

// A context that is done stops the work between two customers.
func TestSetFavoriteStops(t *testing.T) {
	ctx, cancel := context.WithCancel(bg)
	repo := setter{newShelf().Memory, func(customer.ID, bool) error { cancel(); return nil }}
	n, err := customer.Selection{All: true}.SetFavorite(ctx, repo, customer.Query{AsOf: noon}, true)
	if n != 1 || !errors.Is(err, context.Canceled) {
		t.Errorf("L6: changed %d, %v; want 1 and %v", n, err, context.Canceled)
	}
}

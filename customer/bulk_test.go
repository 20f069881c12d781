package customer_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strings"
	"testing"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/customer/customertest"
)

// clerk is an editor over a memory that notes what it is asked for. A customer
// with an error fails; the others are changed.
type clerk struct {
	customer.Memory
	asked  []string
	broken map[customer.ID]error
	before func() // happens at the beginning of every call
}

func newClerk() *clerk {
	return &clerk{Memory: customer.Memory{
		Customers: []customer.Customer{{ID: "a"}, {ID: "b", Favorite: true}, {ID: "c"}},
		Logins:    []customer.Login{{Customer: "c", At: day(30)}, {Customer: "c", At: day(31)}},
	}}
}

func (c *clerk) SetFavorite(ctx context.Context, id customer.ID, favorite bool) error {
	return c.edit(fmt.Sprintf("%s %t", id, favorite), id, func(e customer.MemoryEditor) error { return e.SetFavorite(ctx, id, favorite) })
}

func (c *clerk) DeleteAccount(ctx context.Context, id customer.ID) error {
	return c.edit("-"+string(id), id, func(e customer.MemoryEditor) error { return e.DeleteAccount(ctx, id) })
}

func (c *clerk) edit(what string, id customer.ID, do func(customer.MemoryEditor) error) error {
	c.asked = append(c.asked, what)
	if c.before != nil {
		c.before()
	}
	if err := c.broken[id]; err != nil {
		return err
	}
	return do(customer.MemoryEditor{Memory: &c.Memory})
}

// told is a bulk action as text: "1/2 a changed", a line for each outcome, and
// the error that ended it.
func told(outcomes iter.Seq2[customer.BulkOutcome, error]) (text string, end error) {
	var lines []string
	for o, err := range outcomes {
		if err != nil {
			if o != (customer.BulkOutcome{}) || end != nil {
				lines = append(lines, fmt.Sprintf("an outcome with the error: %+v", o))
			}
			end = err
			continue
		}
		line := fmt.Sprintf("%d/%d %s", o.Position, o.Total, o.ID)
		if o.Changed {
			line += " changed"
		}
		if o.Err != nil {
			line += " failed: " + o.Err.Error()
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, ", "), end
}

// Favourites are set and unset, customer by customer in the query's order, and
// asking twice changes nothing the second time.
func TestSetFavorite(t *testing.T) {
	byID := customer.Sort{Column: "id"}
	all, these := customer.Selection{All: true}, func(ids ...customer.ID) customer.Selection { return customer.Selection{IDs: ids} }
	for _, c := range []struct {
		s         customer.Selection
		q         customer.Query
		favorite  bool
		first     string
		again     string
		favorites string
		reason    string
	}{
		{customer.Selection{}, customer.Query{}, true, "", "", "b", "nobody"},
		{these("a", "a"), customer.Query{}, true, "1/1 a changed", "1/1 a", "a b", "one, however often named"},
		{these("b", "a"), customer.Query{Sort: byID}, true, "1/2 a changed, 2/2 b", "1/2 a, 2/2 b", "a b", "who is one already is not touched"},
		{all, customer.Query{}, true, "1/3 c changed, 2/3 a changed, 3/3 b", "1/3 c, 2/3 a, 3/3 b", "a b c", "all, in the list's order"},
		{all, customer.Query{Sort: byID}, false, "1/3 a, 2/3 b changed, 3/3 c", "1/3 a, 2/3 b, 3/3 c", "", "all are not"},
		{customer.Selection{All: true, Except: []customer.ID{"c"}}, customer.Query{Sort: byID}, true,
			"1/2 a changed, 2/2 b", "1/2 a, 2/2 b", "a b", "all but these"},
		{all, customer.Query{Filter: customer.Filter{Types: []customer.Type{"favorite"}}}, false,
			"1/1 b changed", "", "", "all that match the query"},
		{all, customer.Query{Limit: 1, Sort: byID}, true, "1/3 a changed, 2/3 b, 3/3 c changed", "1/3 a, 2/3 b, 3/3 c", "a b c", "on all pages"},
		{these("c"), customer.Query{}, false, "1/1 c", "1/1 c", "b", "unsetting what is not set"},
	} {
		shop := newClerk()
		c.q.AsOf = noon
		for _, want := range []string{c.first, c.again} {
			shop.asked = nil
			got, err := told(c.s.SetFavorite(bg, shop, c.q, shop, c.favorite))
			if err != nil || got != want {
				t.Errorf("L6: %q, %v; want %q: %s", got, err, want, c.reason)
			}
			if changed := strings.Count(want, "changed"); len(shop.asked) != changed {
				t.Errorf("L6: the editor is asked for %q, want %d changes: %s", shop.asked, changed, c.reason)
			}
		}
		if got := favorites(t, shop); got != c.favorites {
			t.Errorf("L6: favourites are %q, want %q: %s", got, c.favorites, c.reason)
		}
	}
}

// Accounts are deleted, whichever way the storage yields; the rest stays.
func TestDeleteAccounts(t *testing.T) {
	allBut := func(ids ...customer.ID) customer.Selection { return customer.Selection{All: true, Except: ids} }
	for _, c := range []struct {
		s      customer.Selection
		want   string
		left   string
		reason string
	}{
		{customer.Selection{}, "", "ann ben cat dan eve", "nobody"},
		{customer.Selection{IDs: []customer.ID{"eve", "ben"}}, "1/2 ben changed, 2/2 eve changed", "ann cat dan", "these"},
		{allBut("ann", "cat"), "1/3 ben changed, 2/3 dan changed, 3/3 eve changed", "ann cat", "all but these"},
		{allBut("ann", "ben", "cat", "dan", "eve"), "", "ann ben cat dan eve", "all but everybody is nobody"},
		{allBut(), "1/5 ann changed, 2/5 ben changed, 3/5 cat changed, 4/5 dan changed, 5/5 eve changed", "", "all"},
	} {
		for name, repo := range customertest.Awkward(crowd) {
			shop := &clerk{Memory: crowd}
			q := customer.Query{AsOf: noon, Sort: customer.Sort{Column: "id"}}
			got, err := told(c.s.DeleteAccounts(bg, repo, q, shop))
			if err != nil || got != c.want {
				t.Errorf("L6: %s: %q, %v; want %q: %s", name, got, err, c.want, c.reason)
			}
			if left := ids(list(t, shop, q).Rows); left != c.left {
				t.Errorf("L6: %s: %q are left, want %q: %s", name, left, c.left, c.reason)
			}
		}
	}
}

// A customer whom somebody else deletes in between is gone, as was asked. One
// customer's failure keeps nobody else from being deleted. A customer who is gone
// cannot become a favourite.
func TestOneFailureKeepsNobodyElse(t *testing.T) {
	q := customer.Query{AsOf: noon, Sort: customer.Sort{Column: "id"}}
	all, locked := customer.Selection{All: true}, errors.New("locked")

	shop := newClerk()
	shop.broken = map[customer.ID]error{"a": locked}
	got, err := told(all.DeleteAccounts(bg, shop, q, shop))
	if want := "1/3 a failed: locked, 2/3 b changed, 3/3 c changed"; err != nil || got != want {
		t.Errorf("L6: %q, %v; want %q", got, err, want)
	}
	shop.broken = nil
	if got, err = told(all.DeleteAccounts(bg, shop, q, shop)); err != nil || got != "1/1 a changed" {
		t.Errorf("L6: asked again for who is left: %q, %v", got, err)
	}

	shop = newClerk()
	shop.before = func() { shop.Customers = shop.Customers[:2] } // c is deleted elsewhere
	got, err = told(all.DeleteAccounts(bg, shop, q, shop))
	if want := "1/3 a changed, 2/3 b changed, 3/3 c"; err != nil || got != want {
		t.Errorf("L6: %q, %v; want %q: gone is gone", got, err, want)
	}

	shop = newClerk()
	shop.before = func() { shop.Customers = shop.Customers[:2] }
	got, err = told(all.SetFavorite(bg, shop, q, shop, true))
	want := `1/3 a changed, 2/3 b, 3/3 c failed: customer: no such customer: "c"`
	if err != nil || got != want || favorites(t, shop) != "a b" {
		t.Errorf("L6: %q, %v; want %q: who is gone is no favourite", got, err, want)
	}
}

// The outcome has the editor's own error, for errors.Is and errors.As.
func TestOutcomeError(t *testing.T) {
	shop, locked := newClerk(), errors.New("locked")
	shop.broken = map[customer.ID]error{"a": locked}
	for o, err := range (customer.Selection{IDs: []customer.ID{"a"}}).SetFavorite(bg, shop, customer.Query{AsOf: noon}, shop, true) {
		if err != nil || o.Err != locked || o.Changed {
			t.Errorf("L6: %+v, %v; want the editor's error", o, err)
		}
	}
}

// When the selection fails, nothing happens to anybody: the error comes alone.
func TestBulkSelectsFirst(t *testing.T) {
	for name, c := range map[string]struct {
		s    customer.Selection
		q    customer.Query
		repo customer.Repository
		want error
	}{
		"one of them is not there": {customer.Selection{IDs: []customer.ID{"a", "zoe"}}, customer.Query{AsOf: noon}, newClerk(), customer.ErrNotFound},
		"the storage fails late":   {customer.Selection{All: true}, customer.Query{AsOf: noon}, customertest.Failing(newClerk().Memory, 5), customertest.ErrFailed},
		"no instant":               {customer.Selection{All: true}, customer.Query{}, newClerk(), calendar.ErrAsOf},
	} {
		for what, do := range actions(c.s, c.repo, c.q) {
			shop := newClerk()
			got, err := told(do(bg, shop))
			if !errors.Is(err, c.want) || got != "" || shop.asked != nil {
				t.Errorf("L6: %s, %s: %q, %v, and the editor is asked for %q; want %v alone", what, name, got, err, shop.asked, c.want)
			}
		}
	}
	for what, do := range actions(customer.Selection{All: true}, newClerk(), customer.Query{AsOf: noon}) {
		if got, err := told(do(bg, nil)); !errors.Is(err, errors.ErrUnsupported) || got != "" {
			t.Errorf("L6: %s without an editor: %q, %v", what, got, err)
		}
	}
}

type action = func(context.Context, customer.Editor) iter.Seq2[customer.BulkOutcome, error]

// actions are all bulk actions, each of which changes everybody but favourites.
func actions(s customer.Selection, repo customer.Repository, q customer.Query) map[string]action {
	return map[string]action{
		"favourite": func(ctx context.Context, e customer.Editor) iter.Seq2[customer.BulkOutcome, error] {
			return s.SetFavorite(ctx, repo, q, e, true)
		},
		"delete": func(ctx context.Context, e customer.Editor) iter.Seq2[customer.BulkOutcome, error] {
			return s.DeleteAccounts(ctx, repo, q, e)
		},
	}
}

// Leaving the loop, and a context that is done, stop the work between two
// customers; until the loop begins nothing happens at all.
func TestBulkStops(t *testing.T) {
	for what, do := range actions(customer.Selection{IDs: []customer.ID{"a", "c"}}, newClerk(), customer.Query{AsOf: noon, Sort: customer.Sort{Column: "id"}}) {
		shop := newClerk()
		ctx, cancel := context.WithCancel(bg)
		outcomes := do(ctx, shop)
		if shop.asked != nil {
			t.Errorf("L6: %s: it begins before it is ranged over", what)
		}
		for range outcomes {
			break
		}
		if len(shop.asked) != 1 {
			t.Errorf("L6: %s: left after one customer, the editor is asked for %q", what, shop.asked)
		}

		shop = newClerk()
		shop.before = cancel
		ctxDone := do(ctx, ignoring{shop})
		got, err := told(ctxDone)
		if got != "1/2 a changed" || !errors.Is(err, context.Canceled) || len(shop.asked) != 1 {
			t.Errorf("L6: %s: cancelled midway: %q, %v, asked for %q; want one changed, and the error last", what, got, err, shop.asked)
		}
		if got, err = told(do(ctx, shop)); got != "" || !errors.Is(err, context.Canceled) || len(shop.asked) != 1 {
			t.Errorf("L6: %s: cancelled before: %q, %v, asked for %q", what, got, err, shop.asked)
		}
		cancel()
	}
}

// ignoring does what it began, whatever its context says.
type ignoring struct{ e customer.Editor }

func (i ignoring) SetFavorite(ctx context.Context, id customer.ID, favorite bool) error {
	return i.e.SetFavorite(context.WithoutCancel(ctx), id, favorite)
}

func (i ignoring) DeleteAccount(ctx context.Context, id customer.ID) error {
	return i.e.DeleteAccount(context.WithoutCancel(ctx), id)
}

// Cancelled during the last customer, everybody has an outcome, and that is all
// there is to say.
func TestBulkCancelledAtTheEnd(t *testing.T) {
	ctx, cancel := context.WithCancel(bg)
	shop := newClerk()
	shop.before = cancel
	got, err := told(customer.Selection{IDs: []customer.ID{"a"}}.DeleteAccounts(ctx, newClerk(), customer.Query{AsOf: noon}, shop))
	if want := "1/1 a failed: context canceled"; err != nil || got != want {
		t.Errorf("L6: %q, %v; want %q", got, err, want)
	}
}

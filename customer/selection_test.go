package customer_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/customertest"
)

func TestSelection(t *testing.T) {
	these := func(ids ...customer.ID) customer.Selection { return customer.Selection{IDs: ids} }
	allBut := func(ids ...customer.ID) customer.Selection { return customer.Selection{All: true, Except: ids} }
	favorites := customer.Filter{Types: []customer.Type{"favorite"}}
	page := list(t, crowd, customer.Query{AsOf: noon, Limit: 2})
	for _, c := range []struct {
		s      customer.Selection
		q      customer.Query
		want   string
		reason string
	}{
		{customer.Selection{}, customer.Query{}, "", "nobody"},
		{customer.Selection{Except: []customer.ID{"ann"}}, customer.Query{}, "", "except without all is nobody"},
		{these("eve", "ann"), customer.Query{}, "ann eve", "these, in the query's order"},
		{these("eve", "ann"), customer.Query{Sort: customer.Sort{Column: "id", Descending: true}}, "eve ann", "in another order"},
		{these("ann", "ann", "eve", "ann"), customer.Query{}, "ann eve", "each once, however often named"},
		{these("ben"), customer.Query{Filter: favorites}, "ben", "the filter does not choose among IDs"},
		{customer.Selection{IDs: []customer.ID{"ben"}, All: true}, customer.Query{}, "ann cat dan ben eve", "IDs are ignored if all"},

		{allBut(), customer.Query{}, "ann cat dan ben eve", "all"},
		{allBut("cat", "ann"), customer.Query{}, "dan ben eve", "all but these"},
		{allBut(), customer.Query{Filter: favorites}, "ann eve", "all that match the query"},
		{allBut("eve", "ben"), customer.Query{Filter: favorites}, "ann", "all that match, but these"},
		{allBut("nobody"), customer.Query{}, "ann cat dan ben eve", "who is not there is not left out"},
		{allBut("ann", "ben", "cat", "dan", "eve"), customer.Query{}, "", "all but everybody"},
		{allBut(), customer.Query{Limit: 2}, "ann cat dan ben eve", "on all pages"},
		{allBut(), customer.Query{Limit: 2, After: page.Next}, "ann cat dan ben eve", "from the beginning"},
		{these("ann"), customer.Query{Limit: 2, After: page.Next}, "ann", "also of IDs"},
		{these("eve"), customer.Query{After: page.Next, Sort: customer.Sort{Column: "email"}}, "eve", "a cursor of another order is ignored with the page"},
	} {
		c.q.AsOf = noon
		for name, repo := range customertest.Awkward(crowd) {
			rows, err := c.s.Rows(bg, repo, c.q)
			if err != nil || ids(rows) != c.want {
				t.Errorf("L6: %s: %q, %v; want %q: %s", name, ids(rows), err, c.want, c.reason)
			}
		}
	}
}

// Rows of a selection are the rows of the list.
func TestSelectionRows(t *testing.T) {
	q := customer.Query{AsOf: noon, ConsentPopup: true, Sort: customer.Sort{Column: "id"}}
	rows, err := customer.Selection{IDs: []customer.ID{"ann", "ben", "cat", "dan", "eve"}}.Rows(bg, crowd, q)
	if err != nil {
		t.Fatalf("L6: %v", err)
	}
	same(t, "L6: the selected rows are not the list's", list(t, crowd, q).Rows, rows)
}

// An ID that no customer has is an error that names all of them, and nobody is
// selected.
func TestSelectionNotFound(t *testing.T) {
	for _, c := range []struct {
		ids    []customer.ID
		names  []string
		reason string
	}{
		{[]customer.ID{"ann", "zoe"}, []string{`"zoe"`}, "one is missing"},
		{[]customer.ID{"zoe", "ann", "max", "zoe"}, []string{`"zoe"`, `"max"`}, "two, one of them named twice"},
		{[]customer.ID{"Ann"}, []string{`"Ann"`}, "IDs are compared byte for byte"},
		{[]customer.ID{"stranger"}, []string{`"stranger"`}, "facts without a customer"},
		{[]customer.ID{""}, []string{`""`}, "guests are no customer"},
	} {
		rows, err := customer.Selection{IDs: c.ids}.Rows(bg, crowd, customer.Query{AsOf: noon})
		if !errors.Is(err, customer.ErrNotFound) || rows != nil {
			t.Fatalf("L6: %d rows, %v; want none and %v: %s", len(rows), err, customer.ErrNotFound, c.reason)
		}
		for _, name := range c.names {
			if strings.Count(err.Error(), name) != 1 {
				t.Errorf("L6: the error names %s %d times, want once: %s: %v", name, strings.Count(err.Error(), name), c.reason, err)
			}
		}
		if strings.Contains(err.Error(), `"ann"`) {
			t.Errorf("L6: the error names ann, who is there: %v", err)
		}
	}
}

package customer_test

import (
	"context"
	"errors"
	"iter"
	"testing"
	"time"

	"github.com/clientele-go/clientele/customer"
)

// generous yields every customer, whatever the scope asks for, as a repository
// may.
type generous struct{ customer.Memory }

func (g generous) EachCustomer(ctx context.Context, _ customer.Scope) iter.Seq2[customer.Customer, error] {
	return g.Memory.EachCustomer(ctx, customer.Scope{})
}

// The page is that of the customer asked for, whoever else is yielded (L7).
func TestGetOfGenerousRepository(t *testing.T) {
	shop := generous{customer.Memory{Customers: []customer.Customer{{ID: "ann"}, {ID: "bob"}, {ID: "cat"}}}}
	q := customer.Query{AsOf: time.Date(2024, 6, 1, 0, 0, 0, 0, time.UTC)}
	for _, id := range []customer.ID{"ann", "bob", "cat"} {
		page, err := customer.Get(t.Context(), shop, id, q)
		if err != nil || page.ID != id {
			t.Errorf("L7: asked for the page of %q, got that of %q, %v", id, page.ID, err)
		}
	}
	if page, err := customer.Get(t.Context(), shop, "dan", q); !errors.Is(err, customer.ErrNotFound) {
		t.Errorf("L7: the page of nobody is %v, %v", page, err)
	}
}

// Explicit IDs are those customers, whatever the filter of the query says, one
// that makes no sense included (L6).
func TestSelectionOfIDsHasNoFilter(t *testing.T) {
	shop := customer.Memory{Customers: []customer.Customer{{ID: "ann"}, {ID: "bob", Favorite: true}}}
	q := customer.Query{AsOf: time.Date(2024, 6, 1, 0, 0, 0, 0, time.UTC)}
	for _, f := range []customer.Filter{
		{Types: []customer.Type{"favorite"}},
		{Types: []customer.Type{"no such type"}},
	} {
		q.Filter = f
		rows, err := customer.Selection{IDs: []customer.ID{"ann"}}.Rows(t.Context(), shop, q)
		if err != nil || len(rows) != 1 || rows[0].ID != "ann" {
			t.Errorf("L6: ann was selected, and with the filter %v it is %v, %v", f, rows, err)
		}
	}
}

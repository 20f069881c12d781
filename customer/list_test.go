package customer_test

import (
	"fmt"
	"testing"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/customertest"
)

// L1: everybody is listed, guests are not customers.
func TestListHoldsAll(t *testing.T) {
	for name, repo := range customertest.Awkward(crowd) {
		page := list(t, repo, customer.Query{AsOf: noon})
		if got := ids(page.Rows); got != "ann cat dan ben eve" || page.Total != 5 || page.Next != "" {
			t.Errorf("L1, L3: %s: %q, %d in all; want all five, anonymous ones included, by status, ties by ID", name, got, page.Total)
		}
	}
	page := list(t, customer.Memory{Logins: logins("stranger", day(1))}, customer.Query{AsOf: noon})
	if len(page.Rows) != 0 || page.Total != 0 || page.Next != "" {
		t.Errorf("L1: facts without a customer are listed: %q", ids(page.Rows))
	}
	future := customer.Memory{Customers: []customer.Customer{{ID: "ann", CreatedAt: noon.Add(1)}}}
	if page := list(t, future, customer.Query{AsOf: noon}); ids(page.Rows) != "ann" || !page.Rows[0].CreatedAt.IsZero() {
		t.Error("T2: a customer is listed whatever created-at says, which after AsOf is shown as unknown")
	}
	future.Customers[0].CreatedAt = noon
	if page := list(t, future, customer.Query{AsOf: noon}); !page.Rows[0].CreatedAt.Equal(noon) {
		t.Error("T2: created at AsOf is known")
	}
}

// L5 on a list of ties: every size of page, and every cursor as text.
func TestPages(t *testing.T) {
	var tied customer.Memory
	for _, id := range []customer.ID{"g", "b", "e", "a", "f", "c", "d"} {
		tied.Customers = append(tied.Customers, customer.Customer{ID: id, LastDevice: map[bool]string{true: "phone"}[id > "c"]})
	}
	const whole = "d e f g a b c" // by device, missing last
	for limit := range 9 {
		q := customer.Query{AsOf: noon, Limit: limit, Sort: customer.Sort{Column: "last_device"}}
		var all []customer.Row
		for pages := 0; ; pages++ {
			page := list(t, tied, q)
			if limit > 0 && len(page.Rows) > limit || page.Total != 7 || pages > 7 {
				t.Fatalf("L5: page %d of %d has %d rows, %d in all", pages, limit, len(page.Rows), page.Total)
			}
			all = append(all, page.Rows...)
			if page.Next == "" {
				break
			}
			if len(page.Rows) != limit {
				t.Fatalf("L5: %d rows on a page of %d that is not the last", len(page.Rows), limit)
			}
			q.After = page.Next
		}
		if got := ids(all); got != whole {
			t.Errorf("L5: pages of %d make %q, want %q", limit, got, whole)
		}
	}
}

// The page that ends exactly with the list has no next one.
func TestLastPage(t *testing.T) {
	q := customer.Query{AsOf: noon, Limit: 5}
	if page := list(t, crowd, q); page.Next != "" || len(page.Rows) != 5 {
		t.Errorf("L5: a next page after %d of 5 rows", len(page.Rows))
	}
	q.Filter.Types = []customer.Type{"favorite"}
	q.Limit = 1
	page := list(t, crowd, q)
	if page.Next == "" || page.Total != 2 || ids(page.Rows) != "ann" {
		t.Errorf("L4, L5: %q, %d in all: pages and totals are of what passes the filter", ids(page.Rows), page.Total)
	}
	q.After = page.Next
	if page = list(t, crowd, q); page.Next != "" || page.Total != 2 || ids(page.Rows) != "eve" {
		t.Errorf("L4, L5: the second page has %q, %d in all", ids(page.Rows), page.Total)
	}
}

// A customer who is deleted or added between two pages is not listed twice, and
// nobody else is passed over: a page begins after a value and an ID, not at a number.
func TestPagesUnderChange(t *testing.T) {
	q := customer.Query{AsOf: noon, Limit: 2, Sort: customer.Sort{Column: "id"}}
	of := func(ids ...customer.ID) (m customer.Memory) {
		for _, id := range ids {
			m.Customers = append(m.Customers, customer.Customer{ID: id})
		}
		return m
	}
	q.After = list(t, of("b", "d", "f", "h"), q).Next
	if got := ids(list(t, of("a", "b", "f", "h"), q).Rows); got != "f h" {
		t.Errorf("L5: after b and d come %q, want f and h, though d is gone and a is new", got)
	}
}

// L5: the page is what a list needs memory for, and not whoever is not on it.
func TestListAllocations(t *testing.T) {
	shop := func(n int) *customer.Sorted {
		var m customer.Memory
		for i := range n {
			id := customer.ID(fmt.Sprintf("%06d", i))
			m.Customers = append(m.Customers, customer.Customer{ID: id})
			m.Orders = append(m.Orders, customer.Order{ID: customer.OrderID(id), Customer: id, Kind: customer.Food, Total: eur("1.50"), PaidAt: noon})
		}
		return m.Sorted()
	}
	few, many := shop(20000), shop(50000) // both more than are folded at a time
	for _, column := range customer.Columns() {
		q := customer.Query{AsOf: noon, Limit: 50, Sort: customer.Sort{Column: column, Currency: "EUR"}}
		count := func(repo *customer.Sorted) float64 {
			return testing.AllocsPerRun(1, func() {
				if _, err := customer.List(bg, repo, q, &customer.Run{Workers: 1, CursorKey: sealed.CursorKey}); err != nil {
					t.Fatal(err)
				}
			})
		}
		if a, b := count(few), count(many); b > a+50 {
			t.Errorf("L5: by %v: %v allocations for 20,000 customers, %v for 50,000; want about as many", column, a, b)
		}
	}
}

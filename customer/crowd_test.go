package customer_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/clientele-go/clientele/customer"
)

// Customers in a Memory keep to their own revenue, however many lines of it they
// have and however their orders lie among each other: each has what a sequence of
// their facts gives.
func TestCrowd(t *testing.T) {
	var m customer.Memory
	for line := range 9 {
		for i := range 200 {
			id := customer.ID(fmt.Sprintf("c%03d", i))
			if line == 0 {
				m.Customers = append(m.Customers, customer.Customer{ID: id})
			}
			if line > i%10 {
				continue // the i-th has up to nine lines
			}
			o := paid(of(id))
			o.Kind = []customer.OrderKind{customer.Merchandise, customer.Food, customer.Reservation}[line%3]
			o.Total = customer.Money{Amount: dec(fmt.Sprint(1000*i + line)), Currency: []customer.Currency{"EUR", "USD", "JPY"}[line/3]}
			m.Orders = append(m.Orders, o)
		}
	}
	q := customer.Query{AsOf: noon}
	for name, repo := range map[string]customer.Repository{"sorted": m.Sorted(), "ranges": ranging{m, 7, 4, nil}} {
		for _, workers := range []int{1, 2, 4, 8} {
			run := &customer.Run{Workers: workers}
			want, got := revenues(t, m, q, nil), revenues(t, repo, q, run)
			same(t, "R1, R3: "+name, want, got)
			lines, err := customer.Reduce(bg, repo, q, run, customer.Reducer[map[customer.ID]customer.Revenue]{
				New: func() map[customer.ID]customer.Revenue { return map[customer.ID]customer.Revenue{} },
				Visit: func(all map[customer.ID]customer.Revenue, d *customer.Digest) error {
					all[d.ID] = slices.Clone(d.Revenue)
					return nil
				}})
			if err != nil {
				t.Fatal(err)
			}
			all := map[customer.ID]customer.Revenue{}
			for _, part := range lines {
				for id, r := range part {
					all[id] = r
				}
			}
			same(t, "R1, R3: digests "+name, want, all)
		}
	}
}

// revenues are those of all rows, by customer.
func revenues(t *testing.T, repo customer.Repository, q customer.Query, run *customer.Run) map[customer.ID]customer.Revenue {
	all := map[customer.ID]customer.Revenue{}
	for r, err := range customer.Rows(bg, repo, q, run) {
		if err != nil {
			t.Fatal(err)
		}
		all[r.ID] = r.Revenue
	}
	if len(all) != 200 || len(all["c009"]) != 9 {
		t.Fatalf("%d customers, the tenth with %d lines; want 200, 9", len(all), len(all["c009"]))
	}
	return all
}

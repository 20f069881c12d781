package lifecycle_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/customer/lifecycle"
)

// Twice the customers take few more allocations, and none per fact: the digests of a range
// are used again.
func TestAllocations(t *testing.T) {
	total := euros("10")
	shop := func(customers int) *customer.Sorted {
		var m customer.Memory
		for i := range customers {
			id := customer.ID(fmt.Sprintf("%06d", i))
			m.Customers = append(m.Customers, customer.Customer{ID: id})
			for j := range 16 {
				at := at("2024-05-31").Add(-time.Duration(i%7+j*j) * 24 * time.Hour)
				m.Logins = append(m.Logins, customer.Login{Customer: id, At: at})
				m.Orders = append(m.Orders, customer.Order{Customer: id, PaidAt: at, Total: total})
			}
		}
		return m.Sorted()
	}
	one := &customer.Run{Workers: 1}
	for name, ask := range map[string]func(repo lifecycle.Repository) error{
		"Summarize": func(repo lifecycle.Repository) error {
			_, err := lifecycle.Summarize(bg, repo, lifecycle.Query{AsOf: at("2024-06-01")}, one)
			return err
		},
		"Cohorts": func(repo lifecycle.Repository) error {
			q := lifecycle.CohortQuery{AsOf: at("2024-06-01"), Unit: calendar.Month, Anchor: lifecycle.FirstOrder, Return: lifecycle.Logins, Money: true}
			_, err := lifecycle.Cohorts(bg, repo, q, one, nil)
			return err
		},
	} {
		count := func(repo *customer.Sorted) float64 {
			return testing.AllocsPerRun(1, func() {
				if err := ask(repo); err != nil {
					t.Fatal(err)
				}
			})
		}
		few, many := count(shop(2000)), count(shop(4000))
		t.Logf("%s: %.0f allocations, of twice the customers %.0f", name, few, many)
		if more := many - few; more > 1000 { // of 64,000 facts more
			t.Errorf("law: no allocation per fact: %s of twice the customers takes %.0f more than %.0f", name, more, few)
		}
	}
}

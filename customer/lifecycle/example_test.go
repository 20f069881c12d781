package lifecycle_test

import (
	"context"
	"fmt"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/customer/lifecycle"
)

// How many are new, came back or were lost, month by month.
func ExampleSummarize() {
	shop := customer.Memory{
		Customers: []customer.Customer{{ID: "ann"}, {ID: "bob"}},
		Logins:    append(logins("ann", "2024-01-05", "2024-02-03", "2024-04-09"), logins("bob", "2024-02-10")...),
	}
	q := lifecycle.Query{AsOf: at("2024-04-20"), Unit: calendar.Month}
	report, err := lifecycle.Summarize(context.Background(), shop, q, nil)
	if err != nil {
		return
	}
	trend, err := report.Trend(&q)
	if err != nil {
		return
	}
	for _, b := range trend {
		s := b.Value
		fmt.Printf("%s: %d new, %d returning, %d resurrecting, %d dormant, %d inactive\n", q.Unit.Format(b.Bucket), s.New, s.Returning, s.Resurrecting, s.Dormant, s.Inactive)
	}
	// Output:
	// 2024-01: 1 new, 0 returning, 0 resurrecting, 0 dormant, 0 inactive
	// 2024-02: 1 new, 1 returning, 0 resurrecting, 0 dormant, 0 inactive
	// 2024-03: 0 new, 0 returning, 0 resurrecting, 2 dormant, 0 inactive
	// 2024-04: 0 new, 0 returning, 1 resurrecting, 0 dormant, 1 inactive
}

// The share of those who were active before and came back, as two integers, so that no
// percentage of nobody is shown.
func ExampleStates_Retention() {
	s := lifecycle.States{New: 3, Returning: 5, Resurrecting: 2, Dormant: 4}
	back, before, ok := s.Retention()
	fmt.Println(back, "of", before, ok)
	won, dormant, ok := s.QuickRatio()
	fmt.Println(won, "to", dormant, ok)
	// Output:
	// 5 of 9 true
	// 5 to 4 true
}

// How many of those who first bought in one month buy again in the months after it. A cell
// whose month is not over has no rate.
func ExampleCohorts() {
	order := func(id customer.ID, day string) customer.Order {
		return customer.Order{Customer: id, PaidAt: at(day), Total: euros("10")}
	}
	shop := customer.Memory{
		Customers: []customer.Customer{{ID: "ann"}, {ID: "bob"}, {ID: "cy"}},
		Orders:    []customer.Order{order("ann", "2024-01-05"), order("ann", "2024-02-03"), order("bob", "2024-01-20"), order("cy", "2024-02-10")},
	}
	q := lifecycle.CohortQuery{AsOf: at("2024-03-10"), Unit: calendar.Month, Anchor: lifecycle.FirstOrder, Return: lifecycle.Orders}
	report, err := lifecycle.Cohorts(context.Background(), shop, q, nil, nil)
	if err != nil {
		return
	}
	for c := range report.All() {
		fmt.Print(q.Unit.Format(c.Bucket), ", ", c.Size, " customers:")
		for _, cell := range c.Cells {
			if back, of, ok := cell.Rate(); ok {
				fmt.Printf(" %d of %d;", back, of)
			} else {
				fmt.Printf(" %d so far;", cell.Retained)
			}
		}
		fmt.Println()
	}
	// Output:
	// 2024-01, 2 customers: 2 of 2; 1 of 2; 0 so far;
	// 2024-02, 1 customers: 1 of 1; 0 so far;
	// 2024-03, 0 customers: 0 so far;
}

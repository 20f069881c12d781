package docs_test

import (
	"context"
	"fmt"

	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/customer/lifecycle"
)

func Example_lifecycle() {
	q := lifecycle.Query{AsOf: at(31, 12), Unit: calendar.Week}
	report, err := lifecycle.Summarize(context.Background(), shop, q, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	trend, err := report.Trend(&q)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, b := range trend {
		s := b.Value
		fmt.Printf("%s: %d new, %d dormant, %d pending, %d inactive", b.Bucket, s.New, s.Dormant, s.Pending, s.Inactive)
		if won, dormant, ok := b.Value.QuickRatio(); ok {
			fmt.Printf(", quick ratio %d : %d", won, dormant)
		}
		fmt.Println()
	}
	// Output:
	// 2024-04-29: 1 new, 0 dormant, 0 pending, 0 inactive
	// 2024-05-06: 0 new, 1 dormant, 0 pending, 0 inactive, quick ratio 0 : 1
	// 2024-05-13: 0 new, 0 dormant, 0 pending, 1 inactive
	// 2024-05-20: 0 new, 0 dormant, 0 pending, 1 inactive
	// 2024-05-27: 1 new, 0 dormant, 0 pending, 1 inactive
}

func Example_cohorts() {
	q := lifecycle.CohortQuery{AsOf: at(31, 12), Unit: calendar.Week, Anchor: lifecycle.FirstLogin, Return: lifecycle.Logins}
	report, err := lifecycle.Cohorts(context.Background(), shop, q, nil, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	for c := range report.All() {
		fmt.Printf("%s, %d:", q.Unit.Format(c.Bucket), c.Size)
		for _, cell := range c.Cells {
			if back, of, ok := cell.Rate(); ok {
				fmt.Printf(" %d of %d", back, of)
			} else {
				fmt.Print(" …") // no rate, which is not 0 %
			}
		}
		fmt.Println()
	}
	// Output:
	// 2024-04-29, 1: 1 of 1 0 of 1 0 of 1 0 of 1 …
	// 2024-05-06, 0: … … … …
	// 2024-05-13, 0: … … …
	// 2024-05-20, 0: … …
	// 2024-05-27, 1: …
}

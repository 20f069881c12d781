package docs_test

import (
	"context"
	"fmt"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/engagement"
	"github.com/clientele-go/clientele/notify"
)

// Example_comparison compares the first ten days of June with those of May.
func Example_comparison() {
	ctx := context.Background()
	var facts engagement.Memory
	for day := range 40 { // an order a day from 1 May on
		at := time.Date(2024, 5, 1+day, 12, 0, 0, 0, time.UTC)
		facts.Orders = append(facts.Orders, customer.Order{ID: customer.OrderID(fmt.Sprint(day)), Customer: "1", PaidAt: at, Total: customer.Money{Currency: "EUR"}})
	}
	q := engagement.Query{AsOf: time.Date(2024, 6, 10, 15, 0, 0, 0, time.UTC)}

	june := calendar.Dates{From: calendar.Date{Year: 2024, Month: time.June, Day: 1}, To: calendar.Date{Year: 2024, Month: time.July, Day: 1}}
	then, err := june.Counterpart(calendar.Previous, q.AsOf, q.Location)
	if err != nil || !then.Exists() {
		fmt.Println(err)
		return
	}
	q.Range = june.Span(q.Location)
	before := q
	before.AsOf, before.Range = then.AsOf, then.Range.Span(q.Location)

	report, err := engagement.Summarize(ctx, facts, q, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	earlier, err := engagement.Summarize(ctx, facts, before, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	orders := calendar.Change{Before: earlier.PaidOrders, Now: report.PaidOrders}
	fmt.Println(then.Kind, then.Range, then.AsOf.Format(time.DateTime))
	fmt.Println(orders.Now, orders.Before, orders.Difference(), orders.NoClearChange())

	var pushes notify.Memory
	renewals, err := notify.SummarizeRenewals(ctx, pushes, notify.Query{AsOf: q.AsOf}, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(renewals.Window, renewals.Renewed, renewals.Expired)
	// Output:
	// whole months [2024-05-01, 2024-06-01) 2024-05-10 15:00:00
	// 9 10 -1 true
	// [2023-12-01, 2024-06-01) 0 0
}

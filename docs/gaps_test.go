package docs_test

import (
	"context"
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/customer/value"
)

// Example_gaps measures the days between orders.
func Example_gaps() {
	ctx := context.Background()
	facts := customer.Memory{Customers: shop.Customers}
	for i, day := range []int{2, 5, 9, 11} {
		facts.Orders = append(facts.Orders, customer.Order{
			ID: customer.OrderID(fmt.Sprint(i)), Customer: "1", PaidAt: at(day, 9),
			Total: customer.Money{Amount: decimal.NewFromInt(10), Currency: "EUR"},
		})
	}
	berlin, err := calendar.Zone("Europe/Berlin")
	if err != nil {
		fmt.Println(err)
		return
	}
	q := value.GapQuery{AsOf: at(31, 12), Location: berlin}
	report, err := value.MeasureGaps(ctx, facts, q, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	late, err := value.FindOverdue(ctx, facts, q, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	gaps, days := report.Total()
	fmt.Println(gaps, days)
	for _, o := range late.Customers {
		fmt.Println(o.ID, o.Days, o.Quantile, o.Since.In(berlin))
	}
	// Output:
	// 3 9
	// 1 20 4 2024-05-16 00:00:00 +0200 CEST
}

package docs_test

import (
	"context"
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/value"
)

// Example_rfm scores two customers, and tells who moved.
func Example_rfm() {
	ctx := context.Background()
	facts := customer.Memory{Customers: shop.Customers}
	for i, id := range []customer.ID{"1", "1", "2"} {
		facts.Orders = append(facts.Orders, customer.Order{
			ID: customer.OrderID(fmt.Sprint(i)), Customer: id, PaidAt: at(3+i, 9),
			Total: customer.Money{Amount: decimal.NewFromInt(10), Currency: "EUR"},
		})
	}
	q := value.RFMQuery{AsOf: at(31, 12), Currency: "EUR"}
	report, err := value.ScoreRFM(ctx, facts, q, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	earlier := q
	earlier.AsOf = at(4, 12)
	before, err := value.ScoreRFM(ctx, facts, earlier, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	moves, err := value.Migrate(&before, &report)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, c := range report.Customers {
		fmt.Println(c.ID, c.R, c.F, c.M, c.Segment)
	}
	fmt.Println(moves.Moved())
	// Output:
	// 1 1 3 3 Need Attention
	// 2 3 1 1 About To Sleep
	// 2
}

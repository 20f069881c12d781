package loaded_test

import (
	"context"
	"fmt"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/lifecycle"
	"github.com/clientele-go/clientele/customer/loaded"
)

// The storage is read once, and then only the customers who changed.
func ExampleLoad() {
	ctx := context.Background()
	storage := &customer.Memory{ // here, your own repository
		Customers: []customer.Customer{{ID: "ann"}, {ID: "bob"}},
		Logins:    []customer.Login{{Customer: "ann", At: noon.AddDate(0, 0, -2)}, {Customer: "bob", At: noon.AddDate(0, -4, 0)}},
	}
	facts, err := loaded.Load(ctx, storage, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	storage.Logins = append(storage.Logins, customer.Login{Customer: "bob", At: noon})
	if err := facts.Refresh(ctx, storage, "bob"); err != nil {
		fmt.Println(err)
		return
	}
	report, err := customer.Summarize(ctx, facts, customer.Query{AsOf: noon}, nil)
	fmt.Println("sleepers:", report.Statuses[customer.Sleeper], err)
	active, err := lifecycle.Summarize(ctx, facts, lifecycle.Query{AsOf: noon}, nil)
	fmt.Println("customers:", active.Customers, err)
	// Output:
	// sleepers: 0 <nil>
	// customers: 2 <nil>
}

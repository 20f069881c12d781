package gdpr_test

import (
	"context"
	"fmt"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/gdpr"
)

// A bulk action deletes accounts by erasure: a receipt for each.
func ExampleAccounts() {
	ctx, registry := context.Background(), shop()
	customers := customer.Memory{Customers: []customer.Customer{{ID: "7", Email: "ann@example.org"}, {ID: "8"}}}
	registry.Customers = customers
	numbers := 0
	editor := gdpr.Accounts{
		Registry: registry, At: now,
		Request: func(context.Context, gdpr.Subject) (gdpr.Name, error) {
			numbers++
			return gdpr.Name(fmt.Sprintf("request-%d", numbers)), nil
		},
		Receipt: func(_ context.Context, r gdpr.Receipt) error {
			fmt.Println(r)
			return nil
		},
	}
	allBut8 := customer.Selection{All: true, Except: []customer.ID{"8"}}
	for done, err := range allBut8.DeleteAccounts(ctx, customers, customer.Query{AsOf: now}, editor) {
		fmt.Println(done.Position, done.Total, done.Changed, done.Err, err)
	}
	// Output:
	// request request-1: nothing left as of 2024-05-31T12:00:00Z
	// notes: found 1, erased 1
	// 1 1 true <nil> <nil>
}

package clientele_test

import (
	"context"
	"fmt"
	"log"
	"time"

	"github.com/clientele-go/clientele/customer"
)

// The first program of the README: facts in memory, and the customer list.
func Example() {
	day := func(n int) time.Time { return time.Date(2024, 5, n, 12, 0, 0, 0, time.UTC) }
	shop := customer.Memory{
		Customers: []customer.Customer{{ID: "mia", Email: "mia@example.com"}, {ID: "otto"}},
		Logins:    []customer.Login{{Customer: "mia", At: day(28)}, {Customer: "mia", At: day(30)}},
	}
	ask := customer.Query{AsOf: day(31)}

	page, err := customer.List(context.Background(), shop, ask, nil)
	if err != nil {
		log.Fatal(err)
	}
	for _, row := range page.Rows {
		fmt.Printf("%s is %s\n", row.DisplayName, row.Status)
	}
	// Output:
	// mia@example.com is very active
	// Anonymous user is sleeper
}

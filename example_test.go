package clientele_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/export"
)

// The first program of the README: facts in memory, the customer list, why the
// first customer has their status and until when, and the list as CSV.
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
	detail, err := customer.Get(context.Background(), shop, "mia", ask)
	if err != nil {
		log.Fatal(err)
	}
	why := detail.Explanation
	fmt.Printf("%s until %s\n", why.Rule, why.Until.Format(time.DateTime))
	if err := export.CSV(os.Stdout, export.Emails(page)); err != nil {
		log.Fatal(err)
	}
	// Output:
	// mia@example.com is very active
	// Anonymous user is sleeper
	// S1 until 2024-06-04 12:00:00
	// email
	// mia@example.com
}

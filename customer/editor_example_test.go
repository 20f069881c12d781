package customer_test

import (
	"context"
	"fmt"

	"github.com/clientele-go/clientele/customer"
)

// Mark everybody as a favourite: a result for each customer as it comes. Only
// those are touched who are not so already.
func ExampleSelection_SetFavorite() {
	shop := bakery
	editor := customer.MemoryEditor{Memory: &shop} // here, your own Editor
	everybody := customer.Selection{All: true}
	for done, err := range everybody.SetFavorite(context.Background(), shop, customer.Query{AsOf: may(31)}, editor, true) {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Printf("%d of %d: %s, changed: %t, %v\n", done.Position, done.Total, done.ID, done.Changed, done.Err)
	}
	// Output:
	// 1 of 3: ann, changed: true, <nil>
	// 2 of 3: bob, changed: false, <nil>
	// 3 of 3: cat, changed: true, <nil>
}

// Delete all but one. An ID that is not there changes nobody.
func ExampleSelection_DeleteAccounts() {
	ctx, q := context.Background(), customer.Query{AsOf: may(31)}
	shop := bakery
	editor := customer.MemoryEditor{Memory: &shop}
	allButAnn := customer.Selection{All: true, Except: []customer.ID{"ann"}}
	for done, err := range allButAnn.DeleteAccounts(ctx, shop, q, editor) {
		fmt.Println(done.ID, done.Changed, done.Err, err)
	}
	for _, err := range (customer.Selection{IDs: []customer.ID{"ann", "bob"}}).DeleteAccounts(ctx, shop, q, editor) {
		fmt.Println(err)
	}
	fmt.Println(len(shop.Customers), "is left")
	// Output:
	// bob true <nil> <nil>
	// cat true <nil> <nil>
	// customer: no such customer: "bob"
	// 1 is left
}

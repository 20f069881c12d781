package rollup_test

import (
	"context"
	"fmt"
	"log"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/customer/rollup"
)

// A host builds a rollup once, refreshes who did something, and advances as time goes on.
// The feed tells who changed status meanwhile (H1, H2, H11).
func Example() {
	ctx := context.Background()
	facts := customer.Memory{
		Customers: []customer.Customer{{ID: "ann", Email: "ann@example.com"}, {ID: "bob"}},
		Logins:    []customer.Login{{Customer: "ann", At: day(1)}, {Customer: "ann", At: day(2)}},
	}
	r := rollup.Rollup{Store: new(rollup.Memory), Repository: facts, Query: customer.Query{AsOf: day(5)}}
	if err := r.Build(ctx); err != nil {
		log.Fatal(err)
	}
	list, err := r.Tomorrow(ctx, r.Query, calendar.Days(30))
	if err != nil {
		log.Fatal(err)
	}
	for _, t := range list {
		fmt.Println("to come:", t.At.Format("2 Jan"), t.Customer, t.From, "to", t.To)
	}

	facts.Logins = append(facts.Logins, customer.Login{Customer: "bob", At: day(7)})
	r.Repository = facts
	due, err := r.Advance(ctx, day(9))
	if err != nil {
		log.Fatal(err)
	}
	if err := r.Refresh(ctx, append(due, "bob")...); err != nil {
		log.Fatal(err)
	}
	entries, err := r.Pending(ctx, 100)
	if err != nil {
		log.Fatal(err)
	}
	for _, e := range entries {
		fmt.Println(e.At.Format("2 Jan"), e.Customer, e.Is.From, "to", e.Is.To, "by", e.Is.Reason())
	}
	if err := r.Acknowledge(ctx, entries); err != nil {
		log.Fatal(err)
	}

	q, err := r.AsOf(ctx)
	if err != nil {
		log.Fatal(err)
	}
	q.Limit = 10
	page, err := r.List(ctx, q, nil)
	if err != nil {
		log.Fatal(err)
	}
	for _, row := range page.Rows {
		fmt.Println(row.ID, row.Status)
	}
	// Output:
	// to come: 8 Jun ann very active to active
	// to come: 1 Jul ann active to quiet
	// 7 Jun bob sleeper to quiet by a login
	// 8 Jun ann very active to active by time
	// ann active
	// bob quiet
}

// A registry of personal data calls these methods as a holder (H8, G1).
func ExampleRollup_Erase() {
	ctx := context.Background()
	erased := map[customer.ID]bool{}
	r := rollup.Rollup{
		Store: new(rollup.Memory), Repository: shop(), Query: customer.Query{AsOf: day(10)},
		Erased: func(_ context.Context, id customer.ID) (bool, error) { return erased[id], nil }, // the host's word
	}
	if err := r.Build(ctx); err != nil {
		log.Fatal(err)
	}
	found, err := r.Holds(ctx, "ann")
	if err != nil {
		log.Fatal(err)
	}
	erased["ann"] = true
	if err := r.Erase(ctx, "ann"); err != nil {
		log.Fatal(err)
	}
	if err := r.Refresh(ctx, "ann"); err != nil { // a late event adds nothing
		log.Fatal(err)
	}
	left, err := r.Holds(ctx, "ann")
	fmt.Println("found", found, "left", left, err)
	// Output: found 1 left 0 <nil>
}

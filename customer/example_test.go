package customer_test

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/shopspring/decimal"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
)

// bakery is a shop in memory: three customers and a guest.
var bakery = customer.Memory{
	Customers: []customer.Customer{
		{ID: "ann", Email: "Ann@example.com", SignedUp: true, LastDevice: "iPhone", CreatedAt: may(1)},
		{ID: "bob", Username: "bob", Favorite: true, LastDevice: "Android"},
		{ID: "cat", Name: "Cat Miller"},
	},
	Logins: []customer.Login{
		{Customer: "ann", At: may(28)}, {Customer: "ann", At: may(30)},
		{Customer: "bob", At: may(2)},
	},
	Orders: []customer.Order{
		{ID: "o1", Customer: "ann", Kind: customer.Food, Total: euro("12.50"), PlacedAt: may(10), PaidAt: may(10)},
		{ID: "o2", Customer: "ann", Kind: customer.Merchandise, Total: euro("20"), PaidAt: may(11), CheckoutLink: true,
			Refunds: []customer.Refund{{ID: "r1", At: may(12), Amount: decimal.New(5, 0)}}},
		{ID: "o3", Kind: customer.Food, Total: euro("4.20"), PaidAt: may(12)}, // a guest's
		{ID: "o4", Customer: "bob", Kind: customer.Food, Total: euro("8"), PlacedAt: may(29)},
	},
	Actions: []customer.Action{{Customer: "bob", Kind: customer.Share, At: may(3)}},
}

// may is noon of a day of May 2024, in UTC.
func may(day int) time.Time { return time.Date(2024, 5, day, 12, 0, 0, 0, time.UTC) }

func euro(amount string) customer.Money {
	return customer.Money{Amount: decimal.RequireFromString(amount), Currency: "EUR"}
}

// Without a filter and an order, the list is everybody, the most active first.
func ExampleList() {
	page, err := customer.List(context.Background(), bakery, customer.Query{AsOf: may(31)}, nil)
	if err != nil {
		panic(err)
	}
	for _, r := range page.Rows {
		fmt.Printf("%s: %s, %v, %v\n", r.ID, r.DisplayName, r.Identity, r.Status)
	}
	fmt.Println(page.Total, "in all")
	// Output:
	// ann: Ann@example.com, registered, very active
	// bob: bob, registered, quiet
	// cat: Anonymous user, anonymous, sleeper
	// 3 in all
}

// Filters are ANDed, the values of one are ORed.
func ExampleList_filter() {
	ten := decimal.New(10, 0)
	q := customer.Query{
		AsOf: may(31),
		Filter: customer.Filter{
			Statuses: []customer.Status{customer.VeryActive, customer.Active},
			Revenue:  &customer.RevenueFilter{Currency: "EUR", Min: &ten},
		},
		Sort: customer.Sort{Column: "revenue", Currency: "EUR", Descending: true},
	}
	page, err := customer.List(context.Background(), bakery, q, nil)
	if err != nil {
		panic(err)
	}
	for _, r := range page.Rows {
		fmt.Println(r.ID, r.Revenue.Net("EUR").StringFixed(2))
	}
	// Output: ann 27.50
}

// A page ends with a cursor, a text that travels to the client and back. It is
// sealed, so the list can be sorted by personal data.
func ExampleCursor() {
	key, err := customer.NewCursorKey([]byte("32 random bytes from your config"))
	if err != nil {
		panic(err)
	}
	run := &customer.Run{CursorKey: key}
	q := customer.Query{AsOf: may(31), Limit: 2, Sort: customer.Sort{Column: "email"}}
	page, err := customer.List(context.Background(), bakery, q, run)
	if err != nil {
		panic(err)
	}
	fmt.Println(page.Rows[0].ID, page.Rows[1].ID)

	q.After = page.Next
	page, err = customer.List(context.Background(), bakery, q, run)
	fmt.Println(page.Rows[0].ID, page.Next == "", err)

	q.After = "made up"
	_, err = customer.List(context.Background(), bakery, q, run)
	fmt.Println(errors.Is(err, customer.ErrCursor))
	// Output:
	// ann bob
	// cat true <nil>
	// true
}

func ExampleRows() {
	for r, err := range customer.Rows(context.Background(), bakery, customer.Query{AsOf: may(31)}, nil) {
		if err != nil {
			panic(err)
		}
		used := "never"
		if !r.LastUsage.IsZero() {
			used = r.LastUsage.Format(time.DateOnly)
		}
		fmt.Println(r.ID, used)
	}
	// Output:
	// ann 2024-05-30
	// bob 2024-05-29
	// cat never
}

func ExampleGet() {
	d, err := customer.Get(context.Background(), bakery, "bob", customer.Query{AsOf: may(31)})
	if err != nil {
		panic(err)
	}
	fmt.Println(d.DisplayName, d.LastDevice, "favourite:", d.Favorite)
	fmt.Println(d.Explanation.Status, "because", d.Explanation.Reason)
	fmt.Println("shares:", d.Shares)
	fmt.Println("last usage:", d.LastUsage.Format(time.DateOnly))

	_, err = customer.Get(context.Background(), bakery, "zoe", customer.Query{AsOf: may(31)})
	fmt.Println(errors.Is(err, customer.ErrNotFound))
	// Output:
	// bob Android favourite: true
	// quiet because the last login is within 3 months, but there are too few for active
	// shares: 1
	// last usage: 2024-05-29
	// true
}

func ExampleSummarize() {
	r, err := customer.Summarize(context.Background(), bakery, customer.Query{AsOf: may(31)}, nil)
	if err != nil {
		panic(err)
	}
	fmt.Println(r.Customers, "customers,", r.Registered, "registered,", r.PaidOrders, "paid orders")
	for _, s := range customer.Statuses() {
		fmt.Println(s, r.Statuses[s])
	}
	for _, l := range r.Revenue {
		fmt.Println(l.Kind, customer.Money{Amount: l.Net(), Currency: l.Currency})
	}
	fmt.Println("of guests:", r.Guests.Revenue.Net("EUR"))
	// Output:
	// 3 customers, 2 registered, 3 paid orders
	// very active 1
	// active 0
	// quiet 1
	// sleeper 1
	// food 16.70 EUR
	// merchandise 15.00 EUR
	// of guests: 4.2
}

// The report of a past instant is the one that was given then.
func ExampleQuery() {
	for _, asOf := range []time.Time{may(11), may(12)} {
		r, err := customer.Summarize(context.Background(), bakery, customer.Query{AsOf: asOf}, nil)
		fmt.Println(r.Revenue.Net("EUR"), err)
	}
	_, err := customer.Summarize(context.Background(), bakery, customer.Query{}, nil)
	fmt.Println(err)
	// Output:
	// 32.5 <nil>
	// 31.7 <nil>
	// customer: invalid query: calendar: AsOf is missing or outside the years 1 to 9999
}

// A refund is in the period in which it was made, and changes no earlier one.
func ExampleRevenueTrend() {
	berlin, err := calendar.Zone("Europe/Berlin")
	if err != nil {
		panic(err)
	}
	from := calendar.Date{Year: 2024, Month: time.May, Day: 10}
	q := customer.Query{AsOf: may(31), Location: berlin, Range: calendar.DateSpan(from, from.AddDays(4), berlin)}
	points, err := customer.RevenueTrend(context.Background(), bakery, q, nil)
	if err != nil {
		panic(err)
	}
	for _, p := range points {
		fmt.Println(p.Bucket, p.Value.Net("EUR"))
	}
	// Output:
	// 2024-05-10 12.5
	// 2024-05-11 20
	// 2024-05-12 -0.8
	// 2024-05-13 0
}

func ExampleSelection_Rows() {
	q := customer.Query{AsOf: may(31), Filter: customer.Filter{Types: []customer.Type{"registered"}}}
	allButAnn := customer.Selection{All: true, Except: []customer.ID{"ann"}}
	rows, err := allButAnn.Rows(context.Background(), bakery, q)
	if err != nil {
		panic(err)
	}
	for _, r := range rows {
		fmt.Println(r.ID)
	}
	_, err = customer.Selection{IDs: []customer.ID{"cat", "zoe"}}.Rows(context.Background(), bakery, q)
	fmt.Println(err)
	// Output:
	// bob
	// customer: no such customer: "zoe"
}

// The number of customers by the month in which they were created: an answer of
// a host's own, made by several workers.
func ExampleReduce() {
	shop := customer.Memory{Customers: []customer.Customer{
		{ID: "mia", CreatedAt: time.Date(2024, 4, 3, 0, 0, 0, 0, time.UTC)},
		{ID: "otto", CreatedAt: time.Date(2024, 5, 1, 0, 0, 0, 0, time.UTC)},
		{ID: "zoe", CreatedAt: time.Date(2024, 5, 9, 0, 0, 0, 0, time.UTC)},
	}}
	q := customer.Query{AsOf: time.Date(2024, 6, 1, 0, 0, 0, 0, time.UTC)}
	type months map[time.Month]int
	parts, err := customer.Reduce(context.Background(), shop, q, nil, customer.Reducer[months]{
		New: func() months { return months{} },
		Visit: func(m months, d *customer.Digest) error {
			m[d.Customer.CreatedAt.Month()]++
			return nil
		},
	})
	if err != nil {
		return
	}
	all := months{}
	for _, part := range parts {
		for month, n := range part {
			all[month] += n
		}
	}
	fmt.Println(all)
	// Output: map[April:1 May:2]
}

// Every customer is printed, and a report on all of them is made, in one pass.
func ExampleReducer() {
	shop := customer.Memory{
		Customers: []customer.Customer{{ID: "mia"}, {ID: "otto"}},
		Logins:    []customer.Login{{Customer: "mia", At: time.Date(2024, 5, 30, 8, 0, 0, 0, time.UTC)}},
	}
	q := customer.Query{AsOf: time.Date(2024, 6, 1, 0, 0, 0, 0, time.UTC)}
	type answer struct {
		report customer.Report
		lines  []string
	}
	parts, err := customer.Reduce(context.Background(), shop, q, nil, customer.Reducer[*answer]{
		New: func() *answer { return new(answer) },
		Visit: func(a *answer, d *customer.Digest) error {
			a.report.Add(d, &q)
			return nil
		},
		Row: func(a *answer, r *customer.Row) error { // by several workers
			a.lines = append(a.lines, fmt.Sprint(r.ID, " ", r.Status))
			return nil
		},
		Next: func(a *answer) error { // in the order of the IDs
			for _, line := range a.lines {
				fmt.Println(line)
			}
			a.lines = nil
			return nil
		},
	})
	if err != nil {
		return
	}
	var report customer.Report
	for _, part := range parts {
		report.Merge(part.report)
	}
	fmt.Println(report.Customers, "customers,", report.Registered, "registered")
	// Output:
	// mia quiet
	// otto sleeper
	// 2 customers, 1 registered
}

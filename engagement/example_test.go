package engagement_test

import (
	"context"
	"fmt"
	"iter"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/engagement"
)

// on is the first instant of a day of May 2024.
func on(day int) time.Time { return time.Date(2024, 5, day, 0, 0, 0, 0, time.UTC) }

func euros(n int64) customer.Money {
	return customer.Money{Amount: decimal.NewFromInt(n), Currency: "EUR"}
}

// shop has three customers who interacted, and one who only bought.
var shop = engagement.Memory{
	Messages: []customer.Message{
		{Customer: "ann", At: on(1), Direction: customer.In, Channel: "whatsapp"},
		{Customer: "ann", At: on(3), Direction: customer.Out, Channel: "web"},
		{Customer: "bob", At: on(3), Direction: customer.In, Channel: "web"},
		{Customer: "cat", At: on(4), Direction: customer.Out, Channel: "web"},
	},
	Orders: []customer.Order{
		{ID: "1", Customer: "ann", Total: euros(20), PaidAt: on(1), Channel: "whatsapp"},
		{ID: "2", Customer: "ann", Total: euros(30), PaidAt: on(3), Channel: "web"},
		{ID: "3", Customer: "bob", Total: euros(10), PaidAt: on(5), Channel: "web", CheckoutLink: true},
		{ID: "4", Customer: "dan", Total: euros(10), PaidAt: on(5), Channel: "web"},
	},
	Tags: []customer.Tag{
		{Customer: "ann", Name: "vip"},
		{Customer: "ann", Name: "new"},
		{Customer: "bob", Name: "new"},
		{Customer: "cat", Name: "friend"},
	},
	Fields: []customer.Field{
		{Customer: "ann", Name: "size", Value: "42", At: on(1)},
		{Customer: "ann", Name: "size", Value: "43", At: on(2)},
		{Customer: "bob", Name: "size", Value: "42"},
		{Customer: "bob", Name: "color", Value: "red"},
	},
}

// report is what the shop amounts to.
func report(q engagement.Query) engagement.Report {
	r, err := engagement.Summarize(context.Background(), shop, q, nil)
	if err != nil {
		panic(err)
	}
	return r
}

func printNames(b engagement.Breakdown[engagement.Row]) {
	for _, row := range b.Rows {
		if row.Other {
			fmt.Println("other:", row.Users)
			continue
		}
		fmt.Printf("%s: %d\n", row.Name, row.Users)
	}
	fmt.Println("users:", b.Total)
}

func ExampleSummarize() {
	r, err := engagement.Summarize(context.Background(), shop, engagement.Query{AsOf: on(31)}, nil)
	if err != nil {
		panic(err)
	}
	fmt.Printf("interacted %d, of these wrote %d\n", r.InteractedUsers, r.ActiveUsers)
	fmt.Printf("paid orders %d, by checkout link %d more\n", r.PaidOrders, r.CheckoutLinkOrders)
	fmt.Println("repeat customers", r.RepeatCustomers)
	// Output:
	// interacted 3, of these wrote 2
	// paid orders 3, by checkout link 1 more
	// repeat customers 1
}

// Filters are joined by AND, the values within one by OR. A field and a value
// must be one pair.
func ExampleQuery() {
	for _, q := range []engagement.Query{
		{AsOf: on(31), Channels: []customer.Channel{"whatsapp"}},
		{AsOf: on(31), Tags: []string{"vip", "friend"}},
		{AsOf: on(31), Fields: []string{"size"}, Values: []string{"42"}},
		{AsOf: on(31), Fields: []string{"size"}, Values: []string{"red"}},
		{AsOf: on(31), Range: calendar.Span{From: on(1), To: on(4)}},
		{AsOf: on(2), Range: calendar.Span{From: on(1), To: on(4)}},
	} {
		r := report(q)
		fmt.Println(r.InteractedUsers, r.ActiveUsers, r.PaidOrders)
	}
	// Output:
	// 1 1 1
	// 2 1 2
	// 2 2 2
	// 0 0 0
	// 2 2 2
	// 1 1 1
}

func ExampleReport_Channels() {
	q := engagement.Query{AsOf: on(31)}
	r := report(q)
	printNames(r.Channels(&q))
	// Output:
	// web: 3
	// whatsapp: 1
	// users: 3
}

// A cap is followed by one row for the distinct users who have any of the rest.
func ExampleReport_Tags() {
	q := engagement.Query{AsOf: on(31), Top: 1}
	r := report(q)
	printNames(r.Tags(&q))
	// Output:
	// new: 2
	// other: 2
	// users: 3
}

func ExampleReport_Fields() {
	q := engagement.Query{AsOf: on(31)}
	r := report(q)
	printNames(r.Fields(&q))
	// Output:
	// size: 2
	// color: 1
	// users: 2
}

// From a field one looks into its values. Every value it had holds.
func ExampleReport_Values() {
	q := engagement.Query{AsOf: on(31)}
	r := report(q)
	for _, field := range r.FieldNames() {
		fmt.Println("-", field)
		printNames(r.Values(field, &q))
	}
	// Output:
	// - color
	// red: 1
	// users: 1
	// - size
	// 42: 2
	// 43: 1
	// users: 2
}

func ExampleReport_LastInteractions() {
	q := engagement.Query{AsOf: on(31), Range: calendar.Span{From: on(2), To: on(5)}}
	r := report(q)
	days, err := r.LastInteractions(&q)
	if err != nil {
		panic(err)
	}
	for _, p := range days.Rows {
		fmt.Println(q.Unit.Format(p.Bucket), p.Value)
	}
	// Output:
	// 2024-05-02 0
	// 2024-05-03 2
	// 2024-05-04 1
}

func ExampleReport_Frequency() {
	r := report(engagement.Query{AsOf: on(31)})
	for _, row := range r.Frequency().Rows {
		fmt.Printf("%d orders: %d\n", row.PaidOrders, row.Users)
	}
	// Output:
	// 0 orders: 2
	// 1 orders: 0
	// 2 orders: 1
}

func ExampleReport_LastOrders() {
	q := engagement.Query{AsOf: on(31), Unit: calendar.Week}
	r := report(q)
	weeks, err := r.LastOrders(&q)
	if err != nil {
		panic(err)
	}
	for _, p := range weeks.Rows {
		fmt.Println("week of", q.Unit.Format(p.Bucket), p.Value)
	}
	// Output:
	// week of 2024-04-29 1
}

// An answer of the host's own: who is a repeat customer, and who did what else.
// Each worker has a list of its own.
func ExampleReduce() {
	q := engagement.Query{AsOf: on(31)}
	type list []string
	parts, err := engagement.Reduce(context.Background(), shop, q, nil, func() *list { return new(list) }, func(l *list, d *engagement.Digest) error {
		*l = append(*l, fmt.Sprintf("%s: interacted %t, active %t, repeat %t", d.ID, d.Interacted(&q), d.Active(&q), d.Repeat(&q)))
		return nil
	})
	if err != nil {
		panic(err)
	}
	for _, l := range parts {
		fmt.Println(strings.Join(*l, "\n"))
	}
	// Output:
	// ann: interacted true, active true, repeat true
	// bob: interacted true, active true, repeat false
	// cat: interacted true, active false, repeat false
	// dan: interacted false, active false, repeat false
}

// A repository in memory is a literal.
func ExampleMemory() {
	repo := engagement.Memory{
		Messages: []customer.Message{{Customer: "ann", At: on(1), Direction: customer.In, Channel: "web"}},
	}
	r, err := engagement.Summarize(context.Background(), repo, engagement.Query{AsOf: on(2)}, nil)
	fmt.Println(r.InteractedUsers, err)
	// Output: 1 <nil>
}

// database is a storage that groups by itself, as a database does by a query with
// GROUP BY customer.
type database struct{ engagement.Memory }

func (database) EachDigest(context.Context, engagement.Query, customer.Scope) iter.Seq2[engagement.Digest, error] {
	return func(yield func(engagement.Digest, error) bool) {
		yield(engagement.Digest{
			ID:              "ann",
			LastInteraction: on(3),                                               // max(at)
			Acted:           true,                                                // max(direction = 'in')
			Channels:        []string{"web", "whatsapp", "web"},                  // in any order, with repeats
			Paid:            engagement.Orders{Ever: 2, InRange: 2, Last: on(3)}, // count(*), count(case …), max(paid_at)
		}, nil)
	}
}

func ExampleDigester() {
	q := engagement.Query{AsOf: on(31)}
	r, err := engagement.Summarize(context.Background(), database{}, q, nil)
	if err != nil {
		panic(err)
	}
	fmt.Println(r.InteractedUsers, r.ActiveUsers, r.RepeatCustomers)
	printNames(r.Channels(&q))
	// Output:
	// 1 1 1
	// web: 1
	// whatsapp: 1
	// users: 1
}

// Digests of parts of one customer's facts merge, in any order.
func ExampleDigest_Merge() {
	q := engagement.Query{AsOf: on(31)}
	here, there := engagement.Digest{ID: "ann"}, engagement.Digest{ID: "ann"}
	for i, o := range shop.Orders[:2] {
		part := []*engagement.Digest{&here, &there}[i]
		if err := part.AddOrder(o, &q); err != nil {
			panic(err)
		}
	}
	fmt.Println(here.Repeat(&q), there.Repeat(&q))
	here.Merge(there)
	fmt.Println(here.Repeat(&q))
	// Output:
	// false false
	// true
}

// Reports of parts of the customers merge to the report of all of them. This is
// what Summarize does.
func ExampleReport_Merge() {
	q := engagement.Query{AsOf: on(31)}
	parts, err := engagement.Reduce(context.Background(), shop, q, nil,
		func() *engagement.Report { return new(engagement.Report) },
		func(r *engagement.Report, d *engagement.Digest) error {
			r.Add(d, &q)
			return nil
		})
	if err != nil {
		panic(err)
	}
	var all engagement.Report
	for _, part := range parts {
		all.Merge(*part)
	}
	fmt.Println(all.InteractedUsers, all.PaidOrders, all.RepeatCustomers)
	// Output: 3 3 1
}

// A dashboard asks facts in memory, and reads those of the customers that changed again.
func ExampleLoad() {
	ctx, q := context.Background(), engagement.Query{AsOf: on(31)}
	facts, err := engagement.Load(ctx, shop, nil)
	if err != nil {
		panic(err)
	}
	changed := shop // here, the same storage later: cat is erased
	changed.Messages, changed.Tags = shop.Messages[:3], shop.Tags[:3]
	before, _ := engagement.Summarize(ctx, facts, q, nil)
	if err := facts.Refresh(ctx, changed, "cat"); err != nil {
		panic(err)
	}
	after, _ := engagement.Summarize(ctx, facts, q, nil)
	fmt.Println(before.InteractedUsers, after.InteractedUsers)
	// Output:
	// 3 2
}

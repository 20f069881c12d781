package subscription_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/subscription"
)

// on is the first instant of a day of May 2024.
func on(day int) time.Time { return time.Date(2024, 5, day, 0, 0, 0, 0, time.UTC) }

// shop has three members; two have unsubscribed, one of them came back.
var shop = subscription.Memory{
	Memberships: []subscription.Membership{
		{Customer: "ann", Channel: "web", JoinedAt: on(1)},
		{Customer: "bob", Channel: "whatsapp", JoinedAt: on(2)},
		{Customer: "cat", Channel: "web", JoinedAt: on(2)},
		{Customer: "cat", Channel: "web", JoinedAt: on(4)},
	},
	Fields: []customer.Field{
		{Customer: "ann", Name: "size", Value: "42", At: on(1)},
		{Customer: "bob", Name: "Unsubscribe All-Bots", Value: "yes", At: on(3)},
		{Customer: "cat", Name: "note", Value: "unsubscribed", At: on(3)},
	},
}

func ExampleSummarize() {
	r, err := subscription.Summarize(context.Background(), shop, subscription.Query{AsOf: on(31)}, nil)
	if err != nil {
		panic(err)
	}
	fmt.Printf("enrolled %d (%d in the last 7 days)\n", r.Enrolled, r.EnrolledLast7Days)
	fmt.Printf("unsubscribed %d (%d in the last 7 days, %d undated)\n", r.Unsubscribed, r.UnsubscribedLast7Days, r.Undated)
	fmt.Printf("known %d\n", r.Known())
	// Output:
	// enrolled 2 (0 in the last 7 days)
	// unsubscribed 1 (0 in the last 7 days, 0 undated)
	// known 3
}

func ExampleReport_Trend() {
	q := subscription.Query{AsOf: on(31), Range: calendar.Span{From: on(2), To: on(5)}}
	r, err := subscription.Summarize(context.Background(), shop, q, nil)
	if err != nil {
		panic(err)
	}
	fmt.Println("before:", r.Before.Enrolled)
	days, err := r.Trend(&q)
	if err != nil {
		panic(err)
	}
	for _, p := range days {
		v := p.Value
		fmt.Printf("%s +%d -%d +%d, enrolled %d, unsubscribed %d\n",
			q.Unit.Format(p.Bucket), v.Joined, v.Left, v.Returned, v.Enrolled, v.Unsubscribed)
	}
	// Output:
	// before: 1
	// 2024-05-02 +2 -0 +0, enrolled 3, unsubscribed 0
	// 2024-05-03 +0 -2 +0, enrolled 1, unsubscribed 2
	// 2024-05-04 +0 -0 +1, enrolled 2, unsubscribed 1
}

func ExampleExplain() {
	q := subscription.Query{AsOf: on(31), Channels: []customer.Channel{"whatsapp"}}
	e, err := subscription.Explain(context.Background(), shop, "bob", q)
	if err != nil {
		panic(err)
	}
	fmt.Printf("%s since %s, from %s, by the field %q\n", e.Standing, e.Since.Format(time.DateOnly), e.By.Scope, e.By.Field)
	for _, c := range e.Changes {
		fmt.Println(c.At.Format(time.DateOnly), c.Kind)
	}
	// Output:
	// unsubscribed since 2024-05-03, from all bots, by the field "Unsubscribe All-Bots"
	// 2024-05-02 joined
	// 2024-05-03 left
}

func ExampleParseMarker() {
	for _, f := range []customer.Field{
		{Name: "Un_Subscribed", Value: ""},
		{Name: "unsubscribed", Value: "off"},
		{Name: "note", Value: "unsubscribe to all bot"},
		{Name: "note", Value: "never unsubscribed"},
	} {
		m, ok := subscription.ParseMarker(f)
		fmt.Println(ok, m.Keyword, m.Scope)
	}
	// Output:
	// true unsubscribed this bot
	// false  no bot
	// true unsubscribetoallbot all bots
	// false  no bot
}

// Digests of parts of one customer's facts merge, in any order, and reports of
// parts of the customers do.
func ExampleDigest_Merge() {
	q := subscription.Query{AsOf: on(31)}
	var here, there subscription.Digest
	here.AddMember(subscription.Membership{Customer: "ann", JoinedAt: on(1)}, &q)
	there.AddField(customer.Field{Customer: "ann", Name: "unsubscribed", At: on(9)}, &q)
	here.ID = "ann"
	here.Merge(there)
	fmt.Println(here.State().Standing)

	var one, all subscription.Report
	one.Add(&here, &q)
	all.Merge(one)
	fmt.Println(all.Unsubscribed)
	// Output:
	// unsubscribed
	// 1
}

// Reports of parts of the customers merge to the report of all of them. This is
// what Summarize does.
func ExampleReport_Merge() {
	q := subscription.Query{AsOf: on(31)}
	parts, err := subscription.Reduce(context.Background(), shop, q, nil,
		func() *subscription.Report { return new(subscription.Report) },
		func(r *subscription.Report, d *subscription.Digest) error {
			r.Add(d, &q)
			return nil
		})
	if err != nil {
		panic(err)
	}
	var all subscription.Report
	for _, part := range parts {
		all.Merge(*part)
	}
	fmt.Println(all.Known(), all.Enrolled, all.Unsubscribed)
	// Output: 3 2 1
}

// An answer of the host's own: how everybody stands. Each worker has a map of its
// own.
func ExampleReduce() {
	q := subscription.Query{AsOf: on(31)}
	type standings map[customer.ID]subscription.Standing
	parts, err := subscription.Reduce(context.Background(), shop, q, nil,
		func() standings { return standings{} },
		func(all standings, d *subscription.Digest) error {
			all[d.ID] = d.State().Standing
			return nil
		})
	if err != nil {
		panic(err)
	}
	all := standings{}
	for _, part := range parts {
		maps.Copy(all, part)
	}
	for _, id := range slices.Sorted(maps.Keys(all)) {
		fmt.Println(id, all[id])
	}
	// Output:
	// ann enrolled
	// bob unsubscribed
	// cat enrolled
}

// A dashboard asks facts in memory, and reads those of the customers that changed again.
func ExampleLoad() {
	ctx, q := context.Background(), subscription.Query{AsOf: on(31)}
	facts, err := subscription.Load(ctx, shop, nil)
	if err != nil {
		panic(err)
	}
	changed := shop // here, the same storage later: dan joined
	changed.Memberships = append(shop.Memberships[:4:4], subscription.Membership{Customer: "dan", Channel: "web", JoinedAt: on(5)})
	before, _ := subscription.Summarize(ctx, facts, q, nil)
	if err := facts.Refresh(ctx, changed, "dan"); err != nil {
		panic(err)
	}
	after, _ := subscription.Summarize(ctx, facts, q, nil)
	fmt.Println(before.Enrolled, after.Enrolled)
	// Output:
	// 2 3
}

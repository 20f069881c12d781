package notify_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/notify"
)

// bakery has two notifications. Ann renewed one and has the other; Bob stopped.
var bakery = notify.Memory{
	Notifications: []notify.Notification{
		{ID: "n1", Name: "Cake of the week", Active: true, Frequency: notify.Weekly, Channel: "facebook"},
		{ID: "n2", Name: "Advent calendar", Frequency: notify.Daily, Channel: "facebook"},
	},
	OptIns: []notify.OptIn{
		{Notification: "n1", Customer: "ann", SubscribedAt: day(1), ExpiresAt: day(25), Token: notify.NewToken("EAA-1")},
		{Notification: "n1", Customer: "ann", SubscribedAt: day(20), ExpiresAt: day(80), Token: notify.NewToken("EAA-2")},
		{Notification: "n2", Customer: "ann", SubscribedAt: day(2), ExpiresAt: day(36)},
		{Notification: "n1", Customer: "bob", SubscribedAt: day(2), ExpiresAt: day(90), StoppedAt: day(9)},
	},
}

func ExampleSummarize() {
	q := notify.Query{AsOf: day(31)}
	r, err := notify.Summarize(context.Background(), bakery, q, nil)
	if err != nil {
		panic(err)
	}
	fmt.Printf("subscribed users %d (%d in the last 7 days)\n", r.SubscribedUsers, r.SubscribedLast7Days)
	fmt.Printf("expiring users %d (%d in the next 7 days)\n", r.ExpiringUsers, r.ExpiringNext7Days)
	fmt.Printf("subscriptions %d = %d expired + %d expiring + %d stopped + %d without expiry\n",
		r.Subscriptions, r.Expired, r.Expiring, r.Stopped, r.NeverExpires)
	// Output:
	// subscribed users 2 (0 in the last 7 days)
	// expiring users 1 (1 in the next 7 days)
	// subscriptions 3 = 0 expired + 2 expiring + 1 stopped + 0 without expiry
}

func ExampleReport_ExpiryTrend() {
	q := notify.Query{AsOf: day(31)}
	r, err := notify.Summarize(context.Background(), bakery, q, nil)
	if err != nil {
		panic(err)
	}
	months, err := r.ExpiryTrend(&q)
	if err != nil {
		panic(err)
	}
	for _, p := range months {
		fmt.Println(calendar.Month.Format(p.Bucket), p.Value)
	}
	// Output:
	// 2024-06 1
	// 2024-07 1
}

// How many of the subscriptions that expire are likely to end? As the last half year's.
func ExampleRenewals_Outlook() {
	facts := notify.Memory{Notifications: bakery.Notifications}
	for i := range 20 { // 12 of 20 renewed before the expiry
		id := customer.ID(fmt.Sprint("c", i))
		facts.OptIns = append(facts.OptIns, notify.OptIn{Notification: "n1", Customer: id, SubscribedAt: day(1), ExpiresAt: day(20)})
		if i < 12 {
			facts.OptIns = append(facts.OptIns, notify.OptIn{Notification: "n1", Customer: id, SubscribedAt: day(19), ExpiresAt: day(80)})
		}
	}
	ctx, q := context.Background(), notify.Query{AsOf: day(40)}
	report, err := notify.Summarize(ctx, facts, q, nil)
	if err != nil {
		panic(err)
	}
	renewals, err := notify.SummarizeRenewals(ctx, facts, q, nil)
	if err != nil {
		panic(err)
	}
	months, ok, err := renewals.Outlook(&report, &q)
	if err != nil || !ok {
		panic(err)
	}
	fmt.Printf("%d renewed, %d expired\n", renewals.Renewed, renewals.Expired)
	for _, p := range months {
		a := p.Value
		fmt.Printf("%s: %d expire, about %.1f end (%.1f to %.1f)\n", calendar.Month.Format(p.Bucket), a.Expiring, a.Ending, a.Interval.Low, a.Interval.High)
	}
	// Output:
	// 12 renewed, 8 expired
	// 2024-07: 12 expire, about 4.8 end (2.6 to 7.4)
}

func ExampleReport_ExpiredTrend() {
	q := notify.Query{AsOf: day(200), Names: []string{"Advent calendar"}}
	r, err := notify.Summarize(context.Background(), bakery, q, nil)
	if err != nil {
		panic(err)
	}
	months, err := r.ExpiredTrend(&q)
	if err != nil {
		panic(err)
	}
	for _, p := range months {
		fmt.Println(calendar.Month.Format(p.Bucket), p.Value)
	}
	// Output:
	// 2024-06 1
}

func ExampleReport_Details() {
	q := notify.Query{AsOf: day(31), Range: calendar.Span{From: day(2)}}
	r, err := notify.Summarize(context.Background(), bakery, q, nil)
	if err != nil {
		panic(err)
	}
	for _, d := range r.Details() {
		fmt.Println(d.Name, d.Active, d.Frequency, d.SubscribedUsers)
	}
	// Output:
	// Advent calendar false daily 1
	// Cake of the week true weekly 2
}

// console is a sender. A real one calls a service, with p.Token.Reveal().
type console struct{}

func (console) Send(_ context.Context, p notify.Push) error {
	fmt.Printf("to %s with %v: %s\n", p.Customer, p.Token, p.Text)
	return nil
}

func ExampleSend() {
	push := notify.Push{Customer: "ann", Text: "The cake is a lemon tart."}
	received, err := notify.Send(context.Background(), bakery, console{}, push, day(31))
	if err != nil {
		panic(err)
	}
	fmt.Println("to record:", received.Customer, received.Kind == customer.Push, received.At.Format(time.DateOnly))

	_, err = notify.Send(context.Background(), bakery, console{}, notify.Push{Customer: "bob"}, day(31))
	fmt.Println(errors.Is(err, notify.ErrNoToken))
	// Output:
	// to ann with token:3ba40093: The cake is a lemon tart.
	// to record: ann true 2024-05-31
	// true
}

// A token shows its fingerprint, whatever prints it.
func ExampleToken() {
	token := notify.NewToken("EAA-2")
	fmt.Println(token)
	fmt.Printf("%s %x %#v\n", token, token, token)
	text, err := json.Marshal(map[string]notify.Token{"token": token})
	fmt.Println(string(text), err)
	fmt.Println(fmt.Errorf("sending with %v: no route", token))
	fmt.Println(token.Reveal() == "EAA-2", token == notify.NewToken("EAA-2"))
	// Output:
	// token:3ba40093
	// token:3ba40093 token:3ba40093 token:3ba40093
	// {"token":"token:3ba40093"} <nil>
	// sending with token:3ba40093: no route
	// true true
}

// An answer of the host's own: how all subscriptions stand. Each worker has a list
// of its own.
func ExampleReduce() {
	q := notify.Query{AsOf: day(31)}
	type list []string
	parts, err := notify.Reduce(context.Background(), bakery, q, nil, func() *list { return new(list) }, func(l *list, d *notify.Digest) error {
		for _, s := range d.Subscriptions {
			*l = append(*l, fmt.Sprint(d.ID, " ", s.Notification, " ", s.State(&q)))
		}
		return nil
	})
	if err != nil {
		panic(err)
	}
	for _, l := range parts {
		fmt.Println(strings.Join(*l, "\n"))
	}
	// Output:
	// ann n1 expiring
	// ann n2 expiring
	// bob n1 stopped
}

// Digests of parts of one customer's opt-ins merge, in any order.
func ExampleDigest_Merge() {
	q := notify.Query{AsOf: day(31)}
	here, there := notify.Digest{ID: "ann"}, notify.Digest{ID: "ann"}
	here.AddOptIn(bakery.OptIns[1], &q)
	there.AddOptIn(bakery.OptIns[0], &q)
	here.Merge(there)
	fmt.Println(here.Subscriptions[0].ExpiresAt.Format(time.DateOnly))
	// Output:
	// 2024-07-19
}

// Reports of parts of the customers merge to the report of all of them.
func ExampleReport_Merge() {
	q := notify.Query{AsOf: day(31)}
	anns, bobs := bakery.OptIns[:3], bakery.OptIns[3:]
	var all notify.Report
	for _, optIns := range [][]notify.OptIn{anns, bobs} {
		part, err := notify.Summarize(context.Background(), notify.Memory{Notifications: bakery.Notifications, OptIns: optIns}, q, nil)
		if err != nil {
			panic(err)
		}
		all.Merge(part)
	}
	fmt.Println(all.Subscriptions, all.ExpiringUsers)
	// Output:
	// 3 1
}

func ExamplePushFrequency_UnmarshalText() {
	var f notify.PushFrequency
	err := f.UnmarshalText([]byte("weekly"))
	fmt.Println(f, err)
	err = f.UnmarshalText([]byte("yearly"))
	fmt.Println(err)
	// Output:
	// weekly <nil>
	// notify: frequency: "yearly" is unknown; want daily, weekly, monthly or nothing
}

// A dashboard asks facts in memory, and reads those of the customers that changed again.
func ExampleLoad() {
	ctx, q := context.Background(), notify.Query{AsOf: day(31)}
	facts, err := notify.Load(ctx, bakery, nil)
	if err != nil {
		panic(err)
	}
	changed := bakery // here, the same storage later: Ann was erased
	changed.OptIns = bakery.OptIns[3:]
	before, _ := notify.Summarize(ctx, facts, q, nil)
	if err := facts.Refresh(ctx, changed, "ann"); err != nil {
		panic(err)
	}
	after, _ := notify.Summarize(ctx, facts, q, nil)
	fmt.Println(before.SubscribedUsers, after.SubscribedUsers)
	// Output:
	// 2 1
}

package lifecycle_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"testing"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/customer/lifecycle"
)

// The rulebook's example under D2.
func TestStates(t *testing.T) {
	shop := customer.Memory{Customers: people("ann"), Logins: logins("ann", "2024-01-05", "2024-02-03", "2024-04-09")}
	for _, c := range []struct {
		rule string
		q    lifecycle.Query
		want []string
	}{
		{"D2", lifecycle.Query{AsOf: at("2024-06-15"), Unit: calendar.Month}, []string{
			"2024-01-01: 1 new, 0 returning, 0 resurrecting, 0 dormant, 0 pending, 0 inactive",
			"2024-02-01: 0 new, 1 returning, 0 resurrecting, 0 dormant, 0 pending, 0 inactive",
			"2024-03-01: 0 new, 0 returning, 0 resurrecting, 1 dormant, 0 pending, 0 inactive",
			"2024-04-01: 0 new, 0 returning, 1 resurrecting, 0 dormant, 0 pending, 0 inactive",
			"2024-05-01: 0 new, 0 returning, 0 resurrecting, 1 dormant, 0 pending, 0 inactive",
			"2024-06-01: 0 new, 0 returning, 0 resurrecting, 0 dormant, 0 pending, 1 inactive *",
		}},
		{"D5: in the running bucket nobody is dormant", lifecycle.Query{AsOf: at("2024-03-15"), Unit: calendar.Month, Range: calendar.Span{From: at("2024-03-10")}}, []string{
			"2024-03-01: 0 new, 0 returning, 0 resurrecting, 0 dormant, 1 pending, 0 inactive *",
		}},
		{"D5: as of its last instant a bucket is over", lifecycle.Query{AsOf: at("2024-03-31T23:59:59.999999999Z"), Unit: calendar.Month, Range: calendar.Span{From: at("2024-03-10")}}, []string{
			"2024-03-01: 0 new, 0 returning, 0 resurrecting, 1 dormant, 0 pending, 0 inactive",
		}},
		{"D3: facts before the range are read for it", lifecycle.Query{AsOf: at("2024-06-15"), Unit: calendar.Month, Range: calendar.Span{From: at("2024-04-01"), To: at("2024-05-01")}}, []string{
			"2024-04-01: 0 new, 0 returning, 1 resurrecting, 0 dormant, 0 pending, 0 inactive",
		}},
		{"D5: both ends are widened", lifecycle.Query{AsOf: at("2024-06-15"), Unit: calendar.Month, Range: calendar.Span{From: at("2024-01-20"), To: at("2024-02-02")}}, []string{
			"2024-01-01: 1 new, 0 returning, 0 resurrecting, 0 dormant, 0 pending, 0 inactive",
			"2024-02-01: 0 new, 1 returning, 0 resurrecting, 0 dormant, 0 pending, 0 inactive",
		}},
		{"D5: without a beginning, the widened end has the first active bucket", lifecycle.Query{AsOf: at("2024-06-15"), Unit: calendar.Month, Range: calendar.Span{To: at("2024-01-02")}}, []string{
			"2024-01-01: 1 new, 0 returning, 0 resurrecting, 0 dormant, 0 pending, 0 inactive",
		}},
		{"T2: later facts are not known", lifecycle.Query{AsOf: at("2024-01-31T23:59:59Z"), Unit: calendar.Month}, []string{
			"2024-01-01: 1 new, 0 returning, 0 resurrecting, 0 dormant, 0 pending, 0 inactive *",
		}},
		{"T5: an empty range", lifecycle.Query{AsOf: at("2024-06-15"), Range: calendar.Span{From: at("2024-04-01"), To: at("2024-04-01")}}, []string{}},
		{"T5: a range after AsOf", lifecycle.Query{AsOf: at("2024-06-15"), Range: calendar.Span{From: at("2024-06-16")}}, []string{}},
		{"T5: nobody was active before", lifecycle.Query{AsOf: at("2024-06-15"), Range: calendar.Span{To: at("2023-12-01")}}, []string{}},
		{"T5: zeros are included", lifecycle.Query{AsOf: at("2024-06-15"), Unit: calendar.Month, Range: calendar.Span{From: at("2023-11-01"), To: at("2024-01-01")}}, []string{
			"2023-11-01: 0 new, 0 returning, 0 resurrecting, 0 dormant, 0 pending, 0 inactive",
			"2023-12-01: 0 new, 0 returning, 0 resurrecting, 0 dormant, 0 pending, 0 inactive",
		}},
	} {
		same(t, c.rule, c.want, lines(t, shop, c.q))
		same(t, c.rule+", sorted", c.want, lines(t, shop.Sorted(), c.q))
	}
}

// D1: what makes a customer active.
func TestActivity(t *testing.T) {
	asOf := at("2024-01-10T12:00:00Z")
	order := func(id customer.ID, paid string, change func(*customer.Order)) customer.Order {
		o := customer.Order{Customer: id, Total: euros("10"), PaidAt: at(paid)}
		change(&o)
		return o
	}
	shop := customer.Memory{
		Customers: people("ann", "bob"),
		Logins:    append(logins("ann", "2024-01-05"), customer.Login{Customer: "bob"}, customer.Login{At: asOf}, customer.Login{Customer: "stranger", At: asOf}),
		Messages: []customer.Message{
			{Customer: "bob", At: at("2024-01-06")}, {Customer: "bob", At: at("2024-01-07"), Direction: customer.Out},
			{Customer: "bob"}, {Customer: "bob", Direction: customer.Out}, {At: asOf}, {Customer: "stranger"},
		},
		Orders: []customer.Order{
			order("ann", "2024-01-08", func(o *customer.Order) { o.Kind = customer.Other; o.CheckoutLink = true }),
			order("ann", "2024-01-01", func(o *customer.Order) { o.VoidedAt = asOf }),
			order("bob", "2024-01-02", func(o *customer.Order) { o.Refunds = []customer.Refund{{At: asOf, Amount: o.Total.Amount}} }),
			order("bob", "2024-01-09", func(o *customer.Order) { o.PlacedAt = at("2024-01-03") }),
			order("bob", "2024-01-03", func(o *customer.Order) { o.PaidAt = time.Time{}; o.PlacedAt = at("2024-01-03") }),
			order("", "2024-01-04", func(*customer.Order) {}),
		},
	}
	for _, c := range []struct {
		activity lifecycle.Activity
		first    string
		new      int
		undated  int
		rule     string
	}{
		{lifecycle.Logins, "2024-01-05", 1, 1, "D1, D7: logins of customers; one is undated"},
		{lifecycle.Messages, "2024-01-06", 1, 1, "D1, D7: messages from the customer; one of them is undated"},
		{lifecycle.Orders, "2024-01-08", 2, 0, "D1, R4: orders that are paid, of any kind, by the time of payment"},
	} {
		q := lifecycle.Query{AsOf: asOf, Activity: c.activity}
		r := summarize(t, shop, q)
		points, err := r.Trend(&q)
		if err != nil || len(points) == 0 {
			t.Fatalf("%s: %v, %v", c.rule, points, err)
		}
		won := 0
		for _, p := range points {
			won += p.Value.New
		}
		if points[0].Bucket != date(c.first) || won != c.new || r.Undated != c.undated || r.Customers != 2 {
			t.Errorf("%s: from %v %d new, %d undated, %d customers; want from %s %d, %d, 2", c.rule, points[0].Bucket, won, r.Undated, r.Customers, c.first, c.new, c.undated)
		}
	}
}

// D4: a skipped day is no bucket.
func TestSkippedDay(t *testing.T) {
	shop := customer.Memory{Customers: people("ann", "bob"), Logins: append(logins("ann", "2011-12-30T05:00:00Z", "2011-12-30T11:00:00Z"), logins("bob", "2011-12-30T05:00:00Z")...)}
	q := lifecycle.Query{AsOf: at("2012-01-02"), Location: zone(t, "Pacific/Apia")}
	same(t, "D4: in Apia, 29 December 2011 is before the 31st", []string{
		"2011-12-29: 2 new, 0 returning, 0 resurrecting, 0 dormant, 0 pending, 0 inactive",
		"2011-12-31: 0 new, 1 returning, 0 resurrecting, 1 dormant, 0 pending, 0 inactive",
		"2012-01-01: 0 new, 0 returning, 0 resurrecting, 1 dormant, 0 pending, 1 inactive",
		"2012-01-02: 0 new, 0 returning, 0 resurrecting, 0 dormant, 0 pending, 2 inactive *",
	}, lines(t, shop, q))
}

// T5: in St John's clocks went back over midnight, so a fact can have a later date than AsOf.
func TestDateThatComesBack(t *testing.T) {
	q := lifecycle.Query{AsOf: at("2010-11-07T03:00:00Z"), Location: zone(t, "America/St_Johns")}
	shop := customer.Memory{Customers: people("ann", "bob"), Logins: append(logins("ann", "2010-11-07T02:30:30Z"), logins("bob", "2010-11-07T02:31:30Z")...)}
	same(t, "T5: the 7th began, and the 6th came back", []string{
		"2010-11-06: 1 new, 0 returning, 0 resurrecting, 0 dormant, 0 pending, 0 inactive *",
		"2010-11-07: 1 new, 0 returning, 0 resurrecting, 0 dormant, 1 pending, 0 inactive *",
	}, lines(t, shop, q))
}

// D6: two integers each, and no ratio with 0 below.
func TestRatios(t *testing.T) {
	s := lifecycle.States{New: 3, Returning: 5, Resurrecting: 2, Dormant: 4, Inactive: 7}
	if won, dormant, ok := s.QuickRatio(); won != 5 || dormant != 4 || !ok {
		t.Errorf("D6: the quick ratio is %d : %d, %t; want 5 : 4", won, dormant, ok)
	}
	if back, before, ok := s.Retention(); back != 5 || before != 9 || !ok {
		t.Errorf("D6: the retention is %d : %d, %t; want 5 : 9", back, before, ok)
	}
	if s.Active() != 10 || s.Known() != 21 {
		t.Errorf("D2: %d active of %d known, want 10 of 21", s.Active(), s.Known())
	}
	s = lifecycle.States{New: 3, Pending: 2}
	if _, _, ok := s.QuickRatio(); ok {
		t.Error("D6: with nobody dormant there is a quick ratio")
	}
	if back, before, ok := s.Retention(); back != 0 || before != 2 || !ok {
		t.Errorf("D6: the retention of a running bucket is %d : %d, %t; want 0 : 2", back, before, ok)
	}
	if _, _, ok := (lifecycle.States{New: 3}).Retention(); ok {
		t.Error("D6: with nobody active before there is a retention")
	}
}

// T5: a series of more than 100,000 buckets is an error, and takes no memory.
func TestLongSeries(t *testing.T) {
	shop := customer.Memory{Customers: people("ann"), Logins: logins("ann", "0001-01-01T00:00:00.000000001Z", "2024-01-01")}
	for _, q := range []lifecycle.Query{
		{AsOf: at("2024-01-01")}, {AsOf: at("2024-01-01"), Range: calendar.Span{From: at("0001-01-02")}},
	} {
		r := summarize(t, shop, q)
		if points, err := r.Trend(&q); !errors.Is(err, calendar.ErrSeries) || points != nil {
			t.Errorf("T5: a series of 2,023 years of days: %d points, error %v", len(points), err)
		}
	}
	q := lifecycle.Query{AsOf: at("2024-01-01"), Range: calendar.Span{From: at("2024-01-01")}}
	same(t, "D3: the first fact is 2,023 years before", []string{"2024-01-01: 0 new, 0 returning, 1 resurrecting, 0 dormant, 0 pending, 0 inactive *"}, lines(t, shop, q))
}

func TestCheck(t *testing.T) {
	ok := at("2024-01-01")
	for name, c := range map[string]struct {
		q    lifecycle.Query
		want error
	}{
		"T1: no AsOf":      {lifecycle.Query{}, calendar.ErrAsOf},
		"T6: local time":   {lifecycle.Query{AsOf: ok, Location: time.Local}, calendar.ErrLocal},
		"T5: no such unit": {lifecycle.Query{AsOf: ok, Unit: 9}, calendar.ErrUnit},
		"D1: no such kind": {lifecycle.Query{AsOf: ok, Activity: 3}, lifecycle.ErrQuery},
	} {
		_, err := lifecycle.Summarize(bg, customer.Memory{}, c.q, nil)
		if !errors.Is(err, c.want) || !errors.Is(err, lifecycle.ErrQuery) || !errors.Is(err, customer.ErrQuery) || errors.Is(err, customer.ErrFact) {
			t.Errorf("%s: error %v, want %v", name, err, c.want)
		}
	}
}

// needed fails the test if another kind of facts is read than the one that is needed.
type needed struct {
	t    *testing.T
	kind string
	of   customer.Memory
}

func (n needed) EachCustomer(ctx context.Context, s customer.Scope) iter.Seq2[customer.Customer, error] {
	return n.of.EachCustomer(ctx, s)
}

func (n needed) reads(kind string) {
	if kind != n.kind {
		n.t.Errorf("law: only what is needed is read: %s for a question about %s", kind, n.kind)
	}
}

func (n needed) EachLogin(ctx context.Context, s customer.Scope) iter.Seq2[customer.Login, error] {
	n.reads("logins")
	return n.of.EachLogin(ctx, s)
}

func (n needed) EachOrder(ctx context.Context, s customer.Scope) iter.Seq2[customer.Order, error] {
	n.reads("orders")
	return n.of.EachOrder(ctx, s)
}

func (n needed) EachMessage(ctx context.Context, s customer.Scope) iter.Seq2[customer.Message, error] {
	n.reads("messages")
	return n.of.EachMessage(ctx, s)
}

func TestReadsWhatIsNeeded(t *testing.T) {
	for _, a := range []lifecycle.Activity{lifecycle.Logins, lifecycle.Messages, lifecycle.Orders} {
		summarize(t, needed{t, fmt.Sprint(a), customer.Memory{}}, lifecycle.Query{AsOf: at("2024-01-01"), Activity: a})
	}
}

// A bad fact is the answer's error, or is left out and told.
func TestBadFact(t *testing.T) {
	bad := customer.Memory{Customers: people("ann"), Orders: []customer.Order{{ID: "7", Customer: "ann", PaidAt: at("2024-01-01"), Total: customer.Money{Currency: "euro"}}}}
	q := lifecycle.Query{AsOf: at("2024-01-01"), Activity: lifecycle.Orders}
	if r, err := lifecycle.Summarize(bg, bad, q, nil); !errors.Is(err, customer.ErrFact) || r.Customers != 0 {
		t.Errorf("R2: a bad order: %v, error %v", r, err)
	}
	told := 0
	r, err := lifecycle.Summarize(bg, bad, q, &customer.Run{LeaveOut: func(*customer.FactError) { told++ }})
	if err != nil || told != 1 || r.LeftOut.Count != 1 || r.Customers != 1 {
		t.Errorf("X6: %d told, report %v, error %v; want 1 left out", told, r, err)
	}
}

// PostHog's lifecycle test: its days, of which the last is counted as over.
func TestPostHogLifecycle(t *testing.T) {
	var shop customer.Memory
	seen := map[string]bool{}
	for _, row := range vector(t, "lifecycle_posthog_test_events.csv") {
		if id := row["person"]; !seen[id] {
			seen[id] = true
			shop.Customers = append(shop.Customers, customer.Customer{ID: customer.ID(id)})
		}
		shop.Logins = append(shop.Logins, logins(customer.ID(row["person"]), row["at"])...)
	}
	q := lifecycle.Query{AsOf: at("2020-01-19T23:59:59.999999999Z")}
	r := summarize(t, shop, q)
	points, err := r.Trend(&q)
	if err != nil {
		t.Fatal(err)
	}
	var got, want []string
	for _, p := range points {
		got = append(got, fmt.Sprintln(p.Bucket, p.Value.New, p.Value.Returning, p.Value.Resurrecting, p.Value.Dormant, p.Partial))
	}
	for _, row := range vector(t, "lifecycle_posthog_test.csv") {
		want = append(want, fmt.Sprintln(row["day"], number(t, row["new"]), number(t, row["returning"]), number(t, row["resurrecting"]), number(t, row["dormant"]), false))
	}
	same(t, "D1–D5: PostHog's lifecycle test", want, got)
}

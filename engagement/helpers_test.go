package engagement

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
)

var testContext = context.Background()

// day is the first instant of the n-th of May 2024.
func day(n int) time.Time {
	return time.Date(2024, 5, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(n-1) * 24 * time.Hour)
}

// never is an unknown time.
var never time.Time

// days is from the first instant of one day of May to that of another.
func days(from, to int) calendar.Span { return calendar.Span{From: day(from), To: day(to)} }

// in and out are messages from and to somebody, on the web.
func in(id customer.ID, at time.Time) customer.Message {
	return customer.Message{Customer: id, At: at, Direction: customer.In, Channel: "web"}
}

func out(id customer.ID, at time.Time) customer.Message {
	return customer.Message{Customer: id, At: at, Direction: customer.Out, Channel: "web"}
}

// paid is an order of 10 EUR on the web.
func paid(id customer.ID, at time.Time) customer.Order {
	return customer.Order{
		ID: "o", Customer: id, Channel: "web", PaidAt: at,
		Total: customer.Money{Amount: decimal.New(10, 0), Currency: "EUR"},
	}
}

// link is one that came through a checkout link.
func link(id customer.ID, at time.Time) customer.Order {
	o := paid(id, at)
	o.CheckoutLink = true
	return o
}

// voided is an order that was voided.
func voided(o customer.Order, at time.Time) customer.Order { o.VoidedAt = at; return o }

// refunded is an order with one more refund.
func refunded(o customer.Order, amount int64, at time.Time) customer.Order {
	o.Refunds = append(o.Refunds[:len(o.Refunds):len(o.Refunds)], customer.Refund{At: at, Amount: decimal.New(amount, 0)})
	return o
}

func tag(id customer.ID, name string) customer.Tag { return customer.Tag{Customer: id, Name: name} }

func field(id customer.ID, name, value string, at time.Time) customer.Field {
	return customer.Field{Customer: id, Name: name, Value: value, At: at}
}

// summarize is Summarize without an error.
func summarize(t testing.TB, repo Repository, q Query) Report {
	t.Helper()
	r, err := Summarize(testContext, repo, q, nil)
	if err != nil {
		t.Fatalf("Summarize: %v", err)
	}
	return r
}

// visited are copies of those that one worker visits, in order.
func visited(t testing.TB, repo Repository, q Query) []Digest {
	t.Helper()
	parts, err := Reduce(testContext, repo, q, &customer.Run{Workers: 1}, func() *[]Digest { return new([]Digest) }, func(all *[]Digest, d *Digest) error {
		var kept Digest
		kept.Merge(*d)
		*all = append(*all, kept)
		return nil
	})
	if err != nil {
		t.Fatalf("Reduce: %v", err)
	}
	return *parts[0]
}

// digestOf is the digest of one customer with these facts.
func digestOf(t testing.TB, facts Memory, q Query) Digest {
	t.Helper()
	all := visited(t, facts, q)
	if len(all) != 1 {
		t.Fatalf("%d digests of one customer", len(all))
	}
	return all[0]
}

// differs reports a difference under the name of the rule that it breaks.
func differs(t testing.TB, rule string, want, got any) {
	t.Helper()
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(Groups{})); diff != "" {
		t.Errorf("%s (- want, + got):\n%s", rule, diff)
	}
}

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	loc, err := calendar.Zone(name)
	if err != nil {
		t.Skipf("no zone database here: %v", err)
	}
	return loc
}

// ok is a series that is not too long.
func ok[T any](series T, err error) T {
	if err != nil {
		panic(err)
	}
	return series
}

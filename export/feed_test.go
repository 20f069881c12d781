package export

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/customer/rollup"
)

// X1, H1, H5: the feed of the hostile shop as a file: who changed, appeared and went, and what
// a late login corrects.
func TestGoldenFeed(t *testing.T) {
	ctx, shop := context.Background(), newTestShop()
	r := rollup.Rollup{Store: new(rollup.Memory), Repository: shop, Query: customer.Query{AsOf: ago(24 * 20)}}
	if err := r.Build(ctx); err != nil {
		t.Fatal(err)
	}
	due := must(r.Advance(ctx, now))
	if err := r.Refresh(ctx, due...); err != nil {
		t.Fatal(err)
	}
	said := must(r.Pending(ctx, 0))
	if err := r.Acknowledge(ctx, said); err != nil {
		t.Fatal(err)
	}
	late := newTestShop()
	gone, comes := late.Customers[1].ID, customer.ID("comes late")
	late.Customers = append(late.Customers[:1:1], late.Customers[2:]...)
	late.Customers = append(late.Customers, customer.Customer{ID: comes})
	ids := []customer.ID{gone, comes}
	for _, e := range said {
		if e.Customer != gone {
			late.Logins = append(late.Logins, customer.Login{Customer: e.Customer, At: e.At.Add(-time.Hour)}, customer.Login{Customer: e.Customer, At: e.At.Add(-2 * time.Hour)})
			ids = append(ids, e.Customer)
		}
	}
	r.Repository = late
	if err := r.Refresh(ctx, ids...); err != nil {
		t.Fatal(err)
	}
	corrections := must(r.Pending(ctx, 0))
	var rows []FeedRow
	whats := map[Word]bool{}
	for _, e := range append(said, corrections...) {
		rows = append(rows, NewFeedRow(e))
		whats[rows[len(rows)-1].What], whats["said "+rows[len(rows)-1].SaidWhat] = true, true
	}
	for _, what := range []Word{"changed", "appeared", "gone", "nothing", "said ", "said changed"} {
		if !whats[what] {
			t.Errorf("no row is %q: the check cannot fail", what)
		}
	}
	golden(t, "feed", Rows(rows...))
}

// X1, H5: each kind of entry has the statuses that it has, and no other.
func TestFeedRows(t *testing.T) {
	status := func(what rollup.What) rollup.Move {
		return rollup.Move{What: what, From: customer.Quiet, To: customer.Active}
	}
	for _, c := range []struct {
		is, said rollup.Move
		want     FeedRow
	}{
		{status(rollup.Changed), rollup.Move{}, FeedRow{What: "changed", From: "quiet", To: "active", Reason: "a login"}},
		{rollup.Move{What: rollup.Changed, From: customer.Active, To: customer.Quiet}, rollup.Move{}, FeedRow{What: "changed", From: "active", To: "quiet", Reason: "time"}},
		{status(rollup.Appeared), rollup.Move{}, FeedRow{What: "appeared", To: "active", Reason: "appeared"}},
		{status(rollup.Gone), rollup.Move{}, FeedRow{What: "gone", From: "quiet", Reason: "gone"}},
		{status(rollup.Older), rollup.Move{}, FeedRow{What: "older", From: "quiet", To: "active", Reason: "older"}},
		{rollup.Move{}, status(rollup.Changed), FeedRow{What: "nothing", Reason: "nothing", SaidWhat: "changed", SaidFrom: "quiet", SaidTo: "active"}},
		{rollup.Move{}, status(rollup.Appeared), FeedRow{What: "nothing", Reason: "nothing", SaidWhat: "appeared", SaidTo: "active"}},
	} {
		c.want.CustomerID, c.want.At = "=ann", Time{now}
		got := NewFeedRow(rollup.Entry{Key: rollup.Key{Customer: "=ann", At: now}, Is: c.is, Said: c.said, Offered: status(rollup.Older)})
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("X1, H5: %v, said %v (- want, + got):\n%s", c.is, c.said, diff)
		}
	}
}

// X1, H2: tomorrow's list makes the same rows as the changes of status that then come.
func TestTomorrowAsRows(t *testing.T) {
	ctx, shop := context.Background(), newTestShop()
	q := customer.Query{AsOf: now}
	r := rollup.Rollup{Store: new(rollup.Memory), Repository: shop, Query: q}
	if err := r.Build(ctx); err != nil {
		t.Fatal(err)
	}
	month := calendar.Days(60)
	list := must(r.Tomorrow(ctx, q, month))
	var rows []TransitionRow
	for _, m := range list {
		rows = append(rows, NewTransitionRow(m))
	}
	if len(rows) == 0 {
		t.Fatal("nobody changes status in 60 days: the check cannot fail")
	}
	q.AsOf = month.After(now)
	trend := must(customer.TrackStatus(ctx, shop, over(q, calendar.Span{From: now.Add(1)}, calendar.Month), nil))
	var want []TransitionRow
	for row, err := range Transitions(trend) {
		if err != nil {
			t.Fatal(err)
		}
		want = append(want, row)
	}
	if diff := cmp.Diff(want, rows); diff != "" {
		t.Errorf("H2: rows of tomorrow's list (- what comes, + list):\n%s", diff)
	}
	golden(t, "tomorrow", Rows(rows...))
}

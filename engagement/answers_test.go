package engagement_test

import (
	"context"
	"fmt"
	"reflect"

	"github.com/google/go-cmp/cmp"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	. "github.com/clientele-go/clientele/engagement"
)

var bg = context.Background()

// tester is what a testing.T and a rapid.T have in common.
type tester interface {
	Helper()
	Fatalf(string, ...any)
}

// numbers are those of the cards.
type numbers struct{ Interacted, Active, Paid, Links, Repeat, Undated int }

func numbersOf(r Report) numbers {
	return numbers{r.InteractedUsers, r.ActiveUsers, r.PaidOrders, r.CheckoutLinkOrders, r.RepeatCustomers, r.UndatedMessages}
}

// table is a breakdown as text.
type table struct {
	Rows   []string
	Total  int
	AddsUp bool
}

func tableOf[R any](b Breakdown[R], text func(R) string) table {
	t := table{Total: b.Total, AddsUp: b.AddsUp}
	for _, r := range b.Rows {
		t.Rows = append(t.Rows, text(r))
	}
	return t
}

func nameSet(b Breakdown[Row]) table {
	return tableOf(b, func(r Row) string {
		if r.Other {
			return fmt.Sprintf("other %d", r.Users)
		}
		return fmt.Sprintf("%q %d", r.Name, r.Users)
	})
}

func dates(b Breakdown[calendar.Point[int]]) table {
	return tableOf(b, func(p calendar.Point[int]) string {
		row := fmt.Sprintf("%s %d", p.Bucket, p.Value)
		if p.Partial {
			row += " partial"
		}
		return row
	})
}

func frequency(b Breakdown[FrequencyRow]) table {
	return tableOf(b, func(r FrequencyRow) string { return fmt.Sprintf("%d: %d", r.PaidOrders, r.Users) })
}

func summarize(t tester, repo Repository, q Query) Report {
	t.Helper()
	r, err := Summarize(bg, repo, q, nil)
	if err != nil {
		t.Fatalf("Summarize: %v", err)
	}
	return r
}

// visit has every digest visited by one worker.
func visit(t tester, repo Repository, q Query, each func(*Digest)) {
	t.Helper()
	_, err := Reduce(bg, repo, q, &customer.Run{Workers: 1}, func() (none struct{}) { return none }, func(_ struct{}, d *Digest) error {
		each(d)
		return nil
	})
	if err != nil {
		t.Fatalf("Reduce: %v", err)
	}
}

func same(t tester, law string, want, got any) {
	t.Helper()
	if !reflect.DeepEqual(want, got) {
		t.Fatalf("%s (- want, + got):\n%s", law, cmp.Diff(want, got, cmp.AllowUnexported(Groups{})))
	}
}

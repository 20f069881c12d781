package customer_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
)

// spoil adds bad facts to a shop: to every n-th order a refund beyond its total and one
// that is negative, orders that are bad as a whole, actions of no kind, customers
// twice, and one without an ID. It returns how many are bad.
func spoil(m customer.Memory, n int) (customer.Memory, int) {
	bad := 1
	orders := slices.Clone(m.Orders)
	for i := 0; i < len(m.Orders); i += n {
		o := &orders[i]
		o.Refunds = append(slices.Clone(o.Refunds),
			customer.Refund{ID: "beyond", At: at("2999-01-01"), Amount: o.Total.Amount.Add(dec("0.01"))},
			customer.Refund{ID: "negative", Amount: dec("-1")})
		wrong := *o
		wrong.ID += "-wrong"
		if wrong.Refunds = nil; i%2 == 0 {
			wrong.Total.Currency = "eur"
		} else {
			wrong.Kind = customer.Other + 1
		}
		orders = append(orders, wrong)
		bad += 3
	}
	m.Orders = orders
	customers, actions := slices.Clone(m.Customers), slices.Clone(m.Actions)
	for i := 0; i < len(m.Customers); i += n {
		customers = append(customers, customer.Customer{ID: m.Customers[i].ID, Favorite: !m.Customers[i].Favorite, Email: "second@example.com"})
		actions = append(actions, customer.Action{Customer: m.Customers[i].ID, Kind: customer.Push + 1})
		bad += 2
	}
	m.Customers, m.Actions = append(customers, customer.Customer{Favorite: true}), actions
	return m, bad
}

// leavingOut is a run that leaves out, and what it left out.
func leavingOut(workers int) (*customer.Run, *[]string) {
	var told []string
	return &customer.Run{Workers: workers, LeaveOut: func(e *customer.FactError) { told = append(told, e.Error()) }}, &told
}

// answersOf is every answer to a question but the report's LeftOut, as text.
func answersOf(t tester, repo customer.Repository, q customer.Query, run *customer.Run) (texts []string, left customer.LeftOut) {
	t.Helper()
	add := func(name string, v any, err error) {
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		texts = append(texts, fmt.Sprintf("%s: %v", name, v))
	}
	page, err := customer.List(bg, repo, q, run)
	add("List", rowsOf(page.Rows), err)
	report, err := customer.Summarize(bg, repo, q, run)
	left, report.LeftOut = report.LeftOut, customer.LeftOut{}
	add("Summarize", summaryOf(report), err)
	revenue, err := customer.RevenueTrend(bg, repo, over(q, calendar.Span{}, calendar.Week), run)
	add("RevenueTrend", trendOf(revenue), err)
	status, err := customer.TrackStatus(bg, repo, over(q, calendar.Span{}, calendar.Week), run)
	add("TrackStatus", fmt.Sprint(levelsOf(status), slices.Collect(status.Transitions())), err)
	matrix, err := customer.WhatIf(bg, repo, q, customer.Policy{Sleeper: calendar.Days(20)}, run)
	add("WhatIf", matrix, err)
	return texts, left
}

// Law: leaving out is the answer over the facts without the bad parts, for any number
// of workers and any way of reading. The calls are the same for any number of workers,
// and so is what the report counts and names.
func TestLawLeaveOut(t *testing.T) {
	sound := bigTown(1200)
	spoiled, bad := spoil(sound, 7)
	q := customer.Query{AsOf: noon}
	want, none := answersOf(t, sound, q, &customer.Run{Workers: 1, LeaveOut: func(e *customer.FactError) { t.Errorf("%v was left out of sound facts", e) }})
	same(t, "nothing is left out of sound facts", customer.LeftOut{}, none)
	ways := manyWays(spoiled)
	ways["whole"] = spoiled
	var first customer.LeftOut
	for name, repo := range ways {
		var calls []string
		for _, workers := range []int{1, 2, 4, 8} {
			run, told := leavingOut(workers)
			got, left := answersOf(t, repo, q, run)
			for i := range want {
				if got[i] != want[i] {
					t.Fatalf("%s, %d workers: leaving out is not the answer without the bad parts:\n got %.500s\nwant %.500s", name, workers, got[i], want[i])
				}
			}
			if left.Count != bad || len(left.First) != 100 {
				t.Errorf("%s, %d workers: %d left out, %d named; want %d and 100", name, workers, left.Count, len(left.First), bad)
			}
			if first.Count == 0 {
				first = left
			}
			same(t, fmt.Sprintf("%s, %d workers: what the report names", name, workers), fmt.Sprint(first), fmt.Sprint(left))
			if calls == nil {
				calls = *told
			}
			if !slices.Equal(calls, *told) {
				t.Errorf("%s: %d workers are told otherwise than one", name, workers)
			}
		}
	}
	for name, err := range everyEntry(spoiled, q) {
		if name != "Query.Check" && name != "Get" && !strings.HasPrefix(name, "Selection.Rows of") && !errors.Is(err, customer.ErrFact) {
			t.Errorf("%s: %v; want an ErrFact, because nothing is left out unless it is asked for", name, err)
		}
	}
}

// Of refunds of 8, 5 and 2 on an order of 10 the 5 is left out, and the 2 stays, in
// whatever order they stand (R3).
func TestSoundOrder(t *testing.T) {
	o := paid(refund("8", day(11)), refund("5", day(12)), refund("2", day(13)))
	rapid.Check(t, func(t *rapid.T) {
		mixed := o
		mixed.Refunds = rapid.Permutation(o.Refunds).Draw(t, "refunds")
		sound, ok, err := mixed.Sound()
		var e *customer.FactError
		if !ok || !errors.As(err, &e) || !errors.Is(err, customer.ErrRefund) || e.Kind != "refund" || e.Of != "o1" {
			t.Fatalf("R3: Sound = %t, %v; want a refund of o1 that is beyond", ok, err)
		}
		if got := sound.Refunded(day(20)); len(sound.Refunds) != 2 || !got.Equal(dec("10")) {
			t.Fatalf("R3: %d refunds of %s stay; want the 8 and the 2", len(sound.Refunds), got)
		}
	})
	for _, c := range []struct {
		order customer.Order
		stay  string
		wrong int
	}{
		{paid(named("a", "4", day(12)), named("a", "5", day(11))), "5", 1},                            // the second time by date
		{paid(named("", "4", day(11)), named("", "4", day(12)), named("", "4", day(13))), "8", 1},     // two without an ID can be two
		{paid(named("a", "11", day(11)), named("a", "3", day(12))), "3", 1},                           // the first one does not count
		{paid(named("a", "6", day(11)), named("a", "6", day(12)), named("b", "4", day(13))), "10", 1}, // nor does the second, towards the total
		{paid(refund("4", day(11)), refund("6", day(12))), "10", 0},
		{paid(refund("6", day(12)), refund("5", unknown)), "5", 1},   // undated ones first
		{paid(refund("11", day(11)), refund("-1", day(11))), "0", 2}, // nor does it make up for another
	} {
		sound, ok, err := c.order.Sound()
		n := 0
		var all interface{ Unwrap() []error }
		if errors.As(err, &all) {
			n = len(all.Unwrap())
		} else if err != nil {
			n = 1
		}
		if !ok || n != c.wrong || !sound.Refunded(at("2999-01-01")).Equal(dec(c.stay)) {
			t.Errorf("R3: %v: Sound = %t, %d errors, %s refunded; want %d and %s", c.order.Refunds, ok, n, sound.Refunded(at("2999-01-01")), c.wrong, c.stay)
		}
	}
	for _, o := range []customer.Order{paid(kind(customer.Other + 1)), paid(total(customer.Money{Currency: "eur"})), paid(total(eur("-1")))} {
		if sound, ok, err := o.Sound(); ok || err == nil || sound.ID != "" {
			t.Errorf("R1, R2: Sound = %v, %t, %v; want no order", sound, ok, err)
		}
	}
}

// The first of customers with one ID stays, as the repository yields them.
func TestFirstOfTwoStays(t *testing.T) {
	m := customer.Memory{Customers: []customer.Customer{{ID: "ann", LastDevice: "first"}, {ID: "ann", LastDevice: "second"}, {ID: "bob"}}}
	for name, repo := range map[string]customer.Repository{"memory": m, "sorted": m.Sorted()} {
		run, told := leavingOut(2)
		page, err := customer.List(bg, repo, customer.Query{AsOf: noon}, run)
		if err != nil || len(page.Rows) != 2 || page.Rows[0].ID != "ann" || page.Rows[0].LastDevice != "first" {
			t.Errorf("%s: %v, %v; want the first ann, and bob", name, page.Rows, err)
		}
		same(t, name, []string{`customer "ann": customer: came twice`}, *told)
	}
}

// interrupted yields errors in place of logins.
type interrupted struct {
	customer.Memory
	errs []error
}

func (f interrupted) EachLogin(ctx context.Context, s customer.Scope) iter.Seq2[customer.Login, error] {
	return func(yield func(customer.Login, error) bool) {
		for _, err := range f.errs {
			if !yield(customer.Login{}, err) {
				return
			}
		}
		for l, err := range f.Memory.EachLogin(ctx, s) {
			if !yield(l, err) {
				return
			}
		}
	}
}

// A repository may yield a FactError in place of a fact and go on. An error that is
// more than that ends the answer.
func TestRepositoryYieldsFactErrors(t *testing.T) {
	m := customer.Memory{Customers: []customer.Customer{{ID: "ann"}}, Logins: logins("ann", day(30))}
	host := errors.New("invalid syntax: verysecret")
	bad := &customer.FactError{Kind: "login", ID: "l7", Err: host}
	q := customer.Query{AsOf: noon}
	run, told := leavingOut(1)
	r, err := customer.Summarize(bg, interrupted{m, []error{bad, bad}}, q, run)
	if err != nil || r.Statuses[customer.Quiet] != 1 || r.LeftOut.Count != 2 {
		t.Errorf("Summarize = %v, %v; want the login, and 2 left out", r, err)
	}
	same(t, "told", []string{`login "l7": cannot be read`, `login "l7": cannot be read`}, *told)
	_, err = customer.Summarize(bg, interrupted{m, []error{bad}}, q, nil)
	if !errors.Is(err, customer.ErrFact) || !errors.Is(err, host) {
		t.Errorf("without LeaveOut: %v; want the FactError with its cause", err)
	}
	if text := fmt.Sprintf("%v %+v %#v %s %q %d", bad, bad, bad, err, bad, bad); strings.Contains(text, "verysecret") {
		t.Errorf("N8: a host's cause is printed: %s", text)
	}
	for _, other := range []error{host, errors.Join(bad, host), fmt.Errorf("in row 7: %w", bad)} {
		if r, err := customer.Summarize(bg, interrupted{m, []error{other}}, q, run); err == nil || r.Customers != 0 {
			t.Errorf("%v: left out; want the answer's error, because it is, or can be, about more than a fact", other)
		}
	}
	if _, err := json.Marshal(bad); err == nil || !strings.Contains(err.Error(), "send an export.LeftOutRow") {
		t.Errorf("G6: a FactError as JSON: %v", err)
	}
}

// What is left out merges in any grouping and order, and keeps the first 100.
func TestLawLeftOutMerges(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		draw := func() (l customer.LeftOut) {
			for range rapid.IntRange(0, 150).Draw(t, "facts") {
				l.Add(&customer.FactError{Kind: "order", ID: fmt.Sprint(rapid.IntRange(0, 40).Draw(t, "id")), Err: customer.ErrKind})
			}
			return l
		}
		a, b, c := draw(), draw(), draw()
		merged := func(all ...customer.LeftOut) string {
			var sum customer.LeftOut
			for _, l := range all {
				sum.Merge(l)
			}
			if len(sum.First) != min(sum.Count, 100) {
				t.Fatalf("%d of %d are named", len(sum.First), sum.Count)
			}
			return fmt.Sprint(sum)
		}
		bc := b
		bc.Merge(c)
		if want := merged(a, b, c); merged(a, bc) != want || merged(c, a, b) != want || merged(customer.LeftOut{}, c, b, a) != want {
			t.Fatal("law: what is left out merges in any grouping and order")
		}
	})
}

package customer_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/customertest"
)

// L8: last usage as of the 20th.
func TestLastUse(t *testing.T) {
	login := func(at time.Time) customer.Memory { return customer.Memory{Logins: logins("ann", at)} }
	message := func(d customer.Direction, at time.Time) customer.Memory {
		return customer.Memory{Messages: []customer.Message{{Customer: "ann", At: at, Direction: d}}}
	}
	action := func(k customer.ActionKind, at time.Time) customer.Memory {
		return customer.Memory{Actions: []customer.Action{{Customer: "ann", Kind: k, At: at}}}
	}
	order := func(o customer.Order) customer.Memory { return customer.Memory{Orders: []customer.Order{o}} }
	asOf := day(20)
	for _, c := range []struct {
		rule   string
		facts  customer.Memory
		want   time.Time
		reason string
	}{
		{"L8", customer.Memory{}, never, "nothing"},
		{"L8", login(day(3)), day(3), "a login"},
		{"L8", message(customer.In, day(3)), day(3), "a message from them"},
		{"L8", message(customer.Out, day(3)), never, "a message to them is nothing that they did"},
		{"L8", message(2, day(3)), never, "nor is one of no direction"},
		{"L8", action(customer.Share, day(3)), day(3), "a share"},
		{"L8", action(customer.Comment, day(3)), day(3), "a comment"},
		{"L8", action(customer.Redemption, day(3)), day(3), "a redemption"},
		{"L8", action(customer.Push, day(3)), never, "a push is done to them"},
		{"L8", order(paid(placed(day(3)))), day(3), "an order, when it was placed"},
		{"L8", order(paid(payment(day(3)))), day(3), "else when it was paid"},
		{"L8, T7", login(unknown), never, "an undated login"},
		{"L8, T7", message(customer.In, unknown), never, "an undated message"},
		{"L8, T7", action(customer.Share, unknown), never, "an undated action"},
		{"L8, T2", login(asOf), asOf, "at that very instant"},
		{"L8, T2", login(asOf.Add(1)), never, "a nanosecond later"},
		{"L8, T2", message(customer.In, asOf.Add(1)), never, "a message a nanosecond later"},
		{"L8, T2", action(customer.Share, asOf.Add(1)), never, "an action a nanosecond later"},
		{"L8, T2", order(paid(placed(asOf.Add(1)), payment(never))), never, "an order a nanosecond later"},
	} {
		c.facts.Customers = []customer.Customer{{ID: "ann", CreatedAt: day(19)}}
		q := customer.Query{AsOf: asOf}
		if got := list(t, c.facts, q).Rows[0].LastUsage; !got.Equal(c.want) {
			t.Errorf("%s: last usage %v, want %v: %s", c.rule, got, c.want, c.reason)
		}
		if got := get(t, c.facts, "ann", q).LastUsage; !got.Equal(c.want) {
			t.Errorf("%s: the page says %v, want %v: %s", c.rule, got, c.want, c.reason)
		}
		if len(c.facts.Logins) == 0 {
			if s := list(t, c.facts, q).Rows[0].Status; s != customer.Sleeper {
				t.Errorf("L8: %v: status uses logins only: %s", s, c.reason)
			}
		}
	}
	all := customer.Memory{Customers: []customer.Customer{{ID: "ann"}}, Logins: logins("ann", day(5), day(3))}
	all.Messages = message(customer.In, day(6)).Messages
	all.Actions = slices.Concat(action(customer.Comment, day(8)).Actions, action(customer.Push, day(9)).Actions)
	all.Orders = order(paid(placed(day(7)))).Orders
	if got := list(t, all, customer.Query{AsOf: asOf}).Rows[0].LastUsage; !got.Equal(day(8)) {
		t.Errorf("L8: last usage %v, want the comment of the 8th, the latest of all", got)
	}
}

// What is counted of actions, and of facts.
func TestCounts(t *testing.T) {
	act := func(k customer.ActionKind, at ...time.Time) (all []customer.Action) {
		for _, t := range at {
			all = append(all, customer.Action{Customer: "ann", Kind: k, At: t})
		}
		return all
	}
	asOf := day(20)
	repo := customer.Memory{
		Customers: []customer.Customer{{ID: "ann"}},
		Actions: slices.Concat(
			act(customer.Share, day(1), day(1), unknown, asOf.Add(1)),
			act(customer.Comment, day(1), unknown), act(customer.Redemption, asOf), act(customer.Push, day(1), unknown, unknown, asOf, asOf.Add(1)),
		),
	}
	row := list(t, repo, customer.Query{AsOf: asOf}).Rows[0]
	same(t, "T7, L7: shares, comments, redemptions, pushes: each is one, undated ones included, later ones not",
		[]int{3, 2, 1, 4}, []int{row.Shares, row.Comments, row.Redemptions, row.Pushes})

	var d customer.Digest
	q := customer.Query{AsOf: asOf}
	for _, at := range []time.Time{day(1), day(1), unknown, asOf.Add(1)} {
		d.AddLogin(customer.Login{At: at}, &q)
		d.AddMessage(customer.Message{At: at, Direction: customer.Out}, &q)
		d.AddAction(customer.Action{At: at}, &q)
	}
	for _, o := range []customer.Order{
		paid(), paid(voided(day(11))), paid(payment(never)), paid(payment(asOf.Add(1)), placed(day(1))),
		paid(payment(asOf.Add(1)), placed(asOf.Add(1))), paid(payment(asOf.Add(1))), paid(placed(asOf.Add(1))),
	} {
		if err := d.AddOrder(o, &q); err != nil {
			t.Fatalf("R4: %v", err)
		}
	}
	same(t, "T2, T7: facts as of AsOf, undated ones included, each as it came",
		customer.FactCounts{Logins: 3, Messages: 3, Actions: 3, Orders: 5}, d.Facts)
}

// What a repository must not yield is an error, never a wrong answer.
func TestDigestsErrors(t *testing.T) {
	for _, c := range []struct {
		repo   customer.Memory
		want   error
		says   string
		reason string
	}{
		{customer.Memory{Customers: []customer.Customer{{ID: "ann"}, {}}}, customer.ErrNoID, "reading customers", "the empty ID is the guests'"},
		{customer.Memory{Customers: []customer.Customer{{ID: "ann"}, {ID: "bob"}, {ID: "ann"}}}, nil, `customer "ann": customer: came twice`, "the same customer twice"},
		{customer.Memory{Actions: []customer.Action{{Kind: customer.Push + 1}}}, customer.ErrKind, "reading actions", "an action of no kind"},
		{customer.Memory{Orders: []customer.Order{paid(refund("11", day(1)))}}, customer.ErrRefund, `order "o1"`, "refunds beyond the total"},
	} {
		for name, repo := range customertest.Awkward(c.repo) {
			if _, grouped := repo.(customer.Digester); grouped || strings.Contains(name, "grouped by itself") {
				continue // its contract is its own
			}
			_, err := customer.List(bg, repo, customer.Query{AsOf: noon}, nil)
			if err == nil || c.want != nil && !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.says) {
				t.Errorf("L1: %s: %v, want %v saying %q: %s", name, err, c.want, c.says, c.reason)
			}
		}
	}
	var twice *customer.DuplicateError
	_, err := customer.Summarize(bg, customer.Memory{Customers: []customer.Customer{{ID: "ann"}, {ID: "ann"}}}, customer.Query{AsOf: noon}, nil)
	if !errors.As(err, &twice) || twice.ID != "ann" {
		t.Errorf("L1: %v, want a DuplicateError of ann", err)
	}
}

// A failure after any fact, wherever, is the answer of every question.
func TestFailing(t *testing.T) {
	repo := customer.Memory{
		Customers: []customer.Customer{{ID: "ann"}}, Logins: logins("ann", day(1)), Orders: []customer.Order{paid()},
		Messages: []customer.Message{{Customer: "ann", At: day(1)}}, Actions: []customer.Action{{Customer: "ann", At: day(1)}},
	}
	q := customer.Query{AsOf: noon}
	for n := 1; n <= 5; n++ {
		page, err := customer.List(bg, customertest.Failing(repo, n), q, nil)
		if !errors.Is(err, customertest.ErrFailed) || page.Rows != nil || page.Next != "" || page.Total != 0 {
			t.Errorf("L5: List fails at fact %d: %d rows, %v", n, len(page.Rows), err)
		}
		r, err := customer.Summarize(bg, customertest.Failing(repo, n), q, nil)
		if !errors.Is(err, customertest.ErrFailed) || r.Customers != 0 || r.Revenue != nil {
			t.Errorf("L1: Summarize fails at fact %d: %d customers, %v", n, r.Customers, err)
		}
		d, err := customer.Get(bg, customertest.Failing(repo, n), "ann", q)
		if !errors.Is(err, customertest.ErrFailed) || d.ID != "" {
			t.Errorf("L7: Get fails at fact %d: %q, %v", n, string(d.ID), err)
		}
		rows, err := customer.Selection{IDs: []customer.ID{"ann"}}.Rows(bg, customertest.Failing(repo, n), q)
		if !errors.Is(err, customertest.ErrFailed) || rows != nil {
			t.Errorf("L6: Rows fails at fact %d: %d rows, %v", n, len(rows), err)
		}
	}
}

// A repository that groups by itself is taken at its word, and its error too.
func TestDigester(t *testing.T) {
	digests := []customer.Digest{
		{ID: "ann", Known: true, Customer: customer.Customer{ID: "ann", Favorite: true}, Logins: customer.Recent{Latest: day(30), Second: day(29)}, PaidOrders: 2},
		{PaidOrders: 3}, // guests
	}
	q := customer.Query{AsOf: noon}
	r := summarize(t, grouped{digests: digests}, q)
	if r.Customers != 1 || r.Registered != 1 || r.Statuses[customer.VeryActive] != 1 || r.PaidOrders != 5 || r.Guests.PaidOrders != 3 {
		t.Errorf("L1: a Digester's digests amount to %+v", r)
	}
	if got := ids(list(t, grouped{digests: digests}, q).Rows); got != "ann" {
		t.Errorf("L1: a Digester's list is %q", got)
	}
	eur := func(k customer.OrderKind) customer.RevenueLine {
		return customer.RevenueLine{Kind: k, Currency: "EUR", Orders: 1}
	}
	digests[0].Revenue = customer.Revenue{eur(customer.Merchandise), eur(customer.Food)}
	for row, err := range customer.Rows(bg, grouped{digests: digests}, q, nil) {
		if err != nil || row.Revenue[0].Kind != customer.Food || digests[0].Revenue[0].Kind != customer.Merchandise {
			t.Errorf("R3: the row has %v, and the Digester's digest %v: %v", row.Revenue, digests[0].Revenue, err)
		}
	}
	broken := errors.New("broken")
	if _, err := customer.List(bg, grouped{digests: digests, err: broken}, q, nil); !errors.Is(err, broken) {
		t.Errorf("L1: a Digester's error is lost: %v", err)
	}
}

package customer_test

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"testing"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
)

// bigTown is a shop with so many customers that every worker has parts to merge.
// Its facts stand in no order; some are of guests and of IDs that nobody has.
func bigTown(n int) customer.Memory {
	var m customer.Memory
	for i := range n {
		k := (i * 7919) % n
		id := customer.ID(fmt.Sprintf("c%06d", k))
		m.Customers = append(m.Customers, customer.Customer{
			ID: id, Email: customer.Email([]string{"", "x@example.com", "y@example.com"}[k%3]), Favorite: k%7 == 0,
			LastDevice: []string{"", "phone", "tablet"}[k%5%3], CreatedAt: noon.Add(-time.Duration(k) * time.Hour),
		})
		for j := range k % 4 {
			m.Logins = append(m.Logins, customer.Login{Customer: id, At: noon.Add(-time.Duration((k*37+j*211)%4000) * time.Hour)})
		}
		whose := []customer.ID{id, id, "", customer.ID(fmt.Sprint("stranger", k))}[k%4]
		o := customer.Order{
			ID: customer.OrderID(fmt.Sprint("o", i)), Customer: whose, Kind: customer.OrderKind(k % 4), PaidAt: noon.Add(-time.Duration(k%3000) * time.Hour),
			Total: customer.Money{Amount: dec(fmt.Sprintf("%d.%02d", k, k%100)), Currency: []customer.Currency{"EUR", "JPY", "USD"}[k%3]},
		}
		if k%5 == 0 {
			o.Refunds = []customer.Refund{{ID: "r", At: o.PaidAt.Add(time.Hour), Amount: dec(fmt.Sprint(k / 2))}}
		}
		m.Orders = append(m.Orders, o)
		m.Messages = append(m.Messages, customer.Message{Customer: whose, At: noon.Add(-time.Duration(k%500) * time.Hour), Direction: customer.Direction(k % 2)})
		m.Actions = append(m.Actions, customer.Action{Customer: id, Kind: customer.ActionKind(k % 4)})
	}
	return m
}

// manyWays are a town sorted and in ranges, in two orders of IDs.
func manyWays(m customer.Memory) map[string]customer.Repository {
	return map[string]customer.Repository{
		"sorted": m.Sorted(), "ranges": ranging{m, 41, 8, nil},
		"ranges backwards": ranging{m, 97, 8, func(a, b customer.ID) int { return -slices.Compare([]byte(a), []byte(b)) }},
	}
}

// Whatever the number of workers and the way of reading, every answer is that of
// one worker who reads a Memory whole.
func TestWorkers(t *testing.T) {
	m := bigTown(4000)
	q := customer.Query{AsOf: noon, Limit: 1500, Sort: customer.Sort{Column: "revenue", Currency: "EUR", Descending: true}}
	span, other := calendar.Days(90).Last(noon), customer.Policy{Sleeper: calendar.Days(20)}
	answers := func(repo customer.Repository, run *customer.Run) (all []any) {
		page, err := customer.List(bg, repo, q, run)
		all = append(all, rowsOf(page.Rows), page.Total, err)
		all = append(all, page.Next)
		report, err := customer.Summarize(bg, repo, q, run)
		all = append(all, report, err)
		revenue, err := customer.RevenueTrend(bg, repo, over(q, span, calendar.Week), run)
		all = append(all, revenue, err)
		status, err := customer.TrackStatus(bg, repo, over(q, span, calendar.Week), run)
		all = append(all, levelsOf(status), slices.Collect(status.Transitions()), err)
		matrix, err := customer.WhatIf(bg, repo, q, other, run)
		return append(all, matrix, err)
	}
	want := answers(m, &customer.Run{Workers: 1})
	if n := len(want[0].([]plainRow)); n != 1500 {
		t.Fatalf("a page of %d rows, want 1,500", n)
	}
	for name, repo := range manyWays(m) {
		for _, workers := range []int{1, 2, 4, 8} {
			ranges := 0
			run := &customer.Run{Workers: workers, Progress: func(_, n int) { ranges = n }}
			got := answers(repo, run)
			for i := range want {
				same(t, fmt.Sprintf("answer %d of %d workers, %s", i, workers, name), want[i], got[i])
			}
			if ranges < 10 {
				t.Errorf("%s has %d ranges; want many, so that workers have parts to merge", name, ranges)
			}
		}
	}
}

// Many workers answer as the plain second implementation does.
func TestWorkersAgainstModel(t *testing.T) {
	m := model{bigTown(300), customer.Query{AsOf: noon}}
	for _, workers := range []int{1, 2, 4, 8} {
		run := &customer.Run{Workers: workers}
		for name, repo := range map[string]customer.Repository{"ranges": ranging{m.facts, 11, 8, nil}, "sorted": m.facts.Sorted()} {
			page, err := customer.List(bg, repo, m.q, run)
			if err != nil {
				t.Fatal(err)
			}
			same(t, fmt.Sprintf("L1–L3: %d workers, %s: the list is not what the rules say", workers, name), m.list(), rowsOf(page.Rows))
			report, err := customer.Summarize(bg, repo, m.q, run)
			if err != nil {
				t.Fatal(err)
			}
			same(t, fmt.Sprintf("S4, R1–R5: %d workers, %s: the summary is not what the rules say", workers, name), m.summary(), summaryOf(report))
		}
	}
}

// A million facts of IDs that no customer has take no memory of their own.
func TestStrangersAreOneSum(t *testing.T) {
	one := customer.Memory{Customers: []customer.Customer{{ID: "ann"}}}
	count := func(n int) float64 {
		repo := strangers{one, n}
		return testing.AllocsPerRun(1, func() {
			r, err := customer.Summarize(bg, repo, customer.Query{AsOf: noon}, nil)
			if err != nil || r.Customers != 1 || r.Guests.Facts.Logins != n {
				t.Fatalf("%d customers, %d logins of guests, %v; want 1 and %d", r.Customers, r.Guests.Facts.Logins, err, n)
			}
		})
	}
	// The sequence itself allocates the IDs.
	alone := func(n int) float64 {
		return testing.AllocsPerRun(1, func() {
			for range (strangers{one, n}).EachLogin(bg, customer.Scope{}) {
			}
		})
	}
	if a, b := count(1000)-alone(1000), count(101_000)-alone(101_000); b-a > 10_000 {
		t.Errorf("100,000 strangers more take %v allocations more", b-a)
	}
}

// strangers has n logins, each of another ID.
type strangers struct {
	customer.Memory
	n int
}

func (s strangers) EachLogin(context.Context, customer.Scope) iter.Seq2[customer.Login, error] {
	return func(yield func(customer.Login, error) bool) {
		for i := range s.n {
			if !yield(customer.Login{Customer: customer.ID(fmt.Sprint("stranger ", i)), At: noon}, nil) {
				return
			}
		}
	}
}

// A snapshot is begun and ended once a question, and every repository of it is
// read by one worker.
func TestSnapshotOfAQuestion(t *testing.T) {
	m := bigTown(300)
	want := summarize(t, m, customer.Query{AsOf: noon})
	s := &snapshots{ranging: ranging{m, 11, 4, nil}}
	got, err := customer.Summarize(bg, s, customer.Query{AsOf: noon}, &customer.Run{Workers: 4})
	if err != nil {
		t.Fatal(err)
	}
	same(t, "the report of a snapshot", want, got)
	if s.begun != 1 || s.ended != 1 {
		t.Errorf("%d snapshots were begun, %d ended; want 1 and 1", s.begun, s.ended)
	}
	if _, err := customer.Get(bg, s, "c000001", customer.Query{AsOf: noon}); err != nil || s.begun != 2 || s.ended != 2 {
		t.Errorf("Get: %v, %d snapshots begun, %d ended; want 2 and 2", err, s.begun, s.ended)
	}
}

type snapshots struct {
	ranging
	begun, ended int
}

func (s *snapshots) Snapshot(ctx context.Context, readers int) ([]any, func() error, error) {
	s.begun++
	repos, _, err := s.ranging.Snapshot(ctx, readers)
	return repos, func() error { s.ended++; return nil }, err
}

package customer_test

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/customertest"
)

// inOrder is a Memory's facts in customer order.
func inOrder(m customer.Memory) customer.Sorted {
	by := func(a, b customer.ID) int { return cmp.Compare(a, b) }
	m.Customers = slices.SortedStableFunc(slices.Values(m.Customers), func(a, b customer.Customer) int { return by(a.ID, b.ID) })
	m.Logins = slices.SortedStableFunc(slices.Values(m.Logins), func(a, b customer.Login) int { return by(a.Customer, b.Customer) })
	m.Orders = slices.SortedStableFunc(slices.Values(m.Orders), func(a, b customer.Order) int { return by(a.Customer, b.Customer) })
	m.Messages = slices.SortedStableFunc(slices.Values(m.Messages), func(a, b customer.Message) int { return by(a.Customer, b.Customer) })
	m.Actions = slices.SortedStableFunc(slices.Values(m.Actions), func(a, b customer.Action) int { return by(a.Customer, b.Customer) })
	return customer.Sorted{Memory: m}
}

// Rows are the rows of the list, whatever its order and page, however the facts
// come; in customer order if they come so. A row that was kept does not change.
func TestRows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		facts, q := drawFacts(t), drawQuery(t)
		whole := q
		whole.Limit, whole.After = 0, nil
		want := list(t, facts, whole).Rows
		slices.SortFunc(want, func(a, b customer.Row) int { return cmp.Compare(a.ID, b.ID) })
		for name, repo := range map[string]customer.Repository{
			"a memory": facts, "in order": inOrder(facts),
			"a sequence": embedded{facts}, "a sequence in order": orderly{inOrder(facts)},
		} {
			var got []customer.Row
			for r, err := range customer.Rows(bg, repo, q) {
				if err != nil {
					t.Fatal(err)
				}
				got = append(got, r)
			}
			if customer.Ordered(repo) && !slices.IsSortedFunc(got, func(a, b customer.Row) int { return cmp.Compare(a.ID, b.ID) }) {
				t.Fatalf("L1: %s: the rows are not in customer order", name)
			}
			slices.SortFunc(got, func(a, b customer.Row) int { return cmp.Compare(a.ID, b.ID) })
			same(t, "L1, L4: "+name+": the rows are not those of the list", rowsOf(want), rowsOf(got))
		}
	})
}

func rowsOf(rows []customer.Row) []plainRow {
	all := []plainRow{}
	for _, r := range rows {
		all = append(all, rowOf(r))
	}
	return all
}

// embedded and orderly have a Memory inside, and are read as sequences.
type embedded struct{ customer.Memory }

type orderly struct{ customer.Sorted }

func TestRowsStops(t *testing.T) {
	n := 0
	for range customer.Rows(bg, crowd, customer.Query{AsOf: noon}) {
		if n++; n == 3 {
			break
		}
	}
	if n != 3 {
		t.Errorf("L1: %d rows before the break, want 3", n)
	}
	var last error
	for r, err := range customer.Rows(bg, customertest.Failing(crowd, 2), customer.Query{AsOf: noon}) {
		if last != nil || err != nil && r.ID != "" {
			t.Error("L1: something comes with or after the error")
		}
		last = err
	}
	if !errors.Is(last, customertest.ErrFailed) {
		t.Errorf("L1: the last error is %v, want %v", last, customertest.ErrFailed)
	}
	for _, err := range customer.Rows(bg, crowd, customer.Query{}) {
		if last = err; err == nil {
			t.Error("T1: rows without an AsOf")
		}
	}
}

// In one pass come the rows of Rows and the answer of Reduce, here Summarize's.
func TestReduceRows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		facts, q := drawFacts(t), drawQuery(t)
		ranks := q.Policy.At(q.AsOf)
		want, err := customer.Summarize(bg, facts, q)
		if err != nil {
			t.Fatal(err)
		}
		for name, repo := range map[string]customer.Repository{
			"a memory": facts, "in order": inOrder(facts), "a sequence": embedded{facts}, "a sequence in order": orderly{inOrder(facts)},
		} {
			var rows, alone []customer.Row
			for r, err := range customer.Rows(bg, repo, q) {
				if err != nil {
					t.Fatal(err)
				}
				alone = append(alone, r)
			}
			parts, err := customer.ReduceRows(bg, repo, q, func() *customer.Report { return &customer.Report{} },
				func(r *customer.Report, d *customer.Digest) error { r.AddRanked(d, &q, &ranks); return nil },
				func(r *customer.Row) error { rows = append(rows, *r); return nil })
			if err != nil || len(parts) == 0 {
				t.Fatalf("%s: %d answers, %v", name, len(parts), err)
			}
			var got customer.Report
			for _, part := range parts {
				got.Merge(*part)
			}
			same(t, "L1: "+name+": the report is not Summarize's", want, got)
			byID := func(a, b customer.Row) int { return cmp.Compare(a.ID, b.ID) }
			if !customer.Ordered(repo) {
				slices.SortFunc(rows, byID)
				slices.SortFunc(alone, byID)
			}
			same(t, "L1: "+name+": the rows are not those of Rows", rowsOf(alone), rowsOf(rows))
		}
	})
}

// What goes wrong at a digest, at a row or in the repository is the error, and
// then there is no answer.
func TestReduceRowsErrors(t *testing.T) {
	broken := errors.New("broken")
	fine, wrong := func(struct{}, *customer.Digest) error { return nil }, func(struct{}, *customer.Digest) error { return broken }
	row, wrongRow := func(*customer.Row) error { return nil }, func(*customer.Row) error { return broken }
	for _, c := range []struct {
		why   string
		repo  customer.Repository
		visit func(struct{}, *customer.Digest) error
		row   func(*customer.Row) error
		want  error
	}{
		{"at a digest", crowd, wrong, row, broken},
		{"at a digest of a sequence", embedded{crowd}, wrong, row, broken},
		{"at a row", crowd, fine, wrongRow, broken},
		{"at a row of a sequence", embedded{crowd}, fine, wrongRow, broken},
		{"in the repository", customertest.Failing(crowd, 2), fine, row, customertest.ErrFailed},
	} {
		got, err := customer.ReduceRows(bg, c.repo, customer.Query{AsOf: noon}, func() (none struct{}) { return none }, c.visit, c.row)
		if got != nil || !errors.Is(err, c.want) {
			t.Errorf("L1: %s: %v, %v; want %v", c.why, got, err, c.want)
		}
	}
}

// On an error there are no batches.
func TestRowBatchesErrors(t *testing.T) {
	broken := errors.New("broken")
	for name, repo := range map[string]customer.Repository{"a memory": crowd, "a sequence": embedded{crowd}} {
		batches, err := customer.RowBatches(bg, repo, customer.Query{AsOf: noon},
			func(*int, *customer.Digest) error { return nil },
			func(*int, *customer.Row) error { return nil },
			func(*int) error { return broken })
		if batches != nil || !errors.Is(err, broken) {
			t.Errorf("L1: %s: %v, %v; want no batches and %v", name, batches, err, broken)
		}
	}
}

// A batch comes to next once it is filled, is used again with what was left in
// it, and nothing is allocated per row.
func TestRowBatches(t *testing.T) {
	type batch struct{ rows, waiting, digests int }
	var people []customer.Customer
	for i := range 20_000 {
		people = append(people, customer.Customer{ID: customer.ID(fmt.Sprintf("c%06d", i))})
	}
	for name, repo := range map[string]customer.Repository{
		"in order": customer.Sorted{Memory: customer.Memory{Customers: people}}, "in any order": customer.Memory{Customers: people},
		"a sequence": embedded{customer.Memory{Customers: people}},
	} {
		count := func() {
			next, rows, digests := 0, 0, 0
			batches, err := customer.RowBatches(bg, repo, customer.Query{AsOf: noon},
				func(b *batch, _ *customer.Digest) error { b.digests++; return nil },
				func(b *batch, _ *customer.Row) error { b.rows++; b.waiting++; return nil },
				func(b *batch) error { next += b.waiting; b.waiting = 0; return nil })
			for _, b := range batches {
				rows, digests = rows+b.rows, digests+b.digests
			}
			if err != nil || next != len(people) || rows != len(people) || digests != len(people) {
				t.Fatalf("L4: %s: %d, %d and %d of %d, %v", name, next, rows, digests, len(people), err)
			}
		}
		if n := testing.AllocsPerRun(1, count); n > 3000 {
			t.Errorf("L4: %s: %d rows take %v allocations", name, len(people), n)
		}
	}
}

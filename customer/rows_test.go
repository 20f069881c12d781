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

// Rows are the rows of the list, whatever its order and page, in the order of the
// repository's IDs, and with them come the answers of Visit. A row that was kept
// does not change.
func TestRows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		facts, q := drawFacts(t), drawQuery(t)
		whole := q
		whole.Limit, whole.After = 0, ""
		want := list(t, facts, whole).Rows
		byID := func(a, b customer.Row) int { return cmp.Compare(a.ID, b.ID) }
		slices.SortFunc(want, byID)
		report := summarize(t, facts, q)
		for name, repo := range everyWay(t, facts) {
			for _, workers := range []int{1, 2, 4} {
				run := &customer.Run{Workers: workers}
				var got []customer.Row
				for r, err := range customer.Rows(bg, repo, q, run) {
					if err != nil {
						t.Fatal(err)
					}
					got = append(got, r)
				}
				order := byID
				if r, ok := repo.(ranging); ok {
					order = func(a, b customer.Row) int { return r.order(a.ID, b.ID) }
				}
				if !slices.IsSortedFunc(got, order) {
					t.Fatalf("L1: %s: the rows are not in the order of the IDs", name)
				}
				slices.SortFunc(got, byID)
				same(t, "L1, L4: "+name+": the rows are not those of the list", rowsOf(want), rowsOf(got))
				sum, rows := reportAndRows(t, repo, q, run)
				slices.SortFunc(rows, byID)
				same(t, "L1: "+name+": the report of the same pass is not Summarize's", report, sum)
				same(t, "L1: "+name+": the rows of the same pass are not those of Rows", rowsOf(want), rowsOf(rows))
			}
		}
	})
}

// reportAndRows is a report and rows in one pass, by Visit, Row and Next.
func reportAndRows(t tester, repo customer.Repository, q customer.Query, run *customer.Run) (report customer.Report, rows []customer.Row) {
	type answer struct {
		report customer.Report
		rows   []customer.Row
	}
	parts, err := customer.Reduce(bg, repo, q, run, customer.Reducer[*answer]{
		New:   func() *answer { return new(answer) },
		Visit: func(a *answer, d *customer.Digest) error { a.report.Add(d, &q); return nil },
		Row: func(a *answer, r *customer.Row) error {
			kept := *r
			kept.Revenue = slices.Clone(r.Revenue)
			a.rows = append(a.rows, kept)
			return nil
		},
		Next: func(a *answer) error {
			rows, a.rows = append(rows, a.rows...), nil
			return nil
		},
	})
	if err != nil || len(parts) == 0 {
		t.Fatalf("%d answers, %v", len(parts), err)
	}
	for _, part := range parts {
		report.Merge(part.report)
	}
	return report, rows
}

func rowsOf(rows []customer.Row) []plainRow {
	all := []plainRow{}
	for _, r := range rows {
		all = append(all, rowOf(r))
	}
	return all
}

// Rows stops where its reader does, and yields an error once, last.
func TestRowsStops(t *testing.T) {
	for _, repo := range []customer.Repository{crowd, crowd.Sorted(), ranging{crowd, 1, 4, nil}} {
		n := 0
		for range customer.Rows(bg, repo, customer.Query{AsOf: noon}, nil) {
			if n++; n == 3 {
				break
			}
		}
		if n != 3 {
			t.Errorf("L1: %d rows before the break, want 3", n)
		}
	}
	var last error
	for r, err := range customer.Rows(bg, customertest.Failing(crowd, 2), customer.Query{AsOf: noon}, nil) {
		if last != nil || err != nil && r.ID != "" {
			t.Error("L1: something comes with or after the error")
		}
		last = err
	}
	if !errors.Is(last, customertest.ErrFailed) {
		t.Errorf("L1: the last error is %v, want %v", last, customertest.ErrFailed)
	}
	for _, err := range customer.Rows(bg, crowd, customer.Query{}, nil) {
		if last = err; err == nil {
			t.Error("T1: rows without an AsOf")
		}
	}
}

// What goes wrong at a digest, at a row, in Next or in the repository is the
// error, and then there is no answer.
func TestReduceErrors(t *testing.T) {
	broken := errors.New("broken")
	for _, repo := range []customer.Repository{crowd, embedded{crowd}, crowd.Sorted(), ranging{crowd, 1, 4, nil}} {
		for why, r := range map[string]customer.Reducer[int]{
			"at a digest": {Visit: func(int, *customer.Digest) error { return broken }},
			"at a row":    {Row: func(int, *customer.Row) error { return broken }},
			"in Next":     {Next: func(int) error { return broken }},
		} {
			r.New = func() int { return 7 }
			if got, err := customer.Reduce(bg, repo, customer.Query{AsOf: noon}, nil, r); got != nil || !errors.Is(err, broken) {
				t.Errorf("L1: %s: %v, %v; want no answer and %v", why, got, err, broken)
			}
		}
	}
	r := customer.Reducer[int]{New: func() int { return 7 }}
	if got, err := customer.Reduce(bg, customertest.Failing(crowd, 2), customer.Query{AsOf: noon}, nil, r); got != nil || !errors.Is(err, customertest.ErrFailed) {
		t.Errorf("L1: a repository that fails: %v, %v; want no answer and %v", got, err, customertest.ErrFailed)
	}
	if got, err := customer.Reduce(bg, crowd, customer.Query{}, nil, r); got != nil || err == nil {
		t.Errorf("T1: a question without AsOf: %v, %v; want no answer and an error", got, err)
	}
}

// An answer comes to Next once its range was read, is used again with what was
// left in it, and nothing is allocated per row.
func TestNext(t *testing.T) {
	type answer struct{ rows, waiting, digests int }
	var m customer.Memory
	for i := range 20_000 {
		m.Customers = append(m.Customers, customer.Customer{ID: customer.ID(fmt.Sprintf("c%06d", i))})
	}
	for name, repo := range map[string]customer.Repository{"sorted": m.Sorted(), "a memory": m} {
		ranges := 0
		count := func() {
			next, rows, digests := 0, 0, 0
			answers, err := customer.Reduce(bg, repo, customer.Query{AsOf: noon}, &customer.Run{Progress: func(_, n int) { ranges = n }}, customer.Reducer[*answer]{
				New:   func() *answer { return new(answer) },
				Visit: func(a *answer, _ *customer.Digest) error { a.digests++; return nil },
				Row:   func(a *answer, _ *customer.Row) error { a.rows++; a.waiting++; return nil },
				Next:  func(a *answer) error { next += a.waiting; a.waiting = 0; return nil },
			})
			for _, a := range answers {
				rows, digests = rows+a.rows, digests+a.digests
			}
			if err != nil || next != len(m.Customers) || rows != next || digests != next {
				t.Fatalf("L4: %s: %d, %d and %d of %d, %v", name, next, rows, digests, len(m.Customers), err)
			}
		}
		if n := testing.AllocsPerRun(1, count); n > 3000 {
			t.Errorf("L4: %s: %d rows take %v allocations", name, len(m.Customers), n)
		}
		if many := name == "sorted"; many != (ranges > 10) {
			t.Errorf("L4: %s has %d ranges", name, ranges)
		}
	}
}

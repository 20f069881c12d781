package customer

import (
	"container/heap"
	"context"
	"fmt"
	"log/slog"
	"slices"

	"github.com/clientele-go/clientele/internal/base/redact"
)

// Page is one page of the list. It is personal data, and so is its cursor. It prints
// how many customers it has, as Customer prints its ID alone.
type Page struct {
	Rows  []Row
	Next  Cursor // where the next page begins; empty on the last one
	Total int    // how many customers pass the filter, on all pages
}

// Format prints how many customers there are, whatever the verb.
func (p Page) Format(f fmt.State, _ rune) {
	fmt.Fprintf(f, "page of %d of %d customers", len(p.Rows), p.Total)
}

// LogValue returns how many customers there are.
func (p Page) LogValue() slog.Value { return slog.StringValue(fmt.Sprint(p)) }

// MarshalText returns an error that names what to send in place of it: JSON, XML and
// text would show personal data.
func (Page) MarshalText() ([]byte, error) {
	return redact.Unsent("a customer.Page", "an export.PageReport")
}

// List returns the customer list (L1): all customers who pass the filter and the segment
// (L4, Q1), anonymous ones included, in the order asked for (L2, L3), one page of them (L5).
// Guests are not customers and are not listed.
//
// The errors are those of Reduce, and ErrCursor; on an error the page is the zero value.
//
// A page of k of n customers takes one pass over the facts. It needs memory for k rows,
// besides that of one range of customers for each worker.
func List(ctx context.Context, repo Repository, q Query, run *Run) (Page, error) {
	p, err := NewPaging(q, run)
	if err != nil {
		return Page{}, err
	}
	parts, err := Reduce(ctx, repo, q, run, Reducer[*topRows]{
		New: func() *topRows { return &topRows{sort: p.top.sort, after: p.top.after, limit: p.top.limit} },
		Row: (*topRows).takeRow,
	})
	if err != nil {
		return Page{}, err
	}
	p.top = *parts[0]
	for _, part := range parts[1:] {
		p.top.merge(part)
	}
	return p.Page()
}

// topRows keeps the first rows of an order: a heap with the last of them on
// top. A limit of 0 keeps all.
type topRows struct {
	sort  Sort     // with its column's name
	after *sortKey // nil is the beginning
	limit int
	rows  []keyedRow
	more  bool // some row did not fit
	total int  // how many pass the filter, on all pages
}

// takeRow takes in the row of a customer who passes the filter.
func (t *topRows) takeRow(r *Row) error {
	t.total++
	if key := t.sort.key(r); t.after == nil || t.sort.compare(*t.after, key) < 0 {
		t.add(key, *r)
	}
	return nil
}

// merge takes in the rows of another part of the customers.
func (t *topRows) merge(o *topRows) {
	t.total += o.total
	t.more = t.more || o.more
	for _, r := range o.rows {
		t.add(r.key, r.row)
	}
}

type keyedRow struct {
	key sortKey
	row Row
}

func (t *topRows) add(key sortKey, r Row) {
	if t.limit == 0 || len(t.rows) < t.limit {
		t.rows = append(t.rows, keyedRow{key, r.kept()})
		if len(t.rows) == t.limit {
			heap.Init(t)
		}
		return
	}
	t.more = true
	if t.sort.compare(key, t.rows[0].key) < 0 {
		t.rows[0] = keyedRow{key, r.kept()}
		heap.Fix(t, 0)
	}
}

func (t *topRows) sorted() []Row {
	slices.SortFunc(t.rows, func(a, b keyedRow) int { return t.sort.compare(a.key, b.key) })
	rows := make([]Row, len(t.rows))
	for i, r := range t.rows {
		rows[i] = r.row
	}
	return rows
}

// The heap.Interface of topRows: the last row of the order on top.

func (t *topRows) Len() int           { return len(t.rows) }
func (t *topRows) Less(i, j int) bool { return t.sort.compare(t.rows[i].key, t.rows[j].key) > 0 }
func (t *topRows) Swap(i, j int)      { t.rows[i], t.rows[j] = t.rows[j], t.rows[i] }
func (t *topRows) Push(x any)         { t.rows = append(t.rows, x.(keyedRow)) }
func (t *topRows) Pop() any {
	last := t.rows[len(t.rows)-1]
	t.rows = t.rows[:len(t.rows)-1]
	return last
}

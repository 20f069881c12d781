package store_test

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/examples/report/program"
	"github.com/clientele-go/clientele/examples/sqlhost/dialect"
	"github.com/clientele-go/clientele/examples/sqlhost/servertest"
	"github.com/clientele-go/clientele/examples/sqlhost/store"
)

// Random worlds on two servers are those in memory; both servers have facts.
func TestTwoPostgreses(t *testing.T) {
	t.Parallel()
	b, servers := several(t, "two postgreses", servertest.TwoPostgreses)
	b.m.Orders.Refunded = "refunded"
	for n := range worlds(b) {
		if err := b.compare(t.Context(), t.TempDir(), n+1); err != nil {
			t.Fatalf("world %d: %v", n+1, err)
		}
	}
	s := b.open(t, manyCustomers(1000))
	for i, db := range b.locals {
		if n := counted(t, db, "SELECT COUNT(*) FROM customers"); n < 300 || n > 700 {
			t.Errorf("server %d has %d of 1000 customers", i, n)
		}
	}
	groupedWhereTheyAre(t, b)
	down(t, b, s, servers[1])
}

// groupedWhereTheyAre: grouping is done on the servers that have the facts: the
// plan ships it.
func groupedWhereTheyAre(t *testing.T, b base) {
	t.Helper()
	if _, err := b.db.ExecContext(t.Context(), "ANALYZE"); err != nil {
		t.Fatal(err)
	}
	r := &recorder{Querier: b.db}
	s, err := store.New(t.Context(), r, b.d, b.m)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := program.Ask(t.Context(), shops(s, 0)["pushed down"], program.Options{AsOf: day, Channels: []customer.Channel{"web"}}); err != nil {
		t.Fatal(err)
	}
	grouped := 0
	for _, q := range r.queries {
		if !strings.Contains(q.text, " GROUP BY ") {
			continue
		}
		grouped++
		plan := b.explain(t, q)
		if strings.Count(plan, "Relations: Aggregate on") != 2 {
			t.Errorf("the servers do not group:\n%s\n%s", q.text, plan)
		}
	}
	if grouped < 10 {
		t.Errorf("%d queries that group, want at least 10", grouped)
	}
}

// recorder keeps what a database is asked.
type recorder struct {
	dialect.Querier
	mu      sync.Mutex
	queries []asked
}

type asked struct {
	text string
	args []any
}

func (r *recorder) QueryContext(ctx context.Context, text string, args ...any) (*sql.Rows, error) {
	r.mu.Lock()
	r.queries = append(r.queries, asked{text, args})
	r.mu.Unlock()
	return r.Querier.QueryContext(ctx, text, args...)
}

// explain is the plan of a query.
func (b base) explain(t *testing.T, q asked) string {
	t.Helper()
	explain, columns := "EXPLAIN (VERBOSE) ", 1
	if b.d.Name == "sqlite" {
		explain, columns = "EXPLAIN QUERY PLAN ", 4
	}
	rows, err := b.db.QueryContext(t.Context(), explain+q.text, q.args...)
	if err != nil {
		t.Fatalf("%s: %v", q.text, err)
	}
	defer rows.Close()
	var plan strings.Builder
	for rows.Next() {
		cells := make([]any, columns)
		for i := range cells {
			cells[i] = new(any)
		}
		if err := rows.Scan(cells...); err != nil {
			t.Fatal(err)
		}
		fmt.Fprintln(&plan, *cells[columns-1].(*any))
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return plan.String()
}

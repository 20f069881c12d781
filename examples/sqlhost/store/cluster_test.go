package store_test

import (
	"context"
	"database/sql"
	"fmt"
	"testing"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/engagement"
	"github.com/clientele-go/clientele/examples/sqlhost/servertest"
	"github.com/clientele-go/clientele/examples/sqlhost/store"
	"github.com/clientele-go/clientele/export/folder"
)

// several are the databases of servers that are asked as one.
func several(t testing.TB, name string, start func(context.Context) (*servertest.Several, error)) (base, []*servertest.Server) {
	t.Helper()
	s, err := start(t.Context())
	if err != nil {
		servertest.Skip(t, name, err)
	}
	t.Cleanup(func() {
		if err := s.Stop(); err != nil {
			t.Error(err)
		}
	})
	b := connect(t, name, s.URL)
	b.server = true
	for _, one := range s.Servers {
		b.locals = append(b.locals, connect(t, "one of "+name, one.URL).db)
	}
	return b, s.Servers
}

// manyCustomers are customers with a few facts each.
func manyCustomers(n int) *folder.Facts {
	var f folder.Facts
	for i := range n {
		id := customer.ID(fmt.Sprintf("%05d", i))
		f.Customers = append(f.Customers, customer.Customer{ID: id})
		f.Logins = append(f.Logins, customer.Login{Customer: id, At: day}, customer.Login{Customer: id, At: day.Add(1)})
		f.Messages = append(f.Messages, customer.Message{Customer: id, At: day, Channel: "web"})
	}
	return &f
}

// Random worlds on two servers are those in memory; both servers have facts.
func TestTwoClickHouses(t *testing.T) {
	t.Parallel()
	b, servers := several(t, "two clickhouses", servertest.TwoClickHouses)
	for n := range worlds(b) {
		if err := b.compare(t.Context(), t.TempDir(), n+1); err != nil {
			t.Fatalf("world %d: %v", n+1, err)
		}
	}
	s := b.open(t, manyCustomers(1000))
	for i, db := range b.locals {
		if n := counted(t, db, "SELECT toInt64(COUNT(*)) FROM customers"); n < 300 || n > 700 {
			t.Errorf("server %d has %d of 1000 customers", i, n)
		}
	}
	down(t, b, s, servers[1])
}

// down: with a server down there is an error, and never half the answer.
func down(t *testing.T, b base, s *store.Store, server *servertest.Server) {
	t.Helper()
	ask := func(ctx context.Context) (map[string]int, []error) {
		found, errs := map[string]int{}, []error(nil)
		for way, repo := range ways(s) {
			r, err := customer.Summarize(ctx, repo, customer.Query{AsOf: day.Add(1)}, nil)
			found[way], errs = r.Statuses[customer.VeryActive], append(errs, err)
		}
		for way, repo := range map[string]engagement.Repository{"engagement streamed": s, "engagement pushed down": store.GroupedEngagement{Store: s}} {
			r, err := engagement.Summarize(ctx, repo, engagement.Query{AsOf: day.Add(1)}, nil)
			found[way], errs = r.InteractedUsers, append(errs, err)
		}
		return found, errs
	}
	found, errs := ask(t.Context())
	for way, n := range found {
		if n != 1000 {
			t.Fatalf("%s: %d customers, %v; want 1000", way, n, errs)
		}
	}
	if err := server.Kill(); err != nil {
		t.Fatal(err)
	}
	found, errs = ask(t.Context())
	for i, err := range errs {
		if err == nil {
			t.Errorf("question %d gives no error with a server down: %v", i, found)
		}
	}
	for way, n := range found {
		if n != 0 {
			t.Errorf("%s: %d customers with a server down, want none and an error", way, n)
		}
	}
	if b.d.Name == "clickhouse" { // the trap is there
		if n := counted(t, b.db, "SELECT toInt64(COUNT(*)) FROM customers SETTINGS skip_unavailable_shards = 1"); n == 0 || n > 700 {
			t.Errorf("a query that skips what is down counts %d of 1000 customers: the trap is gone", n)
		}
	}
}

func counted(t *testing.T, db *sql.DB, ask string) (n int) {
	t.Helper()
	if err := db.QueryRowContext(t.Context(), ask).Scan(&n); err != nil {
		t.Errorf("%s: %v", ask, err)
	}
	return n
}

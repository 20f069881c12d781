package main

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/clientele-go/clientele/examples/sqlhost/dialect"
)

// H11, H12: a rollup is built beside the facts; triggers tell who changed, whatever the
// kind of fact; refresh, advance and list go by it.
func TestRollup(t *testing.T) {
	places(t, one()[:2], func(t *testing.T, url string) {
		sqlhost(t, 0, "load", "-db", url)
		if _, errors := sqlhost(t, 1, "rollup", "list", "-db", url); !strings.Contains(errors, "rollup") {
			t.Errorf("H3: a list before a build says %q", errors)
		}
		for range 2 {
			sqlhost(t, 0, "rollup", "build", "-db", url)
		}
		first, _ := sqlhost(t, 0, "rollup", "list", "-db", url, "-sort", "id", "-limit", "2")
		if lines := strings.Split(first, "\n"); len(lines) != 5 || !strings.HasPrefix(lines[2], "2 of ") {
			t.Fatalf("a page of 2 is\n%s", first)
		}
		_, cursor, _ := strings.Cut(strings.TrimSpace(first), "-after ")
		if next, _ := sqlhost(t, 0, "rollup", "list", "-db", url, "-sort", "id", "-limit", "2", "-after", cursor); next == first || !strings.HasPrefix(next, `"`) {
			t.Errorf("L5: the next page is\n%s", next)
		}
		if done, _ := sqlhost(t, 0, "rollup", "refresh", "-db", url); !strings.HasPrefix(done, "0 ") {
			t.Errorf("H11: nothing changed, and refresh says %q", done)
		}
		changeFacts(t, url)
		if done, _ := sqlhost(t, 0, "rollup", "refresh", "-db", url); !strings.HasPrefix(done, "3 ") {
			t.Errorf("H11: three customers changed, and refresh says %q", done)
		}
		found, _ := sqlhost(t, 0, "rollup", "list", "-db", url, "-search", "NEWCOMER")
		if !strings.Contains(found, "1 of 1 customers") || !strings.Contains(found, "1 paid orders") {
			t.Errorf("H11: the newcomer is not in the list as they are:\n%s", found)
		}
		in := time.Now().AddDate(0, 0, 1).UTC().Format(time.RFC3339)
		if done, _ := sqlhost(t, 0, "rollup", "advance", "-db", url, "-to", in); !strings.Contains(done, in) {
			t.Errorf("H11: advance says %q", done)
		}
		if all, _ := sqlhost(t, 0, "rollup", "list", "-db", url, "-status", "sleeper,quiet"); !strings.Contains(all, "sleeper") {
			t.Errorf("H11: long after, nobody is a sleeper:\n%s", all)
		}
		if done, _ := sqlhost(t, 0, "rollup", "refresh", "-db", url, "zz-newcomer"); !strings.HasPrefix(done, "1 ") {
			t.Errorf("refresh of one ID says %q", done)
		}
		sqlhost(t, 2, "rollup", "list", "-db", url, "-sort", "shoe size")
		sqlhost(t, 2, "rollup", "list", "-db", url, "-status", "asleep")
	})
}

// changeFacts adds a customer with an order, removes another one's logins, and refunds the
// order of a third.
func changeFacts(t *testing.T, url string) {
	t.Helper()
	db, _, err := dialect.Open(t.Context(), url, dialect.Write)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, s := range []string{
		"INSERT INTO customers (id, username) VALUES ('zz-newcomer', 'Newcomer')",
		"INSERT INTO orders (id, customer_id, amount, currency, paid_at) VALUES ('zz-1', 'zz-newcomer', '9.99', 'EUR', '2020-01-01T00:00:00.000000000Z')",
		"DELETE FROM logins WHERE customer_id = (SELECT MIN(customer_id) FROM logins WHERE customer_id > '')",
		`INSERT INTO refunds (order_id, n, id, at, amount) SELECT id, 999, 'zz-r', '2020-01-01T00:00:00.000000000Z', '0.01' FROM orders
			WHERE customer_id = (SELECT MAX(customer_id) FROM orders WHERE customer_id < 'zz') ORDER BY id LIMIT 1`,
	} {
		if r, err := db.ExecContext(t.Context(), s); err != nil {
			t.Fatalf("%s: %v", s, err)
		} else if n, err := r.RowsAffected(); err != nil || n == 0 {
			t.Fatalf("%s: %d rows, %v", s, n, err)
		}
	}
}

// A bad command line of rollup is status 2; ClickHouse keeps no rollup.
func TestRollupUsage(t *testing.T) {
	url := "sqlite:" + filepath.Join(t.TempDir(), "shop.db")
	sqlhost(t, 2, "rollup")
	sqlhost(t, 2, "rollup", "erase")
	sqlhost(t, 2, "rollup", "list", "-db", url, "ann")
	sqlhost(t, 2, "rollup", "build", "-x")
	sqlhost(t, 1, "rollup", "build", "-db", url)
}

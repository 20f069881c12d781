package rollupsql_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/rollup"
	"github.com/clientele-go/clientele/examples/sqlhost/dialect"
	"github.com/clientele-go/clientele/examples/sqlhost/rollupsql"
)

// snow is a trigram that nobody else has. Of those that begin with its first byte it is the
// first by its bytes, so the index has it whole, and not what it has more than the one before.
const snow = "\u2603\nc"

// H8: after an erasure and Wipe nothing is left of a person: in SQLite no byte in any file,
// in PostgreSQL no row and no dead one.
func TestErasure(t *testing.T) {
	everyEngine(t, func(t *testing.T, open func(t testing.TB) base) {
		b := open(t)
		store := b.store(t)
		s := newShop(1, 60, 200)
		s.Customers = append(s.Customers, customer.Customer{ID: "canary-1", Email: "canary-2@\u2603\u2603\u2603", Username: "canary-3", Name: "canary-4", SignedUp: true, LastDevice: "canary-5"})
		s.Logins = append(s.Logins, customer.Login{Customer: "canary-1", At: start.AddDate(0, 0, -1)}, customer.Login{Customer: "canary-1", At: start.AddDate(0, 0, -2)})
		r := rollup.Rollup{Store: store, Repository: s.Sorted(), Query: customer.Query{AsOf: start}}
		if err := r.Build(t.Context()); err != nil {
			t.Fatal(err)
		}
		due, err := r.Advance(t.Context(), start.AddDate(0, 3, 0))
		if err == nil {
			err = r.Refresh(t.Context(), due...)
		}
		if err != nil {
			t.Fatal(err)
		}
		if n, err := r.Holds(t.Context(), "canary-1"); n < 2 || err != nil {
			t.Fatalf("H8: the rollup holds %d of the canary, %v; want a record and entries", n, err)
		}
		if b.d.Name == "sqlite" && (!inFiles(t, b, "canary-5") || !inIndex(t, b, snow)) {
			t.Fatal("the canary is not where the test looks for it")
		}
		if err := r.Erase(t.Context(), "canary-1"); err != nil {
			t.Fatal(err)
		}
		entries, err := r.Pending(t.Context(), 0) // says that the canary is gone, by ID
		if err == nil {
			err = r.Acknowledge(t.Context(), entries)
		}
		if err == nil {
			err = store.Wipe(t.Context())
		}
		if err != nil {
			t.Fatal(err)
		}
		for _, trace := range []string{"canary-2", "canary-3", "canary-4", "canary-5", snow} {
			if b.d.Name == "sqlite" && inFiles(t, b, trace) {
				t.Errorf("H8: %q is in a file", trace)
			}
		}
		noTrace(t, b)
	})
}

// inIndex reports whether the index of trigrams has a text in a block of its own.
func inIndex(t *testing.T, b base, text string) bool {
	t.Helper()
	n := 0
	if err := b.QueryRowContext(t.Context(), "SELECT COUNT(*) FROM rollup_trigrams_data WHERE instr(block, ?) > 0", []byte(text)).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n > 0
}

// inFiles reports whether a text is in a file of a database of SQLite, in any case.
func inFiles(t *testing.T, b base, text string) (found bool) {
	t.Helper()
	files, _ := filepath.Glob(strings.TrimPrefix(b.url, "sqlite:") + "*")
	for _, f := range files {
		data, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		found = found || bytes.Contains(data, []byte(text))
	}
	return found
}

// noTrace checks that no row has the canary, and that PostgreSQL keeps no dead rows.
func noTrace(t *testing.T, b base) {
	t.Helper()
	questions := []string{
		"SELECT COUNT(*) FROM rollup_texts WHERE folded LIKE '%canary%'",
		"SELECT COUNT(*) FROM rollup_records WHERE email IS NOT NULL AND id = CAST('canary-1' AS BLOB)",
		"SELECT COUNT(*) FROM rollup_states WHERE last_login IS NOT NULL AND id = CAST('canary-1' AS BLOB)",
		"SELECT COUNT(*) FROM rollup_revenue WHERE id = CAST('canary-1' AS BLOB)",
	}
	if b.d.Name == "sqlite" {
		questions = append(questions, `SELECT COUNT(*) FROM rollup_trigrams WHERE rollup_trigrams MATCH '"canary"'`)
	} else {
		questions = append(questions, "SELECT COUNT(*) FROM pg_stat_user_tables WHERE schemaname = current_schema() AND last_vacuum IS NULL AND relname LIKE 'rollup%' AND relname <> 'rollup_counts'")
	}
	for _, q := range questions {
		if b.d.Name == "postgres" {
			q = strings.ReplaceAll(q, "CAST('canary-1' AS BLOB)", "'canary-1'::bytea")
		}
		n := -1
		if err := b.QueryRowContext(t.Context(), q).Scan(&n); err != nil || n != 0 {
			t.Errorf("H8: %d, %v: %s", n, err, q)
		}
	}
}

// A prefix that is no identifier never becomes SQL.
func TestPrefixes(t *testing.T) {
	b := sqlite(t)
	for _, prefix := range []string{`a"b`, "a b", "a;DROP TABLE x", "1a", "shop.rollup", strings.Repeat("x", 60), "\u00e9"} {
		if _, err := rollupsql.Open(t.Context(), b.DB, b.d, prefix); !errors.Is(err, dialect.ErrIdent) {
			t.Errorf("the prefix %q: %v, want %v", prefix, err, dialect.ErrIdent)
		}
	}
	if _, err := rollupsql.Open(t.Context(), b.DB, b.d, "SELECT"); err != nil {
		t.Errorf("a prefix that is a word of SQL: %v", err)
	}
	if _, err := rollupsql.Open(t.Context(), b.DB, dialect.ClickHouse(), ""); !errors.Is(err, rollupsql.ErrEngine) {
		t.Errorf("ClickHouse: %v, want %v", err, rollupsql.ErrEngine)
	}
}

// G6: an error has no word of a driver, and is the context's where that is done.
func TestErrors(t *testing.T) {
	everyEngine(t, func(t *testing.T, open func(t testing.TB) base) {
		b := open(t)
		store := b.store(t)
		done, cancel := context.WithCancel(t.Context())
		cancel()
		err := store.View(done, func(rollup.View) error { return nil })
		if !errors.Is(err, context.Canceled) {
			t.Errorf("H10: a view of a context that is done: %v", err)
		}
		if err := store.Write(t.Context(), rollup.Batch{}); !errors.Is(err, rollup.ErrChanged) || !strings.Contains(err.Error(), rollup.ErrChanged.Error()) {
			t.Errorf("H3: version 0 after version 0: %v, want %v", err, rollup.ErrChanged)
		}
		if _, err := b.ExecContext(t.Context(), "DROP TABLE rollup_entries"); err != nil {
			t.Fatal(err)
		}
		r := rollup.Rollup{Store: store, Query: customer.Query{AsOf: start}}
		_, err = r.Holds(t.Context(), "ann")
		if err == nil || strings.Contains(err.Error(), "rollup_entries") || strings.Contains(err.Error(), "relation") || strings.Contains(err.Error(), "table") {
			t.Errorf("G6: without a table: %v", err)
		}
	})
}

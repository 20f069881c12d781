package changes_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync/atomic"
	"testing"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/examples/sqlhost/changes"
	"github.com/clientele-go/clientele/examples/sqlhost/dialect"
	"github.com/clientele-go/clientele/examples/sqlhost/servertest"
)

var (
	shared  servertest.Shared
	schemas atomic.Int32
)

func TestMain(m *testing.M) { os.Exit(shared.Main(m)) }

// everyEngine runs a test on both engines.
func everyEngine(t *testing.T, test func(t *testing.T, db *sql.DB, d dialect.Dialect)) {
	run := func(t *testing.T, url string) {
		db, d, err := dialect.Open(t.Context(), url, dialect.Write)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		test(t, db, d)
	}
	t.Run("SQLite", func(t *testing.T) { run(t, "sqlite:"+filepath.Join(t.TempDir(), "shop.db")) })
	t.Run("PostgreSQL", func(t *testing.T) {
		server, err := shared.Postgres()
		if err != nil {
			servertest.Skip(t, "PostgreSQL", err)
		}
		schema := fmt.Sprintf("of%d", schemas.Add(1))
		if err := servertest.Execute(t.Context(), server.URL, "CREATE SCHEMA "+schema); err != nil {
			t.Fatal(err)
		}
		run(t, server.URL+"&search_path="+schema)
	})
}

// does runs statements.
func does(t testing.TB, db *sql.DB, statements ...string) {
	t.Helper()
	for _, s := range statements {
		if _, err := db.ExecContext(t.Context(), s); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
}

var visits, stamps, banners = changes.Facts{Table: "visits", Customer: "who"}, changes.Facts{Table: "stamps", Customer: "owner"}, changes.Facts{Table: "banners"}

// watched returns a log of three tables of facts, which it makes.
func watched(t testing.TB, db *sql.DB, d dialect.Dialect, prefix string) *changes.Log {
	t.Helper()
	does(t, db, "CREATE TABLE IF NOT EXISTS visits (who text)", "CREATE TABLE IF NOT EXISTS stamps (owner text)", "CREATE TABLE IF NOT EXISTS banners (text text)")
	log, err := changes.New(db, d, prefix)
	if err != nil {
		t.Fatal(err)
	}
	for _, all := range [][]changes.Facts{{visits, {}, banners}, {visits, {}, banners}, {visits, stamps, banners}} {
		if err := log.Watch(t.Context(), all...); err != nil {
			t.Fatal(err)
		}
	}
	return log
}

// H11: whose facts change is told by the triggers, those of a table that is watched later
// too; a change of what is nobody's is the guests'. A customer who cannot be refreshed is
// told again.
func TestRefresh(t *testing.T) {
	everyEngine(t, func(t *testing.T, db *sql.DB, d dialect.Dialect) {
		log := watched(t, db, d, "rollup")
		does(t, db, "INSERT INTO visits (who) VALUES ('ann')", "INSERT INTO stamps (owner) VALUES ('bob')", "UPDATE stamps SET owner = 'cid'", "DELETE FROM visits",
			"INSERT INTO banners (text) VALUES ('sale')")
		failed := errors.New("not now")
		n, err := log.Refresh(t.Context(), func(context.Context, []customer.ID) error { return failed })
		if n != 0 || !errors.Is(err, failed) {
			t.Errorf("H11: a refresh that fails: %d refreshed, %v; want 0, %v", n, err, failed)
		}
		var told []customer.ID
		n, err = log.Refresh(t.Context(), func(_ context.Context, ids []customer.ID) error { told = append(told, ids...); return nil })
		slices.Sort(told)
		if want := []customer.ID{"", "ann", "bob", "cid"}; n != 4 || err != nil || !slices.Equal(told, want) {
			t.Errorf("H11: %d refreshed, %v: %q; want %q", n, err, told, want)
		}
		if n, err = log.Refresh(t.Context(), func(context.Context, []customer.ID) error { return failed }); n != 0 || err != nil {
			t.Errorf("H11: nothing changed since, and %d are refreshed, %v", n, err)
		}
	})
}

// H11: after the names of the tables have changed, the new ones are watched, in whatever
// order they are named, and the old ones can still be written to.
func TestOtherTables(t *testing.T) {
	everyEngine(t, func(t *testing.T, db *sql.DB, d dialect.Dialect) {
		log := watched(t, db, d, "rollup")
		does(t, db, "CREATE TABLE calls (caller text)")
		if err := log.Watch(t.Context(), changes.Facts{Table: "calls", Customer: "caller"}, visits); err != nil {
			t.Fatal(err)
		}
		does(t, db, "INSERT INTO calls (caller) VALUES ('ann')", "INSERT INTO visits (who) VALUES ('bob')", "INSERT INTO stamps (owner) VALUES ('cid')")
		told := map[customer.ID]bool{}
		if _, err := log.Refresh(t.Context(), func(_ context.Context, ids []customer.ID) error {
			for _, id := range ids {
				told[id] = true
			}
			return nil
		}); err != nil || !told["ann"] || !told["bob"] {
			t.Errorf("H11: told are %v, %v; want ann and bob among them", told, err)
		}
	})
}

// H11: what was forgotten is not told, to this log alone: each has its own rows.
func TestForget(t *testing.T) {
	everyEngine(t, func(t *testing.T, db *sql.DB, d dialect.Dialect) {
		one, other := watched(t, db, d, "one"), watched(t, db, d, "other")
		does(t, db, "INSERT INTO visits (who) VALUES ('ann')")
		if err := one.Forget(t.Context()); err != nil {
			t.Fatal(err)
		}
		does(t, db, "INSERT INTO visits (who) VALUES ('bob')")
		for log, want := range map[*changes.Log][]customer.ID{one: {"bob"}, other: {"ann", "bob"}} {
			var told []customer.ID
			if _, err := log.Refresh(t.Context(), func(_ context.Context, ids []customer.ID) error { told = append(told, ids...); return nil }); err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(told, want) {
				t.Errorf("H11: told are %q; want %q", told, want)
			}
		}
	})
}

// A prefix that is no name, and an engine without triggers, are errors.
func TestNew(t *testing.T) {
	for _, prefix := range []string{"a.b", "a b", `"`} {
		if _, err := changes.New(nil, dialect.Dialect{Transactions: true}, prefix); !errors.Is(err, dialect.ErrIdent) {
			t.Errorf("prefix %q: %v", prefix, err)
		}
	}
	if _, err := changes.New(nil, dialect.Dialect{}, "rollup"); !errors.Is(err, changes.ErrEngine) {
		t.Errorf("without triggers: %v", err)
	}
}

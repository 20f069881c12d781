package rollupsql_test

import (
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"

	"github.com/clientele-go/clientele/customer/rollup"
	"github.com/clientele-go/clientele/customer/rollup/rolluptest"
	"github.com/clientele-go/clientele/examples/sqlhost/dialect"
	"github.com/clientele-go/clientele/examples/sqlhost/rollupsql"
	"github.com/clientele-go/clientele/examples/sqlhost/servertest"
)

var (
	shared  servertest.Shared
	schemas atomic.Int64
)

// base is a fresh database.
type base struct {
	*sql.DB
	d   dialect.Dialect
	url string
}

// everyEngine runs a test on both engines.
func everyEngine(t *testing.T, test func(t *testing.T, open func(t testing.TB) base)) {
	t.Run("SQLite", func(t *testing.T) { test(t, sqlite) })
	t.Run("PostgreSQL", func(t *testing.T) { test(t, postgres) })
}

func sqlite(t testing.TB) base {
	t.Helper()
	dir, err := os.MkdirTemp(t.TempDir(), "rollup")
	if err != nil {
		t.Fatal(err)
	}
	return connect(t, "sqlite:"+filepath.Join(dir, "shop.db"))
}

func postgres(t testing.TB) base {
	t.Helper()
	server, err := shared.Postgres()
	if err != nil {
		servertest.Skip(t, "PostgreSQL", err)
	}
	schema := fmt.Sprintf("shop%d", schemas.Add(1))
	b := connect(t, server.URL+"&search_path="+schema)
	if _, err := b.ExecContext(t.Context(), "CREATE SCHEMA "+schema); err != nil {
		t.Fatal(err)
	}
	return b
}

func connect(t testing.TB, url string) base {
	t.Helper()
	db, d, err := dialect.Open(t.Context(), url, dialect.Write)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return base{db, d, url}
}

// store opens the store of a database.
func (b base) store(t testing.TB) *rollupsql.Store {
	t.Helper()
	s, err := rollupsql.Open(t.Context(), b.DB, b.d, "")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// H10, H13: the stores keep the contract.
func TestContract(t *testing.T) {
	everyEngine(t, func(t *testing.T, open func(t testing.TB) base) {
		rolluptest.Run(t, func(t testing.TB) rollup.Store { return open(t).store(t) })
	})
}

package gdprsql_test

import (
	"context"
	"database/sql"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/clientele-go/clientele/examples/sqlhost/dialect"
	"github.com/clientele-go/clientele/examples/sqlhost/gdprsql"
	"github.com/clientele-go/clientele/examples/sqlhost/servertest"
)

var (
	cluster = sync.OnceValues(func() (*servertest.Server, error) { return keep(servertest.Postgres()) })
	schemas atomic.Int64
)

// postgres is a fresh schema on the server, which the first test starts.
func postgres(t testing.TB) database {
	t.Helper()
	server, err := cluster()
	if err != nil {
		servertest.Skip(t, "PostgreSQL", err)
	}
	schema := fmt.Sprintf("shop%d", schemas.Add(1))
	db, _, err := dialect.Open(t.Context(), server.URL+"&search_path="+schema, dialect.Write)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	if _, err := db.ExecContext(t.Context(), "CREATE SCHEMA "+schema); err != nil {
		t.Fatal(err)
	}
	return database{db, gdprsql.PostgreSQL(), func(ctx context.Context) ([]byte, error) { return everyRow(ctx, db) }}
}

// everyRow is every row of every table as text.
func everyRow(ctx context.Context, db *sql.DB) ([]byte, error) {
	var all []byte
	err := db.QueryRowContext(ctx, `SELECT COALESCE(string_agg(query_to_xml(
		'SELECT * FROM ' || quote_ident(table_name), true, false, '')::text, ''), '')
		FROM information_schema.tables WHERE table_schema = current_schema()`).Scan(&all)
	return all, err
}

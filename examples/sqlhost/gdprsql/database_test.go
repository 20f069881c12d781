package gdprsql_test

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	_ "modernc.org/sqlite"

	"github.com/clientele-go/clientele/examples/sqlhost/gdprsql"
)

// database is a fresh database, and everything that it stores.
type database struct {
	*sql.DB
	gdprsql.Dialect
	dump func(ctx context.Context) ([]byte, error)
}

// opener opens a fresh database.
type opener func(t testing.TB) database

// everyDatabase runs a test on every database that keeps a journal, at once.
func everyDatabase(t *testing.T, test func(t *testing.T, open opener)) {
	t.Parallel()
	on(t, "SQLite, write-ahead log", test, func(t testing.TB) database { return sqlite(t, "WAL") })
	on(t, "SQLite, rollback journal", test, func(t testing.TB) database { return sqlite(t, "DELETE") })
	on(t, "PostgreSQL", test, postgres)
}

// everyHolder is everyDatabase, and what can be a holder but keeps no journal.
func everyHolder(t *testing.T, test func(t *testing.T, open opener)) {
	everyDatabase(t, test)
	on(t, "ClickHouse", test, clickhouse)
}

func on(t *testing.T, name string, test func(t *testing.T, open opener), open opener) {
	t.Run(name, func(t *testing.T) {
		t.Parallel()
		test(t, open)
	})
}

func sqlite(t testing.TB, mode string) database {
	t.Helper()
	dir := folder(t)
	db, err := sql.Open("sqlite", sqliteFile(filepath.Join(dir, "shop.db"), mode))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return database{db, gdprsql.SQLite(), func(context.Context) ([]byte, error) { return everyFile(dir) }}
}

// folder is a temporary folder, in memory where the system has one: the tests of
// what is synced are those that kill.
func folder(t testing.TB) string {
	dir, err := os.MkdirTemp("/dev/shm", "gdprsql")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

// sqliteFile is how a host opens a file: what it changes itself is overwritten too.
func sqliteFile(path, mode string) string {
	return "file:" + path + "?_pragma=busy_timeout(10000)&_pragma=secure_delete(1)&_pragma=journal_mode(" + mode + ")"
}

// everyFile is the bytes of every file below a folder, with their names.
func everyFile(dir string) ([]byte, error) {
	var all bytes.Buffer
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		fmt.Fprintf(&all, "%s\n%s\n", path, b)
		return err
	})
	return all.Bytes(), err
}

// create makes a table, with the database's words for types and collations.
func (db database) create(t testing.TB, table string) {
	t.Helper()
	switch {
	case db.Digits():
		types := strings.NewReplacer(" COLLATE NOCASE", "", "varchar(80)", "String", " text", " Nullable(String)",
			"bigint", "Nullable(Int64)", "double precision", "Float64")
		table = types.Replace(table) + " ENGINE = MergeTree ORDER BY tuple()"
	case db.Numbered():
		table = strings.NewReplacer("`", `"`, "NOCASE", "insensitive").Replace(table)
		db.exec(t, "CREATE COLLATION IF NOT EXISTS insensitive (provider = icu, locale = 'und-u-ks-level2', deterministic = false)")
	}
	db.exec(t, "CREATE TABLE "+table)
}

// exec runs a statement, the placeholders of which are ?.
func (db database) exec(t testing.TB, query string, args ...any) {
	t.Helper()
	db.all(t, do{query, args})
}

// empty deletes all rows of a table.
func (db database) empty(t testing.TB, table string) {
	t.Helper()
	if db.Digits() {
		db.exec(t, "TRUNCATE TABLE "+table)
		return
	}
	db.exec(t, "DELETE FROM "+table)
}

// do is a statement and its values.
type do struct {
	query string
	args  []any
}

// all runs statements in one transaction.
func (db database) all(t testing.TB, all ...do) {
	t.Helper()
	tx, err := db.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	for _, d := range all {
		if _, err := tx.ExecContext(t.Context(), db.numbered(d.query), d.args...); err != nil {
			t.Fatalf("%s: %v", d.query, err)
		}
	}
	if err := tx.Commit(); err != nil {
		t.Fatal(err)
	}
}

// numbered is a statement with the database's placeholders. ClickHouse would wait
// for rows to follow VALUES.
func (db database) numbered(query string) string {
	if into, row, found := strings.Cut(query, " VALUES ("); found && db.Digits() {
		return into + " SELECT " + strings.TrimSuffix(row, ")")
	}
	if db.Dialect.Numbered() {
		for n := 1; strings.Contains(query, "?"); n++ {
			query = strings.Replace(query, "?", fmt.Sprintf("$%d", n), 1)
		}
	}
	return query
}

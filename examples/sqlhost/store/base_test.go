package store_test

import (
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"testing"

	"github.com/clientele-go/clientele/examples/sqlhost/dialect"
	"github.com/clientele-go/clientele/examples/sqlhost/load"
	"github.com/clientele-go/clientele/examples/sqlhost/servertest"
	"github.com/clientele-go/clientele/examples/sqlhost/store"
	"github.com/clientele-go/clientele/export/folder"
)

// base is a database that tests load facts into, again and again.
type base struct {
	name string
	db   *sql.DB
	d    dialect.Dialect
	m    store.Mapping

	missing error     // why it is not there
	locals  []*sql.DB // of a cluster, its servers, which have the tables
	host    bool      // with tables of its own
	server  bool      // a database that is asked over a wire
	filled  *filled
}

// filled is what the last load put into a database, so that it is not done
// again for every clause of a kit.
type filled struct {
	tables map[string]bool // that can have rows; nil: any
	facts  *folder.Facts
	store  *store.Store
}

// bases are the databases that are there: SQLite, and servers that are started
// once for all tests of the package.
func bases(t testing.TB) []base {
	own := []base{sqlite(t), server(t, "postgres", shared.Postgres), server(t, "clickhouse", shared.ClickHouse)}
	all := own
	for _, b := range own {
		all = append(all, b.hosts(t))
	}
	return all
}

func sqlite(t testing.TB) base {
	return connect(t, "sqlite", "sqlite:"+filepath.Join(t.TempDir(), "test.db"))
}

func server(t testing.TB, name string, start func() (*servertest.Server, error)) base {
	t.Helper()
	s, err := start()
	if err != nil {
		return base{name: name, missing: err}
	}
	b := connect(t, name, s.URL)
	b.server = true
	return b
}

// connect opens a database and makes the host's tables in it.
func connect(t testing.TB, name, url string) base {
	t.Helper()
	db, d, err := dialect.Open(t.Context(), url, dialect.Write)
	if err == nil {
		t.Cleanup(func() {
			if err := db.Close(); err != nil {
				t.Error(err)
			}
		})
		err = load.Create(t.Context(), db, d)
	}
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return base{name: name, db: db, d: d, m: store.DefaultMapping(), filled: &filled{}}
}

// hosts is the database with tables as a host might have them (testdata), and
// a mapping of their names.
func (b base) hosts(t testing.TB) base {
	t.Helper()
	b.host, b.name, b.filled = true, b.name+" host's", &filled{}
	if b.missing != nil {
		return b
	}
	sql, err := os.ReadFile("testdata/host-" + b.d.Name + ".sql")
	for _, s := range dialect.Statements(string(sql)) {
		if err == nil {
			_, err = b.db.ExecContext(t.Context(), s)
		}
	}
	if err != nil {
		t.Fatalf("%s: %v", b.name, err)
	}
	f, err := os.Open("testdata/host-" + b.d.Name + ".json")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if b.m, err = store.ReadMapping(f); err != nil {
		t.Fatalf("%s: %v", b.name, err)
	}
	return b
}

// tables are the tables of the mapping, each with how many rows facts make.
func (b base) tables(f *folder.Facts) map[string]int {
	m := b.m
	all := map[string]int{
		m.Customers.Table: len(f.Customers), m.Logins.Table: len(f.Logins), m.Messages.Table: len(f.Messages), m.Orders.Table: len(f.Orders),
		m.Refunds.Table: len(f.Orders), m.Actions.Table: len(f.Actions), m.Tags.Table: len(f.Tags), m.Fields.Table: len(f.Fields),
		m.Members.Table: len(f.Memberships), m.Notifications.Table: len(f.Notifications), m.Tokens.Table: len(f.OptIns),
	}
	if !b.host {
		all["loads"] = 1
	}
	return all
}

// load empties the tables and puts facts into them, as the command does.
func (b base) load(ctx context.Context, facts *folder.Facts) (*store.Store, error) {
	return b.fill(ctx, facts, func(t load.Target) error {
		if b.host {
			return load.Into(ctx, t, facts)
		}
		return load.Facts(ctx, t, facts, "test")
	})
}

func (b base) fill(ctx context.Context, facts *folder.Facts, put func(load.Target) error) (*store.Store, error) {
	old, tables := b.filled.tables, b.tables(facts)
	*b.filled = filled{}
	for table := range tables {
		if old == nil || old[table] {
			if err := b.empty(ctx, table); err != nil {
				return nil, err
			}
		}
	}
	if err := put(load.Target{DB: b.db, Dialect: b.d, Mapping: b.m}); err != nil {
		return nil, err
	}
	s, err := store.New(ctx, b.db, b.d, b.m)
	if err != nil {
		return nil, err
	}
	*b.filled = filled{tables: map[string]bool{}, facts: facts, store: s}
	for table, rows := range tables {
		b.filled.tables[table] = rows > 0
	}
	return s, nil
}

func (b base) empty(ctx context.Context, table string) error {
	table, err := dialect.Ident(table)
	if err != nil {
		return err
	}
	empty := "DELETE FROM " + table
	if !b.d.Transactions {
		empty = "TRUNCATE TABLE " + table
	}
	servers := b.locals
	if servers == nil || b.d.Transactions && table == `"loads"` {
		servers = []*sql.DB{b.db}
	}
	for _, db := range servers {
		if _, err := db.ExecContext(ctx, empty); err != nil {
			return err
		}
	}
	return nil
}

// need skips a test if the database is not there.
func (b base) need(t *testing.T) {
	t.Helper()
	if b.missing != nil {
		servertest.Skip(t, b.name, b.missing)
	}
}

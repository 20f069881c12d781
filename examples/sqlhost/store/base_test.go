package store_test

import (
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"sync"
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
}

// bases are the databases that are there: SQLite, and servers that are started
// once for all tests of the package.
func bases(t testing.TB) []base {
	own := []base{sqlite(t), server(t, "postgres", postgres), server(t, "clickhouse", clickhouse)}
	all := own
	for _, b := range own {
		all = append(all, b.hosts(t))
	}
	return all
}

func sqlite(t testing.TB) base {
	return connect(t, "sqlite", "sqlite:"+filepath.Join(t.TempDir(), "test.db"))
}

// started are the servers, each started when it is first asked for.
var (
	postgres   = sync.OnceValues(func() (*servertest.Server, error) { return keep(servertest.Postgres()) })
	clickhouse = sync.OnceValues(func() (*servertest.Server, error) { return keep(servertest.ClickHouse()) })
	kept       []*servertest.Server
)

func keep(s *servertest.Server, err error) (*servertest.Server, error) {
	if s != nil {
		kept = append(kept, s)
	}
	return s, err
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
	return base{name: name, db: db, d: d, m: store.DefaultMapping()}
}

// hosts is the database with tables as a host might have them (testdata), and
// a mapping of their names.
func (b base) hosts(t testing.TB) base {
	t.Helper()
	b.host, b.name = true, b.name+" host's"
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

// tables are the tables of the mapping.
func (b base) tables() []string {
	m := b.m
	all := []string{m.Customers.Table, m.Logins.Table, m.Messages.Table, m.Orders.Table, m.Refunds.Table, m.Actions.Table,
		m.Tags.Table, m.Fields.Table, m.Members.Table, m.Notifications.Table, m.Tokens.Table}
	if !b.host {
		all = append(all, "loads")
	}
	return all
}

// load empties the tables and puts facts into them.
func (b base) load(ctx context.Context, facts *folder.Facts) (*store.Store, error) {
	for _, table := range b.tables() {
		table, err := dialect.Ident(table)
		if err != nil {
			return nil, err
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
				return nil, err
			}
		}
	}
	t := load.Target{DB: b.db, Dialect: b.d, Mapping: b.m}
	err := error(nil)
	if b.host {
		err = load.Into(ctx, t, facts)
	} else {
		err = load.Facts(ctx, t, facts, "test")
	}
	if err != nil {
		return nil, err
	}
	return store.New(b.db, b.d, b.m)
}

// need skips a test if the database is not there.
func (b base) need(t *testing.T) {
	t.Helper()
	if b.missing != nil {
		servertest.Skip(t, b.name, b.missing)
	}
}

package gdprsql_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/clientele-go/clientele/examples/sqlhost/dialect"
	"github.com/clientele-go/clientele/examples/sqlhost/gdprsql"
	"github.com/clientele-go/clientele/examples/sqlhost/servertest"
	"github.com/clientele-go/clientele/gdpr"
)

var columns = sync.OnceValues(func() (*servertest.Server, error) { return keep(servertest.ClickHouse()) })

// clickhouse is a fresh database on the server, which the first test starts.
func clickhouse(t testing.TB) database {
	t.Helper()
	server, err := columns()
	if err != nil {
		servertest.Skip(t, "ClickHouse", err)
	}
	name := fmt.Sprintf("shop%d", schemas.Add(1))
	admin, _, err := dialect.Open(t.Context(), server.URL, dialect.Write)
	if err == nil {
		_, err = admin.ExecContext(t.Context(), "CREATE DATABASE "+name)
		err = errors.Join(err, admin.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
	db, _, err := dialect.Open(t.Context(), strings.TrimSuffix(server.URL, "default")+name, dialect.Write)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	db.SetMaxIdleConns(2) // no answer breaks off in these tests
	return database{db, gdprsql.ClickHouse(), func(ctx context.Context) ([]byte, error) { return everyColumn(ctx, db) }}
}

// everyColumn is every row of every table as text.
func everyColumn(ctx context.Context, db *sql.DB) ([]byte, error) {
	var all []byte
	for _, q := range []string{
		"SELECT concat(id, ' ', email, ' ', ifNull(name, '')) FROM accounts",
		"SELECT concat(ifNull(buyer, ''), ' ', ifNull(`select`, '')) FROM `Order`",
		"SELECT concat(ifNull(address, ''), ' ', ifNull(list, '')) FROM members",
		"SELECT concat(ifNull(customer, ''), ' ', ifNull(address, ''), ' ', ifNull(body, '')) FROM messages",
	} {
		rows, err := db.QueryContext(ctx, q)
		if err != nil {
			return nil, err
		}
		for rows.Next() {
			var row string
			if err := rows.Scan(&row); err != nil {
				return nil, errors.Join(err, rows.Close())
			}
			all = append(append(all, row...), '\n')
		}
		if err := errors.Join(rows.Err(), rows.Close()); err != nil {
			return nil, err
		}
	}
	return all, nil
}

func TestClickHouseKeepsNoJournal(t *testing.T) {
	db := sqlite(t, "WAL") // which is not asked
	if _, err := gdprsql.NewJournal(db.DB, gdprsql.ClickHouse(), "erasures"); !errors.Is(err, gdprsql.ErrTable) {
		t.Errorf("a journal: %v", err)
	}
	if _, err := gdprsql.NewTombstones(db.DB, gdprsql.ClickHouse(), "tombstones"); !errors.Is(err, gdprsql.ErrTable) {
		t.Errorf("tombstones: %v", err)
	}
}

func TestG3ClickHouseKeepsWhatMustBeKept(t *testing.T) {
	for _, c := range []struct {
		kind         string
		first, later any
	}{
		{"String", "2024-01-10T12:00:00Z", "2024-01-20 13:00:00+01:00"},
		{"Date", "2024-01-10", "2024-01-21"},
		{"Int64", at(10).Unix(), at(20).Unix()},
	} {
		for _, kind := range []string{c.kind, "Nullable(" + c.kind + ")"} {
			t.Run(kind, func(t *testing.T) {
				db := clickhouse(t)
				db.exec(t, "CREATE TABLE invoices (customer String, n Int64, score Int64, keep_until "+kind+") ENGINE = MergeTree ORDER BY tuple()")
				none := map[string]any{"String": "", "Date": "2024-01-01", "Int64": at(1).Unix()}[kind] // nil where it can be
				for i, until := range []any{c.first, none, c.later, c.first, c.later} {
					db.exec(t, "INSERT INTO invoices VALUES ('1', ?, 0, ?)", i, until)
				}
				db.exec(t, "INSERT INTO invoices VALUES ('2', 9, 0, ?)", none)
				from := at(10)
				if c.kind == "Date" {
					from = midnight(10)
				}
				kept(t, db, from)
			})
		}
	}
}

func TestG3ATimeWithoutItsZone(t *testing.T) {
	db := clickhouse(t)
	db.exec(t, "CREATE TABLE invoices (customer String, n Int64, score Int64, keep_until DateTime) ENGINE = MergeTree ORDER BY tuple()")
	db.exec(t, "INSERT INTO invoices VALUES ('1', 1, 0, '2024-01-10 12:00:00')")
	h, s := holder(t, db, "invoices", invoices()), gdpr.Subject{ID: "1"}
	_, counting := h.Count(t.Context(), s, at(1))
	if erasing := h.Erase(t.Context(), s, at(1)); !errors.Is(counting, gdprsql.ErrRetention) || !errors.Is(erasing, gdprsql.ErrRetention) {
		t.Errorf("G3: %v, %v", counting, erasing)
	}
}

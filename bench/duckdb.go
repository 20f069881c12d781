package main

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"path/filepath"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/duckdb/duckdb-go/v2"
	"github.com/shopspring/decimal"
)

// duckDB answers from tables in DuckDB's memory, with so many threads.
type duckDB struct {
	database
	name    string
	threads int
	dir     string
}

func (d *duckDB) Name() string { return d.name }

// Around sets the number of threads before every run.
func (d *duckDB) Around(run func() error) error {
	if _, err := d.db.Exec(fmt.Sprintf("SET threads = %d", d.threads)); err != nil {
		return err
	}
	return run()
}

func (d *duckDB) Ask(ctx context.Context, q Question) (func() (Answer, error), error) {
	switch q {
	case CSV:
		path := filepath.Join(d.dir, "duckdb.csv")
		err := d.copyTo(ctx, "customers", path)
		return func() (Answer, error) { return sumOfLines(path) }, err
	case Full:
		return askAll(ctx, d)
	}
	a, err := d.ask(ctx, q)
	return said(a), err
}

// copyTo writes what a query selects to a file, times as the library writes
// them.
func (d *duckDB) copyTo(ctx context.Context, query, path string) error {
	text, err := d.query(query)
	if err != nil {
		return err
	}
	_, err = d.db.ExecContext(ctx, fmt.Sprintf("COPY (%s) TO '%s' (FORMAT csv, HEADER, TIMESTAMPFORMAT '%%Y-%%m-%%dT%%H:%%M:%%SZ')", text, path))
	return err
}

// newDuckDB makes an empty database in memory. The order of rows is left to it,
// as no question is about that.
func newDuckDB(ctx context.Context) (*duckdb.Connector, database, error) {
	connector, err := duckdb.NewConnector("", nil)
	if err != nil {
		return nil, database{}, err
	}
	d := database{db: sql.OpenDB(connector), dialect: "duckdb",
		instant: func(t time.Time) string { return "TIMESTAMP '" + t.Format("2006-01-02 15:04:05") + "'" }}
	for _, statement := range []string{"schema", "SET preserve_insertion_order = false"} {
		if statement == "schema" {
			if statement, err = d.query(statement); err != nil {
				return nil, d, err
			}
		}
		if _, err := d.db.ExecContext(ctx, statement); err != nil {
			return nil, d, err
		}
	}
	return connector, d, nil
}

// loadDuckDB puts the facts into tables.
func loadDuckDB(ctx context.Context, w *World) (database, error) {
	connector, d, err := newDuckDB(ctx)
	if err != nil {
		return d, err
	}
	conn, err := connector.Connect(ctx)
	if err != nil {
		return d, err
	}
	defer conn.Close()
	return d, load(w, func(table string, rows func(row func(...any) error) error) error {
		appender, err := duckdb.NewAppenderFromConn(conn, "", table)
		if err != nil {
			return fmt.Errorf("%s: %w", table, err)
		}
		var cells []driver.Value
		err = rows(func(row ...any) error {
			cells = cells[:0]
			for _, cell := range row {
				cells = append(cells, forDuckDB(cell))
			}
			return appender.AppendRow(cells...)
		})
		if e := appender.Close(); err == nil {
			err = e
		}
		if err != nil {
			return fmt.Errorf("%s: %w", table, err)
		}
		return nil
	})
}

// forDuckDB returns a cell in the form that the appender takes; an unknown
// value becomes NULL.
func forDuckDB(cell any) driver.Value {
	switch c := cell.(type) {
	case time.Time:
		if c.IsZero() {
			return nil
		}
	case birthday:
		return time.Time(c)
	case decimal.Decimal:
		return duckdb.Decimal{Width: 18, Scale: 2, Value: c.Shift(2).BigInt()}
	case customer.ID:
		return string(c)
	}
	return cell
}

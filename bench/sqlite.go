package main

import (
	"context"
	"database/sql"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/shopspring/decimal"
	_ "modernc.org/sqlite" // the driver
)

// sqlite answers from tables in SQLite's memory, with the indexes that the
// questions want.
type sqlite struct {
	database
	dir string
}

func (s *sqlite) Name() string { return sqliteName }

func (s *sqlite) Ask(ctx context.Context, q Question) (func() (Answer, error), error) {
	switch q {
	case CSV:
		path := filepath.Join(s.dir, "sqlite.csv")
		err := s.writeCSV(ctx, path)
		return func() (Answer, error) { return sumOfLines(path) }, err
	case Full:
		return askAll(ctx, s)
	}
	a, err := s.ask(ctx, q)
	return said(a), err
}

// writeCSV writes what the query of customers selects, as it is text already.
func (s *sqlite) writeCSV(ctx context.Context, path string) error {
	text, err := s.query("customers")
	if err != nil {
		return err
	}
	rows, err := s.db.QueryContext(ctx, text)
	if err != nil {
		return fmt.Errorf("customers.sql: %w", err)
	}
	defer rows.Close()
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer f.Close()
	columns, err := rows.Columns()
	if err != nil {
		return err
	}
	w := csv.NewWriter(f)
	w.Write(columns)
	cells, into, record := make([]sql.NullString, len(columns)), make([]any, len(columns)), make([]string, len(columns))
	for i := range cells {
		into[i] = &cells[i]
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return err
		}
		for i, c := range cells {
			record[i] = c.String
		}
		w.Write(record)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	w.Flush()
	return w.Error()
}

// loadSQLite puts the facts into tables and indexes them.
func loadSQLite(ctx context.Context, w *World) (database, error) {
	db, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		return database{}, err
	}
	db.SetMaxOpenConns(1) // each would have a memory of its own
	d := database{db: db, dialect: "sqlite", instant: func(t time.Time) string { return strconv.FormatInt(t.Unix(), 10) }}
	if err := d.script(ctx, "schema"); err != nil {
		return d, err
	}
	err = load(w, func(table string, rows func(row func(...any) error) error) error {
		tx, err := db.BeginTx(ctx, nil)
		if err != nil {
			return err
		}
		defer tx.Rollback()
		var insert *sql.Stmt
		err = rows(func(row ...any) error {
			if insert == nil {
				if insert, err = tx.PrepareContext(ctx, "INSERT INTO "+table+" VALUES (?"+strings.Repeat(", ?", len(row)-1)+")"); err != nil {
					return err
				}
			}
			for i, cell := range row {
				row[i] = forSQLite(cell)
			}
			_, err := insert.ExecContext(ctx, row...)
			return err
		})
		if err != nil {
			return fmt.Errorf("%s: %w", table, err)
		}
		return tx.Commit()
	})
	if err != nil {
		return d, err
	}
	return d, d.script(ctx, "indexes")
}

func (d *database) script(ctx context.Context, name string) error {
	text, err := d.query(name)
	if err == nil {
		_, err = d.db.ExecContext(ctx, text)
	}
	if err != nil {
		return fmt.Errorf("%s.sql: %w", name, err)
	}
	return nil
}

// forSQLite returns a cell in the form that the tables have; an unknown value
// becomes NULL.
func forSQLite(cell any) any {
	switch c := cell.(type) {
	case time.Time:
		if c.IsZero() {
			return nil
		}
		return c.Unix()
	case birthday:
		return time.Time(c).Format("2006-01-02")
	case decimal.Decimal:
		return hundredths(c)
	}
	return cell
}

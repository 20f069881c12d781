// Package load puts the facts of a folder into a database: in batches, so that
// it can be interrupted anywhere, taken up again, and repeated.
package load

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/clientele-go/clientele/examples/sqlhost/dialect"
	"github.com/clientele-go/clientele/examples/sqlhost/store"
	"github.com/clientele-go/clientele/export/folder"
)

// Target is where facts are loaded to.
type Target struct {
	DB      *sql.DB
	Dialect dialect.Dialect
	Mapping store.Mapping

	// Progress, if it is not nil, is called after each batch with the table and
	// how many of its rows are there, of how many.
	Progress func(table string, done, of int)
}

// What can be wrong with a load.
var (
	ErrOther      = errors.New("load: the database holds the facts of another folder, or of another location")
	ErrIncomplete = errors.New("load: the database's load is not complete: load the same folder again")
	ErrCount      = errors.New("load: the database has more rows than were loaded")
)

// Facts loads facts into the host's own schema, which is made if it is not
// there. The fingerprint tells one folder from another: the same one again does
// nothing, or what an interrupted load had left; another one is ErrOther.
//
// Each batch is there whole or not at all, and the database counts as loaded
// (Complete) only after the last one.
func Facts(ctx context.Context, t Target, facts *folder.Facts, fingerprint string) error {
	all, err := tables(t.Dialect, t.Mapping, facts)
	if err != nil {
		return err
	}
	if err := Create(ctx, t.DB, t.Dialect); err != nil {
		return err
	}
	switch steps, err := stepsOf(ctx, t.DB, fingerprint); {
	case err != nil:
		return err
	case steps["complete"]:
		return nil
	case !steps["begun"]:
		if err := t.step(ctx, fingerprint, "begun"); err != nil {
			return err
		}
	}
	for _, table := range all {
		if err := t.load(ctx, table); err != nil {
			return fmt.Errorf("load: %s: %w", table.name, err)
		}
	}
	return t.step(ctx, fingerprint, "complete")
}

// Create makes the dialect's schema where it is not there. The table loads is
// made last: where it is, everything is, be it made by Create or, over several
// servers, by somebody else.
func Create(ctx context.Context, db *sql.DB, d dialect.Dialect) error {
	if _, err := stepsOf(ctx, db, ""); err == nil {
		return nil
	}
	statements, err := d.Schema()
	last := func(s string) int { return strings.Index(s, " loads ") }
	slices.SortStableFunc(statements, func(a, b string) int { return min(last(a), 0) - min(last(b), 0) })
	for i := 0; i < len(statements) && err == nil; i++ {
		_, err = db.ExecContext(ctx, statements[i])
	}
	if err != nil {
		return fmt.Errorf("load: the schema: %w", dialect.Fault(err))
	}
	return nil
}

// Mapping returns the names of the host's own tables in a database in which
// Create has made tables. Where orders has the column refunded, as in
// partitions on other servers (dialect.PartitionedSchema), an order says itself
// whether it has refunds.
func Mapping(ctx context.Context, db *sql.DB) (store.Mapping, error) {
	m := store.DefaultMapping()
	rows, err := db.QueryContext(ctx, "SELECT * FROM orders WHERE 1 = 0")
	if err != nil {
		return m, fmt.Errorf("load: %w", dialect.Fault(err))
	}
	columns, err := rows.Columns()
	if err := errors.Join(err, rows.Err(), rows.Close()); err != nil {
		return m, fmt.Errorf("load: %w", dialect.Fault(err))
	}
	if slices.Contains(columns, "refunded") {
		m.Orders.Refunded = "refunded"
	}
	return m, nil
}

// stepsOf returns the steps that the load of a fingerprint has taken. The error
// is ErrOther if the database holds the load of another fingerprint.
func stepsOf(ctx context.Context, db *sql.DB, fingerprint string) (map[string]bool, error) {
	rows, err := db.QueryContext(ctx, "SELECT fingerprint, step FROM loads")
	if err != nil {
		return nil, fmt.Errorf("load: %w", dialect.Fault(err))
	}
	defer rows.Close()
	steps := map[string]bool{}
	for rows.Next() {
		var of, step string
		if err := rows.Scan(&of, &step); err != nil {
			return nil, fmt.Errorf("load: %w", dialect.Fault(err))
		}
		if of != fingerprint && fingerprint != "" {
			return nil, ErrOther
		}
		steps[step] = true
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("load: %w", dialect.Fault(err))
	}
	return steps, nil
}

// Complete reports whether a database of the host's own schema is loaded whole; the
// error is ErrIncomplete if it is not. No report is made of a part.
func Complete(ctx context.Context, db *sql.DB) error {
	steps, err := stepsOf(ctx, db, "")
	if err == nil && !steps["complete"] {
		err = ErrIncomplete
	}
	return err
}

func (t *Target) step(ctx context.Context, fingerprint, step string) error {
	row := [][]any{{fingerprint, step}}
	if err := t.insert(ctx, "loads", []string{"fingerprint", "step"}, row); err != nil {
		return fmt.Errorf("load: %w", err)
	}
	return nil
}

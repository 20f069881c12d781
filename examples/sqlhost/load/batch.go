package load

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"github.com/clientele-go/clientele/examples/sqlhost/dialect"
	"github.com/clientele-go/clientele/export/folder"
)

// batch returns how many rows are written at once. A second run must use the
// same number: it resumes the load at a batch.
func batch(d dialect.Dialect) int {
	if d.Transactions {
		return 10_000
	}
	return 100_000 // ClickHouse makes a file of each
}

// load writes the rows of a table that are not there yet. The column n numbers
// them.
func (t *Target) load(ctx context.Context, table table) error {
	there, err := t.count(ctx, table.name)
	if err != nil {
		return err
	}
	if there > table.rows {
		return ErrCount
	}
	size := batch(t.Dialect)
	for from := there / size * size; from < table.rows; from += size {
		to := min(from+size, table.rows)
		skip := map[int]bool{}
		if from < there && !t.Dialect.Transactions {
			if skip, err = t.numbers(ctx, table.name, from, to); err != nil {
				return err
			}
		}
		rows := make([][]any, 0, to-from)
		for i := from; i < to; i++ {
			row, err := table.row(i)
			if err != nil {
				return fmt.Errorf("row %d: %w", i, err)
			}
			if !skip[i] {
				rows = append(rows, append(row, int64(i)))
			}
		}
		if err := t.insert(ctx, table.name, append(table.columns[:len(table.columns):len(table.columns)], "n"), rows); err != nil {
			return err
		}
		if t.Progress != nil {
			t.Progress(table.name, to, table.rows)
		}
	}
	return nil
}

// count returns how many rows of a table are there.
func (t *Target) count(ctx context.Context, table string) (int, error) {
	name, err := dialect.Ident(table)
	if err != nil {
		return 0, err
	}
	var n int
	err = t.DB.QueryRowContext(ctx, "SELECT COUNT(*) FROM "+name).Scan(&n)
	return n, dialect.Fault(err)
}

// numbers returns the rows of a batch that are there, if it was interrupted.
func (t *Target) numbers(ctx context.Context, table string, from, to int) (map[int]bool, error) {
	name, err := dialect.Ident(table)
	if err != nil {
		return nil, err
	}
	q := t.Dialect.NewQuery()
	q.Add("SELECT n FROM ", name, " WHERE n >= ", q.Value(from), " AND n < ", q.Value(to))
	rows, err := q.Run(ctx, t.DB)
	if err != nil {
		return nil, dialect.Fault(err)
	}
	defer rows.Close()
	there := map[int]bool{}
	for rows.Next() {
		var n int
		if err := rows.Scan(&n); err != nil {
			return nil, dialect.Fault(err)
		}
		there[n] = true
	}
	return there, dialect.Fault(rows.Err())
}

// insert writes rows in one transaction, or one block of ClickHouse's. A row
// that is there already is left as it is.
func (t *Target) insert(ctx context.Context, table string, columns []string, rows [][]any) (err error) {
	if len(rows) == 0 {
		return nil
	}
	into, err := intoOf(table, columns)
	if err != nil {
		return err
	}
	tx, err := t.DB.BeginTx(ctx, nil)
	if err != nil {
		return dialect.Fault(err)
	}
	if t.Dialect.Transactions {
		err = insertValues(ctx, tx, t.Dialect, into, rows)
	} else {
		err = insertBlock(ctx, tx, into, rows)
	}
	if err != nil {
		if undo := tx.Rollback(); undo != nil && !errors.Is(undo, sql.ErrTxDone) {
			err = errors.Join(err, undo)
		}
		return dialect.Fault(err)
	}
	return dialect.Fault(tx.Commit())
}

func intoOf(table string, columns []string) (string, error) {
	name, err := dialect.Ident(table)
	if err != nil {
		return "", err
	}
	names := make([]string, len(columns))
	for i, c := range columns {
		if names[i], err = dialect.Ident(c); err != nil {
			return "", err
		}
	}
	return "INSERT INTO " + name + " (" + strings.Join(names, ", ") + ")", nil
}

// parameters is how many are bound to one statement at most.
const parameters = 4000

// insertValues writes several rows a statement, the same statement again and
// again.
func insertValues(ctx context.Context, tx *sql.Tx, d dialect.Dialect, into string, rows [][]any) error {
	width := len(rows[0])
	per := min(len(rows), max(1, parameters/width))
	var statement *sql.Stmt
	var err error
	for len(rows) > 0 {
		n := min(per, len(rows))
		if statement == nil || n < per {
			if statement, err = tx.PrepareContext(ctx, into+" VALUES "+d.Tuples(n, width)+" ON CONFLICT DO NOTHING"); err != nil {
				return err
			}
		}
		args := make([]any, 0, n*width)
		for _, row := range rows[:n] {
			args = append(args, row...)
		}
		if _, err := statement.ExecContext(ctx, args...); err != nil {
			return err
		}
		rows = rows[n:]
	}
	return nil
}

// insertBlock sends rows in columns.
func insertBlock(ctx context.Context, tx *sql.Tx, into string, rows [][]any) error {
	statement, err := tx.PrepareContext(ctx, into)
	if err != nil {
		return err
	}
	for _, row := range rows {
		if _, err := statement.ExecContext(ctx, row...); err != nil {
			return err
		}
	}
	return nil
}

// Into writes facts into a host's own tables, by a mapping, in one transaction
// a table and without numbers: it cannot be repeated. It is for tests and for
// tables that are empty.
func Into(ctx context.Context, t Target, facts *folder.Facts) error {
	all, err := tables(t.Dialect, t.Mapping, facts)
	if err != nil {
		return err
	}
	for _, table := range all {
		rows := make([][]any, table.rows)
		for i := range rows {
			if rows[i], err = table.row(i); err != nil {
				return fmt.Errorf("load: %s: row %d: %w", table.name, i, err)
			}
		}
		if err := t.insert(ctx, table.name, table.columns, rows); err != nil {
			return fmt.Errorf("load: %s: %w", table.name, err)
		}
	}
	return nil
}

package rollupsql

import (
	"context"
	"database/sql"
	"slices"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"
)

// atOnce is how many rows a statement writes or names, but see Store.atOnce.
const atOnce = 1000

// kind is what a column holds.
type kind int

const (
	ofInt kind = iota
	ofBytes
	ofText
)

// sql returns PostgreSQL's type.
func (k kind) sql() string { return []string{ofInt: "bigint", ofBytes: "bytea", ofText: "text"}[k] }

// array returns values of a kind, where nil is NULL, as PostgreSQL's driver takes an array.
func (k kind) array(values []any) any {
	switch k {
	case ofBytes:
		all := make([][]byte, len(values))
		for i, v := range values {
			all[i], _ = v.([]byte)
		}
		return all
	case ofText:
		all := make([]string, len(values))
		for i, v := range values {
			all[i], _ = v.(string)
		}
		return all
	}
	all := make([]*int64, len(values))
	for i, v := range values {
		if n, ok := v.(int64); ok {
			all[i] = &n
		}
	}
	return all
}

// rowsToWrite are rows of values.
type rowsToWrite struct {
	kinds []kind // of the columns
	args  []any
}

// atOnce returns how many rows a statement writes. SQLite's driver looks for each value among
// all of a statement, so there they are few.
func (s *Store) atOnce(kinds []kind) int {
	if s.lite {
		return 240 / len(kinds)
	}
	return atOnce
}

func (r *rowsToWrite) add(values ...any) { r.args = append(r.args, values...) }

// rows returns SQL that yields rows, whose columns are column1 and so on. In PostgreSQL it
// is the same SQL for any number of rows: each column is an array, and a statement is
// prepared once.
func (s *Store) rows(r *rowsToWrite) (statement string, args []any) {
	wide := len(r.kinds)
	if s.lite {
		one := "(" + marks(wide) + ")"
		return "VALUES " + strings.Repeat(one+", ", len(r.args)/wide-1) + one, r.args
	}
	var from, names []string
	for i, k := range r.kinds {
		var values []any
		for n := i; n < len(r.args); n += wide {
			values = append(values, r.args[n])
		}
		args = append(args, k.array(values))
		from = append(from, "?::"+k.sql()+"[]")
		names = append(names, "column"+strconv.Itoa(i+1))
	}
	return "SELECT * FROM unnest(" + strings.Join(from, ", ") + ") AS u (" + strings.Join(names, ", ") + ")", args
}

// among returns SQL for one of some values, which are all of one kind, and its arguments.
func (s *Store) among(k kind, values []any) (in string, args []any) {
	if s.lite {
		return " IN (" + marks(len(values)) + ")", values
	}
	return " = ANY(?)", []any{k.array(values)}
}

// amongIDs returns what among does, of texts that are kept as bytes.
func amongIDs[T ~string](s *Store, ids []T) (in string, args []any) {
	values := make([]any, len(ids))
	for i, id := range ids {
		values[i] = bytesOf(id)
	}
	return s.among(ofBytes, values)
}

// planned returns arguments of a statement that PostgreSQL plans each time. A plan that was
// made when a table was empty reads all of it ever after.
func (s *Store) planned(args ...any) []any {
	if s.lite {
		return args
	}
	return append([]any{pgx.QueryExecModeExec}, args...)
}

func marks(n int) string { return strings.Repeat("?, ", n-1) + "?" }

// insert runs a statement with rows in its middle.
func (s *Store) insert(ctx context.Context, c *sql.Conn, into string, rows rowsToWrite, then string) error {
	return s.inParts(ctx, c, rows, func(from string, args []any) (string, []any) { return into + from + then, args }, nil)
}

// inParts runs a statement for some of the rows after the other. SQLite prepares it once:
// all parts but the last one have the same number of rows. done, if not nil, gets how many
// rows of the database each wrote.
func (s *Store) inParts(ctx context.Context, c *sql.Conn, rows rowsToWrite, of func(from string, args []any) (string, []any), done func(n int64)) error {
	var kept *sql.Stmt
	defer func() {
		if kept != nil {
			_ = kept.Close()
		}
	}()
	size := len(rows.kinds) * s.atOnce(rows.kinds)
	for some := range slices.Chunk(rows.args, size) {
		statement, args := of(s.rows(&rowsToWrite{rows.kinds, some}))
		run := func() (sql.Result, error) { return c.ExecContext(ctx, s.sql(statement), args...) }
		if s.lite && len(some) == size && len(rows.args) > size {
			if kept == nil {
				var err error
				if kept, err = c.PrepareContext(ctx, s.sql(statement)); err != nil {
					return fault(ctx, err)
				}
			}
			run = func() (sql.Result, error) { return kept.ExecContext(ctx, args...) }
		}
		result, err := run()
		if err == nil && done != nil {
			var n int64
			if n, err = result.RowsAffected(); err == nil {
				done(n)
			}
		}
		if err != nil {
			return fault(ctx, err)
		}
	}
	return nil
}

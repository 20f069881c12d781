package dialect

import (
	"context"
	"database/sql"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/ext"
)

// Query is a query in the making: its text, and the values that are bound to
// it. A value never becomes part of the text.
type Query struct {
	Dialect Dialect
	Text    strings.Builder
	args    []any
	tables  []*ext.Table // of texts, beside the query
}

// NewQuery returns an empty query.
func (d Dialect) NewQuery() *Query { return &Query{Dialect: d} }

// Add adds text of SQL, which must be made of the program's own words and of
// what Ident, Value and In gave.
func (q *Query) Add(sql ...string) {
	for _, s := range sql {
		q.Text.WriteString(s)
	}
}

// Value binds a number, an instant as Dialect.Bound gives it, or a text, and is
// what stands for it in SQL.
func (q *Query) Value(v any) string {
	if q.Dialect.placeholder == "" {
		return literal(v)
	}
	name := "p" + strconv.Itoa(len(q.args)+1)
	if q.Dialect.placeholder == "$" {
		q.args = append(q.args, v)
		return "$" + name[1:]
	}
	q.args = append(q.args, sql.Named(name, v))
	return ":" + name
}

// literal writes a number or an instant in digits, and any other text in hexadecimal
// ones.
func literal(v any) string {
	switch v := v.(type) {
	case int:
		return strconv.Itoa(v)
	case int64:
		return strconv.FormatInt(v, 10)
	case raw:
		return string(v)
	case string:
		if strings.Trim(v, "0123456789TZ:.-~") == "" {
			return "'" + v + "'"
		}
		return "unhex('" + hex.EncodeToString([]byte(v)) + "')"
	}
	panic(fmt.Sprintf("dialect: a %T is no number and no text", v))
}

// In returns SQL for whether a text is one of several, compared by bytes.
func (q *Query) In(expr string, texts []string) string {
	if len(texts) == 0 {
		return "1 = 0"
	}
	if q.Dialect.placeholder == "" {
		return q.beside(expr, texts)
	}
	all := make([]any, len(texts))
	for i, s := range texts {
		all[i] = s
	}
	return q.Among(q.Dialect.Bytes(expr), all)
}

// Among returns SQL for whether an expression is one of several values,
// compared as the database does.
func (q *Query) Among(expr string, values []any) string {
	if len(values) == 0 {
		return "1 = 0"
	}
	names := make([]string, len(values))
	for i, v := range values {
		names[i] = q.Value(v)
	}
	return expr + " IN (" + strings.Join(names, ", ") + ")"
}

// beside puts the texts in a table that is sent with the query.
func (q *Query) beside(expr string, texts []string) string {
	name := fmt.Sprintf("texts%d", len(q.tables)+1)
	table, err := ext.NewTable(name, ext.Column("v", "String"))
	for i := 0; i < len(texts) && err == nil; i++ {
		err = table.Append(texts[i])
	}
	if err != nil {
		panic(err) // a table of one column of texts takes texts
	}
	q.tables = append(q.tables, table)
	return expr + " IN (SELECT v FROM " + name + ")"
}

// Run asks the database.
func (q *Query) Run(ctx context.Context, db Querier) (*sql.Rows, error) {
	if len(q.tables) > 0 {
		ctx = clickhouse.Context(ctx, clickhouse.WithExternalTable(q.tables...))
	}
	return db.QueryContext(ctx, q.Text.String()+q.Dialect.settings, q.args...)
}

// Querier is a database, a connection or a transaction.
type Querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// Known returns SQL for the part of a span that is asked of a column: an
// instant in it, or no known one. Empty SQL stands for everything.
func (q *Query) Known(c Clock, at string, from, to time.Time) string {
	within := q.Within(c, at, from, to)
	if within == "" {
		return ""
	}
	return "(" + q.Dialect.Undated(c, at) + " OR " + within + ")"
}

// Within returns SQL for whether a column's instant is in [from, to), where a
// zero end is unbounded and both ends are rounded up to the clock (T4). Empty
// SQL stands for everything.
func (q *Query) Within(c Clock, at string, from, to time.Time) string {
	var all []string
	if !from.IsZero() {
		all = append(all, "NOT "+q.Dialect.Before(c, at, q.Value(q.Dialect.Bound(c, from))))
	}
	if !to.IsZero() {
		all = append(all, q.Dialect.Before(c, at, q.Value(q.Dialect.Bound(c, to))))
	}
	return strings.Join(all, " AND ")
}

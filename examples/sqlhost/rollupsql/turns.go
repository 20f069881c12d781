package rollupsql

import (
	"cmp"
	"context"
	"database/sql"
	"slices"
	"strconv"
	"strings"

	"github.com/clientele-go/clientele/customer/rollup"
)

// writeTurns moves customers on: their states, and the status beside their revenue. Those
// with the same statuses go together and name both, so that nothing is read first, and how
// many there were is known.
func (s *Store) writeTurns(ctx context.Context, c *sql.Conn, turns []rollup.Turn, change *statusCounts) error {
	turns = slices.Clone(turns)
	slices.SortFunc(turns, func(a, b rollup.Turn) int { return cmp.Or(sameTurn(a, b), cmp.Compare(a.ID, b.ID)) })
	for len(turns) > 0 {
		n, _ := slices.BinarySearchFunc(turns, turns[0], func(t, first rollup.Turn) int { return cmp.Or(sameTurn(t, first), -1) })
		some := turns[:n]
		turns = turns[n:]
		rows := rowsToWrite{kinds: []kind{ofBytes, ofBytes}}
		for i := range some {
			rows.add(bytesOf(some[i].ID), maybe(some[i].Until))
		}
		if err := s.turn(ctx, c, rows, &some[0], change); err != nil {
			return err
		}
	}
	return nil
}

func sameTurn(a, b rollup.Turn) int {
	return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To))
}

// turn writes turns from one status to one other.
func (s *Store) turn(ctx context.Context, c *sql.Conn, rows rowsToWrite, t *rollup.Turn, change *statusCounts) error {
	done := func(n int64) {
		change[t.From] -= n
		change[t.To] += n
	}
	from, to := int64(t.From), int64(t.To)
	if s.lite {
		f := strings.NewReplacer("{from}", strconv.FormatInt(from, 10), "{to}", strconv.FormatInt(to, 10), "{id}", "CAST(? AS BLOB)")
		err := s.eachRow(ctx, c, f.Replace("UPDATE OR FAIL {states} SET status = {to}, listed = {to}, until_at = ? WHERE listed = {from} AND id = {id}"), rows,
			func(id, until any) []any { return []any{until, id} }, done)
		if err != nil {
			return err
		}
		return s.eachRow(ctx, c, f.Replace("UPDATE OR FAIL {revenue} SET listed = {to} WHERE id = {id} AND listed = {from}"), rows, func(id, _ any) []any { return []any{id} }, nil)
	}
	const states, revenue = "UPDATE {states} SET status = ?, listed = ?, until_at = ", "UPDATE {revenue} SET listed = ?"
	err := s.inParts(ctx, c, rows, func(v string, args []any) (string, []any) {
		return states + "v.column2 FROM (" + v + ") AS v WHERE {states}.listed = ? AND {states}.id = v.column1", append(append([]any{to, to}, args...), from)
	}, done)
	if err != nil {
		return err
	}
	return s.inParts(ctx, c, rows, func(v string, args []any) (string, []any) {
		return revenue + " FROM (" + v + ") AS v WHERE {revenue}.id = v.column1 AND {revenue}.listed = ?", append(append([]any{to}, args...), from)
	}, nil)
}

// eachRow runs a statement for each row of two columns. SQLite could join many rows the wrong
// way round, and read everybody with a status for some of them. It would plan a statement
// anew for every value of a parameter that it has figures of, and copy pages before each row so
// that it alone could be undone: OR FAIL needs none, for Write undoes it all.
func (s *Store) eachRow(ctx context.Context, c *sql.Conn, statement string, rows rowsToWrite, args func(a, b any) []any, done func(n int64)) error {
	stmt, err := c.PrepareContext(ctx, s.sql(statement))
	if err != nil {
		return fault(ctx, err)
	}
	defer stmt.Close()
	for i := 0; i < len(rows.args); i += 2 {
		r, err := stmt.ExecContext(ctx, args(rows.args[i], rows.args[i+1])...)
		if err == nil && done != nil {
			var n int64
			if n, err = r.RowsAffected(); err == nil {
				done(n)
			}
		}
		if err != nil {
			return fault(ctx, err)
		}
	}
	return nil
}

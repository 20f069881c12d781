package rollupsql

import (
	"cmp"
	"context"
	"database/sql"
	"slices"

	"github.com/clientele-go/clientele/customer/rollup"
)

// writeTurns moves customers on: their states, and the status beside their revenue. Those
// with the same statuses go together and name both, so that nothing is read first, and how
// many there were is known.
func (s *Store) writeTurns(ctx context.Context, c *sql.Conn, turns []rollup.Turn, change *statusCounts) error {
	turns = slices.Clone(turns)
	slices.SortFunc(turns, func(a, b rollup.Turn) int { return cmp.Or(sameTurn(a, b), cmp.Compare(a.ID, b.ID)) })
	for len(turns) > 0 {
		rows := rowsToWrite{kinds: []kind{ofBytes, ofBytes}}
		n := min(len(turns), s.atOnce(rows.kinds))
		n, _ = slices.BinarySearchFunc(turns[:n], turns[0], func(t, first rollup.Turn) int { return cmp.Or(sameTurn(t, first), -1) })
		some := turns[:n]
		turns = turns[n:]
		for i := range some {
			rows.add(bytesOf(some[i].ID), maybe(some[i].Until))
		}
		if err := s.turn(ctx, c, &rows, &some[0], change); err != nil {
			return err
		}
	}
	return nil
}

func sameTurn(a, b rollup.Turn) int {
	return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To))
}

// turn writes turns from one status to one other.
func (s *Store) turn(ctx context.Context, c *sql.Conn, rows *rowsToWrite, t *rollup.Turn, change *statusCounts) error {
	values, args := s.rows(rows)
	from, to := int64(t.From), int64(t.To)
	done, err := c.ExecContext(ctx, s.sql("UPDATE {states} SET status = ?, listed = ?, until_at = v.column2 FROM ("+values+") AS v WHERE {states}.listed = ? AND {states}.id = v.column1"),
		append(append([]any{to, to}, args...), from)...)
	if err != nil {
		return fault(ctx, err)
	}
	n, err := done.RowsAffected()
	if err != nil {
		return fault(ctx, err)
	}
	change[t.From] -= n
	change[t.To] += n
	return s.exec(ctx, c, "UPDATE {revenue} SET listed = ? FROM ("+values+") AS v WHERE {revenue}.id = v.column1 AND {revenue}.listed = ?", append(append([]any{to}, args...), from)...)
}

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
	from, to := int64(t.From), int64(t.To)
	err := s.inParts(ctx, c, rows, func(v string, args []any) (string, []any) {
		return "UPDATE {states} SET status = ?, listed = ?, until_at = v.column2 FROM (" + v + ") AS v WHERE {states}.listed = ? AND {states}.id = v.column1",
			append(append([]any{to, to}, args...), from)
	}, func(n int64) {
		change[t.From] -= n
		change[t.To] += n
	})
	if err != nil {
		return err
	}
	return s.inParts(ctx, c, rows, func(v string, args []any) (string, []any) {
		return "UPDATE {revenue} SET listed = ? FROM (" + v + ") AS v WHERE {revenue}.id = v.column1 AND {revenue}.listed = ?",
			append(append([]any{to}, args...), from)
	}, nil)
}

package rollupsql

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"github.com/clientele-go/clientele/customer/rollup"
)

// found returns how many customers have a text, and the first of them after the place. Of a
// text that many have, a walk finds the first ones.
func (v *view) found(ctx context.Context, a *rollup.PageAsk, text string) (total int, all []*rollup.Record, err error) {
	if !v.s.lite {
		if _, err := v.tx.ExecContext(ctx, forSearch); err != nil {
			return 0, nil, fmt.Errorf("rollupsql: searching: %w", fault(ctx, err))
		}
	}
	if filter(&a.Filter).sql != "" || len(a.Filter.Statuses) > 0 || a.After != nil {
		return v.foundAll(ctx, a, text)
	}
	from, _, c := v.s.search(text)
	hits, err := v.number(ctx, "SELECT COUNT(*) FROM "+from+" WHERE "+c.sql, v.s.planned(c.args...)...)
	if err != nil || hits == 0 {
		return 0, nil, err
	}
	steps, err := v.walkable(ctx, a, hits)
	if err == nil && steps > 0 {
		all, ok, err := v.walked(ctx, a, text, steps)
		if ok || err != nil {
			return hits, all, err
		}
	}
	if err != nil {
		return 0, nil, err
	}
	return v.foundAll(ctx, a, text)
}

// foundAll goes by the text, and once: what it finds is counted and sorted by what is narrow,
// and only the records of the page are read then.
func (v *view) foundAll(ctx context.Context, a *rollup.PageAsk, text string) (total int, all []*rollup.Record, err error) {
	hits, args := v.hits(a, text)
	first, more := firstHits(a)
	args = v.s.planned(append(append(args, more...), a.Limit)...) // what is the best plan depends on the text
	statement := "WITH hits AS MATERIALIZED (" + hits + ") SELECT c.total, r.digest, s.status, s.until_at FROM (SELECT COUNT(*) AS total FROM hits) c LEFT JOIN (" +
		first + " LIMIT ?) s ON 1 = 1 LEFT JOIN {records} r ON r.n = s.n"
	err = v.s.each(ctx, v.tx, statement, args, func(rows *sql.Rows) error {
		var data, until sql.RawBytes
		var status sql.NullInt64
		if err := rows.Scan(&total, &data, &status, &until); err != nil || !status.Valid {
			return err // there is one row of nobody if there is nobody
		}
		r, err := recordOf(data, status.Int64, until)
		all = append(all, r)
		return err
	})
	if err != nil {
		return 0, nil, fmt.Errorf("rollupsql: searching: %w", err)
	}
	return total, all, nil
}

// forSearch is for PostgreSQL's planner: to compile a search takes longer than to search, and
// the pages of the states of what was found are near each other.
const forSearch = "SET LOCAL jit = off; SET LOCAL random_page_cost = 1.1"

// hits returns SQL for the states that have a text and pass a filter, with the value x that
// they are sorted by.
func (v *view) hits(a *rollup.PageAsk, text string) (statement string, args []any) {
	x := indexed[a.Sort.Column]
	switch x {
	case "status":
		x = "-s.listed"
	case "id":
		x = "s.id"
	case "revenue":
		x, args = net("s.id"), []any{bytesOf(a.Sort.Currency), zeroAmount}
	}
	from, n, c := v.s.search(text)
	from += " {join} {states} s ON s.n = " + n
	if f := filter(&a.Filter); f.sql != "" || strings.HasPrefix(x, "r.") {
		from += " {join} {records} r ON r.n = s.n"
		if f.sql != "" {
			c.and(f.sql, f.args...)
		}
	}
	if len(a.Filter.Statuses) > 0 {
		in, of := among(statuses(&a.Filter))
		c.and(in, of...)
	}
	return "SELECT s.n, s.id, s.status, s.until_at, " + x + " AS x FROM " + from + " WHERE " + c.sql, append(args, c.args...)
}

// firstHits returns SQL for hits after the place, in order: by the value, by the ID where that
// is the same, and those that have none last.
func firstHits(a *rollup.PageAsk) (statement string, args []any) {
	direction, than := "", ">"
	if a.Sort.Descending {
		direction, than = " DESC", "<"
	}
	var c condition
	if a.After != nil {
		id, value := bytesOf(a.After.ID()), bound(a.After.Value())
		if value == nil {
			c.and("h.x IS NULL AND h.id > ?", id)
		} else {
			c.and("(h.x "+than+" ? OR h.x = ? AND h.id > ? OR h.x IS NULL)", value, value, id)
		}
		c.sql = " WHERE " + c.sql
	}
	return "SELECT h.n, h.status, h.until_at FROM hits h" + c.sql + " ORDER BY h.x IS NULL, h.x" + direction + ", h.id", slices.Clip(c.args)
}

package rollupsql

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/rollup"
)

// A text that many customers have is found by walking along the index of the order: among
// the first rows there are enough who have it. So only the count looks at all of them.

// walkable returns how many customers a walk to the first page passes, as one may expect,
// twice over; or 0 if it is not worth it, for few have the text.
func (v *view) walkable(ctx context.Context, a *rollup.PageAsk, hits int) (steps int, err error) {
	if indexed[a.Sort.Column] == "revenue" {
		return 0, nil
	}
	all, err := v.total(ctx, &customer.Filter{})
	if err != nil {
		return 0, err
	}
	if steps = 2 * a.Limit * all / hits; steps > hits/2 {
		return 0, nil
	}
	return steps, nil
}

// stretch is the first customers in an order, as n, and the value x that they are sorted by.
type stretch struct {
	sql  string
	args []any
}

// stretches returns the walks of an order: by status, one after the other; else one.
func stretches(by customer.Sort, steps int, lite bool) (all []stretch) {
	column, down := indexed[by.Column], ""
	if by.Descending {
		down = " DESC"
	}
	switch {
	case column == "status":
		for _, s := range customer.Statuses() { // the best first (L3)
			all = append(all, stretch{"SELECT s.n, s.id AS x FROM {states} s WHERE s.listed = ? ORDER BY s.id LIMIT ?", []any{int64(s), steps}})
		}
		if by.Descending {
			slices.Reverse(all)
		}
	case column == "id":
		all = []stretch{{"SELECT r.n, r.id AS x FROM {records} r WHERE r.types IS NOT NULL ORDER BY r.id" + down + " LIMIT ?", []any{steps}}}
	case statusFirst(by.Column):
		var of []string
		var args []any
		for i, s := range customer.Statuses() {
			one := "SELECT s.n, " + column + " AS x FROM {states} s WHERE s.listed = ? AND " + column + " IS NOT NULL"
			args = append(args, int64(s))
			if !lite { // SQLite merges the indexes if they are not cut off
				one = fmt.Sprintf("SELECT * FROM (%s ORDER BY %s%s LIMIT ?) AS s%d", one, column, down, i)
				args = append(args, steps)
			}
			of = append(of, one)
		}
		all = []stretch{{strings.Join(of, " UNION ALL ") + " ORDER BY x" + down + " LIMIT ?", append(args, steps)}}
	default:
		all = []stretch{{"SELECT r.n, " + column + " AS x FROM {records} r WHERE r.types IS NOT NULL AND " + column + " IS NOT NULL ORDER BY " + column + down + " LIMIT ?", []any{steps}}}
	}
	return all
}

// walked returns the first customers who have a text, and whether a walk of so many steps
// finds them. It returns more than the page has, in any order.
func (v *view) walked(ctx context.Context, a *rollup.PageAsk, text string, steps int) (all []*rollup.Record, ok bool, err error) {
	for _, w := range stretches(a.Sort, steps, v.s.lite) {
		some, more, err := v.walk(ctx, &w, text, steps, a.Sort.Descending && indexed[a.Sort.Column] != "status")
		if err != nil {
			return nil, false, err
		}
		if all = append(all, some...); more || len(all) >= a.Limit {
			return all, len(all) >= a.Limit, nil
		}
	}
	return nil, false, nil // those without a value may be missing
}

// walk returns the customers of a stretch who have a text, and whether there are more behind
// it. Then it leaves out those with the last value, of whom some may be behind it.
func (v *view) walk(ctx context.Context, w *stretch, text string, steps int, down bool) (all []*rollup.Record, more bool, err error) {
	end, has := " DESC", "position(?::text in t.folded) > 0"
	if down {
		end = ""
	}
	if v.s.lite {
		has = "instr(t.folded, ?) > 0"
	}
	statement := "WITH w AS MATERIALIZED (" + w.sql + "), e AS MATERIALIZED (SELECT x FROM w ORDER BY x" + end + " LIMIT 1) " +
		"SELECT c.steps, f.behind, f.digest, f.status, f.until_at FROM (SELECT COUNT(*) AS steps FROM w) c LEFT JOIN (" +
		"SELECT w.x = e.x AS behind, r.digest, s.status, s.until_at FROM e {join} w ON 1 = 1 {join} {texts} t ON t.n = w.n {join} {states} s ON s.n = w.n {join} {records} r ON r.n = w.n WHERE " + has + ") f ON 1 = 1"
	walked := 0
	behind := map[*rollup.Record]bool{}
	err = v.s.each(ctx, v.tx, statement, v.s.planned(append(slices.Clip(w.args), text)...), func(rows *sql.Rows) error {
		var last sql.NullBool
		var data, until sql.RawBytes
		var status sql.NullInt64
		if err := rows.Scan(&walked, &last, &data, &status, &until); err != nil || !status.Valid {
			return err // there is one row of nobody if there is nobody
		}
		r, err := recordOf(data, status.Int64, until)
		behind[r] = last.Bool
		all = append(all, r)
		return err
	})
	if err != nil {
		return nil, false, fmt.Errorf("rollupsql: searching: %w", err)
	}
	if walked >= steps {
		return slices.DeleteFunc(all, func(r *rollup.Record) bool { return behind[r] }), true, nil
	}
	return all, false, nil
}

package rollupsql

import (
	"context"
	"database/sql"
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/rollup"
)

// Page serves a page (H13). Each status has the order of the list by itself, by an index; so
// the first records of all of them are read and put together.
func (v *view) Page(ctx context.Context, a rollup.PageAsk) (int, iter.Seq2[*rollup.Record, error], error) {
	text, searching, err := text(&a.Filter)
	if err != nil {
		return 0, nil, err
	}
	if indexed[a.Sort.Column] == "" {
		return 0, nil, unsupported("in this order")
	}
	m, err := v.Meta(ctx)
	if err != nil {
		return 0, nil, err
	}
	var total int
	var all []*rollup.Record
	if searching {
		total, all, err = v.found(ctx, &a, text)
	} else {
		if total, err = v.total(ctx, &a.Filter); err == nil {
			all, err = v.listed(ctx, &a)
		}
	}
	if err != nil {
		return 0, nil, fmt.Errorf("rollupsql: reading a page: %w", err)
	}
	places := map[*rollup.Record]customer.Place{}
	for _, r := range all {
		row := r.Digest.Row(&m.Query)
		places[r] = a.Sort.Place(&row)
	}
	slices.SortFunc(all, func(x, y *rollup.Record) int { return a.Sort.Compare(places[x], places[y]) })
	all = all[:min(len(all), a.Limit)]
	return total, func(yield func(*rollup.Record, error) bool) {
		for _, r := range all {
			if !yield(r, nil) {
				return
			}
		}
	}, nil
}

// statuses returns those that a filter passes.
func statuses(f *customer.Filter) (all []customer.Status) {
	for s := range customer.VeryActive + 1 {
		if len(f.Statuses) == 0 || slices.Contains(f.Statuses, s) {
			all = append(all, s)
		}
	}
	return all
}

// total returns how many customers pass a filter, which searches for nothing.
func (v *view) total(ctx context.Context, f *customer.Filter) (n int, err error) {
	statement := "SELECT COALESCE(SUM(r.customers), 0) FROM {counts} r WHERE 1 = 1"
	var c condition
	if others := filter(f); others.sql != "" {
		statement = "SELECT COUNT(*) FROM {records} r WHERE r.listed IS NOT NULL AND " + others.sql
		c.args = others.args
	}
	in, args := ofStatuses(f)
	return v.number(ctx, statement+" AND "+in, append(slices.Clip(c.args), args...)...)
}

func ofStatuses(f *customer.Filter) (in string, args []any) {
	in = "r.listed IN ("
	for i, s := range statuses(f) {
		if i > 0 {
			in += ", "
		}
		in, args = in+"?", append(args, int64(s))
	}
	return in + ")", args
}

func (v *view) number(ctx context.Context, statement string, args ...any) (n int, err error) {
	err = v.s.each(ctx, v.tx, statement, args, func(rows *sql.Rows) error { return rows.Scan(&n) })
	return n, err
}

// listed returns the first records after a place of each status.
func (v *view) listed(ctx context.Context, a *rollup.PageAsk) (all []*rollup.Record, err error) {
	f := filter(&a.Filter)
	for _, status := range statuses(&a.Filter) {
		ps, n, value, err := parts(status, a.Sort, a.After, f)
		if err != nil {
			return nil, err
		}
		left := a.Limit
		for i := n; i < len(ps) && left > 0; i++ {
			var after *place
			if a.After != nil && i == n && ps[i].holds(status, a) {
				after = &place{value, bytesOf(a.After.ID())}
			}
			some, err := v.part(ctx, &ps[i], a.Sort.Descending, after, left)
			if err != nil {
				return nil, err
			}
			all, left = append(all, some...), left-len(some)
		}
	}
	return all, nil
}

// holds reports whether the place after which the page begins is in this part. Sorted by
// status, it is in one status alone.
func (p *part) holds(status customer.Status, a *rollup.PageAsk) bool {
	return indexed[a.Sort.Column] != "status" || a.After.Value() == -int(status)
}

// place is where a part goes on.
type place struct {
	value any
	id    []byte
}

// part returns the first records of a part, after a place if there is one.
func (v *view) part(ctx context.Context, p *part, descending bool, after *place, limit int) ([]*rollup.Record, error) {
	read := func(c condition, order string, limit int) ([]*rollup.Record, error) {
		return v.records(ctx, p.from+" WHERE "+c.sql+" ORDER BY "+order+" LIMIT ?", append(slices.Clip(c.args), limit)...)
	}
	c := p.where
	byID := p.x == "" || p.x == "r.id"
	id := "r.id"
	if p.x == "v.net" {
		id = "v.id"
	}
	switch {
	case byID && descending && p.x != "":
		if after != nil {
			c.and("r.id < ?", after.id)
		}
		return read(c, "r.id DESC", limit)
	case byID:
		if after != nil {
			c.and("r.id > ?", after.id)
		}
		return read(c, "r.id", limit)
	case !descending:
		if after != nil {
			c.and("("+p.x+", "+id+") > (?, ?)", after.value, after.id)
		}
		return read(c, p.x+", "+id, limit)
	}
	return v.descending(ctx, p, id, after, limit, read)
}

// descending returns records from the greatest value down, those of one value by ID
// ascending. One index serves both directions so: the values are read first, then the
// records of all but the last value, which can have very many, then those.
func (v *view) descending(ctx context.Context, p *part, id string, after *place, limit int, read func(condition, string, int) ([]*rollup.Record, error)) (all []*rollup.Record, err error) {
	c := p.where
	if after != nil {
		same := p.where
		same.and(p.x+" = ? AND "+id+" > ?", after.value, after.id)
		if all, err = read(same, id, limit); err != nil || len(all) == limit {
			return all, err
		}
		c.and(p.x+" < ?", after.value)
	}
	limit -= len(all)
	var values []any
	err = v.s.each(ctx, v.tx, "SELECT "+p.x+" FROM "+p.from+" WHERE "+c.sql+" ORDER BY "+p.x+" DESC LIMIT ?", append(slices.Clip(c.args), limit), func(rows *sql.Rows) error {
		var value any
		err := rows.Scan(&value)
		values = append(values, value)
		return err
	})
	if err != nil || len(values) == 0 {
		return all, err
	}
	last := values[len(values)-1]
	more, same := c, p.where
	more.and(p.x+" > ?", last)
	same.and(p.x+" = ?", last)
	first, err := read(more, p.x+" DESC, "+id, limit)
	if err != nil {
		return nil, err
	}
	rest, err := read(same, id, limit-len(first))
	return append(append(all, first...), rest...), err
}

// found returns how many customers have a text, and the first of them after the place. It
// goes by the text, and sorts what it found.
func (v *view) found(ctx context.Context, a *rollup.PageAsk, text string) (total int, all []*rollup.Record, err error) {
	from, c := v.s.search(text)
	count := from
	f := filter(&a.Filter)
	if f.sql != "" {
		c.and(f.sql, f.args...)
	}
	if len(a.Filter.Statuses) > 0 {
		in, args := ofStatuses(&a.Filter)
		c.and(in, args...)
	} else if f.sql == "" {
		count, _, _ = strings.Cut(from, " t ") // only customers have a text
		count += " t"
	}
	if !v.s.lite { // what is the best plan depends on the text
		c.args = append([]any{pgx.QueryExecModeExec}, c.args...)
	}
	if total, err = v.number(ctx, "SELECT COUNT(*) FROM "+count+" WHERE "+c.sql, c.args...); err != nil {
		return 0, nil, err
	}
	x, order := "r."+indexed[a.Sort.Column], []any(nil)
	direction, than := "", ">"
	if a.Sort.Descending {
		direction, than = " DESC", "<"
	}
	switch x {
	case "r.status":
		x = "-r.listed"
	case "r.revenue":
		x, order = net, []any{bytesOf(a.Sort.Currency), zeroAmount}
	}
	if a.After != nil {
		after(&c, x, order, than, a.After)
	}
	by := x + " IS NULL, " + x + direction + ", r.id"
	c.args = append(append(append(slices.Clip(c.args), order...), order...), a.Limit)
	all, err = v.records(ctx, from+" WHERE "+c.sql+" ORDER BY "+by+" LIMIT ?", c.args...)
	return total, all, err
}

// after adds that a record stands after a place: by its value, by the ID where that is the
// same, or because it has none.
func after(c *condition, x string, of []any, than string, p *customer.Place) {
	id, value := bytesOf(p.ID()), bound(p.Value())
	if value == nil {
		c.and(x+" IS NULL AND r.id > ?", append(slices.Clip(of), id)...)
		return
	}
	args := append(slices.Clip(of), value)
	args = append(append(append(args, of...), value, id), of...)
	c.and("("+x+" "+than+" ? OR "+x+" = ? AND r.id > ? OR "+x+" IS NULL)", args...)
}

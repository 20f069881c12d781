package rollupsql

import (
	"context"
	"database/sql"
	"fmt"
	"iter"
	"slices"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/rollup"
)

// Page serves a page (H13). By an index, each status or all of them have the order of the
// list; so the first records of each are read and put together.
func (v *view) Page(ctx context.Context, a rollup.PageAsk) (int, iter.Seq2[*rollup.Record, error], error) {
	if a.Match != nil {
		return 0, nil, unsupported("of this segment")
	}
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
	statement := "SELECT COALESCE(SUM(s.customers), 0) FROM {counts} s"
	c := filter(f)
	if c.sql != "" {
		c.and("r.types IS NOT NULL")
		if statement = "SELECT COUNT(*) FROM {records} r"; len(f.Statuses) > 0 {
			statement += " JOIN {states} s ON s.n = r.n"
		}
	}
	if len(f.Statuses) > 0 {
		in, args := among(statuses(f))
		c.and(in, args...)
	}
	if c.sql != "" {
		statement += " WHERE " + c.sql
	}
	return v.number(ctx, statement, c.args...)
}

// among returns SQL for the states that have one of some statuses.
func among(some []customer.Status) (in string, args []any) {
	for _, s := range some {
		args = append(args, int64(s))
	}
	return "s.listed IN (" + marks(len(some)) + ")", args
}

func (v *view) number(ctx context.Context, statement string, args ...any) (n int, err error) {
	err = v.s.each(ctx, v.tx, statement, args, func(rows *sql.Rows) error { return rows.Scan(&n) })
	return n, err
}

// listed returns the first records after a place of each group of statuses.
func (v *view) listed(ctx context.Context, a *rollup.PageAsk) (all []*rollup.Record, err error) {
	f := filter(&a.Filter)
	byStatus := indexed[a.Sort.Column] == "status"
	in := groups(&a.Filter, a.Sort.Column)
	if byStatus && !a.Sort.Descending { // the best first (L3)
		slices.Reverse(in)
	}
	for _, group := range in {
		if byStatus && len(all) >= a.Limit {
			break // the others stand after these
		}
		ps, n, value, err := parts(group, a.Sort, a.After, f)
		if err != nil {
			return nil, err
		}
		left := a.Limit
		for i := n; i < len(ps) && left > 0; i++ {
			var after *place
			if a.After != nil && i == n && ps[i].holds(group[0], a) {
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
	id := p.id
	byID := p.x == "" || p.x == id
	switch {
	case byID && descending && p.x != "":
		if after != nil {
			c.and(id+" < ?", after.id)
		}
		return read(c, id+" DESC", limit)
	case byID:
		if after != nil {
			c.and(id+" > ?", after.id)
		}
		return read(c, id, limit)
	case !descending:
		if after != nil {
			c.and("("+p.x+", "+id+") > (?, ?)", after.value, after.id)
		}
		return read(c, p.x+", "+id, limit)
	}
	return v.descending(ctx, p, after, limit, read)
}

// descending returns records from the greatest value down, those of one value by ID
// ascending. One index serves both directions so: the values are read first, then the
// records of all but the last value, which can have very many, then those.
func (v *view) descending(ctx context.Context, p *part, after *place, limit int, read func(condition, string, int) ([]*rollup.Record, error)) (all []*rollup.Record, err error) {
	c, id := p.where, p.id
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

package customer

import (
	"context"
	"errors"
	"fmt"
)

// Selection is a choice of customers to act on together (L6): explicit IDs, or all that
// pass a query's filter and segment except some. The zero Selection selects
// nobody.
type Selection struct {
	IDs []ID // these; ignored if All

	All    bool // everybody who passes the query's filter and segment, on all pages,
	Except []ID // but these
}

// Rows returns the selected customers in the query's order, each once, however often an ID
// is named. The query's filter and segment choose among All; its page is ignored. If there are
// IDs that no customer has, the error wraps ErrNotFound and names every one of them, and
// nobody is selected. An Except that no customer has excludes nobody. The other errors are
// List's.
func (s Selection) Rows(ctx context.Context, repo Repository, q Query) ([]Row, error) {
	q.Limit, q.After = 0, ""
	if s.All {
		return s.allRows(ctx, repo, q)
	}
	q.Filter, q.Segment = Filter{}, ""
	if err := q.Check(); err != nil {
		return nil, err
	}
	if len(s.IDs) == 0 {
		return nil, nil
	}
	missing := make(map[ID]bool, len(s.IDs))
	for _, id := range s.IDs {
		missing[id] = true
	}
	top := topRows{sort: q.Sort}
	if err := readSome(ctx, repo, &q, s.IDs, func(d *Digest) {
		r := d.Row(&q)
		top.add(q.Sort.key(&r), r)
		delete(missing, d.ID)
	}); err != nil {
		return nil, err
	}
	if len(missing) > 0 {
		return nil, notFound(s.IDs, missing)
	}
	return top.sorted(), nil
}

func (s Selection) allRows(ctx context.Context, repo Repository, q Query) ([]Row, error) {
	except := make(map[ID]bool, len(s.Except))
	for _, id := range s.Except {
		except[id] = true
	}
	page, err := List(ctx, repo, q, nil)
	if err != nil {
		return nil, err
	}
	rows := page.Rows[:0]
	for _, r := range page.Rows {
		if !except[r.ID] {
			rows = append(rows, r)
		}
	}
	return rows, nil
}

func notFound(ids []ID, missing map[ID]bool) error {
	var all []error
	for _, id := range ids {
		if missing[id] {
			all = append(all, fmt.Errorf("%w: %q", ErrNotFound, string(id)))
			delete(missing, id)
		}
	}
	return errors.Join(all...)
}

package store

import (
	"context"
	"database/sql"
	"fmt"
	"iter"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/examples/sqlhost/dialect"
)

// part is the digests of some of a range's facts, several a customer.
type part[D any] struct {
	name string // of the facts
	each iter.Seq2[D, error]
}

// merged yields one digest a customer: the parts, read one after the other, are
// merged in memory for the customers of a range.
func merged[D any](ctx context.Context, owner func(*D) customer.ID, merge func(into *D, part D) error, parts ...part[D]) iter.Seq2[D, error] {
	return func(yield func(D, error) bool) {
		all := map[customer.ID]*D{}
		for _, p := range parts {
			if err := p.merge(all, owner, merge); err != nil {
				fail[D](fmt.Errorf("reading %s: %w", p.name, err))(yield)
				return
			}
		}
		if err := ctx.Err(); err != nil {
			fail[D](err)(yield)
			return
		}
		for _, d := range all {
			if !yield(*d, nil) {
				return
			}
		}
	}
}

func (p *part[D]) merge(all map[customer.ID]*D, owner func(*D) customer.ID, merge func(into *D, part D) error) error {
	for d, err := range p.each {
		if err != nil {
			return err
		}
		into := all[owner(&d)]
		if into == nil {
			into = new(D)
			all[owner(&d)] = into
		}
		if err := merge(into, d); err != nil {
			return err
		}
	}
	return nil
}

// groups asks for rows that begin with a customer, and makes something of each.
func groups[D any](ctx context.Context, s *Store, q *dialect.Query, columns int, part func(customer.ID, *reader) (D, error)) iter.Seq2[D, error] {
	r := s.newReader(columns)
	return rows(ctx, s, q, func(rows *sql.Rows) (D, error) {
		var zero D
		if err := r.row(rows); err != nil {
			return zero, err
		}
		d, err := part(r.id(), r)
		if r.err != nil {
			return zero, r.err
		}
		return d, err
	})
}

// none yields nothing.
func none[D any](func(D, error) bool) {}

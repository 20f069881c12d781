package store

import (
	"context"
	"database/sql"
	"fmt"
	"iter"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/examples/sqlhost/dialect"
)

// parts merges partial digests, which every source yields in customer order, to
// one digest a customer, in memory for one. A source that breaks the order is
// customer.ErrOrder: a database that sorts otherwise than by bytes would tear
// a customer apart.
func parts[D any](ctx context.Context, owner func(*D) customer.ID, merge func(into *D, part D) error, sources ...iter.Seq2[D, error]) iter.Seq2[D, error] {
	return func(yield func(D, error) bool) {
		heads := make([]*head[D], len(sources))
		for i, s := range sources {
			heads[i] = newHead(s, owner)
			defer heads[i].stop()
		}
		for {
			id, ok, err := least(heads)
			if err == nil {
				err = ctx.Err()
			}
			var d D
			for i := 0; i < len(heads) && ok && err == nil; i++ {
				err = heads[i].drain(id, &d, merge)
			}
			if err != nil {
				fail[D](err)(yield)
				return
			}
			if !ok || !yield(d, nil) {
				return
			}
		}
	}
}

// head is where the reading of a source stands.
type head[D any] struct {
	next  func() (D, error, bool)
	stop  func()
	owner func(*D) customer.ID

	part  D
	id    customer.ID
	err   error
	there bool // part is one
	begun bool
}

func newHead[D any](source iter.Seq2[D, error], owner func(*D) customer.ID) *head[D] {
	next, stop := iter.Pull2(source)
	return &head[D]{next: next, stop: stop, owner: owner}
}

// advance goes to the next part.
func (h *head[D]) advance() {
	h.part, h.err, h.there = h.next()
	if !h.there || h.err != nil {
		return
	}
	id := h.owner(&h.part)
	if h.begun && id < h.id {
		h.err = customer.ErrOrder
	}
	h.id, h.begun = id, true
}

func (h *head[D]) drain(id customer.ID, d *D, merge func(*D, D) error) error {
	for h.there && h.id == id {
		if err := merge(d, h.part); err != nil {
			return err
		}
		if h.advance(); h.err != nil {
			return h.err
		}
	}
	return nil
}

// least is the first customer that any source stands before.
func least[D any](heads []*head[D]) (id customer.ID, ok bool, err error) {
	for _, h := range heads {
		if !h.begun {
			h.advance()
		}
		if h.err != nil {
			return "", false, h.err
		}
		if h.there && (!ok || h.id < id) {
			id, ok = h.id, true
		}
	}
	return id, ok, nil
}

// groups asks for groups of facts in customer order, the customer first, and
// makes a part of a digest of each.
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

// named says in errors what was being read, as the core does.
func named[D any](what string, source iter.Seq2[D, error]) iter.Seq2[D, error] {
	return func(yield func(D, error) bool) {
		for d, err := range source {
			if err != nil {
				err = fmt.Errorf("reading %s: %w", what, err)
			}
			if !yield(d, err) {
				return
			}
		}
	}
}

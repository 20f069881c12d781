package customer

import (
	"context"
	"errors"
	"iter"
	"slices"
	"sync"

	"github.com/clientele-go/clientele/internal/fold"
)

// Rows ranges over all customers that pass the filter (L4), as their facts are
// grouped: in customer order if the repository promises that, else in no
// particular order. Sort, Limit and After do not matter. In customer order
// memory does not grow with the customers, so it is the way to write all of them
// to a file.
//
// The errors are those of Digests. One comes once, with the zero Row, and last:
// rows before it are not the whole.
func Rows(ctx context.Context, repo Repository, q Query) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		stopped := false
		_, err := ReduceRows(ctx, repo, q, nobody, unseen, func(r *Row) error {
			if stopped = !yield(*r, nil); stopped {
				return errStopped
			}
			return nil
		})
		if err != nil && !stopped {
			yield(Row{}, err)
		}
	}
}

// ReduceRows is Reduce and Rows in one pass: every digest is visited for an
// answer, and every row, in the order of Rows, comes to row, one after the other
// and meanwhile. So a host that writes all customers to a file has a report on
// them with it.
//
// Facts in a Memory are dealt to workers. Of a row a copy may be kept, of a digest
// nothing, as in Reduce: both are used again. There are as many answers as there
// is need for, at least one, to be merged by the host.
//
// The errors are those of Digests, of visit and of row; on one there is no answer,
// and what row was given is not the whole.
func ReduceRows[A any](ctx context.Context, repo Repository, q Query, answer func() A, visit func(A, *Digest) error, row func(*Row) error) ([]A, error) {
	var making sync.Mutex // of answers
	made := func(b *rowBatch[A]) A {
		if !b.begun {
			making.Lock()
			defer making.Unlock()
			b.answer, b.begun = answer(), true
		}
		return b.answer
	}
	batches, err := RowBatches(ctx, repo, q,
		func(b *rowBatch[A], d *Digest) error { return visit(made(b), d) },
		func(b *rowBatch[A], r *Row) error {
			b.rows = append(b.rows, *r)
			own := &b.rows[len(b.rows)-1]
			own.Revenue = b.lines.copy(r.Revenue)
			return nil
		},
		func(b *rowBatch[A]) error {
			for i := range b.rows {
				if err := row(&b.rows[i]); err != nil {
					return err
				}
			}
			b.rows = b.rows[:0]
			return nil
		})
	if err != nil {
		return nil, err
	}
	answers := make([]A, len(batches))
	for i, b := range batches {
		answers[i] = made(b)
	}
	return answers, nil
}

// RowBatches is ReduceRows for hosts whose workers do more with a row, as encode
// it: they take digests and rows into batches of the host's, and next gets the
// batches, one after the other, in the order of Rows. A batch is used again, with
// what next left in it; the batches that there were, at least one, are returned
// for that. Every digest comes to visit, and then, if it is of a customer who
// passes the filter (L4), its row to row.
//
// Facts in a Memory are dealt to workers, each with one batch at a time; those of
// another repository come as batches of one row or none. Nothing of a digest or a row may
// be kept but what its strings say.
//
// The errors are those of Digests, of visit, row and next; on one there are no
// batches, and what next was given is not the whole.
func RowBatches[B any](ctx context.Context, repo Repository, q Query, visit func(*B, *Digest) error, row func(*B, *Row) error, next func(*B) error) ([]*B, error) {
	if err := q.Check(); err != nil {
		return nil, err
	}
	ranks := q.Policy.At(q.AsOf)
	_, digests := repo.(Digester)
	add := func(b *batch[B], d *Digest) error {
		if err := visit(&b.theirs, d); err != nil || !d.Known {
			return err
		}
		r := &b.row
		if *r = d.row(&q, &ranks); !q.Filter.Match(r) {
			return nil
		}
		if digests { // a host's, which are left as they are
			r.Revenue = slices.Clone(r.Revenue)
		}
		slices.SortFunc(r.Revenue, RevenueLine.compare)
		return row(&b.theirs, r)
	}
	hand := func(b *batch[B]) error { return next(&b.theirs) }
	if _, ok := inMemory(repo); !ok {
		b := new(batch[B])
		err := each(ctx, repo, &q, func(d *Digest) error {
			if err := add(b, d); err != nil {
				return err
			}
			return hand(b)
		})
		if err != nil {
			return nil, err
		}
		return []*B{&b.theirs}, nil
	}
	line := fold.Line[ID, Digest, batch[B]]{Start: (*Digest).start, Room: room, Visit: add, Next: hand, Ordered: Ordered(repo), Workers: q.Workers}
	all, err := fold.InOrder(ctx, line, sources(ctx, repo, &q, Scope{})...)
	if err != nil {
		return nil, err
	}
	batches := make([]*B, len(all))
	for i, b := range all {
		batches[i] = &b.theirs
	}
	return batches, nil
}

// batch is a batch of the host's, and memory for the row that is being made.
type batch[B any] struct {
	theirs B
	row    Row
}

// rowBatch is rows that were made and not yet visited, and an answer.
type rowBatch[A any] struct {
	rows   []Row
	lines  block
	answer A
	begun  bool
}

// errStopped says that nobody wants any more rows.
var errStopped = errors.New("customer: stopped")

// block is memory for the revenues of many rows, so that a row has its own and
// few are allocated.
type block struct {
	free []RevenueLine
	size int // of the latest allocation
}

// copy is a copy of r, in the block.
func (b *block) copy(r Revenue) Revenue {
	if len(r) == 0 {
		return nil
	}
	if len(b.free) < len(r) {
		b.size = min(max(256, 2*b.size), 2048)
		b.free = make([]RevenueLine, max(b.size, len(r)))
	}
	own := Revenue(b.free[:len(r):len(r)])
	b.free = b.free[len(r):]
	copy(own, r)
	return own
}

package customer

import (
	"context"
	"errors"
	"iter"
	"slices"

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
	ranks := q.Policy.At(q.AsOf)
	add := func(b *rowBatch[A], d *Digest) error {
		if r := d.row(&q, &ranks); d.Known && q.Filter.Match(&r) {
			r.Revenue = b.lines.sorted(r.Revenue)
			b.rows = append(b.rows, r)
		}
		return visit(b.answered(answer), d)
	}
	next := func(b *rowBatch[A]) error {
		for i := range b.rows {
			if err := row(&b.rows[i]); err != nil {
				return err
			}
		}
		b.rows = b.rows[:0]
		return nil
	}
	if err := q.Check(); err != nil {
		return nil, err
	}
	if _, ok := inMemory(repo); !ok {
		var b rowBatch[A]
		err := each(ctx, repo, &q, func(d *Digest) error {
			if err := add(&b, d); err != nil {
				return err
			}
			return next(&b)
		})
		if err != nil {
			return nil, err
		}
		return []A{b.answered(answer)}, nil
	}
	line := fold.Line[ID, Digest, rowBatch[A]]{Start: (*Digest).start, Room: room, Visit: add, Next: next, Ordered: Ordered(repo), Workers: q.Workers}
	batches, err := fold.InOrder(ctx, line, sources(ctx, repo, &q, Scope{})...)
	if err != nil {
		return nil, err
	}
	answers := make([]A, len(batches))
	for i, b := range batches {
		answers[i] = b.answered(answer)
	}
	return answers, nil
}

// rowBatch is rows that were made and not yet visited, and an answer.
type rowBatch[A any] struct {
	rows   []Row
	lines  block
	answer A
	begun  bool
}

func (b *rowBatch[A]) answered(answer func() A) A {
	if !b.begun {
		b.answer, b.begun = answer(), true
	}
	return b.answer
}

// errStopped says that nobody wants any more rows.
var errStopped = errors.New("customer: stopped")

// block is memory for the revenues of many rows, so that a row has its own and
// few are allocated.
type block struct {
	free []RevenueLine
	size int // of the latest allocation
}

// sorted is r.Sorted, in the block.
func (b *block) sorted(r Revenue) Revenue {
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
	slices.SortFunc(own, RevenueLine.compare)
	return own
}

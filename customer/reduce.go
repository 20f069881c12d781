package customer

import (
	"context"
	"errors"
	"iter"

	"github.com/clientele-go/clientele/internal/base/fold"
)

// Reducer is an answer of a host's own, of type A. Every question of this package is one.
// It needs New and Visit, or New and Row.
type Reducer[A any] struct {
	// New makes an empty answer. Each worker has answers of its own, so what a
	// function of the Reducer adds to an answer needs no lock.
	New func() A

	// Visit, if not nil, adds a digest to an answer: that of a customer, or of
	// guests, who are not Known. Copy what you keep of the digest: it is used
	// again.
	Visit func(A, *Digest) error

	// Row, if not nil, adds the row of a customer who passes the query's filter and
	// segment (L4, Q1), after Visit. Copy the row's Revenue if you keep it: it is used
	// again.
	Row func(A, *Row) error

	// Next, if not nil, takes the answer of one range of customers after the
	// other, in the order of their IDs, on the caller's goroutine. The answer,
	// with what Next left in it, is then used for another range.
	Next func(A) error
}

// Reduce visits every customer for an answer of the host's own. It returns the
// answers of the workers, at least one, for the host to merge. Within an answer,
// customers come in the order of their IDs; guests come last. Sort, Limit and
// After of the query do not matter.
//
// The errors are those of Query.Check, of the repository, ErrRange, those of the
// Reducer's functions and, unless run leaves bad facts out, *FactError. Of several it
// is the first one by customer, whatever the number of workers. On an error there is
// no answer.
func Reduce[A any](ctx context.Context, repo Repository, q Query, run *Run, r Reducer[A]) ([]A, error) {
	if err := q.Check(); err != nil {
		return nil, err
	}
	a := asOf(&q)
	return reduce(ctx, wing(&q, a, everything(&q, a)), repo, &q, run, nil, r)
}

// reduce tells left, if it is not nil, what was left out.
func reduce[A any](ctx context.Context, w *fold.Wing[Repository, ID, Digest], repo Repository, q *Query, run *Run, left *LeftOut, r Reducer[A]) ([]A, error) {
	ranks := q.Policy.At(q.AsOf)
	passing, err := q.matcher(run)
	if err != nil {
		return nil, err
	}
	workers, err := fold.Reduce(ctx, w, run.Fold(left), repo, fold.Reduction[Digest, *working[A]]{
		Answer: func() *working[A] { return &working[A]{answer: r.New()} },
		Visit: func(w *working[A], d *Digest) error {
			if r.Visit != nil {
				if err := r.Visit(w.answer, d); err != nil {
					return err
				}
			}
			if r.Row == nil || !d.Known {
				return nil
			}
			w.row.fill(d, q, &ranks)
			if !passing.Match(&w.row) {
				return nil
			}
			return r.Row(w.answer, &w.row)
		},
		Next: nextOf(r.Next),
	})
	if err != nil {
		return nil, err
	}
	answers := make([]A, len(workers))
	for i, w := range workers {
		answers[i] = w.answer
	}
	return answers, nil
}

// working is an answer, and the row that is being made.
type working[A any] struct {
	row    Row
	answer A
}

func nextOf[A any](next func(A) error) func(*working[A], string) error {
	if next == nil {
		return nil
	}
	return func(w *working[A], _ string) error { return next(w.answer) }
}

// Rows yields all customers who pass the filter and the segment (L4, Q1), in the order of
// their IDs. Sort, Limit and After do not matter. Memory does not grow with the customers if
// the repository is a Ranger.
//
// The errors are those of Reduce. An error comes once, last, and with the zero Row: the rows
// before it are not the whole.
//
// The loop's body must not wait for a connection that the repository holds meanwhile. With a
// pool of one, ask for what it needs before or after.
func Rows(ctx context.Context, repo Repository, q Query, run *Run) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		_, err := Reduce(ctx, repo, q, run, Reducer[*[]Row]{
			New: func() *[]Row { return new([]Row) },
			Row: func(rows *[]Row, r *Row) error {
				*rows = append(*rows, r.kept())
				return nil
			},
			Next: func(rows *[]Row) error {
				for i := range *rows {
					if !yield((*rows)[i], nil) {
						return errStopped
					}
				}
				*rows = (*rows)[:0]
				return nil
			},
		})
		if err != nil && !errors.Is(err, errStopped) {
			yield(Row{}, err)
		}
	}
}

// errStopped says that nobody wants any more rows.
var errStopped = errors.New("customer: stopped")

// readSome reads the digests of some customers.
func readSome(ctx context.Context, repo Repository, q *Query, ids []ID, visit func(*Digest)) error {
	a := asOf(q)
	a.Customers = ids
	wanted := make(map[ID]bool, len(ids))
	for _, id := range ids {
		wanted[id] = true
	}
	_, err := fold.Reduce(ctx, wing(q, a, everything(q, a)), &fold.Run{Workers: 1}, repo, fold.Reduction[Digest, struct{}]{
		Answer: func() (none struct{}) { return none },
		Visit: func(_ struct{}, d *Digest) error {
			if d.Known && wanted[d.ID] {
				visit(d)
			}
			return nil
		},
	})
	return err
}

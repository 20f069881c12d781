// Package store is repositories for customer, engagement, subscription and
// notify over tables of SQL, by a mapping of names.
//
// A Store streams: its sequences are in customer order, read by index, so that
// the core folds them in constant memory. Grouped pushes down: each fact table
// is grouped by the database, and what crosses the wire is a few rows a
// customer. Both give the same answers. In neither does SQL decide: it groups
// facts that are alike, and the rules look at one of each.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"slices"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/examples/sqlhost/dialect"
)

// Store is a repository of every wing, in customer order.
//
// Each sequence is a query of its own, and several are read side by side: a
// connection pool must allow at least eight. Facts that are written meanwhile
// may be in one sequence and not yet in another.
type Store struct {
	db dialect.Querier
	d  dialect.Dialect
	m  Mapping
}

// New is the store in a database. The error is Mapping.Check's.
func New(db dialect.Querier, d dialect.Dialect, m Mapping) (*Store, error) {
	if err := m.Check(d); err != nil {
		return nil, err
	}
	return &Store{db, d, m}, nil
}

// InCustomerOrder is the promise that every sequence is.
func (s *Store) InCustomerOrder() bool { return true }

// name is a checked name, quoted.
func name(s string) string {
	quoted, err := dialect.Ident(s)
	if err != nil {
		panic(err) // New has checked all names
	}
	return quoted
}

// text is a column of texts, or nothing.
func text(column string) string {
	if column == "" {
		return "''"
	}
	return name(column)
}

// instant is a column of instants, or nothing.
func (s *Store) instant(column string) string {
	if column == "" {
		return s.d.None(s.m.Clock)
	}
	return name(column)
}

// read is a column of instants as it is read.
func (s *Store) read(column string) string { return s.d.Read(s.m.Clock, s.instant(column)) }

// chunk is how many customers are asked for at once.
const chunk = 500

// chunks are the customers of a scope, by bytes, each once, in parts; one nil
// part if all are wanted.
func chunks(scope customer.Scope) iter.Seq[[]string] {
	return func(yield func([]string) bool) {
		if scope.Customers == nil {
			yield(nil)
			return
		}
		ids := make([]string, len(scope.Customers))
		for i, id := range scope.Customers {
			ids[i] = string(id)
		}
		slices.Sort(ids)
		for part := range slices.Chunk(slices.Compact(ids), chunk) {
			if !yield(part) {
				return
			}
		}
	}
}

// owned is whether a row is of one of the customers; nil is of anybody. The
// empty ID is also NULL.
func owned(q *dialect.Query, column string, ids []string) string {
	if ids == nil {
		return ""
	}
	in := q.In(column, ids)
	if ids[0] == "" {
		return "(" + column + " IS NULL OR " + in + ")"
	}
	return in
}

// where joins conditions; an empty one is none.
func where(conditions ...string) string {
	all := slices.DeleteFunc(conditions, func(s string) bool { return s == "" })
	if len(all) == 0 {
		return "1 = 1"
	}
	text := all[0]
	for _, s := range all[1:] {
		text += " AND " + s
	}
	return text
}

// rows yields what a query gives, as scan reads it.
func rows[T any](ctx context.Context, s *Store, q *dialect.Query, scan func(*sql.Rows) (T, error)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var zero T
		inner, cancel := context.WithCancel(ctx)
		defer cancel()
		r, err := q.Run(inner, s.db)
		if err != nil {
			yield(zero, because(ctx, err))
			return
		}
		for r.Next() {
			t, err := scan(r)
			if err != nil {
				cancel()
				yield(zero, because(ctx, errors.Join(err, ignore(r.Close()))))
				return
			}
			if !yield(t, nil) {
				cancel() // so that the server stops too
				_ = r.Close()
				return
			}
		}
		if err := errors.Join(r.Err(), r.Close(), ctx.Err()); err != nil {
			yield(zero, because(ctx, err))
		}
	}
}

// ignore drops an error of clearing up after another one.
func ignore(error) error { return nil }

// because is an error, and the context's if that is done.
func because(ctx context.Context, err error) error {
	if done := ctx.Err(); done != nil && !errors.Is(err, done) {
		return fmt.Errorf("%w: %w", done, err)
	}
	return err
}

// fail yields an error alone.
func fail[T any](err error) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var zero T
		yield(zero, err)
	}
}

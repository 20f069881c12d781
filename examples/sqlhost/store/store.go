// Package store is repositories for customer, engagement, subscription and
// notify over tables of SQL, by a mapping of names.
//
// A Store streams: facts come row by row, and Go groups them. Grouped pushes
// down: the database groups each table of facts, and a few rows a customer cross
// the wire. Both give the same answers. In neither does SQL decide: it groups
// facts that are alike, and the rules look at one of each.
//
// Both are read one range of customers after the other, by the index on the
// customer's ID (Mapping.IDs), so memory does not grow with the customers. A
// question is asked within one transaction, on one connection.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"slices"

	"github.com/clientele-go/clientele/examples/sqlhost/dialect"
)

// Store is a repository of every wing. It is a customer.Ranger and a
// customer.Snapshotter.
//
// PostgreSQL and SQLite answer a question in one state. ClickHouse cannot: see
// Snapshot.
type Store struct {
	db    dialect.Querier
	d     dialect.Dialect
	m     Mapping
	ids   ids
	state *state // of a reader of a snapshot; nil of any other store
}

// New returns the store in a database. If db is a *sql.DB, each question is asked
// within a transaction of its own (Snapshot). If it is a transaction, a
// connection or a Querier of yours, what it sees is your affair. New asks every
// table of the mapping for its columns. The errors are those of Mapping.Check, and an
// ErrMapping that names a table or column that cannot be read.
func New(ctx context.Context, db dialect.Querier, d dialect.Dialect, m Mapping) (*Store, error) {
	if err := m.Check(d); err != nil {
		return nil, err
	}
	s := &Store{db: db, d: d, m: m, ids: m.ids()}
	if err := s.check(ctx); err != nil {
		return nil, err
	}
	return s, nil
}

// name returns a name, checked and quoted.
func name(s string) string {
	quoted, err := dialect.Ident(s)
	if err != nil {
		panic(err) // New has checked all names
	}
	return quoted
}

// from returns a table as a query reads it, and col returns a column of it. To
// SQLite, a name alone in double quotes is a text if no column has it.
func from(s string) string { return name(s) + " AS f" }
func col(s string) string  { return "f." + name(s) }

// text returns SQL for a column of texts, or for the empty text if the host has
// none.
func text(s string) string {
	if s == "" {
		return "''"
	}
	return col(s)
}

// instant returns SQL for a column of instants, or for the unknown one if the
// host has none.
func (s *Store) instant(at string) string {
	if at == "" {
		return s.d.None(s.m.Clock)
	}
	return col(at)
}

// read returns SQL for a column of instants as it is read.
func (s *Store) read(at string) string { return s.d.Read(s.m.Clock, s.instant(at)) }

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
		inner, cancel := s.cancel(ctx)
		defer cancel()
		r, err := q.Run(inner, s.db)
		if err != nil {
			yield(zero, because(ctx, dialect.Fault(err)))
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
		if err := errors.Join(dialect.Fault(r.Err()), dialect.Fault(r.Close()), ctx.Err()); err != nil {
			yield(zero, because(ctx, err))
		}
	}
}

// cancel returns a context for a query, and what ends the query on the server. In
// a snapshot that is nothing: PostgreSQL's driver would close the connection, so
// the rows that are left are read and dropped.
func (s *Store) cancel(ctx context.Context) (context.Context, func()) {
	if s.state != nil {
		return ctx, func() {}
	}
	return context.WithCancel(ctx)
}

// ignore drops an error of clearing up after another one.
func ignore(error) error { return nil }

// because returns an error, joined with the context's error if the context is
// done.
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

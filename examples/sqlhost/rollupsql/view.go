package rollupsql

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"slices"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/rollup"
	"github.com/clientele-go/clientele/examples/sqlhost/dialect"
)

// view is one state of the database: a transaction.
type view struct {
	s  *Store
	tx *sql.Tx
}

var _ rollup.Pager = (*view)(nil)

// Meta returns what the store holds besides records and entries.
func (v *view) Meta(ctx context.Context) (rollup.Meta, error) {
	m, err := v.s.readMeta(ctx, v.tx, "")
	if err != nil {
		return rollup.Meta{}, fmt.Errorf("rollupsql: reading: %w", err)
	}
	return m, nil
}

// each calls f with each row.
func (s *Store) each(ctx context.Context, q dialect.Querier, statement string, args []any, f func(*sql.Rows) error) error {
	rows, err := q.QueryContext(ctx, s.sql(statement), args...)
	if err != nil {
		return fault(ctx, err)
	}
	for rows.Next() {
		if err := f(rows); err != nil {
			return errors.Join(fault(ctx, err), fault(ctx, rows.Close()))
		}
	}
	return errors.Join(fault(ctx, rows.Err()), fault(ctx, rows.Close()))
}

// chunk is how many rows are read at once: whoever leaves a sequence early waits for no
// more than these.
const chunk = 1000

// records reads records of a source, and returns them after the query ended.
func (v *view) records(ctx context.Context, from string, args ...any) (all []*rollup.Record, err error) {
	err = v.s.each(ctx, v.tx, "SELECT r.digest, s.status, s.until_at FROM "+from, args, func(rows *sql.Rows) error {
		var data, until sql.RawBytes
		var status int64
		if err := rows.Scan(&data, &status, &until); err != nil {
			return err
		}
		r, err := recordOf(data, status, until)
		all = append(all, r)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("rollupsql: reading records: %w", err)
	}
	return all, nil
}

// recordOf returns a record as it is kept.
func recordOf(data []byte, status int64, until []byte) (*rollup.Record, error) {
	r := &rollup.Record{Status: customer.Status(status)}
	if err := r.Digest.UnmarshalBinary(data); err != nil {
		return nil, err
	}
	var err error
	r.Until, err = readInstant(until)
	return r, err
}

// Records yields what is asked for.
func (v *view) Records(ctx context.Context, a rollup.Ask) iter.Seq2[*rollup.Record, error] {
	switch {
	case a.IDs != nil:
		return v.recordsOf(ctx, &a)
	case !a.UntilBy.IsZero():
		at := dueAt{"{states} s", "s.until_at", "s.id", v.turning, func(r *rollup.Record) time.Time { return r.Until }}
		return at.records(ctx, a.UntilBy, a.Limit)
	case !a.NextBy.IsZero():
		at := dueAt{byRecord.from, "r.next_at", "r.id", v.records, func(r *rollup.Record) time.Time { return r.Digest.Next }}
		return at.records(ctx, a.NextBy, a.Limit)
	}
	return paged(a.Limit, func(last *rollup.Record, n int) ([]*rollup.Record, error) {
		if last == nil {
			return v.records(ctx, byRecord.from+" ORDER BY r.id LIMIT ?", n)
		}
		return v.records(ctx, byRecord.from+" WHERE r.id > ? ORDER BY r.id LIMIT ?", bytesOf(last.Digest.ID), n)
	})
}

// paged yields what read reads, a part at a time: at most n that follow the last one.
func paged[T any](limit int, read func(last T, n int) ([]T, error)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var last T
		for left := limit; ; {
			n := chunk
			if limit > 0 {
				n = min(n, left)
			}
			some, err := read(last, n)
			if err != nil {
				var zero T
				yield(zero, err)
				return
			}
			for _, t := range some {
				if !yield(t, nil) {
					return
				}
				last = t
			}
			if left -= len(some); len(some) < n || limit > 0 && left == 0 {
				return
			}
		}
	}
}

// source is where records come from: as r, with their states as s.
type source struct{ from, id string }

var (
	byRecord = source{"{records} r {join} {states} s ON s.n = r.n", "r.id"}
	byState  = source{"{states} s {join} {records} r ON r.n = s.n", "s.id"}
)

// dueAt are records with an instant, and how they are read.
type dueAt struct {
	from, column, id string
	read             func(ctx context.Context, from string, args ...any) ([]*rollup.Record, error)
	at               func(*rollup.Record) time.Time
}

// records yields the records whose instant is not after to, in its order.
func (d *dueAt) records(ctx context.Context, to time.Time, limit int) iter.Seq2[*rollup.Record, error] {
	where, order := d.from+" WHERE "+d.column+" <= ?", " ORDER BY "+d.column+", "+d.id+" LIMIT ?"
	return paged(limit, func(last *rollup.Record, n int) ([]*rollup.Record, error) {
		if last == nil {
			return d.read(ctx, where+order, instant(to), n)
		}
		return d.read(ctx, where+" AND ("+d.column+", "+d.id+") > (?, ?)"+order, instant(to), instant(d.at(last)), bytesOf(last.Digest.ID), n)
	})
}

// turning reads records of states alone: of the digests, what decides a status (S7).
func (v *view) turning(ctx context.Context, from string, args ...any) (all []*rollup.Record, err error) {
	err = v.s.each(ctx, v.tx, "SELECT s.id, s.listed, s.status, s.until_at, s.logins FROM "+from, args, func(rows *sql.Rows) (err error) {
		var id, until, recent sql.RawBytes
		var listed sql.NullInt64
		r := &rollup.Record{}
		if err := rows.Scan(&id, &listed, &r.Status, &until, &recent); err != nil {
			return err
		}
		r.Digest.ID, r.Digest.Known = customer.ID(id), listed.Valid
		if r.Until, err = readInstant(until); err == nil {
			r.Digest.Logins, err = readLogins(recent)
		}
		all = append(all, r)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("rollupsql: reading records: %w", err)
	}
	return all, nil
}

// recordsOf yields the records of some IDs.
func (v *view) recordsOf(ctx context.Context, a *rollup.Ask) iter.Seq2[*rollup.Record, error] {
	return func(yield func(*rollup.Record, error) bool) {
		n := 0
		for some := range slices.Chunk(slices.Compact(slices.Sorted(slices.Values(a.IDs))), atOnce) {
			in, args := amongIDs(v.s, some)
			all, err := v.records(ctx, byRecord.from+" WHERE r.id"+in, v.s.planned(args...)...)
			if err != nil {
				yield(nil, err)
				return
			}
			for _, r := range all {
				if n++; !yield(r, nil) || n == a.Limit {
					return
				}
			}
		}
	}
}

// Entries yields what is asked for.
func (v *view) Entries(ctx context.Context, a rollup.EntryAsk) iter.Seq2[rollup.Entry, error] {
	var where string
	var args []any
	if !a.By.IsZero() {
		where, args = " AND at <= ?", []any{instant(a.By)}
	}
	if a.IDs == nil {
		return paged(a.Limit, func(last rollup.Entry, n int) ([]rollup.Entry, error) {
			where, args := where, slices.Clip(args)
			if last != (rollup.Entry{}) {
				where, args = where+" AND (at, customer, lives) > (?, ?, ?)", append(args, instant(last.At), bytesOf(last.Customer), lives(last.Key))
			}
			return v.entriesAfter(ctx, a.Pending, where, append(args, n))
		})
	}
	if a.Pending {
		where += " AND pending = 1"
	}
	return func(yield func(rollup.Entry, error) bool) {
		all, err := v.entriesOf(ctx, a.IDs, where, args)
		if err != nil {
			yield(rollup.Entry{}, err)
			return
		}
		for i, e := range all {
			if !yield(e, nil) || i+1 == a.Limit {
				return
			}
		}
	}
}

// entriesAfter returns the next entries: pending ones, or those and the others.
func (v *view) entriesAfter(ctx context.Context, pending bool, where string, args []any) ([]rollup.Entry, error) {
	some := func(pending string) string { return "pending = " + pending + where + order + " LIMIT ?" }
	all, err := v.entries(ctx, some("1"), args...)
	if err != nil || pending {
		return all, err
	}
	others, err := v.entries(ctx, some("0"), args...)
	all = append(all, others...)
	slices.SortFunc(all, func(a, b rollup.Entry) int { return a.Key.Compare(b.Key) })
	n, _ := args[len(args)-1].(int)
	return all[:min(len(all), n)], err
}

// order is that of the feed (H6).
const order = " ORDER BY at, customer, lives"

// entriesOf returns the entries of some customers, in order.
func (v *view) entriesOf(ctx context.Context, ids []customer.ID, where string, args []any) (all []rollup.Entry, err error) {
	for some := range slices.Chunk(slices.Compact(slices.Sorted(slices.Values(ids))), atOnce) {
		in, of := amongIDs(v.s, some)
		part, err := v.entries(ctx, "customer"+in+where, v.s.planned(append(of, args...)...)...)
		if err != nil {
			return nil, err
		}
		all = append(all, part...)
	}
	slices.SortFunc(all, func(a, b rollup.Entry) int { return a.Key.Compare(b.Key) })
	return all, nil
}

func (v *view) entries(ctx context.Context, where string, args ...any) (all []rollup.Entry, err error) {
	err = v.s.each(ctx, v.tx, "SELECT at, customer, lives, moves FROM {entries} WHERE "+where, args, func(rows *sql.Rows) error {
		var at, id, what sql.RawBytes
		var alive int64
		if err := rows.Scan(&at, &id, &alive, &what); err != nil {
			return err
		}
		e := rollup.Entry{Key: rollup.Key{Customer: customer.ID(id), Gone: alive == 0}}
		var err error
		if e.At, err = readInstant(at); err != nil {
			return err
		}
		err = readMoves(&e, what)
		all = append(all, e)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("rollupsql: reading the feed: %w", err)
	}
	return all, nil
}

package gdprsql

import (
	"context"
	"database/sql"
	"iter"
	"slices"
	"time"

	"github.com/clientele-go/clientele/gdpr"
)

// Tombstones is gdpr.Tombstones in a table, under the terms of Journal. Rows
// are added and never changed.
type Tombstones struct {
	db    *sql.DB
	d     Dialect
	table string
}

var _ gdpr.Tombstones = (*Tombstones)(nil)

// NewTombstones returns the tombstones in a table. The error is ErrName or
// ErrTable.
func NewTombstones(db *sql.DB, d Dialect, table string) (*Tombstones, error) {
	if db == nil || !d.valid() || d.serial == "" {
		return nil, ErrTable
	}
	if !validTable(table) {
		return nil, ErrName
	}
	return &Tombstones{db, d, table}, nil
}

// Create makes the table if it is not there.
func (t *Tombstones) Create(ctx context.Context) error {
	_, err := t.db.ExecContext(ctx, "CREATE TABLE IF NOT EXISTS "+t.d.name(t.table)+" (n "+t.d.serial+
		", subject varchar(128) NOT NULL, new_id varchar(128) NOT NULL, request varchar(63) NOT NULL"+
		", at varchar(40) NOT NULL, UNIQUE (subject, new_id))")
	return hidden(err)
}

// Bury adds those that are not there yet, all of them or, on an error, none.
func (t *Tombstones) Bury(ctx context.Context, all ...gdpr.Tombstone) error {
	for _, b := range all {
		if !b.Subject.Key.Valid() || !b.NewID.IsZero() && !b.NewID.Key.Valid() {
			return gdpr.ErrKeyedHash
		}
	}
	return hidden(t.d.write(ctx, t.db, false, func(c *sql.Conn) error {
		for _, b := range all {
			q := t.d.statement("INSERT INTO ", t.d.name(t.table), " (subject, new_id, request, at) VALUES ")
			q.list(b.Subject.String(), b.NewID.String(), string(b.Request), b.At.Format(time.RFC3339Nano))
			q.add(" ON CONFLICT (subject, new_id) DO NOTHING")
			if _, err := c.ExecContext(ctx, q.text.String(), q.args...); err != nil {
				return err
			}
		}
		return nil
	}))
}

// Find gives the tombstones of these digests.
func (t *Tombstones) Find(ctx context.Context, any ...gdpr.KeyedHash) ([]gdpr.Tombstone, error) {
	var all []numbered
	for some := range slices.Chunk(any, page) {
		q := t.selection("subject IN ")
		var digests []string
		for _, d := range some {
			digests = append(digests, d.String())
		}
		q.list(values(digests)...)
		found, err := t.read(ctx, q)
		if err != nil {
			return nil, hidden(err)
		}
		all = append(all, found...)
	}
	slices.SortFunc(all, func(a, b numbered) int { return int(a.n - b.n) })
	var found []gdpr.Tombstone
	for i, b := range all {
		if i == 0 || b.n != all[i-1].n {
			found = append(found, b.Tombstone)
		}
	}
	return found, ctx.Err()
}

// Each yields the tombstones in the order in which they came.
func (t *Tombstones) Each(ctx context.Context) iter.Seq2[gdpr.Tombstone, error] {
	return func(yield func(gdpr.Tombstone, error) bool) {
		after := int64(0)
		for {
			q := t.selection("n > ").bind(after).add(" ORDER BY n LIMIT ").bind(page)
			some, err := t.read(ctx, q)
			for _, b := range some {
				if !yield(b.Tombstone, nil) {
					return
				}
				after = b.n
			}
			if err != nil {
				yield(gdpr.Tombstone{}, hidden(err))
			}
			if err != nil || len(some) < page {
				return
			}
		}
	}
}

// numbered is a tombstone and where it stands in their order.
type numbered struct {
	n int64
	gdpr.Tombstone
}

func (t *Tombstones) selection(where string) *statement {
	return t.d.statement("SELECT n, subject, new_id, request, at FROM ", t.d.name(t.table), " WHERE ", where)
}

func (t *Tombstones) read(ctx context.Context, q *statement) ([]numbered, error) {
	rows, err := t.db.QueryContext(ctx, q.text.String(), q.args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []numbered
	for rows.Next() {
		b, err := readTombstone(rows)
		if err != nil {
			return nil, err
		}
		all = append(all, b)
	}
	return all, rows.Err()
}

func readTombstone(rows *sql.Rows) (b numbered, err error) {
	var subject, newID, at string
	if err := rows.Scan(&b.n, &subject, &newID, &b.Request, &at); err != nil {
		return numbered{}, err
	}
	if b.At, err = time.Parse(time.RFC3339Nano, at); err != nil {
		return numbered{}, ErrEntry
	}
	if b.Subject.UnmarshalText([]byte(subject)) != nil || b.NewID.UnmarshalText([]byte(newID)) != nil || b.Subject.IsZero() {
		return numbered{}, ErrEntry
	}
	return b, nil
}

func values(texts []string) []any {
	all := make([]any, len(texts))
	for i, t := range texts {
		all[i] = t
	}
	return all
}

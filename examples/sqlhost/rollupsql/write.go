package rollupsql

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"slices"

	"github.com/clientele-go/clientele/customer/rollup"
	"github.com/clientele-go/clientele/examples/sqlhost/dialect"
)

// Write applies a batch in one transaction.
func (s *Store) Write(ctx context.Context, b rollup.Batch) error {
	c, err := s.db.Conn(ctx)
	if err == nil {
		err = s.write(ctx, c, &b)
		_ = c.Close()
	}
	if err != nil {
		return fmt.Errorf("rollupsql: writing: %w", fault(ctx, err))
	}
	return nil
}

// byKeys is for PostgreSQL's planner: rows are named by keys, few beside all that there are,
// and the plan is kept.
const byKeys = "SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off; SET LOCAL jit = off"

// The memory for SQLite's pages, in KB: a large batch goes all over the indexes, and what does
// not fit is written several times. Afterwards it is what dialect.Open gives.
const (
	manyPages = "PRAGMA cache_size = -262144"
	fewPages  = "PRAGMA cache_size = -8192"
)

// write writes on one connection. SQLite takes the right to write at once: a transaction
// that reads before it writes could not wait for another one.
func (s *Store) write(ctx context.Context, c *sql.Conn, b *rollup.Batch) error {
	begin := []string{"BEGIN", byKeys}
	if s.lite {
		begin = []string{"PRAGMA secure_delete = 1", "BEGIN IMMEDIATE"}
		if len(b.Put)+len(b.Turns) > atOnce {
			begin = append([]string{manyPages}, begin...)
			defer func() { _, _ = c.ExecContext(context.WithoutCancel(ctx), fewPages) }()
		}
	}
	for _, statement := range begin {
		if _, err := c.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	err := s.apply(ctx, c, b)
	if err == nil {
		if _, err = c.ExecContext(ctx, "COMMIT"); err == nil {
			return nil
		}
	}
	if _, failed := c.ExecContext(context.WithoutCancel(ctx), "ROLLBACK"); failed != nil {
		_ = c.Raw(func(any) error { return driver.ErrBadConn }) // nobody takes it again
	}
	return err
}

func (s *Store) apply(ctx context.Context, c *sql.Conn, b *rollup.Batch) error {
	lock := " FOR UPDATE"
	if s.lite {
		lock = ""
	}
	m, err := s.readMeta(ctx, c, lock)
	if err != nil {
		return err
	}
	if m.Version != b.Meta.Version-1 {
		return rollup.ErrChanged
	}
	if b.Clear {
		if err := s.clear(ctx, c); err != nil {
			return err
		}
	}
	var change statusCounts
	if err := s.writeRecords(ctx, c, b, &change); err != nil {
		return err
	}
	if err := s.writeTurns(ctx, c, b.Turns, &change); err != nil {
		return err
	}
	if err := s.writeCounts(ctx, c, &change); err != nil {
		return err
	}
	if err := s.writeEntries(ctx, c, b); err != nil {
		return err
	}
	return s.writeMeta(ctx, c, b.Meta)
}

func (s *Store) clear(ctx context.Context, c *sql.Conn) error {
	all := clearAll
	if s.lite {
		all = beforeLite + clearAll + textOut
	}
	for _, statement := range dialect.Statements(all) {
		if err := s.exec(ctx, c, statement); err != nil {
			return err
		}
	}
	return nil
}

// writeEntries puts and removes entries of the feed.
func (s *Store) writeEntries(ctx context.Context, c *sql.Conn, b *rollup.Batch) error {
	rows := rowsToWrite{kinds: []kind{ofInt, ofBytes, ofBytes, ofInt, ofBytes}}
	all := slices.Clone(b.PutEntries)
	slices.SortStableFunc(all, func(a, b rollup.Entry) int { return a.Key.Compare(b.Key) }) // in the order of the index
	for i := range all {
		e := &all[i]
		if i+1 < len(all) && all[i+1].Key.Compare(e.Key) == 0 {
			continue // the later one holds
		}
		pending := int64(0)
		if e.Pending() {
			pending = 1
		}
		rows.add(pending, instant(e.At), bytesOf(e.Customer), lives(e.Key), moves(e))
	}
	if err := s.insert(ctx, c, "INSERT INTO {entries} (pending, at, customer, lives, moves) ", rows,
		" ON CONFLICT (customer, at, lives) DO UPDATE SET pending = excluded.pending, moves = excluded.moves"); err != nil {
		return err
	}
	for _, k := range b.RemoveEntries {
		if err := s.exec(ctx, c, "DELETE FROM {entries} WHERE at = ? AND customer = ? AND lives = ?", instant(k.At), bytesOf(k.Customer), lives(k)); err != nil {
			return err
		}
	}
	return nil
}

// lives returns 0 for an entry that a customer is gone, else 1.
func lives(k rollup.Key) int64 {
	if k.Gone {
		return 0
	}
	return 1
}

package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/clientele-go/clientele/examples/sqlhost/dialect"
)

// pool is what a snapshot takes connections from: a *sql.DB.
type pool interface {
	Conn(ctx context.Context) (*sql.Conn, error)
	Stats() sql.DBStats
}

// Snapshot returns stores that read one state of the database, each within a
// transaction on a connection of its own. It waits for the first connection, and
// takes more only if they are free at once. A store of a snapshot returns the
// stores of that snapshot, for one question at a time.
//
// PostgreSQL's transactions share one snapshot. SQLite's begin while nobody
// writes; if somebody does at that moment, there is one store. Whoever writes
// does not wait for a snapshot, but a long one costs room: PostgreSQL's vacuum
// keeps all rows that it may still read, and SQLite's WAL grows. (A SQLite file
// without WAL lets nobody write meanwhile.)
//
// ClickHouse has no snapshots: Snapshot returns the store itself, and each query
// finds the state of its moment. So does a store on anything but a *sql.DB.
func (s *Store) Snapshot(ctx context.Context, readers int) ([]any, func() error, error) {
	return snapshot(ctx, s, readers, func(r *Store) any { return r })
}

// Snapshot takes a snapshot as Store does. Its repositories group too.
func (s Grouped) Snapshot(ctx context.Context, readers int) ([]any, func() error, error) {
	return snapshot(ctx, s.Store, readers, func(r *Store) any { return Grouped{r} })
}

// Snapshot takes a snapshot as Store does. Its repositories group too.
func (s GroupedEngagement) Snapshot(ctx context.Context, readers int) ([]any, func() error, error) {
	return snapshot(ctx, s.Store, readers, func(r *Store) any { return GroupedEngagement{r} })
}

// Snapshot takes a snapshot as Store does. Its repositories group too.
func (s GroupedSubscription) Snapshot(ctx context.Context, readers int) ([]any, func() error, error) {
	return snapshot(ctx, s.Store, readers, func(r *Store) any { return GroupedSubscription{r} })
}

// Snapshot takes a snapshot as Store does. Its repositories group too.
func (s GroupedNotify) Snapshot(ctx context.Context, readers int) ([]any, func() error, error) {
	return snapshot(ctx, s.Store, readers, func(r *Store) any { return GroupedNotify{r} })
}

func snapshot(ctx context.Context, s *Store, readers int, as func(*Store) any) (repos []any, end func() error, err error) {
	stores := []*Store{s}
	p, isPool := s.db.(pool)
	switch {
	case s.state != nil:
		stores = s.state.stores[:min(readers, len(s.state.stores))]
	case isPool && s.d.Transactions:
		t := &state{of: s}
		if err := t.begin(ctx, p, readers); err != nil {
			return nil, nil, errors.Join(fmt.Errorf("a snapshot: %w", because(ctx, dialect.Fault(err))), ignore(t.end()))
		}
		stores, end = t.stores, t.end
	}
	for _, r := range stores {
		repos = append(repos, as(r))
	}
	return repos, end, nil
}

// state is transactions that see one state of the database.
type state struct {
	of     *Store
	conns  []*sql.Conn
	txs    []*sql.Tx
	stores []*Store // of each transaction
}

func (t *state) begin(ctx context.Context, p pool, readers int) error {
	first, err := p.Conn(ctx)
	if err != nil {
		return err
	}
	t.conns = []*sql.Conn{first}
	for len(t.conns) < readers && t.more(ctx, p) {
	}
	together := t.sqlite
	if t.of.d.Name == "postgres" {
		together = t.postgres
	}
	if len(t.conns) > 1 && together(ctx) == nil {
		return nil
	}
	if err := t.release(1); err != nil {
		return err
	}
	return t.add(ctx, first, t.of.d.Pin)
}

// soon is how long it may take to get a connection that is free.
const soon = 250 * time.Millisecond

// more takes one more connection if one is free.
func (t *state) more(ctx context.Context, p pool) bool {
	if now := p.Stats(); now.MaxOpenConnections > 0 && now.InUse >= now.MaxOpenConnections {
		return false
	}
	ctx, cancel := context.WithTimeout(ctx, soon)
	defer cancel()
	c, err := p.Conn(ctx)
	if err == nil {
		t.conns = append(t.conns, c)
	}
	return err == nil
}

// add begins a transaction whose first statement fixes what it sees.
func (t *state) add(ctx context.Context, c *sql.Conn, first string) error {
	tx, err := c.BeginTx(ctx, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
	if err != nil {
		return err
	}
	s := *t.of
	s.db, s.state = tx, t
	t.txs, t.stores = append(t.txs, tx), append(t.stores, &s)
	_, err = tx.ExecContext(ctx, first)
	return err
}

// postgres begins a transaction and others that share its snapshot.
func (t *state) postgres(ctx context.Context) error {
	if err := t.add(ctx, t.conns[0], t.of.d.Pin); err != nil {
		return err
	}
	var id string
	if err := t.txs[0].QueryRowContext(ctx, "SELECT pg_export_snapshot()").Scan(&id); err != nil {
		return err
	}
	if strings.Trim(id, "0123456789ABCDEF-") != "" {
		return fmt.Errorf("%w: the name of a snapshot", ErrType)
	}
	for _, c := range t.conns[1:] {
		if err := t.add(ctx, c, "SET TRANSACTION SNAPSHOT '"+id+"'"); err != nil {
			return err
		}
	}
	return nil
}

// sqlite begins transactions one after the other. They see one state if nobody
// wrote meanwhile, which the last connection knows: its data_version before the
// first transaction is that within its own.
func (t *state) sqlite(ctx context.Context) error {
	const version = "PRAGMA data_version"
	var before, after int64
	if err := t.conns[len(t.conns)-1].QueryRowContext(ctx, version).Scan(&before); err != nil {
		return err
	}
	for _, c := range t.conns {
		if err := t.add(ctx, c, t.of.d.Pin); err != nil {
			return err
		}
	}
	if err := t.txs[len(t.txs)-1].QueryRowContext(ctx, version).Scan(&after); err != nil {
		return err
	}
	if before != after {
		return errors.New("store: somebody wrote meanwhile")
	}
	return nil
}

func (t *state) end() error { return t.release(0) }

// release ends all transactions, and keeps some of the connections.
func (t *state) release(keep int) error {
	var err error
	for _, tx := range t.txs {
		if failed := tx.Rollback(); !errors.Is(failed, sql.ErrTxDone) {
			err = errors.Join(err, failed)
		}
	}
	keep = min(keep, len(t.conns))
	for _, c := range t.conns[keep:] {
		err = errors.Join(err, c.Close())
	}
	t.conns, t.txs, t.stores = t.conns[:keep], nil, nil
	return dialect.Fault(err)
}

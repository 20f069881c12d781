package rollupsql

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/rollup"
	"github.com/clientele-go/clientele/examples/sqlhost/dialect"
)

// Store is a rollup.Store in a database. Make one by Open. It is safe for use by several
// goroutines and processes.
type Store struct {
	db    *sql.DB
	d     dialect.Dialect
	lite  bool
	names *strings.Replacer
}

var _ rollup.Store = (*Store)(nil)

// ErrEngine reports a database that keeps no rollup: one without transactions.
var ErrEngine = errors.New("rollupsql: a rollup is kept in SQLite or PostgreSQL")

// DefaultPrefix begins the names of the tables if no other prefix is given.
const DefaultPrefix = "rollup"

// Open makes the tables where they are not there: their names begin with prefix and "_".
// The empty prefix is DefaultPrefix. A prefix that is no identifier is a
// dialect.ErrIdent. SQLite should keep a write-ahead log, as dialect.Open has it, so
// that readers and the writer do not wait for each other.
func Open(ctx context.Context, db *sql.DB, d dialect.Dialect, prefix string) (*Store, error) {
	if !d.Transactions {
		return nil, ErrEngine
	}
	if prefix == "" {
		prefix = DefaultPrefix
	}
	s := &Store{db: db, d: d, lite: d.Name == "sqlite"}
	var err error
	if s.names, err = names(prefix, s.lite); err != nil {
		return nil, err
	}
	if err := s.create(ctx); err != nil {
		return nil, fmt.Errorf("rollupsql: making the tables: %w", err)
	}
	return s, nil
}

// sql returns a statement with the tables' names, and the placeholders of the database in
// place of ?.
func (s *Store) sql(statement string) string {
	statement = s.names.Replace(statement)
	if s.lite {
		return statement
	}
	var b strings.Builder
	for n := 1; ; n++ {
		before, after, more := strings.Cut(statement, "?")
		b.WriteString(before)
		if !more {
			return b.String()
		}
		b.WriteString("$" + strconv.Itoa(n))
		statement = after
	}
}

// fault returns an error without the driver's words, with the context's if that is done.
func fault(ctx context.Context, err error) error {
	if err == nil || errors.Is(err, rollup.ErrChanged) || errors.Is(err, errForm) || errors.Is(err, customer.ErrEncoding) {
		return err
	}
	if done := ctx.Err(); done != nil && !errors.Is(err, done) {
		return fmt.Errorf("%w: %w", done, dialect.Fault(err))
	}
	return dialect.Fault(err)
}

// View calls read with one state of the database, that of the first thing that is read.
func (s *Store) View(ctx context.Context, read func(rollup.View) error) error {
	o := &sql.TxOptions{ReadOnly: true}
	if !s.lite {
		o.Isolation = sql.LevelRepeatableRead
	}
	tx, err := s.db.BeginTx(ctx, o)
	if err != nil {
		return fmt.Errorf("rollupsql: reading: %w", fault(ctx, err))
	}
	defer func() { _ = tx.Rollback() }()
	return read(&view{s: s, tx: tx})
}

// readMeta reads the meta.
func (s *Store) readMeta(ctx context.Context, q dialect.Querier, lock string) (m rollup.Meta, err error) {
	var body string
	var from []byte
	rows, err := q.QueryContext(ctx, s.sql("SELECT version, body, build_from FROM {meta}"+lock))
	if err != nil {
		return rollup.Meta{}, fault(ctx, err)
	}
	defer rows.Close()
	var version int64
	if !rows.Next() {
		return rollup.Meta{}, errors.Join(errForm, fault(ctx, rows.Err()))
	}
	if err := rows.Scan(&version, &body, &from); err != nil {
		return rollup.Meta{}, fault(ctx, err)
	}
	if err := json.Unmarshal([]byte(body), &m); err != nil {
		return rollup.Meta{}, fmt.Errorf("%w: the meta", errForm)
	}
	m.Version, m.From = version, customer.ID(from)
	return m, fault(ctx, rows.Err())
}

// writeMeta writes the meta. The ID where a build goes on has a column of its own, for JSON
// does not keep every byte.
func (s *Store) writeMeta(ctx context.Context, w executor, m rollup.Meta) error {
	from := bytesOf(m.From)
	m.From = ""
	body, err := json.Marshal(m)
	if err != nil {
		return err
	}
	return s.exec(ctx, w, "UPDATE {meta} SET version = ?, body = ?, build_from = ?", m.Version, string(body), from)
}

// executor is a connection or a transaction that is written.
type executor interface {
	dialect.Querier
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
}

func (s *Store) exec(ctx context.Context, w executor, statement string, args ...any) error {
	_, err := w.ExecContext(ctx, s.sql(statement), args...)
	return fault(ctx, err)
}

// Wipe makes the database forget what was erased before (H8): SQLite's write-ahead log is
// emptied, PostgreSQL's tables are vacuumed. It waits for readers.
func (s *Store) Wipe(ctx context.Context) error {
	statement := s.names.Replace("VACUUM {records}, {states}, {revenue}, {texts}, {entries}, {meta}")
	if s.lite {
		statement = "PRAGMA wal_checkpoint(TRUNCATE)"
	}
	_, err := s.db.ExecContext(ctx, statement)
	return fault(ctx, err)
}

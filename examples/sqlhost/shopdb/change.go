package shopdb

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/examples/sqlhost/dialect"
)

// ErrOwn says that a table is another program's, which is not written.
var ErrOwn = fmt.Errorf("shopdb: the tables are not the host's own: %w", errors.ErrUnsupported)

// SetFavorite marks a customer as a favourite, or takes the mark away, by the contract of
// customer.Editor. The errors are customer.ErrNotFound, ErrOwn and those of the database.
func (s *Shop) SetFavorite(ctx context.Context, id customer.ID, favorite bool) error {
	return s.change(ctx, func(tx *sql.Tx) error {
		q := s.Dialect.NewQuery()
		q.Add("UPDATE customers SET favorite = ", q.Value(s.Dialect.Bool(favorite)), " WHERE id = ", q.Value(string(id)), " RETURNING id")
		rows, err := q.Run(ctx, tx)
		if err != nil {
			return err
		}
		found := rows.Next()
		if err := errors.Join(rows.Err(), rows.Close()); err != nil || found {
			return err
		}
		return fmt.Errorf("%w: %q", customer.ErrNotFound, string(id))
	})
}

// AddAction adds what somebody did, or a push that they received.
func (s *Shop) AddAction(ctx context.Context, a customer.Action) error {
	at, err := s.Dialect.Encode(s.Mapping.Clock, a.At)
	if err != nil {
		return err
	}
	kinds := map[customer.ActionKind]string{customer.Share: "share", customer.Comment: "comment", customer.Redemption: "redemption", customer.Push: "push"}
	return s.change(ctx, func(tx *sql.Tx) error {
		q := s.Dialect.NewQuery()
		q.Add("INSERT INTO actions (customer_id, n, kind, at) SELECT ", q.Value(string(a.Customer)), ", COALESCE(MAX(n), 0) + 1, ", q.Value(kinds[a.Kind]), ", ", q.Value(at),
			" FROM actions WHERE customer_id = ", q.Value(string(a.Customer)), " RETURNING n")
		rows, err := q.Run(ctx, tx)
		if err != nil {
			return err
		}
		for rows.Next() {
		}
		return errors.Join(rows.Err(), rows.Close())
	})
}

// change writes in a transaction.
func (s *Shop) change(ctx context.Context, do func(*sql.Tx) error) error {
	if !s.Own {
		return ErrOwn
	}
	tx, err := s.DB.BeginTx(ctx, nil)
	if err != nil {
		return s.fault(ctx, err)
	}
	if err := do(tx); err != nil {
		_ = tx.Rollback()
		return s.fault(ctx, err)
	}
	return s.fault(ctx, tx.Commit())
}

// fault returns an error without the database's words, with the context's if that is done.
func (s *Shop) fault(ctx context.Context, err error) error {
	if err == nil || errors.Is(err, customer.ErrNotFound) {
		return err
	}
	if done := ctx.Err(); done != nil && !errors.Is(err, done) {
		return fmt.Errorf("%w: %w", done, dialect.Fault(err))
	}
	return dialect.Fault(err)
}

// large is the size of a file in bytes from which on it is not written anew while others
// wait.
const large = 256 << 20

// Scrub makes SQLite forget the bytes of what was erased. A file of less than 256 MB is
// written anew, which others who write wait for; then the write-ahead log is emptied. Done
// is false if more is left to the host, who runs VACUUM when nobody waits: for a larger
// file; and for PostgreSQL, whose tables are another program's to vacuum (see
// gdprsql.PostgreSQL).
func (s *Shop) Scrub(ctx context.Context) (done bool, err error) {
	if s.Dialect.Name != "sqlite" {
		return false, nil
	}
	var pages, size int64
	if err := s.DB.QueryRowContext(ctx, "PRAGMA page_count").Scan(&pages); err != nil {
		return false, s.fault(ctx, err)
	}
	if err := s.DB.QueryRowContext(ctx, "PRAGMA page_size").Scan(&size); err != nil {
		return false, s.fault(ctx, err)
	}
	if done = pages*size < large; done {
		if _, err := s.DB.ExecContext(ctx, "VACUUM"); err != nil {
			return false, s.fault(ctx, err)
		}
	}
	_, err = s.DB.ExecContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)")
	return done, s.fault(ctx, err)
}

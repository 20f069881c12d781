package gdprsql

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"time"
)

// write runs do in a transaction on a connection of its own, and commits it if
// do gives no error. With scrub it then has the database overwrite what was
// erased.
func (d *Dialect) write(ctx context.Context, db *sql.DB, scrub bool, do func(c *sql.Conn) error) error {
	c, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	defer c.Close()
	for _, setting := range d.settings {
		if _, err := c.ExecContext(ctx, setting); err != nil {
			return err
		}
	}
	if err := d.transaction(ctx, c, do); err != nil || !scrub {
		return err
	}
	return d.scrub(ctx, c)
}

// transaction begins in the dialect's way, which database/sql has no word for.
func (d *Dialect) transaction(ctx context.Context, c *sql.Conn, do func(c *sql.Conn) error) (err error) {
	if d.begin == "" {
		return do(c)
	}
	if _, err := c.ExecContext(ctx, d.begin); err != nil {
		return err
	}
	committed := false
	defer func() { // after a panic too
		if !committed {
			rollback(ctx, c)
		}
	}()
	if err := do(c); err != nil {
		return err
	}
	if _, err := c.ExecContext(ctx, "COMMIT"); err != nil {
		return err
	}
	committed = true
	return nil
}

// rollback rolls back, or closes the connection, with the same effect. A done
// ctx does not keep it from it.
func rollback(ctx context.Context, c *sql.Conn) {
	if _, err := c.ExecContext(context.WithoutCancel(ctx), "ROLLBACK"); err != nil {
		_ = c.Raw(func(any) error { return driver.ErrBadConn })
	}
}

// scrub runs what the dialect needs to be rid of what was erased.
func (d *Dialect) scrub(ctx context.Context, c *sql.Conn) error {
	if d.rewrite != "" {
		if _, err := c.ExecContext(ctx, d.rewrite); err != nil {
			return err
		}
	}
	if d.truncate == "" {
		return nil
	}
	began := time.Now()
	for {
		var busy, log, done int
		if err := c.QueryRowContext(ctx, d.truncate).Scan(&busy, &log, &done); err != nil || busy == 0 {
			return err
		}
		if time.Since(began) > patience {
			return ErrScrub
		}
		select { // somebody else does the same: SQLite does not wait for that
		case <-time.After(patience / 200):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// patience is how long another connection may truncate the log.
const patience = time.Second

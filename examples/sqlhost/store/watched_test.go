package store_test

import (
	"context"
	"database/sql/driver"
	"sync/atomic"
	"time"
)

// watched connects as a driver does. It counts how many sequences of rows are open
// at once on one connection, and can take time for every query.
type watched struct {
	driver driver.Driver
	source string
	delay  time.Duration

	most    atomic.Int64 // sequences open at once on one connection
	queries atomic.Int64
}

func (w *watched) Driver() driver.Driver { return w.driver }

func (w *watched) Connect(context.Context) (driver.Conn, error) {
	c, err := w.driver.Open(w.source)
	return &watchedConn{Conn: c, by: w}, err
}

type watchedConn struct {
	driver.Conn
	by   *watched
	open atomic.Int64
}

func (c *watchedConn) BeginTx(ctx context.Context, o driver.TxOptions) (driver.Tx, error) {
	return c.Conn.(driver.ConnBeginTx).BeginTx(ctx, o)
}

func (c *watchedConn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	time.Sleep(c.by.delay)
	return c.Conn.(driver.ExecerContext).ExecContext(ctx, query, args)
}

func (c *watchedConn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	time.Sleep(c.by.delay)
	rows, err := c.Conn.(driver.QueryerContext).QueryContext(ctx, query, args)
	if err != nil {
		return nil, err
	}
	c.by.queries.Add(1)
	for n, most := c.open.Add(1), c.by.most.Load(); n > most && !c.by.most.CompareAndSwap(most, n); most = c.by.most.Load() {
	}
	return &watchedRows{rows, c}, nil
}

func (c *watchedConn) CheckNamedValue(v *driver.NamedValue) error {
	if checker, ok := c.Conn.(driver.NamedValueChecker); ok {
		return checker.CheckNamedValue(v)
	}
	return driver.ErrSkip
}

type watchedRows struct {
	driver.Rows
	on *watchedConn
}

func (r *watchedRows) Close() error {
	r.on.open.Add(-1)
	return r.Rows.Close()
}

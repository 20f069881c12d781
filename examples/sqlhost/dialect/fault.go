package dialect

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"net"
	"syscall"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
)

// Fault returns an error of a database or of its driver without their words, which
// can repeat addresses, texts and passwords: it prints a code in their place. It
// wraps the error, so that errors.Is and errors.As find what they would. An error of
// a context or of database/sql itself is returned as it is.
func Fault(err error) error {
	if _, already := err.(*fault); err == nil || already {
		return err
	}
	switch { // by ==: what wraps one of these can have the words of a driver
	case err == context.Canceled, err == context.DeadlineExceeded, err == sql.ErrNoRows, err == sql.ErrTxDone, err == sql.ErrConnDone:
		return err
	}
	return &fault{code(err), err}
}

// driverError begins the code of an error that has no other.
const driverError = "an error of the driver, "

type fault struct {
	code string
	err  error
}

func (f *fault) Error() string { return f.code }
func (f *fault) Unwrap() error { return f.err }

// Format prints the code, whatever the verb.
func (f *fault) Format(s fmt.State, _ rune) { fmt.Fprint(s, f.code) }

// code names an error by what has no words of a server in it.
func code(err error) string {
	var postgres *pgconn.PgError
	var house *clickhouse.Exception
	var lite *sqlite.Error
	var system syscall.Errno
	var lookup *net.DNSError
	var network net.Error
	switch {
	case errors.As(err, &postgres):
		return "SQLSTATE " + postgres.Code
	case errors.As(err, &house):
		return fmt.Sprintf("code %d of ClickHouse", house.Code)
	case errors.As(err, &lite):
		return fmt.Sprintf("code %d of SQLite: %s", lite.Code(), sqlite.ErrorCodeString[lite.Code()&0xff])
	case errors.Is(err, context.Canceled):
		return context.Canceled.Error()
	case errors.Is(err, context.DeadlineExceeded):
		return context.DeadlineExceeded.Error()
	case errors.As(err, &system):
		return system.Error()
	case errors.As(err, &lookup):
		return "the host's name cannot be looked up"
	case errors.As(err, &network) && network.Timeout():
		return "timed out"
	case errors.Is(err, driver.ErrBadConn):
		return driver.ErrBadConn.Error()
	}
	return driverError + fmt.Sprintf("%T", err)
}

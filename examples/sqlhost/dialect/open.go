package dialect

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strings"

	_ "github.com/ClickHouse/clickhouse-go/v2" // registers itself with database/sql
	"github.com/jackc/pgx/v5/pgconn"
	_ "github.com/jackc/pgx/v5/stdlib" // likewise
	_ "modernc.org/sqlite"             // likewise
)

// DefaultURL is the database if none is named: a file, and no server.
const DefaultURL = "sqlite:clientele.db"

// ErrURL says that a database's URL is none that the host knows. It does not
// repeat it, for it can hold a password.
var ErrURL = errors.New("dialect: the URL cannot be read: a database is sqlite:FILE, postgres://HOST/NAME or clickhouse://HOST/NAME")

// Mode is what a database is opened for.
type Mode bool

// The modes.
const (
	Read  Mode = false // a SQLite file must be there and is not written
	Write Mode = true  // a SQLite file is made if it is not there
)

// Open opens a database by its URL and asks it whether it is there. The empty
// URL is DefaultURL.
func Open(ctx context.Context, rawURL string, mode Mode) (*sql.DB, Dialect, error) {
	if rawURL == "" {
		rawURL = DefaultURL
	}
	d, source, err := parse(rawURL, mode)
	if err != nil {
		return nil, Dialect{}, err
	}
	db, err := sql.Open(d.driver, source)
	if err != nil {
		return nil, Dialect{}, fmt.Errorf("%s: %w", d.Name, ErrURL)
	}
	db.SetMaxIdleConns(8) // for as many workers
	if d.Name == "clickhouse" {
		db.SetMaxIdleConns(0) // the driver uses a connection again on which an answer broke off
	}
	if err := db.PingContext(ctx); err != nil {
		return nil, Dialect{}, errors.Join(fmt.Errorf("%s: %w", d.Name, unreachable(err)), Fault(db.Close()))
	}
	return db, d, nil
}

// unreachable returns the error of the first question. One that the driver has
// no type for is about the URL, which some drivers read only then.
func unreachable(err error) error {
	var parsing *pgconn.ParseConfigError
	if f := Fault(err); !errors.As(err, &parsing) && !strings.HasPrefix(f.Error(), driverError) {
		return f
	}
	return &fault{ErrURL.Error(), errors.Join(ErrURL, err)}
}

func parse(rawURL string, mode Mode) (Dialect, string, error) {
	switch scheme, rest, _ := strings.Cut(rawURL, ":"); scheme {
	case "sqlite":
		source, err := sqliteFile(rest, mode)
		return SQLite(), source, err
	case "postgres", "postgresql":
		return Postgres(), rawURL, nil
	case "clickhouse":
		return ClickHouse(), rawURL, nil
	}
	return Dialect{}, "", ErrURL
}

// sqliteFile returns the driver's name of a file, whatever characters are in
// it.
func sqliteFile(file string, mode Mode) (string, error) {
	if file == "" {
		return "", ErrURL
	}
	v := url.Values{"_pragma": {"busy_timeout(10000)", "cache_size(-8192)"}}
	if mode == Read {
		if _, err := os.Stat(file); err != nil {
			return "", fmt.Errorf("sqlite: %w", err)
		}
		v.Set("mode", "ro")
	} else {
		v["_pragma"] = append(v["_pragma"], "journal_mode(wal)", "synchronous(normal)")
	}
	return "file:" + (&url.URL{Path: file}).EscapedPath() + "?" + v.Encode(), nil
}

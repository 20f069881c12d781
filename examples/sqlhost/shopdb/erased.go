package shopdb

import (
	"bufio"
	"context"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/examples/internal/shop"
	"github.com/clientele-go/clientele/examples/sqlhost/dialect"
	"github.com/clientele-go/clientele/examples/sqlhost/gdprsql"
	"github.com/clientele-go/clientele/gdpr"
)

// DefaultTombstones is the table of who is erased, as gdprsql.Tombstones makes it.
const DefaultTombstones = "tombstones"

// The conditions under which nobody can tell who is erased.
var (
	errNoKeys       = errors.New("shopdb: the database has tombstones: name the keys by -keys, so that nobody who is erased comes back (G5)")
	errNoTombstones = errors.New("shopdb: there are keys, and no table of tombstones")
	errKeys         = errors.New("shopdb: a line of the file of keys is the key's ID, a space and its secret in hexadecimal")
)

// Guard returns who is erased, by the tombstones in the database (H8, G5). Without that table
// and without keys it is nil: nobody is. Keys that are not named, where there are
// tombstones, are an error: else the erased would come back.
func (s *Shop) Guard(ctx context.Context, table, file string) (func(context.Context, customer.ID) (bool, error), error) {
	there, err := hasTable(ctx, s.DB, s.Dialect, table)
	if err != nil {
		return nil, err
	}
	switch {
	case file == "" && !there:
		return nil, nil
	case file == "":
		return nil, errNoKeys
	case !there:
		return nil, errNoTombstones
	}
	keys, err := readKeys(file)
	if err != nil {
		return nil, err
	}
	tombstones, err := gdprsql.NewTombstones(s.DB, s.privacy(), table)
	if err != nil {
		return nil, err
	}
	return shop.Erased(gdpr.Guard{Keys: keys, Tombstones: tombstones}), nil
}

// privacy returns the dialect of package gdprsql. A file of SQLite is not written anew for
// each table: see Scrub.
func (s *Shop) privacy() gdprsql.Dialect {
	if s.Dialect.Name == "postgres" {
		return gdprsql.PostgreSQL()
	}
	return gdprsql.SQLite().WithoutVacuum()
}

// hasTable reports whether the database has a table.
func hasTable(ctx context.Context, db *sql.DB, d dialect.Dialect, table string) (bool, error) {
	quoted, err := dialect.Ident(table)
	if err != nil {
		return false, err
	}
	question, name := "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = ?", table
	if d.Name == "postgres" {
		question, name = "SELECT COUNT(*) FROM pg_catalog.pg_class WHERE oid = to_regclass($1)", quoted
	}
	n := 0
	err = db.QueryRowContext(ctx, question, name).Scan(&n)
	return n > 0, dialect.Fault(err)
}

// readKeys reads the host's keys from a file: a line for each, the one in use first. No
// error shows a secret.
func readKeys(file string) (keys gdpr.Keys, err error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	for n := 1; lines.Scan(); n++ {
		id, text, ok := strings.Cut(strings.TrimSpace(lines.Text()), " ")
		secret, err := hex.DecodeString(strings.TrimSpace(text))
		if !ok || err != nil {
			return nil, fmt.Errorf("%w: line %d", errKeys, n)
		}
		key, err := gdpr.NewKey(gdpr.Name(id), secret)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
		keys = append(keys, key)
	}
	if lines.Err() != nil {
		return nil, fmt.Errorf("%w: a line that is too long", errKeys)
	}
	return keys, keys.Check()
}

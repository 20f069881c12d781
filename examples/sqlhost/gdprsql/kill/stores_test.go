package kill

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/examples/sqlhost/dialect"
	"github.com/clientele-go/clientele/examples/sqlhost/gdprsql"
	"github.com/clientele-go/clientele/gdpr"
)

// The files of a world, below its folder.
const (
	shopFile    = "shop.db"
	accountFile = "accounts.db"
	uploadDir   = "uploads"
	exportDir   = "exports"
	keptDir     = "kept" // journal and tombstones
	sqlKept     = "kept.db"
	serverFile  = "server" // the URL of a server that has the shop, the journal and the tombstones
	logFile     = "host.log"
)

// stores are the stores of a host, open.
type stores struct {
	shop, accounts *sql.DB
	exports        *folder
	registry       *gdpr.Registry
	close          []func() error
}

// openFile opens a database of SQLite as a host does; what the host itself
// changes is overwritten too.
func openFile(path, mode string) (*sql.DB, error) {
	db, err := sql.Open("sqlite", "file:"+path+"?_pragma=busy_timeout(10000)&_pragma=secure_delete(1)&_pragma=journal_mode("+mode+")")
	if err == nil {
		db.SetMaxOpenConns(2)
		err = db.Ping()
	}
	return db, err
}

// openStores opens everything; every call to it is traced.
func openStores(dir string, t *trace) (s *stores, err error) {
	s = &stores{}
	var d gdprsql.Dialect
	if s.shop, d, err = openShop(dir); err != nil {
		return s, err
	}
	s.close = append(s.close, s.shop.Close)
	if s.accounts, err = openFile(filepath.Join(dir, accountFile), "DELETE"); err != nil {
		return s, err
	}
	s.close = append(s.close, s.accounts.Close)
	s.exports = &folder{"exports", filepath.Join(dir, exportDir), gdpr.Inferred}
	s.registry = &gdpr.Registry{Customers: customer.Memory{}}
	if err := s.holders(dir, d, t); err != nil {
		return s, err
	}
	return s, s.keep(dir, t)
}

// openShop opens the shop: on the server, if there is one, else in its file.
func openShop(dir string) (*sql.DB, gdprsql.Dialect, error) {
	url, err := os.ReadFile(filepath.Join(dir, serverFile))
	if errors.Is(err, os.ErrNotExist) {
		db, err := openFile(filepath.Join(dir, shopFile), "WAL")
		return db, gdprsql.SQLite(), err
	}
	if err != nil {
		return nil, gdprsql.Dialect{}, err
	}
	db, _, err := dialect.Open(context.Background(), string(url), dialect.Write)
	return db, gdprsql.PostgreSQL(), err
}

func (s *stores) holders(dir string, d gdprsql.Dialect, t *trace) error {
	shop, err := gdprsql.NewHolder(s.shop, d, "shop", gdprsql.Table{
		Name: "logins", Subject: "customer", Origin: gdpr.Observed, Columns: []gdprsql.Column{{Name: "at"}, {Name: "device"}},
	}, gdprsql.Table{
		Name: "orders", Subject: "customer", Origin: gdpr.Provided, Columns: []gdprsql.Column{{Name: "item"}, {Name: "total"}},
		Retain: "tax-law", Until: "keep_until",
	})
	if err != nil {
		return err
	}
	accounts, err := gdprsql.NewHolder(s.accounts, gdprsql.SQLite(), "accounts", gdprsql.Table{
		Name: "accounts", Subject: "id", Email: "email", Origin: gdpr.Provided, Columns: []gdprsql.Column{{Name: "email"}, {Name: "name"}},
	})
	if err != nil {
		return err
	}
	for _, h := range []gdpr.Holder{shop, &folder{"uploads", filepath.Join(dir, uploadDir), gdpr.Provided}, s.exports} {
		s.registry.Holders = append(s.registry.Holders, &tracedHolder{h, t})
	}
	s.registry.Identity = &tracedHolder{accounts, t}
	return nil
}

// keep opens the journal and the tombstones: on the server, if there is one, in a
// database if its file is there, else the files of package gdpr.
func (s *stores) keep(dir string, t *trace) error {
	s.registry.Keys = hostKeys()
	j, b, closing, err := openKept(dir)
	s.close = append(s.close, closing...)
	s.registry.Journal, s.registry.Tombstones = &tracedJournal{j, t}, &tracedTombstones{b, t}
	return err
}

// hostKeys are the host's, from its key store.
func hostKeys() gdpr.Keys {
	key, err := gdpr.NewKey("k1", bytes.Repeat([]byte("0123456789abcdef"), 2))
	if err != nil {
		panic(err)
	}
	return gdpr.Keys{key}
}

func openKept(dir string) (j gdpr.Journal, b gdpr.Tombstones, closing []func() error, err error) {
	if _, err := os.Stat(filepath.Join(dir, serverFile)); err == nil {
		db, d, err := openShop(dir)
		return keptIn(db, d, err)
	}
	dir = filepath.Join(dir, keptDir)
	if _, err := os.Stat(filepath.Join(dir, sqlKept)); err == nil {
		db, err := openFile(filepath.Join(dir, sqlKept), "WAL")
		return keptIn(db, gdprsql.SQLite(), err)
	}
	journal, err := gdpr.OpenJournal(filepath.Join(dir, "journal"))
	if err != nil {
		return nil, nil, nil, fmt.Errorf("torn: the journal: %w", err)
	}
	tombstones, err := gdpr.OpenTombstones(filepath.Join(dir, "tombstones"))
	if err != nil {
		return nil, nil, []func() error{journal.Close}, fmt.Errorf("torn: the tombstones: %w", err)
	}
	return journal, tombstones, []func() error{journal.Close, tombstones.Close}, nil
}

func keptIn(db *sql.DB, d gdprsql.Dialect, err error) (gdpr.Journal, gdpr.Tombstones, []func() error, error) {
	if err != nil {
		return nil, nil, nil, err
	}
	j, err1 := gdprsql.NewJournal(db, d, "erasures")
	b, err2 := gdprsql.NewTombstones(db, d, "tombstones")
	if err := errors.Join(err1, err2); err != nil {
		return nil, nil, []func() error{db.Close}, err
	}
	err = errors.Join(j.Create(context.Background()), b.Create(context.Background()))
	return j, b, []func() error{db.Close}, err
}

func (s *stores) Close() error {
	var err error
	for _, c := range s.close {
		err = errors.Join(err, c())
	}
	return err
}

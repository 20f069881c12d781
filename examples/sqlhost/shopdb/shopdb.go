// Package shopdb opens a database with the facts of a shop. If the tables are the host's
// own, it also changes customers, and lists what is held on a person.
//
//	shopdb.go  the database: facts by package store, whose changes package changes notes
//	erased.go  who is erased, by tombstones and keys
//	change.go  what is changed in the host's own tables
//	held.go    what is held on a person in the host's own tables
//	kept.go    the same of the rollup that sqlhost keeps, if it does
package shopdb

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"

	"github.com/clientele-go/clientele/examples/sqlhost/changes"
	"github.com/clientele-go/clientele/examples/sqlhost/dialect"
	"github.com/clientele-go/clientele/examples/sqlhost/load"
	"github.com/clientele-go/clientele/examples/sqlhost/store"
)

// Shop is an open database with facts. Make one by Open.
type Shop struct {
	DB      *sql.DB
	Dialect dialect.Dialect
	Mapping store.Mapping
	Own     bool // the tables are those that package load makes

	Facts *store.Store
}

// ErrNoTables says that a database has no tables of a shop.
var ErrNoTables = errors.New("shopdb: the database has no tables of a shop: fill them by sqlhost load, or name your own by -mapping")

// Open opens a database that is there. Mapping is a file with the names of a host's tables;
// empty stands for the host's own ones. The errors are those of dialect.Open, MappingOf and
// store.New, and ErrNoTables.
func Open(ctx context.Context, url, mapping string) (s *Shop, err error) {
	there, _, err := dialect.Open(ctx, url, dialect.Read) // so that no file is made
	if err == nil {
		err = there.Close()
	}
	if err != nil {
		return nil, err
	}
	db, d, err := dialect.Open(ctx, url, dialect.Write)
	if err != nil {
		return nil, err
	}
	s = &Shop{DB: db, Dialect: d, Own: mapping == ""}
	if err := s.open(ctx, mapping); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return s, nil
}

func (s *Shop) open(ctx context.Context, mapping string) error {
	if s.Own && s.Dialect.Transactions {
		if there, err := hasTable(ctx, s.DB, s.Dialect, "loads"); err != nil || !there {
			return errors.Join(err, ErrNoTables)
		}
	}
	var err error
	if s.Mapping, err = MappingOf(ctx, s.DB, mapping); err != nil {
		return err
	}
	s.Facts, err = store.New(ctx, s.DB, s.Dialect, s.Mapping)
	return err
}

// Close closes the database.
func (s *Shop) Close() error { return s.DB.Close() }

// Watch has the database note whose facts change (H11), in a log whose names begin with a
// prefix. Call it before all facts are read. Twice does no harm. The errors are those of
// package changes.
func (s *Shop) Watch(ctx context.Context, prefix string) (*changes.Log, error) {
	log, err := changes.New(s.DB, s.Dialect, prefix)
	if err != nil {
		return nil, err
	}
	return log, log.Watch(ctx, watched(s.Mapping)...)
}

// watched returns the tables with facts of customers. One without a name is one that the
// host does not have.
func watched(m store.Mapping) []changes.Facts {
	return []changes.Facts{
		{Table: m.Customers.Table, Customer: m.Customers.ID},
		{Table: m.Logins.Table, Customer: m.Logins.Customer},
		{Table: m.Messages.Table, Customer: m.Messages.Customer},
		{Table: m.Orders.Table, Customer: m.Orders.Customer},
		{Table: m.Actions.Table, Customer: m.Actions.Customer},
		{Table: m.Refunds.Table, Customer: m.Refunds.Order, Orders: m.Orders.Table, OrderID: m.Orders.ID, OrderCustomer: m.Orders.Customer},
		{Table: m.Tags.Table, Customer: m.Tags.Customer},
		{Table: m.Fields.Table, Customer: m.Fields.Customer},
		{Table: m.Members.Table, Customer: m.Members.Customer},
		{Table: m.Tokens.Table, Customer: m.Tokens.Customer},
		{Table: m.Notifications.Table}, // nobody's
	}
}

// MappingOf returns the mapping in a file. Without a file it is that of the host's own
// tables, which must have been loaded completely: load.ErrIncomplete.
func MappingOf(ctx context.Context, db *sql.DB, file string) (store.Mapping, error) {
	if file == "" {
		if err := load.Complete(ctx, db); err != nil {
			return store.Mapping{}, err
		}
		return load.Mapping(ctx, db)
	}
	f, err := os.Open(file)
	if err != nil {
		return store.Mapping{}, fmt.Errorf("-mapping: %w", err)
	}
	defer f.Close()
	return store.ReadMapping(f)
}

package kill

import (
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// schema is the tables of the shop; an index has its own copy of a device.
const schema = `
	CREATE TABLE logins (customer TEXT NOT NULL, at TEXT NOT NULL, device TEXT NOT NULL);
	CREATE INDEX logins_of ON logins (customer, device);
	CREATE TABLE orders (customer TEXT NOT NULL, item TEXT NOT NULL, total INTEGER NOT NULL, keep_until TEXT);
	CREATE INDEX orders_of ON orders (customer);`

// makeWorld makes a world's folder, with everybody in every store.
func makeWorld(dir string, kept where) error {
	for _, d := range []string{uploadDir, exportDir, keptDir} {
		if err := os.MkdirAll(filepath.Join(dir, d), 0o700); err != nil {
			return err
		}
	}
	people := everybody(filepath.Base(dir))
	if err := kept.mark(dir); err != nil {
		return err
	}
	shop, _, err := openShop(dir)
	if err != nil {
		return err
	}
	defer shop.Close()
	if err := fill(shop, schema, func(tx *sql.Tx) error { return fillShop(tx, people) }); err != nil {
		return err
	}
	accounts, err := openFile(filepath.Join(dir, accountFile), "DELETE")
	if err != nil {
		return err
	}
	defer accounts.Close()
	err = fill(accounts, "CREATE TABLE accounts (id TEXT PRIMARY KEY, email TEXT, name TEXT)", func(tx *sql.Tx) error {
		for _, p := range people {
			s := p.subject()
			if _, err := tx.Exec("INSERT INTO accounts VALUES (?, ?, ?)", string(s.ID), string(s.Email), p.mark()+"name"); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, p := range people {
		for i := range uploads {
			path := filepath.Join(dir, uploadDir, fmt.Sprintf("%s.%d.txt", p.id(), i))
			if err := os.WriteFile(path, []byte(strings.Repeat(p.mark(), 40)), 0o600); err != nil {
				return err
			}
		}
	}
	return nil
}

// where says where a world has its journal and tombstones: the URL of a server,
// which then has the shop too, "sqlite", or empty for the files of package gdpr.
type where string

// mark tells the host, and makes the server's schema.
func (kept where) mark(dir string) error {
	switch kept {
	case "":
		return nil
	case "sqlite":
		return os.WriteFile(filepath.Join(dir, keptDir, sqlKept), nil, 0o600)
	}
	name := strings.ReplaceAll(filepath.Base(dir), "-", "_")
	url := string(kept) + "&search_path=" + name
	if err := os.WriteFile(filepath.Join(dir, serverFile), []byte(url), 0o600); err != nil {
		return err
	}
	db, _, err := openShop(dir)
	if err != nil {
		return err
	}
	defer db.Close()
	_, err = db.Exec("CREATE SCHEMA " + name)
	return err
}

// fillShop mixes everybody's rows, so that every page has some of everybody.
func fillShop(tx *sql.Tx, people []person) error {
	for i := range logins {
		for _, p := range people {
			device := fmt.Sprint(p.mark(), "device-", i, strings.Repeat("-", 20*i))
			if _, err := tx.Exec("INSERT INTO logins VALUES ($1, $2, $3)", string(p.id()), fmt.Sprintf("2024-01-%02d", i+1), device); err != nil {
				return err
			}
		}
	}
	for i := range orders {
		for _, p := range people {
			item, until := p.mark()+"item", any("2020-12-31")
			switch {
			case i == 0 && p.keeps():
				item, until = p.kept(), "2034-12-31"
			case i == 1:
				until = nil
			}
			if _, err := tx.Exec("INSERT INTO orders VALUES ($1, $2, $3, $4)", string(p.id()), item, 100*i, until); err != nil {
				return err
			}
		}
	}
	return nil
}

func fill(db *sql.DB, schema string, do func(tx *sql.Tx) error) error {
	tx, err := db.Begin()
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if _, err := tx.Exec(schema); err != nil {
		return err
	}
	if err := do(tx); err != nil {
		return err
	}
	return tx.Commit()
}

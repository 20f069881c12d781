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
func makeWorld(dir string, inSQL bool) error {
	for _, d := range []string{uploadDir, exportDir, keptDir} {
		if err := os.MkdirAll(filepath.Join(dir, d), 0o700); err != nil {
			return err
		}
	}
	people := everybody(filepath.Base(dir))
	err := fill(filepath.Join(dir, shopFile), "WAL", schema, func(tx *sql.Tx) error { return fillShop(tx, people) })
	if err != nil {
		return err
	}
	err = fill(filepath.Join(dir, accountFile), "DELETE", "CREATE TABLE accounts (id TEXT PRIMARY KEY, email TEXT, name TEXT)", func(tx *sql.Tx) error {
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
	if inSQL {
		return os.WriteFile(filepath.Join(dir, keptDir, sqlKept), nil, 0o600)
	}
	return nil
}

// fillShop mixes everybody's rows, so that every page has some of everybody.
func fillShop(tx *sql.Tx, people []person) error {
	for i := range logins {
		for _, p := range people {
			device := fmt.Sprint(p.mark(), "device-", i, strings.Repeat("-", 20*i))
			if _, err := tx.Exec("INSERT INTO logins VALUES (?, ?, ?)", string(p.id()), fmt.Sprintf("2024-01-%02d", i+1), device); err != nil {
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
			if _, err := tx.Exec("INSERT INTO orders VALUES (?, ?, ?, ?)", string(p.id()), item, 100*i, until); err != nil {
				return err
			}
		}
	}
	return nil
}

func fill(path, mode, schema string, do func(tx *sql.Tx) error) error {
	db, err := openFile(path, mode)
	if err != nil {
		return err
	}
	defer db.Close()
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

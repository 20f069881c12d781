package kill

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/clientele-go/clientele/gdpr"
)

// state is what the stores have of everybody, by store and person, read from a
// copy by plain statements.
type state struct {
	records map[string]map[string][]string // store, ID, records
	entries map[gdpr.Name]gdpr.JournalEntry
	guard   gdpr.Guard
}

// readState opens a copy of the disk, which recovers it as the host's start will.
func readState(ctx context.Context, d disk, copied string) (s *state, err error) {
	s = &state{map[string]map[string][]string{}, map[gdpr.Name]gdpr.JournalEntry{}, gdpr.Guard{}}
	if err := os.MkdirAll(filepath.Join(copied, keptDir), 0o700); err != nil {
		return nil, err
	}
	if err := d.copyTo(copied); err != nil {
		return nil, err
	}
	shop, _, err := openShop(copied)
	if _, file := d[shopFile]; err == nil && file { // a server had no crash
		err = sound(ctx, shop)
	}
	if err == nil {
		err = s.query(ctx, "shop", shop, "SELECT customer, at || '|' || device FROM logins UNION ALL "+
			"SELECT customer, item || '|' || total || '|' || COALESCE(keep_until, '') FROM orders")
	}
	if err != nil {
		return nil, fmt.Errorf("torn: the shop: %w", err)
	}
	accounts, err := openFile(filepath.Join(copied, accountFile), "DELETE")
	if err == nil {
		err = sound(ctx, accounts)
	}
	if err == nil {
		err = s.query(ctx, "accounts", accounts, "SELECT id, email || '|' || name FROM accounts")
	}
	if err != nil {
		return nil, fmt.Errorf("torn: the accounts: %w", err)
	}
	err = s.keep(ctx, copied)
	for name, content := range d {
		for _, dir := range []string{uploadDir, exportDir} {
			if base, inside := strings.CutPrefix(name, dir+"/"); inside && base[0] != '.' {
				id, _, _ := strings.Cut(base, ".")
				s.add(dir, id, base+"|"+string(content))
			}
		}
	}
	for _, of := range s.records {
		for _, records := range of {
			slices.Sort(records)
		}
	}
	return s, err
}

func (s *state) add(store, id, record string) {
	if s.records[store] == nil {
		s.records[store] = map[string][]string{}
	}
	s.records[store][id] = append(s.records[store][id], record)
}

// query reads a database, and closes it.
func (s *state) query(ctx context.Context, store string, db *sql.DB, query string) error {
	defer db.Close()
	rows, err := db.QueryContext(ctx, query)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var id, record string
		if err := rows.Scan(&id, &record); err != nil {
			return err
		}
		s.add(store, id, record)
	}
	return rows.Err()
}

// sound asks SQLite.
func sound(ctx context.Context, db *sql.DB) error {
	var verdict string
	if err := db.QueryRowContext(ctx, "PRAGMA integrity_check").Scan(&verdict); err != nil {
		return err
	}
	if verdict != "ok" {
		return errors.New(verdict)
	}
	return nil
}

// keep reads the journal, and the tombstones into memory.
func (s *state) keep(ctx context.Context, dir string) error {
	j, b, closing, err := openKept(dir)
	defer func() {
		for _, c := range closing {
			_ = c()
		}
	}()
	if err != nil {
		return err
	}
	for e, err := range j.Each(ctx) {
		if err != nil {
			return fmt.Errorf("torn: the journal: %w", err)
		}
		s.entries[e.Request] = e
	}
	memory := &gdpr.MemoryTombstones{}
	for t, err := range b.Each(ctx) {
		if err != nil {
			return fmt.Errorf("torn: the tombstones: %w", err)
		}
		if err := memory.Bury(ctx, t); err != nil {
			return err
		}
	}
	s.guard = gdpr.Guard{Keys: hostKeys(), Tombstones: memory}
	return nil
}

// buried reports whether a person is suppressed, by ID and by address.
func (s *state) buried(ctx context.Context, p person) bool {
	byID := s.guard.Check(ctx, gdpr.Subject{ID: p.id()})
	byAddress := s.guard.Check(ctx, gdpr.Subject{Email: p.subject().Email})
	return errors.Is(byID, gdpr.ErrSuppressed) && errors.Is(byAddress, gdpr.ErrSuppressed)
}

// erasable are the records of a person in a store but those that the law keeps.
func (s *state) erasable(store string, p person) int {
	n := 0
	for _, r := range s.records[store][string(p.id())] {
		if !strings.HasPrefix(r, p.kept()) {
			n++
		}
	}
	return n
}

package gdprsql

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"iter"

	"github.com/clientele-go/clientele/gdpr"
)

// Journal is a gdpr.Journal in a table. Any number of processes may have it.
// Keep it in another database than the data, one that is not restored with it.
type Journal struct {
	db    *sql.DB
	d     Dialect
	table string
}

var _ gdpr.Journal = (*Journal)(nil)

// NewJournal returns the journal in a table. The error is ErrName or ErrTable.
func NewJournal(db *sql.DB, d Dialect, table string) (*Journal, error) {
	if db == nil || !d.valid() || d.serial == "" {
		return nil, ErrTable
	}
	if !validTable(table) {
		return nil, ErrName
	}
	return &Journal{db, d, table}, nil
}

// Create makes the table if it is not there, and has the database overwrite what
// a crash in the middle of a Put left. Call it whenever the host starts.
func (j *Journal) Create(ctx context.Context) error {
	return hidden(j.d.write(ctx, j.db, true, func(c *sql.Conn) error {
		_, err := c.ExecContext(ctx, "CREATE TABLE IF NOT EXISTS "+j.d.name(j.table)+
			" (request varchar(63) NOT NULL PRIMARY KEY, entry text NOT NULL)")
		return err
	}))
}

// Put writes the entry in place of the one before. One without Sealed is
// written so that the database overwrites the one before.
func (j *Journal) Put(ctx context.Context, e gdpr.JournalEntry) error {
	if err := checkEntry(&e); err != nil {
		return err
	}
	entry, err := json.Marshal(e)
	if err != nil {
		return err
	}
	q := j.d.statement("INSERT INTO ", j.d.name(j.table), " (request, entry) VALUES ").list(string(e.Request), string(entry))
	q.add(" ON CONFLICT (request) DO UPDATE SET entry = excluded.entry")
	return hidden(j.d.write(ctx, j.db, e.Sealed == nil, func(c *sql.Conn) error {
		_, err := c.ExecContext(ctx, q.text.String(), q.args...)
		return err
	}))
}

// Get returns the entry of a request.
func (j *Journal) Get(ctx context.Context, request gdpr.Name) (gdpr.JournalEntry, bool, error) {
	q := j.d.statement("SELECT entry FROM ", j.d.name(j.table), " WHERE ").equal("request", string(request))
	var text string
	err := j.db.QueryRowContext(ctx, q.text.String(), q.args...).Scan(&text)
	if errors.Is(err, sql.ErrNoRows) {
		return gdpr.JournalEntry{}, false, nil
	}
	if err != nil {
		return gdpr.JournalEntry{}, false, hidden(err)
	}
	e, err := readEntry(string(request), text)
	return e, err == nil, err
}

// page is how many rows are read at a time, so that no query is open while the
// caller works with what it got.
const page = 500

// Each yields the entries in order of Request. What is put meanwhile may be
// among them.
func (j *Journal) Each(ctx context.Context) iter.Seq2[gdpr.JournalEntry, error] {
	return func(yield func(gdpr.JournalEntry, error) bool) {
		after := ""
		for {
			entries, err := j.page(ctx, after)
			for _, e := range entries {
				if !yield(e, nil) {
					return
				}
				after = string(e.Request)
			}
			if err != nil {
				yield(gdpr.JournalEntry{}, hidden(err))
			}
			if err != nil || len(entries) < page {
				return
			}
		}
	}
}

func (j *Journal) page(ctx context.Context, after string) ([]gdpr.JournalEntry, error) {
	request := j.d.text("request")
	q := j.d.statement("SELECT request, entry FROM ", j.d.name(j.table), " WHERE ", request, " > ").bind(after)
	q.add(" ORDER BY ", request, " LIMIT ").bind(page)
	rows, err := j.db.QueryContext(ctx, q.text.String(), q.args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []gdpr.JournalEntry
	for rows.Next() {
		var request, text string
		if err := rows.Scan(&request, &text); err != nil {
			return nil, err
		}
		e, err := readEntry(request, text)
		if err != nil {
			return nil, err
		}
		all = append(all, e)
	}
	return all, rows.Err()
}

// readEntry reads an entry strictly.
func readEntry(request, text string) (gdpr.JournalEntry, error) {
	var e gdpr.JournalEntry
	d := json.NewDecoder(bytes.NewReader([]byte(text)))
	d.DisallowUnknownFields()
	if d.Decode(&e) != nil || d.More() || checkEntry(&e) != nil || string(e.Request) != request {
		return gdpr.JournalEntry{}, ErrEntry
	}
	return e, nil
}

// checkEntry refuses what no journal should have, as those of package gdpr do.
func checkEntry(e *gdpr.JournalEntry) error {
	if !e.Request.Valid() || e.Done && e.Sealed != nil {
		return gdpr.ErrRequest
	}
	if e.Subject.IsZero() || !e.Subject.Key.Valid() || !e.Email.IsZero() && !e.Email.Key.Valid() {
		return gdpr.ErrKeyedHash
	}
	return nil
}

package gdprsql

import (
	"context"
	"database/sql"
	"iter"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/clientele-go/clientele/gdpr"
)

// Holder is a gdpr.Holder over tables of one database.
type Holder struct {
	db     *sql.DB
	d      Dialect
	name   gdpr.Name
	tables []*table
}

var _ gdpr.Holder = (*Holder)(nil)

// NewHolder returns the holder with this name over tables. Erase erases in all
// of them, in this order, and in one transaction if the database has any. The
// error is ErrName or ErrTable. Whether the database has the tables shows at
// the first call.
func NewHolder(db *sql.DB, d Dialect, name gdpr.Name, tables ...Table) (*Holder, error) {
	if db == nil || !d.valid() || !name.Valid() || len(tables) == 0 {
		return nil, ErrTable
	}
	h := &Holder{db: db, d: d, name: name}
	for _, t := range tables {
		open, err := t.open(&h.d, name)
		if err != nil {
			return nil, err
		}
		h.tables = append(h.tables, open)
	}
	return h, nil
}

// Name returns the holder's name.
func (h *Holder) Name() gdpr.Name { return h.name }

// Collect yields the records of a subject, table by table, in the order of what
// is in them.
func (h *Holder) Collect(ctx context.Context, s gdpr.Subject) iter.Seq2[gdpr.Record, error] {
	return func(yield func(gdpr.Record, error) bool) {
		for _, t := range h.tables {
			if q := t.selection(s); q != nil && !t.collect(ctx, h.db, q, yield) {
				return
			}
		}
	}
}

// Count counts the records: of each row as many as its columns have origins.
func (h *Holder) Count(ctx context.Context, s gdpr.Subject, at time.Time) (gdpr.Count, error) {
	var all gdpr.Count
	for _, t := range h.tables {
		groups, err := t.groups(ctx, h.db, s)
		if err != nil {
			return gdpr.Count{}, hidden(err)
		}
		for _, g := range groups {
			n := g.rows * len(t.origins)
			if g.until.After(at) {
				all.Retained = append(all.Retained, gdpr.Retention{Records: n, Reason: t.Retain, Until: g.until})
			} else {
				all.Erasable += n
			}
		}
	}
	return all, nil
}

// Erase deletes the rows of a subject that need not be kept, all of them or, on
// an error, none where the database has transactions. After ErrScrub all of them
// are deleted.
func (h *Holder) Erase(ctx context.Context, s gdpr.Subject, at time.Time) error {
	return hidden(h.d.write(ctx, h.db, true, func(c *sql.Conn) error {
		for _, t := range h.tables {
			if err := t.erase(ctx, c, s, at); err != nil {
				return err
			}
		}
		return nil
	}))
}

func (t *table) erase(ctx context.Context, c *sql.Conn, s gdpr.Subject, at time.Time) error {
	if t.Until == "" && t.d.await == "" {
		return t.delete(ctx, c, s, nil)
	}
	groups, err := t.groups(ctx, c, s)
	if err != nil {
		return err
	}
	for _, g := range groups {
		if g.until.After(at) || g.rows == 0 {
			continue
		}
		if err := t.delete(ctx, c, s, &g); err != nil {
			return err
		}
	}
	return nil
}

func (t *table) delete(ctx context.Context, c *sql.Conn, s gdpr.Subject, g *group) error {
	q := t.d.statement(t.d.delete[0], t.d.name(t.Name), t.d.delete[1])
	if !t.mine(q, s) {
		return nil
	}
	switch {
	case g == nil || t.Until == "":
	case g.text.Valid:
		q.add(" AND ", t.d.text(t.Until), " = ").bind(g.text.String)
	default:
		q.add(" AND ", t.d.name(t.Until), " IS NULL")
	}
	q.add(t.d.delete[2])
	if _, err := c.ExecContext(ctx, q.text.String(), q.args...); err != nil {
		return err
	}
	return t.await(ctx, c)
}

// await waits for deletions that the database puts off.
func (t *table) await(ctx context.Context, c *sql.Conn) error {
	if t.d.await == "" {
		return nil
	}
	q := t.d.statement(t.d.await)
	database, name, found := strings.Cut(t.Name, ".")
	if found {
		q.bind(database)
	} else {
		q.add("currentDatabase()")
		name = t.Name
	}
	q.add(" AND table = ").bind(name)
	for {
		var left int
		if err := c.QueryRowContext(ctx, q.text.String()).Scan(&left); err != nil || left == 0 {
			return err
		}
		select {
		case <-time.After(10 * time.Millisecond):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// mine adds the condition that a row is the subject's. It is false if no row
// can be.
func (t *table) mine(q *statement, s gdpr.Subject) bool {
	key := s.Email.Key()
	byAddress := t.Email != "" && t.d.storable(key)
	id, err := strconv.ParseInt(string(s.ID), 10, 64)
	canonical := err == nil && strconv.FormatInt(id, 10) == string(s.ID)
	byID := t.Subject != "" && t.d.storable(string(s.ID)) && (!t.Integer || canonical)
	if !byID && !byAddress {
		return false
	}
	q.add("(")
	switch {
	case byID && t.Integer:
		q.add(t.d.name(t.Subject), " = ").bind(id)
	case byID:
		q.equal(t.Subject, string(s.ID))
	}
	if byID && byAddress {
		q.add(" OR ")
	}
	if byAddress {
		t.nobodys(q)
		q.address(t.Email, key)
	}
	q.add(")")
	return true
}

// nobodys adds the condition that a row has no ID, if it can have one.
func (t *table) nobodys(q *statement) {
	if t.Subject == "" {
		return
	}
	q.add("(", t.d.name(t.Subject), " IS NULL")
	if !t.Integer {
		q.add(" OR ", t.d.name(t.Subject), " = ''")
	}
	q.add(") AND ")
}

// group is rows of a subject that must be kept until one date.
type group struct {
	text  sql.NullString // as it is stored
	until time.Time      // zero if there is none
	rows  int
}

// querier is a database or a connection in a transaction.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// groups returns the rows of a subject by the dates until which they are kept,
// the earliest first.
func (t *table) groups(ctx context.Context, from querier, s gdpr.Subject) ([]group, error) {
	until := t.d.date(t.Until)
	q := t.d.statement("SELECT ", until, ", COUNT(*) FROM ", t.d.name(t.Name), " WHERE ")
	if !t.mine(q, s) {
		return nil, nil
	}
	if t.Until != "" {
		q.add(" GROUP BY ", until)
	}
	rows, err := from.QueryContext(ctx, q.text.String(), q.args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []group
	for rows.Next() {
		var g group
		if err := rows.Scan(&g.text, &g.rows); err != nil {
			return nil, err
		}
		if g.until, err = instant(g.text.String); err != nil {
			return nil, err
		}
		all = append(all, g)
	}
	slices.SortFunc(all, func(a, b group) int { return a.until.Compare(b.until) })
	return all, rows.Err()
}

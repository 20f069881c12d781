// Package changes has a database, SQLite or PostgreSQL, note whose facts change (H11).
//
//	log, err := changes.New(db, dialect, "rollup")
//	err = log.Watch(ctx, changes.Facts{Table: "logins", Customer: "customer_id"})
//	n, err := log.Refresh(ctx, refresh)
package changes

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"strconv"
	"strings"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/examples/sqlhost/dialect"
)

// Log is a table of changes. Make one by New. Two programs that follow the same facts have a
// Log each, with a prefix of its own: each row is told once.
type Log struct {
	db    *sql.DB
	lite  bool
	names *strings.Replacer
}

// ErrEngine reports a database without triggers.
var ErrEngine = errors.New("changes: they are noted by SQLite or PostgreSQL")

// New returns the log whose names begin with prefix and "_", and makes nothing yet. A prefix
// that is no identifier is a dialect.ErrIdent.
func New(db *sql.DB, d dialect.Dialect, prefix string) (*Log, error) {
	if !d.Transactions {
		return nil, ErrEngine
	}
	table, err := dialect.Ident(prefix + "_changes")
	if err != nil || strings.Contains(prefix, ".") {
		return nil, dialect.ErrIdent
	}
	l := &Log{db: db, lite: d.Name == "sqlite"}
	kinds := []string{"{text}", `text COLLATE "C"`, "{serial}", "bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY"}
	if l.lite {
		kinds = []string{"{text}", "TEXT", "{serial}", "INTEGER PRIMARY KEY"}
	}
	l.names = strings.NewReplacer(append(kinds, "{changes}", table, "{trigger}", prefix+"_by_change_")...)
	return l, nil
}

// Facts names a table of facts, and the column with the customer's ID. If Orders is not
// empty, the column has an order's ID, and Orders is where its customer is found. Without a
// column, a change is the guests', who have the empty ID.
type Facts struct {
	Table, Customer string

	Orders                 string // the table of orders
	OrderID, OrderCustomer string // its columns
}

// name returns what tells the triggers of these facts from those of others.
func (f *Facts) name() string {
	h := fnv.New64a()
	for _, part := range []string{f.Table, f.Customer, f.Orders, f.OrderID, f.OrderCustomer} {
		io.WriteString(h, part+"\x00") // a hash takes everything
	}
	return strconv.FormatUint(h.Sum64(), 16)
}

// Watch makes triggers that write the customer of every fact that is added, changed or
// removed to the table of changes, in the transaction of the fact. Make them before all
// facts are read, so that nothing is missed. An ID that is no text is written as the database
// casts it to one. Watch again does no harm.
//
// The triggers of a table that is not named any more stay: what they note is read again for
// nothing.
func (l *Log) Watch(ctx context.Context, all ...Facts) error {
	statements := []string{"CREATE TABLE IF NOT EXISTS {changes} (n {serial}, customer {text} NOT NULL)"}
	for _, f := range all {
		if f.Table == "" {
			continue
		}
		trigger, err := l.triggers(&f)
		if err != nil {
			return err
		}
		statements = append(statements, trigger...)
	}
	for _, statement := range statements {
		if _, err := l.db.ExecContext(ctx, l.names.Replace(statement)); err != nil {
			return fmt.Errorf("changes: making the triggers: %w", fault(ctx, err))
		}
	}
	return nil
}

// triggers returns the statements that make the triggers of a table.
func (l *Log) triggers(f *Facts) ([]string, error) {
	quoted := map[string]string{}
	for _, name := range []string{f.Table, f.Customer, f.Orders, f.OrderID, f.OrderCustomer} {
		if name == "" {
			continue
		}
		q, err := dialect.Ident(name)
		if err != nil {
			return nil, err
		}
		quoted[name] = q
	}
	insert := func(row string) string {
		if f.Customer == "" {
			return "INSERT INTO {changes} (customer) VALUES (''); "
		}
		of := row + "." + quoted[f.Customer]
		if f.Orders == "" {
			return "INSERT INTO {changes} (customer) VALUES (COALESCE(CAST(" + of + " AS text), '')); "
		}
		return "INSERT INTO {changes} (customer) SELECT COALESCE(CAST(o." + quoted[f.OrderCustomer] + " AS text), '') FROM " + quoted[f.Orders] + " o WHERE o." + quoted[f.OrderID] + " = " + of + "; "
	}
	name := "{trigger}" + f.name()
	if l.lite {
		var made []string
		for _, on := range []string{"INSERT", "UPDATE", "DELETE"} {
			body := ""
			if on != "DELETE" {
				body += insert("new")
			}
			if on != "INSERT" {
				body += insert("old")
			}
			made = append(made, "CREATE TRIGGER IF NOT EXISTS "+name+"_"+strings.ToLower(on)+" AFTER "+on+" ON "+quoted[f.Table]+" BEGIN "+body+"END")
		}
		return made, nil
	}
	return []string{
		"CREATE OR REPLACE FUNCTION " + name + "() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN " +
			"IF TG_OP <> 'DELETE' THEN " + insert("NEW") + "END IF; IF TG_OP <> 'INSERT' THEN " + insert("OLD") + "END IF; RETURN NULL; END $$",
		"CREATE OR REPLACE TRIGGER " + name + " AFTER INSERT OR UPDATE OR DELETE ON " + quoted[f.Table] + " FOR EACH ROW EXECUTE FUNCTION " + name + "()",
	}, nil
}

// Forget removes all changes that there are. Call it after Watch and before all facts are
// read: they are in what is read then.
func (l *Log) Forget(ctx context.Context) error {
	if err := l.remove(ctx, "DELETE FROM {changes}"); err != nil {
		return fmt.Errorf("changes: removing all: %w", err)
	}
	return nil
}

// Refresh calls refresh with the customers in the table of changes, some after the other,
// and returns how many there were. It has whatever is made of their facts read again: a
// rollup by its Refresh, and what the host has in memory. What is refreshed is removed from
// the table afterwards, row by row: a host that is killed before that refreshes again, and a
// change that comes meanwhile stays. On an error of refresh the rows stay.
//
// A row is one host's: of two that refresh from the same table, each hears of a part.
func (l *Log) Refresh(ctx context.Context, refresh func(ctx context.Context, ids []customer.ID) error) (refreshed int, err error) {
	for {
		ns, ids, err := l.changed(ctx)
		if err != nil {
			return refreshed, fmt.Errorf("changes: reading them: %w", fault(ctx, err))
		}
		if len(ns) == 0 {
			return refreshed, nil
		}
		if err := refresh(ctx, ids); err != nil {
			return refreshed, err
		}
		refreshed += len(ids)
		if err := l.remove(ctx, "DELETE FROM {changes} WHERE n IN ("+strings.Join(ns, ", ")+")"); err != nil {
			return refreshed, fmt.Errorf("changes: removing them: %w", err)
		}
	}
}

// remove removes rows. SQLite overwrites them, for they have IDs.
func (l *Log) remove(ctx context.Context, statement string) error {
	c, err := l.db.Conn(ctx)
	if err != nil {
		return fault(ctx, err)
	}
	defer c.Close()
	if l.lite {
		if _, err := c.ExecContext(ctx, "PRAGMA secure_delete = 1"); err != nil {
			return fault(ctx, err)
		}
	}
	_, err = c.ExecContext(ctx, l.names.Replace(statement))
	return fault(ctx, err)
}

// atOnce is how many changes are read at once.
const atOnce = 1000

// changed returns the numbers of some changes, and whose they are, each once.
func (l *Log) changed(ctx context.Context) (ns []string, ids []customer.ID, err error) {
	rows, err := l.db.QueryContext(ctx, l.names.Replace("SELECT n, customer FROM {changes} ORDER BY n LIMIT "+strconv.Itoa(atOnce)))
	if err != nil {
		return nil, nil, err
	}
	defer rows.Close()
	there := map[customer.ID]bool{}
	for rows.Next() {
		var n int64
		var id string
		if err := rows.Scan(&n, &id); err != nil {
			return nil, nil, err
		}
		if ns = append(ns, strconv.FormatInt(n, 10)); !there[customer.ID(id)] {
			there[customer.ID(id)] = true
			ids = append(ids, customer.ID(id))
		}
	}
	return ns, ids, rows.Err()
}

// fault returns an error without the driver's words, with the context's if that is done.
func fault(ctx context.Context, err error) error {
	if done := ctx.Err(); err != nil && done != nil && !errors.Is(err, done) {
		return fmt.Errorf("%w: %w", done, dialect.Fault(err))
	}
	return dialect.Fault(err)
}

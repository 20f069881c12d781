package rollupsql

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/examples/sqlhost/dialect"
)

// Facts names a table of facts, and the column with the customer's ID. If Orders is not
// empty, the column has an order's ID, and Orders is where its customer is found. Without a
// column, a change is the guests', who have the empty ID.
type Facts struct {
	Table, Customer string

	Orders                 string // the table of orders
	OrderID, OrderCustomer string // its columns
}

// Watch makes triggers that write the customer of every fact that is added, changed or
// removed to a table of changes (H11), in the transaction of the fact. Make them
// before Build, so that nothing is missed. An ID that is no text is written as the database
// casts it to one. Watch again does no harm.
//
// A trigger has its table's place among all as its name, so Facts without a table keep the
// places of the others: the list has the same order every time.
func (s *Store) Watch(ctx context.Context, all ...Facts) error {
	statements := []string{"CREATE TABLE IF NOT EXISTS {changes} (n {serial}, customer {text} NOT NULL)"}
	for i, f := range all {
		if f.Table == "" {
			continue
		}
		trigger, err := s.triggers(i, &f)
		if err != nil {
			return err
		}
		statements = append(statements, trigger...)
	}
	for _, statement := range statements {
		if _, err := s.db.ExecContext(ctx, s.names.Replace(statement)); err != nil {
			return fmt.Errorf("rollupsql: watching for changes: %w", fault(ctx, err))
		}
	}
	return nil
}

// triggers returns the statements that make the triggers of a table.
func (s *Store) triggers(i int, f *Facts) ([]string, error) {
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
	name := fmt.Sprintf("{index}change_%d", i)
	if s.lite {
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

// RefreshChanged calls refresh with the customers in the table of changes, some after the
// other, and returns how many there were. Refresh has whatever is made of their facts read
// again: the rollup by its Refresh, and what the host has in memory. What is refreshed is
// removed from the table afterwards, row by row: a host that is killed before that refreshes
// again, and a change that comes meanwhile stays. On an error of refresh the rows stay.
//
// A row is one host's: of two that refresh from the same table, each hears of a part.
func (s *Store) RefreshChanged(ctx context.Context, refresh func(ctx context.Context, ids []customer.ID) error) (refreshed int, err error) {
	for {
		ns, ids, err := s.changed(ctx)
		if err != nil || len(ns) == 0 {
			return refreshed, err
		}
		if err := refresh(ctx, ids); err != nil {
			return refreshed, err
		}
		refreshed += len(ids)
		if err := s.forget(ctx, ns); err != nil {
			return refreshed, fmt.Errorf("rollupsql: removing changes: %w", fault(ctx, err))
		}
	}
}

// forget removes changes. SQLite overwrites them, for they have IDs.
func (s *Store) forget(ctx context.Context, ns []any) error {
	c, err := s.db.Conn(ctx)
	if err != nil {
		return err
	}
	defer c.Close()
	if s.lite {
		if _, err := c.ExecContext(ctx, "PRAGMA secure_delete = 1"); err != nil {
			return err
		}
	}
	return s.exec(ctx, c, "DELETE FROM {changes} WHERE n IN (?"+strings.Repeat(", ?", len(ns)-1)+")", ns...)
}

// changed returns the numbers of some changes, and whose they are, each once.
func (s *Store) changed(ctx context.Context) (ns []any, ids []customer.ID, err error) {
	there := map[customer.ID]bool{}
	err = s.each(ctx, s.db, "SELECT n, customer FROM {changes} ORDER BY n LIMIT ?", []any{chunk}, func(rows *sql.Rows) error {
		var n int64
		var id string
		if err := rows.Scan(&n, &id); err != nil {
			return err
		}
		if ns = append(ns, n); !there[customer.ID(id)] {
			there[customer.ID(id)] = true
			ids = append(ids, customer.ID(id))
		}
		return nil
	})
	if err != nil {
		return nil, nil, fmt.Errorf("rollupsql: reading changes: %w", err)
	}
	return ns, ids, nil
}

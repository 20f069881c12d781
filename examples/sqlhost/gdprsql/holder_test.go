package gdprsql_test

import (
	"context"
	"errors"
	"iter"
	"strings"
	"testing"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/examples/sqlhost/gdprsql"
	"github.com/clientele-go/clientele/gdpr"
	"github.com/clientele-go/clientele/gdpr/gdprtest"
)

// shop is the tables of a host: words of SQL as names, a column that compares
// without case, IDs that are empty, a table by address alone.
func shop(t testing.TB, db database) {
	t.Helper()
	db.create(t, "accounts (id varchar(80) COLLATE NOCASE, email varchar(80), name text)")
	db.create(t, "`Order` (buyer text, `select` text, total bigint, score double precision)")
	db.create(t, "members (address text COLLATE NOCASE, list text)")
	db.create(t, "messages (customer text, address text, body text)")
}

func holder(t testing.TB, db database, name gdpr.Name, tables ...gdprsql.Table) *gdprsql.Holder {
	t.Helper()
	h, err := gdprsql.NewHolder(db.DB, db.Dialect, name, tables...)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func accounts() gdprsql.Table {
	return gdprsql.Table{Name: "accounts", Subject: "id", Email: "email", Origin: gdpr.Provided,
		Columns: []gdprsql.Column{{Name: "id"}, {Name: "email"}, {Name: "name"}}}
}

func orders() gdprsql.Table {
	return gdprsql.Table{Name: "Order", Subject: "buyer", Origin: gdpr.Observed, Columns: []gdprsql.Column{
		{Name: "select", As: "choice"}, {Name: "total"}, {Name: "score", Origin: gdpr.Inferred}}}
}

func members() gdprsql.Table {
	return gdprsql.Table{Name: "members", Email: "address", Origin: gdpr.Provided, Columns: []gdprsql.Column{{Name: "address"}, {Name: "list"}}}
}

func messages() gdprsql.Table {
	return gdprsql.Table{Name: "messages", Subject: "customer", Email: "address", Origin: gdpr.Provided, Columns: []gdprsql.Column{{Name: "body"}}}
}

func TestHoldersKeepTheirContract(t *testing.T) {
	everyHolder(t, func(t *testing.T, open opener) {
		gdprtest.Run(t, func(t testing.TB) gdprtest.Host {
			db := open(t)
			shop(t, db)
			r := &gdpr.Registry{
				Holders:  []gdpr.Holder{holder(t, db, "orders", orders()), holder(t, db, "mail", members(), messages())},
				Identity: holder(t, db, "accounts", accounts()), Customers: everybody{db},
			}
			if db.short() {
				r.Holders = []gdpr.Holder{holder(t, db, "mail", messages())}
			}
			if !db.Digits() {
				r.Journal, r.Tombstones = stores(t, db)
			}
			return gdprtest.Host{Registry: r, Dump: db.dump, Plant: func(ctx context.Context, s gdpr.Subject, canary string) error {
				plant(t, db, s, canary)
				return ctx.Err()
			}}
		})
	})
}

// everybody is the customers who have an account.
type everybody struct{ database }

func (e everybody) EachCustomer(ctx context.Context, _ customer.Scope) iter.Seq2[customer.Customer, error] {
	return func(yield func(customer.Customer, error) bool) {
		rows, err := e.QueryContext(ctx, "SELECT id, email FROM accounts")
		if err != nil {
			yield(customer.Customer{}, err)
			return
		}
		var all []customer.Customer // no query is open while the caller works
		for rows.Next() && err == nil {
			var c customer.Customer
			err = rows.Scan(&c.ID, &c.Email)
			all = append(all, c)
		}
		if err := errors.Join(err, rows.Err(), rows.Close()); err != nil {
			yield(customer.Customer{}, err)
			return
		}
		for _, c := range all {
			if !yield(c, nil) {
				return
			}
		}
	}
}

func plant(t testing.TB, db database, s gdpr.Subject, canary string) {
	t.Helper()
	order := "INSERT INTO `Order` VALUES (?, ?, 4711, 0.5)"
	if db.Numbered() {
		order = strings.ReplaceAll(order, "`", `"`)
	}
	same := do{order, []any{string(s.ID), canary}} // the same row thrice is three times as many records
	message := "INSERT INTO messages VALUES (?, ?, ?)"
	all := []do{
		{"INSERT INTO accounts VALUES (?, ?, ?)", []any{string(s.ID), string(s.Email), canary}},
		{message, []any{string(s.ID), "somebody@else.example", canary}},
		{message, []any{"", string(s.Email), canary}},
		{message, []any{nil, string(s.Email), canary}},
	}
	if !db.short() {
		all = append(all, same, same, same,
			do{"INSERT INTO members VALUES (?, ?)", []any{" \t" + string(s.Email) + "\u00a0", canary}})
	}
	db.all(t, all...)
}

// short reports whether some tables are left out, as a mutation takes a while.
func (db database) short() bool { return db.Digits() && cases() == 100 }

func stores(t testing.TB, db database) (*gdprsql.Journal, *gdprsql.Tombstones) {
	t.Helper()
	j, err := gdprsql.NewJournal(db.DB, db.Dialect, "erasures")
	if err != nil {
		t.Fatal(err)
	}
	b, err := gdprsql.NewTombstones(db.DB, db.Dialect, "tombstones")
	if err != nil {
		t.Fatal(err)
	}
	for range 2 { // the second time it is there
		if err := j.Create(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := b.Create(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	return j, b
}

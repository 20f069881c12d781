package store_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/examples/sqlhost/dialect"
	"github.com/clientele-go/clientele/examples/sqlhost/store"
	"github.com/clientele-go/clientele/export/folder"
	"github.com/shopspring/decimal"
)

// keyType is how a host's columns of customers' IDs can be.
type keyType struct {
	dialect, ids, column string
}

func keyTypes() []keyType {
	return []keyType{
		{"postgres", "bytes", `text COLLATE "C"`},
		{"postgres", "number", "bigint"},
		{"postgres", "number", "integer"},
		{"postgres", "number", "numeric"},
		{"postgres", "uuid", "uuid"},
		{"postgres", "en", `text COLLATE "en-x-icu"`},
		{"postgres", "und", `text COLLATE "und-x-icu"`},
		{"sqlite", "bytes", "TEXT"},
		{"sqlite", "number", "INTEGER"},
		{"sqlite", "nocase", "TEXT COLLATE NOCASE"},
	}
}

// prefix begins the names of tables with such columns.
func (k keyType) prefix() string {
	letters := func(r rune) rune {
		if unicode.IsLetter(r) {
			return unicode.ToLower(r)
		}
		return '_'
	}
	return "by_" + strings.Map(letters, k.column) + "_"
}

// keyed makes copies of the tables in which the customers' IDs are of another type,
// NULL for a guest and with an index, and returns the store over them.
func (b base) keyed(t *testing.T, db dialect.Querier, k keyType) *store.Store {
	t.Helper()
	m := store.DefaultMapping()
	m.IDs = k.ids
	v := reflect.ValueOf(&m).Elem()
	for i := range v.NumField() {
		if v.Field(i).Kind() != reflect.Struct {
			continue
		}
		table := v.Field(i).Field(0).String()
		v.Field(i).Field(0).SetString(k.prefix() + table)
		owner := "customer_id"
		switch table {
		case "customers":
			owner = "id"
		case "refunds", "notifications":
			owner = ""
		}
		b.copyTable(t, table, k.prefix()+table, owner, k.column)
	}
	s, err := store.New(t.Context(), db, b.d, m)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func (b base) copyTable(t *testing.T, from, to, owner, column string) {
	t.Helper()
	b.exec(t, "DROP TABLE IF EXISTS "+to)
	if owner == "" || b.d.Name == "postgres" {
		b.exec(t, "CREATE TABLE "+to+" AS SELECT * FROM "+from)
	}
	if owner == "" {
		return
	}
	kind, _, _ := strings.Cut(column, " COLLATE ")
	value := fmt.Sprintf("CAST(NULLIF(%s, '') AS %s)", owner, kind)
	if b.d.Name == "postgres" {
		b.exec(t, fmt.Sprintf("ALTER TABLE %s ALTER COLUMN %s TYPE %s USING %s", to, owner, column, value))
	} else {
		names := b.columns(t, from)
		columns, values := slices.Clone(names), slices.Clone(names)
		i := slices.Index(names, owner)
		columns[i], values[i] = owner+" "+column, value
		b.exec(t, "CREATE TABLE "+to+" ("+strings.Join(columns, ", ")+")")
		b.exec(t, "INSERT INTO "+to+" SELECT "+strings.Join(values, ", ")+" FROM "+from)
	}
	b.exec(t, "CREATE INDEX "+to+"_by_customer ON "+to+" ("+owner+")")
}

func (b base) columns(t *testing.T, table string) []string {
	t.Helper()
	rows, err := b.db.QueryContext(t.Context(), "SELECT * FROM "+table+" LIMIT 0")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	names, err := rows.Columns()
	if err := errors.Join(err, rows.Err()); err != nil {
		t.Fatal(err)
	}
	return names
}

// eachKeyType runs a test on every type of IDs.
func eachKeyType(t *testing.T, test func(t *testing.T, b base, k keyType)) {
	each(t, false, func(t *testing.T, b base) {
		for _, k := range keyTypes() {
			if k.dialect == b.d.Name {
				t.Run(k.column, func(t *testing.T) { test(t, b, k) })
			}
		}
	})
}

// renamed gives everybody another ID.
func renamed(f *folder.Facts, name func(n int) string) {
	names := map[customer.ID]customer.ID{"": ""}
	rename := func(id *customer.ID) {
		if _, there := names[*id]; !there {
			names[*id] = customer.ID(name(len(names)))
		}
		*id = names[*id]
	}
	for i := range f.Customers {
		rename(&f.Customers[i].ID)
	}
	for i := range f.Logins {
		rename(&f.Logins[i].Customer)
	}
	for i := range f.Orders {
		rename(&f.Orders[i].Customer)
	}
	for i := range f.Messages {
		rename(&f.Messages[i].Customer)
	}
	for i := range f.Actions {
		rename(&f.Actions[i].Customer)
	}
	for i := range f.Tags {
		rename(&f.Tags[i].Customer)
	}
	for i := range f.Fields {
		rename(&f.Fields[i].Customer)
	}
	for i := range f.Memberships {
		rename(&f.Memberships[i].Customer)
	}
	for i := range f.OptIns {
		rename(&f.OptIns[i].Customer)
	}
}

// name returns IDs that a column of the type can have. Numbers are negative too, and
// of different lengths: their order is not that of their digits.
func (k keyType) name() func(n int) string {
	switch k.ids {
	case "number":
		return func(n int) string { return fmt.Sprint([]int{n * n * n, -n * n}[n%2]) }
	case "uuid":
		return func(n int) string { return fmt.Sprintf("%08x-0000-4000-8000-%012x", uint32(n)*2654435761, n) }
	}
	return nil
}

// On random small worlds the answers do not depend on the type and the collation
// of the IDs, in ranges of one to three customers.
func TestEveryTypeOfIDs(t *testing.T) {
	eachKeyType(t, func(t *testing.T, b base, k keyType) {
		for n := uint64(1); n <= max(worlds(b)/4, 3); n++ {
			facts, o, err := world(t.Context(), n)
			if err != nil {
				t.Fatal(err)
			}
			if name := k.name(); name != nil {
				renamed(facts, name)
			}
			if o.AsOf.IsZero() {
				o.AsOf = facts.Latest
			}
			if o.AsOf.IsZero() {
				continue
			}
			b.open(t, facts)
			s := b.keyed(t, b.db, k)
			if err := agree(t.Context(), t.TempDir(), facts, o, shops(s, 1+int(n%3))); err != nil {
				t.Errorf("world %d: %v", n, err)
			}
		}
	})
}

// An order of IDs that is not the column's is an error, never an answer.
func TestAnotherOrderOfIDs(t *testing.T) {
	var facts folder.Facts
	for _, id := range []customer.ID{"B", "a", "C", "b", "A", "c"} {
		facts.Customers = append(facts.Customers, customer.Customer{ID: id})
		facts.Logins = append(facts.Logins, customer.Login{Customer: id, At: day})
	}
	each(t, false, func(t *testing.T, b base) {
		wrong := map[string]keyType{
			"postgres": {"postgres", "en", `text COLLATE "C"`}, "sqlite": {"sqlite", "nocase", "TEXT"},
		}[b.d.Name]
		if wrong.ids == "" {
			return
		}
		b.open(t, &facts)
		s := b.keyed(t, b.db, wrong)
		for way, repo := range cut(s, 1) {
			if _, err := customer.Summarize(t.Context(), repo, customer.Query{AsOf: day}, nil); err == nil || !strings.Contains(err.Error(), customer.ErrRange.Error()) {
				t.Errorf("%s: error %v, want %v", way, err, customer.ErrRange)
			}
		}
	})
}

// manyOrders adds an order to each login, and a refund to some.
func manyOrders(f *folder.Facts) {
	for i, l := range f.Logins {
		o := customer.Order{ID: customer.OrderID(fmt.Sprint("o", i)), Customer: l.Customer, PaidAt: day, Total: customer.Money{Amount: decimal.New(3, 0), Currency: "EUR"}}
		if i%10 == 0 {
			o.Refunds = []customer.Refund{{ID: fmt.Sprint("r", i), At: day, Amount: decimal.New(1, 0)}}
		}
		f.Orders = append(f.Orders, o)
	}
}

// everyKind is customers with facts of every kind that package customer knows, and a
// guest.
func everyKind(customers int) *folder.Facts {
	f := manyCustomers(customers)
	f.Logins = append(f.Logins, customer.Login{At: day})
	for _, m := range f.Messages {
		f.Actions = append(f.Actions, customer.Action{Customer: m.Customer, At: m.At})
	}
	manyOrders(f)
	return f
}

// A range of customers is read by the index on their IDs, and so are the cuts,
// whatever the type and the collation of the IDs.
func TestRangesGoByTheIndex(t *testing.T) {
	eachKeyType(t, func(t *testing.T, b base, k keyType) {
		if k.ids == "uuid" {
			own := everyKind(4000)
			renamed(own, k.name())
			b.open(t, own)
		} else {
			b.open(t, everyKind(4000))
		}
		r := &recorder{Querier: b.db}
		s := b.keyed(t, r, k)
		r.queries = nil // of New
		b.exec(t, "ANALYZE")
		cuts, _, err := s.Ranges(t.Context(), 100)
		if err != nil || len(cuts) != 39 {
			t.Fatalf("%d cuts, %v; want 39", len(cuts), err)
		}
		if len(r.queries) != 40 {
			t.Errorf("%d queries for 39 cuts, want 40", len(r.queries))
		}
		for _, within := range []customer.Range{{To: cuts[0]}, {From: cuts[7], To: cuts[8]}, {From: cuts[38]}} {
			if n := b.askRange(t, s, within); n < 500 || n > 602 {
				t.Errorf("%d facts in the range %q to %q, want those of 100 customers", n, within.From, within.To)
			}
		}
		for _, q := range r.queries {
			plan := b.explain(t, q)
			for line := range strings.Lines(plan) {
				whole := strings.Contains(line, "Seq Scan") || strings.HasPrefix(line, "SCAN "+k.prefix()) && !strings.Contains(line, "USING")
				if whole && !strings.Contains(line, "refunds") {
					t.Errorf("%s reads everybody's facts:\n%s\n%s", k.column, q.text, plan)
				}
			}
		}
	})
}

// askRange asks for the facts of a range, one by one and in groups, and returns how
// many there are.
func (b base) askRange(t *testing.T, s *store.Store, within customer.Range) (n int) {
	t.Helper()
	scope := customer.Scope{Range: within}
	for _, ask := range []func(context.Context) (int, error){
		func(ctx context.Context) (int, error) { return count(s.EachCustomer(ctx, scope)) },
		func(ctx context.Context) (int, error) { return count(s.EachLogin(ctx, scope)) },
		func(ctx context.Context) (int, error) { return count(s.EachMessage(ctx, scope)) },
		func(ctx context.Context) (int, error) { return count(s.EachOrder(ctx, scope)) },
		func(ctx context.Context) (int, error) {
			_, err := count(store.Grouped{Store: s}.EachDigest(ctx, customer.Query{AsOf: day.Add(time.Hour)}, scope))
			return 0, err
		},
	} {
		found, err := ask(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		n += found
	}
	return n
}

func count[T any](all iter.Seq2[T, error]) (n int, err error) {
	for _, err := range all {
		if err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

// Go's collation of a language is PostgreSQL's.
func TestLanguages(t *testing.T) {
	each(t, false, func(t *testing.T, b base) {
		if b.d.Name != "postgres" {
			return
		}
		for _, language := range []string{"und", "en", "de", "es", "sv"} {
			m := store.DefaultMapping()
			m.IDs = language
			s, err := store.New(t.Context(), b.db, b.d, m)
			if err != nil {
				t.Fatal(err)
			}
			_, compare, err := s.Ranges(t.Context(), 1000)
			if err != nil {
				t.Fatal(err)
			}
			sorted := b.sorted(t, language, someTexts(1000))
			for i, id := range sorted[1:] {
				if compare(sorted[i], id) >= 0 || compare(id, sorted[i]) <= 0 {
					t.Errorf("%s: %q is before %q in PostgreSQL alone", language, sorted[i], id)
				}
			}
		}
	})
}

// someTexts are texts in which much collides, in the order of their bytes.
func someTexts(n int) []string {
	dice := rand.New(rand.NewPCG(1, 2))
	letters := []rune("aAbBzZ019 -_.:@'/aAàâäãåÄÅeEéêiíoOöøuUüßñÑçžÆæœяЯ漢か")
	all := make([]string, n)
	for i := range all {
		for range 1 + dice.IntN(5) {
			all[i] += string(letters[dice.IntN(len(letters))])
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// sorted is texts as a language sorts them.
func (b base) sorted(t *testing.T, language string, texts []string) (all []customer.ID) {
	t.Helper()
	rows, err := b.db.QueryContext(t.Context(), `SELECT s FROM unnest($1::text[]) AS s ORDER BY s COLLATE "`+language+`-x-icu"`, texts)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var id customer.ID
		if err := rows.Scan(&id); err != nil {
			t.Fatal(err)
		}
		all = append(all, id)
	}
	if err := rows.Err(); err != nil || len(all) != len(texts) {
		t.Fatalf("%d of %d texts, %v", len(all), len(texts), err)
	}
	return all
}

func TestMappingsOfIDs(t *testing.T) {
	for _, c := range []struct {
		d   dialect.Dialect
		ids string
		ok  bool
	}{
		{dialect.SQLite(), "", true},
		{dialect.SQLite(), "bytes", true},
		{dialect.SQLite(), "number", true},
		{dialect.SQLite(), "nocase", true},
		{dialect.SQLite(), "en", false},
		{dialect.Postgres(), "nocase", false},
		{dialect.Postgres(), "de-AT", true},
		{dialect.Postgres(), "numbers", false},
		{dialect.Postgres(), "uuid", true},
		{dialect.SQLite(), "uuid", false},
		{dialect.ClickHouse(), "number", true},
		{dialect.ClickHouse(), "en", false},
	} {
		m := store.DefaultMapping()
		m.IDs = c.ids
		if err := m.Check(c.d); (err == nil) != c.ok {
			t.Errorf("%s, %q: error %v", c.d.Name, c.ids, err)
		}
	}
}

package database

import (
	"bytes"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/rollup"
	"github.com/clientele-go/clientele/examples/sqlhost/dialect"
	"github.com/clientele-go/clientele/examples/sqlhost/rollupsql"
	"github.com/clientele-go/clientele/examples/sqlhost/store"
)

// canary makes of c025 somebody whose every fact has a text that nobody else has.
func (b base) canary(t testing.TB) {
	b.does(t,
		"INSERT INTO customers (id, email, username, name, last_device, facebook, twitter, google, signed_up) VALUES ('canary-id', 'canary@mail.test', 'canary-u', 'canary-n', 'canary-d', 'canary-f', 'canary-t', 'canary-g', "+b.yes()+")",
		"INSERT INTO logins (customer_id, n, at) VALUES ('canary-id', 90001, "+before+")",
		"INSERT INTO messages (customer_id, n, at, direction, channel) VALUES ('canary-id', 90001, "+before+", 'in', 'canary-c')",
		"INSERT INTO orders (customer_id, id, amount, currency, paid_at) VALUES ('canary-id', 'canary-o', '9.99', 'EUR', "+before+")",
		"INSERT INTO refunds (order_id, n, id, at, amount) VALUES ('canary-o', 90001, 'canary-r', "+before+", '1.00')",
		"INSERT INTO actions (customer_id, n, kind, at) VALUES ('canary-id', 90001, 'comment', "+before+")",
		"INSERT INTO tags (customer_id, n, tag) VALUES ('canary-id', 90001, 'canary-tag')",
		"INSERT INTO fields (customer_id, n, name, value, at) VALUES ('canary-id', 90001, 'canary-name', 'canary-value', "+before+")",
		"INSERT INTO members (customer_id, n, channel, joined_at) VALUES ('canary-id', 90001, 'canary-m', "+before+")",
		"INSERT INTO tokens (customer_id, n, notification_id, subscribed_at, token) SELECT 'canary-id', 90001, MIN(id), "+before+", 'canary-token' FROM notifications",
	)
}

// traces returns the tables with a row that has a canary's text, and how many.
func (b base) traces(t testing.TB) map[string]int {
	t.Helper()
	found := map[string]int{}
	for _, table := range b.texts(t, b.tables()) {
		for _, row := range b.texts(t, b.rows(t, table)) {
			if strings.Contains(row, "canary") || strings.Contains(row, "63616e617279") { // in hexadecimal
				found[table]++
			}
		}
	}
	return found
}

// tables returns a question for the names of all tables.
func (b base) tables() string {
	if b.d.Name == "postgres" {
		return "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
	}
	return "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
}

// others returns the rows of the tables with facts that are not the canary's.
func (b base) others(t testing.TB) (all []string) {
	t.Helper()
	for _, table := range []string{"customers", "logins", "messages", "orders", "refunds", "actions", "tags", "fields", "members", "notifications", "tokens"} {
		for _, row := range b.texts(t, b.rows(t, table)) {
			if !strings.Contains(row, "canary") && !strings.Contains(row, "63616e617279") {
				all = append(all, table+" "+row)
			}
		}
	}
	slices.Sort(all)
	return all
}

// rows returns a question for the rows of a table, each as one text.
func (b base) rows(t testing.TB, table string) string {
	t.Helper()
	if b.d.Name == "postgres" {
		return `SELECT CAST(x AS text) FROM "` + table + `" x`
	}
	columns := b.texts(t, "SELECT name FROM pragma_table_info('"+table+"')")
	for i, c := range columns {
		columns[i] = `COALESCE(lower(hex("` + c + `")), '')`
	}
	return "SELECT " + strings.Join(columns, " || ' ' || ") + ` FROM "` + table + `"`
}

func (b base) texts(t testing.TB, question string) (all []string) {
	t.Helper()
	rows, err := b.QueryContext(t.Context(), question)
	if err != nil {
		t.Fatalf("%s: %v", question, err)
	}
	defer rows.Close()
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			t.Fatal(err)
		}
		all = append(all, s)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

// rollUp builds a rollup in the database, as sqlhost does.
func (b base) rollUp(t testing.TB) {
	t.Helper()
	facts, err := store.New(t.Context(), b.DB, b.d, store.DefaultMapping())
	if err != nil {
		t.Fatal(err)
	}
	kept, err := rollupsql.Open(t.Context(), b.DB, b.d, "")
	if err != nil {
		t.Fatal(err)
	}
	r := rollup.Rollup{Store: kept, Repository: facts, Query: customer.Query{AsOf: time.Date(2024, 6, 15, 0, 0, 0, 0, time.UTC)}}
	if err := r.Build(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// G3, G5, H8: somebody who is deleted on the pages is in no table any more, but for the ID
// in the feed of a rollup that sqlhost keeps, which says that it is gone; nor in memory, nor
// in SQLite's file. A late event does not bring them back, and neither does a restart.
func TestDelete(t *testing.T) {
	everyDatabase(t, func(t *testing.T, b base) {
		b.canary(t)
		b.rollUp(t)
		key := keys(t)
		h := b.open(t, key)
		if found := b.traces(t); len(found) < 12 {
			t.Fatalf("the canary is in %v: the test looks at too little", found)
		}
		others := b.others(t)
		form := h.Form(h.Get("delete?id=canary-id"))
		form.Set("typed", "canary-id")
		w := h.Post("delete", form)
		if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "request-") || strings.Contains(w.Body.String(), "canary") {
			t.Fatalf("G3: status %d, and the page has no receipt, or the ID: %.600s", w.Code, w.Body)
		}
		nothing := func(when string) {
			t.Helper()
			soon(t, "G3: the changes are worked off", func() bool { return b.count(t, "SELECT COUNT(*) FROM dashboard_changes") == 0 })
			for table, n := range b.traces(t) {
				if table != "rollup_entries" || n != 1 {
					t.Errorf("G3: %s, %d rows of %s have the canary", when, n, table)
				}
			}
			for page, code := range map[string]int{"customer?id=canary-id": 404, "delete?id=canary-id": 404, "everything.zip?id=canary-id": 404, "favorite?id=canary-id&on=true": 404, "customers?search=canary": 200} {
				if w := h.Ask(page); w.Code != code || strings.Contains(w.Body.String(), `data-id="canary-id"`) {
					t.Errorf("G3: %s, %s: status %d, want %d", when, page, w.Code, code)
				}
			}
			for _, text := range files(h.Client, []string{"analysis?from=2024-05-01", "subscriptions?from=2024-05-01", "notifications"}) {
				if strings.Contains(text, "canary") {
					t.Errorf("G3: %s, a report has the canary", when)
				}
			}
		}
		nothing("after the deletion")
		if diff := cmp.Diff(others, b.others(t)); diff != "" {
			t.Errorf("G4: facts of others changed:\n%.1000s", diff)
		}
		h.shut()
		if b.d.Name == "sqlite" {
			b.inNoFile(t)
		}
		if _, err := Open(t.Context(), Options{URL: b.url}); err == nil || !strings.Contains(err.Error(), "-keys") {
			t.Errorf("G5: without the keys: %v", err)
		}
		h = b.open(t, key)
		nothing("after a restart")
		b.does(t, "INSERT INTO logins (customer_id, n, at) VALUES ('canary-id', 90002, "+before+")", "INSERT INTO customers (id, username) VALUES ('canary-id', 'canary-u')")
		soon(t, "the late event is worked off", func() bool { return b.count(t, "SELECT COUNT(*) FROM dashboard_changes") == 0 })
		for _, after := range []string{"a late event", "a restart"} {
			w := h.Ask("customer?id=canary-id")
			if w.Code != http.StatusNotFound || strings.Contains(h.Get("customers?search=canary"), `data-id="canary-id"`) || b.traces(t)["customers"] != 1 {
				t.Errorf("G5: %s brings the erased customer back: status %d", after, w.Code)
			}
			h.shut()
			h = b.open(t, key)
		}
		b.does(t, "DELETE FROM logins WHERE customer_id = 'canary-id'", "DELETE FROM customers WHERE id = 'canary-id'")
		nothing("after a late event")
	})
}

// inNoFile checks that SQLite's files have nothing of the canary but the ID that is gone.
func (b base) inNoFile(t testing.TB) {
	t.Helper()
	all, err := filepath.Glob(filepath.Dir(strings.TrimPrefix(b.url, "sqlite:")) + "/*")
	if err != nil || len(all) == 0 {
		t.Fatal("there is no file", err)
	}
	for _, file := range all {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(bytes.ReplaceAll(data, []byte("canary-id"), nil), []byte("canary")) {
			t.Errorf("G3: a file of SQLite has the canary")
		}
	}
}

// Without keys nobody can be deleted: that is said, and not offered.
func TestWithoutKeys(t *testing.T) {
	everyDatabase(t, func(t *testing.T, b base) {
		h := b.open(t)
		if !strings.Contains(h.said.String(), "-keys") {
			t.Errorf("the host does not say what is missing:\n%s", h.said)
		}
		if w := h.Ask("delete?id=c025"); w.Code != http.StatusNotFound {
			t.Errorf("delete: status %d, want 404", w.Code)
		}
		for _, link := range h.Links(h.Get("customer?id=c025")) {
			if strings.HasPrefix(link, "delete") {
				t.Errorf("the page of a customer offers %s", link)
			}
		}
		if err := h.editor(h.Now(), noReceipt).DeleteAccount(t.Context(), "c025"); !errors.Is(err, errors.ErrUnsupported) {
			t.Errorf("DeleteAccount: %v, want %v", err, errors.ErrUnsupported)
		}
	})
}

// A database that is not there is no file afterwards; one without a shop says what to do.
func TestNoShop(t *testing.T) {
	file := filepath.Join(t.TempDir(), "none.db")
	if _, err := Open(t.Context(), Options{URL: "sqlite:" + file}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a file that is not there: %v", err)
	}
	if _, err := os.Stat(file); err == nil {
		t.Error("there is a file now")
	}
	db, _, err := dialect.Open(t.Context(), "sqlite:"+file, dialect.Write)
	if err == nil {
		err = db.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), Options{URL: "sqlite:" + file}); err == nil || !strings.Contains(err.Error(), "sqlhost load") {
		t.Errorf("an empty database: %v", err)
	}
}

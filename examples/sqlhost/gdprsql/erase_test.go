package gdprsql_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/examples/sqlhost/gdprsql"
	"github.com/clientele-go/clientele/gdpr"
)

// at is noon of a day in 2024, UTC.
func at(day int) time.Time { return time.Date(2024, 1, day, 12, 0, 0, 0, time.UTC) }

// ids are IDs that a statement, a pattern or a number could take for another.
var ids = []string{"1", "01", "1.0", "+1", "1 ", " 1", "i", "I", "ı", "x' OR '1'='1", `x" OR "1"="1`, "x`y", "x; DROP TABLE messages", "--", "/*", "?", "$1", "$2",
	"%", "_", `\`, `\'`, "é", "e\u0301", "a\nb", "NULL", strings.Repeat("long", 50)}

func TestNoIDIsTakenForAnother(t *testing.T) {
	everyHolder(t, func(t *testing.T, open opener) {
		db := open(t)
		all := ids
		if !db.Numbered() && !db.Digits() {
			all = append(slices.Clone(ids), "a\x00b", "a", "\xff", "\xfe")
		}
		shop(t, db)
		for _, id := range all {
			db.exec(t, "INSERT INTO messages VALUES (?, NULL, ?)", id, "body of "+id)
		}
		h := holder(t, db, "messages", messages())
		for i, id := range all {
			s := gdpr.Subject{ID: customer.ID(id)}
			got := bodies(t, h, s)
			if len(got) != 1 || got[0] != "body of "+id {
				t.Fatalf("G2: of %q: %q", id, got)
			}
			if err := h.Erase(t.Context(), s, at(1)); err != nil {
				t.Fatalf("%q: %v", id, err)
			}
			if left := db.rows(t, "messages"); left != len(all)-1-i || len(bodies(t, h, s)) > 0 {
				t.Fatalf("G3: after %q was erased, %d of %d are left", id, left, len(all)-1-i)
			}
		}
		for _, id := range []string{"nobody", "a\x00c", "\xff\xff", ""} {
			s := gdpr.Subject{ID: customer.ID(id), Email: "a\x00b@\xff"}
			if c, err := h.Count(t.Context(), s, at(1)); err != nil || c.Erasable != 0 || h.Erase(t.Context(), s, at(1)) != nil {
				t.Errorf("%q, which is not there: %v, %v", id, c, err)
			}
		}
	})
}

// bodies are the first fields of what a holder has on a subject, each record
// being of that subject.
func bodies(t testing.TB, h gdpr.Holder, s gdpr.Subject) (all []string) {
	t.Helper()
	for r, err := range h.Collect(t.Context(), s) {
		if err != nil {
			t.Fatal(err)
		}
		if r.Subject.ID != s.ID && (r.Subject.ID != "" || r.Subject.Email.Key() != s.Email.Key()) {
			t.Errorf("G2: a record of %q among those of %q", r.Subject.ID, s.ID)
		}
		all = append(all, fmt.Sprint(r.Fields[0].Value))
	}
	return all
}

func (db database) rows(t testing.TB, table string) (n int) {
	t.Helper()
	if err := db.QueryRowContext(t.Context(), "SELECT COUNT(*) FROM "+table).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestAddressesAreComparedByKey(t *testing.T) {
	everyHolder(t, func(t *testing.T, open opener) {
		db := open(t)
		shop(t, db)
		s := gdpr.Subject{ID: "1", Email: " İngrid@Example.org\u2003"}
		for _, c := range []struct {
			id      any
			address string
			mine    bool
			reason  string
		}{
			{"", "İngrid@example.ORG", true, "ASCII letters do not count"},
			{nil, "\u00a0\tİNGRID@example.org\u3000", true, "white space around it does not count"},
			{nil, "ingrid@example.org", false, "i is not i with a dot"},
			{nil, "i̇ngrid@example.org", false, "as lower-casing by Unicode has it"},
			{nil, "İngrid@example.org.", false, "one more character"},
			{"2", "İngrid@example.org", false, "a row with an ID belongs to that customer"},
			{"1", "else@example.org", true, "whatever its address"},
			{nil, "", false, "no address"},
			{nil, "İngrid@\u200bexample.org", false, "a character of no width is a character"},
		} {
			db.empty(t, "messages")
			db.exec(t, "INSERT INTO messages VALUES (?, ?, 'x')", c.id, c.address)
			h := holder(t, db, "messages", messages())
			if got := len(bodies(t, h, s)) == 1; got != c.mine {
				t.Errorf("I4: %s: found is %t", c.reason, got)
			}
			if err := h.Erase(t.Context(), s, at(1)); err != nil || db.rows(t, "messages") == 1 == c.mine {
				t.Errorf("I4: %s: not erased as found, %v", c.reason, err)
			}
		}
	})
}

func TestWhiteSpaceAroundAnAddress(t *testing.T) {
	everyHolder(t, func(t *testing.T, open opener) {
		db := open(t)
		shop(t, db)
		var rows []do
		for r := rune(1); r < 0x10000; r++ {
			if unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) {
				address := string(r) + "a@example.org" + string(r)
				rows = append(rows, do{"INSERT INTO messages VALUES (NULL, ?, ?)", []any{address, address}})
			}
		}
		db.all(t, rows...)
		h := holder(t, db, "messages", messages())
		spaces := 0
		for _, address := range bodies(t, h, gdpr.Subject{ID: "1", Email: "A@example.org"}) {
			spaces++
			if customer.Email(address).Key() != "a@example.org" {
				t.Errorf("I4: %q is another one", address)
			}
		}
		if spaces != 25 {
			t.Errorf("I4: %d characters are white space, want the 25 of Unicode", spaces)
		}
	})
}

func TestIntegersAreIDs(t *testing.T) {
	everyHolder(t, func(t *testing.T, open opener) {
		db := open(t)
		db.create(t, "visits (customer bigint, page text)")
		for _, id := range []any{7, 70, -7, int64(9223372036854775807), nil} {
			db.exec(t, "INSERT INTO visits VALUES (?, ?)", id, fmt.Sprint(id))
		}
		h := holder(t, db, "visits", gdprsql.Table{Name: "visits", Subject: "customer", Integer: true, Origin: gdpr.Observed, Columns: []gdprsql.Column{{Name: "page"}}})
		for _, c := range []struct {
			id     customer.ID
			want   string
			reason string
		}{
			{"7", "7", "the number"},
			{"-7", "-7", "a negative one"},
			{"9223372036854775807", "9223372036854775807", "the greatest"},
			{"07", "", "another ID, although the same number"},
			{"+7", "", "likewise"},
			{"7.0", "", "likewise"},
			{"9223372036854775808", "", "beyond the greatest"},
			{"anna", "", "no number"},
			{"", "", "no ID"},
		} {
			if got := strings.Join(bodies(t, h, gdpr.Subject{ID: c.id}), " "); got != c.want {
				t.Errorf("%q, %s: got %q, want %q", c.id, c.reason, got, c.want)
			}
		}
	})
}

// A row of which the condition is NULL is nobody's that was asked for.
func TestRowsWithNULLStay(t *testing.T) {
	everyHolder(t, func(t *testing.T, open opener) {
		db := open(t)
		db.create(t, "invoices (customer text, n bigint, score bigint, keep_until text)")
		for _, customer := range []any{"1", "2", nil, ""} {
			db.exec(t, "INSERT INTO invoices VALUES (?, NULL, NULL, NULL)", customer)
			db.exec(t, "INSERT INTO invoices VALUES (?, 1, NULL, '2023-12-31')", customer)
		}
		h := holder(t, db, "invoices", invoices())
		if err := h.Erase(t.Context(), gdpr.Subject{ID: "1", Email: "a@example.org"}, at(1)); err != nil || db.rows(t, "invoices") != 6 {
			t.Errorf("G4: %d rows are left, want 6; %v", db.rows(t, "invoices"), err)
		}
	})
}

func TestAllTablesOrNone(t *testing.T) {
	everyDatabase(t, func(t *testing.T, open opener) {
		db := open(t)
		shop(t, db)
		db.exec(t, "INSERT INTO messages VALUES ('1', NULL, 'x')")
		gone := accounts()
		gone.Name = "gone"
		s := gdpr.Subject{ID: "1"}
		h := holder(t, db, "mail", messages(), gone)
		if err := h.Erase(t.Context(), s, at(1)); err == nil || db.rows(t, "messages") != 1 {
			t.Errorf("G4: the second table fails: %v, and %d rows are left", err, db.rows(t, "messages"))
		}
		if _, err := h.Count(t.Context(), s, at(1)); err == nil {
			t.Error("a table that is not there has a count")
		}
		done, cancel := context.WithCancel(t.Context())
		cancel()
		h = holder(t, db, "mail", messages())
		if err := h.Erase(done, s, at(1)); !errors.Is(err, context.Canceled) || db.rows(t, "messages") != 1 {
			t.Errorf("a done context: %v", err)
		}
		db.SetMaxOpenConns(1) // what failed gave its connection back
		if err := h.Erase(t.Context(), s, at(1)); err != nil || db.rows(t, "messages") != 0 {
			t.Errorf("the next time: %v", err)
		}
	})
}

// A column that is not there must not be taken for a text, as SQLite does with
// a name in double quotes.
func TestColumnsThatAreNotThereFail(t *testing.T) {
	everyHolder(t, func(t *testing.T, open opener) {
		db := open(t)
		shop(t, db)
		for _, change := range []func(*gdprsql.Table){
			func(t *gdprsql.Table) { t.Subject = "nosuch" },
			func(t *gdprsql.Table) { t.Email = "nosuch" },
			func(t *gdprsql.Table) { t.Retain, t.Until = "law", "nosuch" },
		} {
			table := messages()
			change(&table)
			h := holder(t, db, "messages", table)
			s := gdpr.Subject{ID: "nosuch", Email: "nosuch"}
			if _, err := h.Count(t.Context(), s, at(1)); err == nil {
				t.Error("G3: a count by a column that is not there")
			}
			if h.Erase(t.Context(), s, at(1)) == nil {
				t.Error("G3: erased by a column that is not there")
			}
		}
	})
}

func TestALogInUseIsAnError(t *testing.T) {
	db := sqlite(t, "WAL")
	shop(t, db)
	db.exec(t, "INSERT INTO messages VALUES ('1', NULL, 'canary')")
	reader, err := db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	tx, err := reader.BeginTx(t.Context(), &sql.TxOptions{})
	if err != nil {
		t.Fatal(err)
	}
	var n int
	if err := tx.QueryRow("SELECT COUNT(*) FROM messages").Scan(&n); err != nil {
		t.Fatal(err)
	}
	h := holder(t, db, "messages", messages())
	s := gdpr.Subject{ID: "1"}
	impatient(t, db)
	if err := h.Erase(t.Context(), s, at(1)); !errors.Is(err, gdprsql.ErrScrub) {
		t.Errorf("G3: somebody still reads what was erased: %v", err)
	}
	if err := tx.Rollback(); err != nil {
		t.Fatal(err)
	}
	if err := h.Erase(t.Context(), s, at(1)); err != nil {
		t.Errorf("G4: the next time: %v", err)
	}
	if b, err := db.dump(t.Context()); err != nil || strings.Contains(string(b), "canary") {
		t.Errorf("G3: the files still have it, %v", err)
	}
}

// impatient makes the connections that are not in use wait for a moment only.
func impatient(t testing.TB, db database) {
	t.Helper()
	db.SetMaxOpenConns(2)
	db.exec(t, "PRAGMA busy_timeout=50")
}

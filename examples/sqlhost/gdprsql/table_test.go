package gdprsql_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/clientele-go/clientele/examples/sqlhost/gdprsql"
	"github.com/clientele-go/clientele/gdpr"
)

func TestOnlyPlainIdentifiersAreNames(t *testing.T) {
	db := sqlite(t, "WAL")
	for _, c := range []struct {
		name, reason string
		column       bool // can be one
		table        bool // can be one
	}{
		{"logins", "a word", true, true},
		{"_Login_2", "an underscore and a digit", true, true},
		{"select", "a word of SQL is quoted", true, true},
		{"shop.logins", "a table with its schema", false, true},
		{strings.Repeat("a", 63), "as long as PostgreSQL allows", true, true},
		{strings.Repeat("a", 64), "PostgreSQL would cut it off, and may hit another one", false, false},
		{"", "no name", false, false},
		{"2logins", "a digit first", false, false},
		{"logins; DROP TABLE logins", "a statement", false, false},
		{"a b", "a space", false, false},
		{`a"b`, "a quote", false, false},
		{"a`b", "a quote of SQLite", false, false},
		{"a'b", "a quote of texts", false, false},
		{"a\x00b", "a NUL", false, false},
		{"löwe", "a letter that is not ASCII", false, false},
		{"a.b.c", "a database, a schema and a table", false, false},
		{".a", "no schema", false, false},
		{"a.", "no table", false, false},
	} {
		table, subject, email, column, until := accounts(), accounts(), accounts(), accounts(), accounts()
		table.Name, subject.Subject, email.Email, until.Until = c.name, c.name, c.name, c.name
		column.Columns, until.Retain = []gdprsql.Column{{Name: c.name, As: "x"}}, "law"
		opens := func(t gdprsql.Table) bool {
			_, err := gdprsql.NewHolder(db.DB, db.Dialect, "h", t)
			return err == nil
		}
		if c.name == "" { // no column, of those that need not be there
			subject, email, until = table, table, table
		}
		if opens(table) != c.table || opens(subject) != c.column || opens(email) != c.column || opens(column) != c.column || opens(until) != c.column {
			t.Errorf("%q, %s: is a table %t, a subject %t, an address %t, a column %t, a date %t; want a table %t, a column %t", c.name, c.reason,
				opens(table), opens(subject), opens(email), opens(column), opens(until), c.table, c.column)
		}
		_, journal := gdprsql.NewJournal(db.DB, db.Dialect, c.name)
		_, tombstones := gdprsql.NewTombstones(db.DB, db.Dialect, c.name)
		if (journal == nil) != c.table || (tombstones == nil) != c.table {
			t.Errorf("%q, %s: of a journal %v, of tombstones %v", c.name, c.reason, journal, tombstones)
		}
	}
}

func TestTablesAreDescribedInFull(t *testing.T) {
	db := sqlite(t, "WAL")
	for _, c := range []struct {
		reason string
		change func(*gdprsql.Table)
		want   error
	}{
		{"nothing is missing", func(*gdprsql.Table) {}, nil},
		{"by address alone", func(t *gdprsql.Table) { t.Subject = "" }, nil},
		{"by ID alone", func(t *gdprsql.Table) { t.Email = "" }, nil},
		{"nobody's", func(t *gdprsql.Table) { t.Subject, t.Email = "", "" }, gdprsql.ErrTable},
		{"integers without a column", func(t *gdprsql.Table) { t.Subject, t.Integer = "", true }, gdprsql.ErrTable},
		{"nothing to export", func(t *gdprsql.Table) { t.Columns = nil }, gdprsql.ErrTable},
		{"a column without origin", func(t *gdprsql.Table) { t.Origin = 0 }, gdprsql.ErrTable},
		{"an origin that is none", func(t *gdprsql.Table) { t.Columns[0].Origin = 9 }, gdprsql.ErrTable},
		{"a kind that is no name", func(t *gdprsql.Table) { t.Kind = "Anna" }, gdprsql.ErrTable},
		{"a reason without a date", func(t *gdprsql.Table) { t.Retain = "tax" }, gdprsql.ErrTable},
		{"a date without a reason", func(t *gdprsql.Table) { t.Until = "until" }, gdprsql.ErrTable},
		{"a reason that is no name", func(t *gdprsql.Table) { t.Until, t.Retain = "until", "Tax law" }, gdprsql.ErrTable},
		{"one field twice", func(t *gdprsql.Table) { t.Columns[1].As = "id" }, gdprsql.ErrName},
		{"a field that is no name", func(t *gdprsql.Table) { t.Columns[0].As = "the name" }, gdprsql.ErrName},
		{"one column as two fields", func(t *gdprsql.Table) { t.Columns[1] = gdprsql.Column{Name: "id", As: "again"} }, nil},
	} {
		table := accounts()
		c.change(&table)
		if _, err := gdprsql.NewHolder(db.DB, db.Dialect, "accounts", table); !errors.Is(err, c.want) {
			t.Errorf("%s: got %v, want %v", c.reason, err, c.want)
		}
	}
	for reason, open := range map[string]func() (*gdprsql.Holder, error){
		"no database": func() (*gdprsql.Holder, error) { return gdprsql.NewHolder(nil, db.Dialect, "h", accounts()) },
		"no dialect":  func() (*gdprsql.Holder, error) { return gdprsql.NewHolder(db.DB, gdprsql.Dialect{}, "h", accounts()) },
		"no name":     func() (*gdprsql.Holder, error) { return gdprsql.NewHolder(db.DB, db.Dialect, "", accounts()) },
		"no table":    func() (*gdprsql.Holder, error) { return gdprsql.NewHolder(db.DB, db.Dialect, "h") },
	} {
		if _, err := open(); !errors.Is(err, gdprsql.ErrTable) {
			t.Errorf("%s: got %v", reason, err)
		}
	}
	var _ gdpr.Holder = holder(t, db, "accounts", accounts())
}

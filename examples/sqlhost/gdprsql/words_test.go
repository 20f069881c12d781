package gdprsql_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/clientele-go/clientele/examples/sqlhost/gdprsql"
	"github.com/clientele-go/clientele/gdpr"
)

// No error repeats a word of the database, of its driver or of database/sql, whichever
// call fails: of tables that are not there, and of a row that cannot be read.
func TestG6NoWordsOfTheDatabase(t *testing.T) {
	everyDatabase(t, func(t *testing.T, open opener) {
		db := open(t)
		j, err := gdprsql.NewJournal(db.DB, db.Dialect, "nosuch")
		if err != nil {
			t.Fatal(err)
		}
		b, err := gdprsql.NewTombstones(db.DB, db.Dialect, "nosuch")
		if err != nil {
			t.Fatal(err)
		}
		h := holder(t, db, "mail", gdprsql.Table{Name: "nosuch", Subject: "nosuch", Origin: gdpr.Provided, Columns: []gdprsql.Column{{Name: "nosuch"}}})
		s := gdpr.Subject{ID: "anna-canary", Email: "anna@canary.example"}
		check := func(why string, err error) {
			t.Helper()
			if err == nil {
				t.Errorf("G6: %s: no error", why)
				return
			}
			text := strings.ToLower(fmt.Sprintf("%v %+v %#v", err, err, err))
			for _, word := range []string{"nosuch", "canary", "no such", "not exist", "scan", "select", "converting"} {
				if strings.Contains(text, word) {
					t.Errorf("G6: %s: %q in %s", why, word, text)
				}
			}
		}
		_, err = h.Count(t.Context(), s, at(1))
		check("counting", err)
		check("erasing", h.Erase(t.Context(), s, at(1)))
		for _, err := range h.Collect(t.Context(), s) {
			check("collecting", err)
		}
		check("putting", j.Put(t.Context(), entry("r1", 1)))
		_, _, err = j.Get(t.Context(), "r1")
		check("getting", err)
		for _, err := range j.Each(t.Context()) {
			check("reading the journal", err)
		}
		check("burying", b.Bury(t.Context(), gdpr.Tombstone{Subject: digest(1), Request: "r1"}))
		_, err = b.Find(t.Context(), digest(1))
		check("finding", err)
		for _, err := range b.Each(t.Context()) {
			check("reading tombstones", err)
		}

		db.create(t, "nosuch (request text, entry text, n text, subject text, new_id text, at text)")
		db.exec(t, "INSERT INTO nosuch VALUES ('r1', NULL, 'canary', 'canary', '', 'canary')")
		for _, err := range b.Each(t.Context()) {
			check("a number that is none", err)
		}
		for _, err := range j.Each(t.Context()) {
			check("an entry that is NULL", err)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		check("creating the journal in a database that is closed", j.Create(t.Context()))
		check("creating the tombstones in a database that is closed", b.Create(t.Context()))
	})
}

// What is ours stays as it is.
func TestG6OwnErrorsAreToldApart(t *testing.T) {
	db := sqlite(t, "WAL")
	j, b := stores(t, db)
	db.exec(t, "INSERT INTO erasures VALUES ('r1', 'canary')")
	if _, _, err := j.Get(t.Context(), "r1"); !errors.Is(err, gdprsql.ErrEntry) {
		t.Errorf("G4: a damaged entry: %v", err)
	}
	if err := b.Bury(t.Context(), gdpr.Tombstone{}); !errors.Is(err, gdpr.ErrKeyedHash) {
		t.Errorf("G5: a plain hash: %v", err)
	}
}

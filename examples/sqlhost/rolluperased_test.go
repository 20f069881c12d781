package main

import (
	"bytes"
	"context"
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/rollup"
	"github.com/clientele-go/clientele/examples/sqlhost/dialect"
	"github.com/clientele-go/clientele/examples/sqlhost/gdprsql"
	"github.com/clientele-go/clientele/examples/sqlhost/rollupsql"
	"github.com/clientele-go/clientele/examples/sqlhost/shopdb"
	"github.com/clientele-go/clientele/gdpr"
)

// H8, G5: whoever has a tombstone is in no rollup, whatever facts stay or arrive late; not
// by a build, not by a refresh, and not because the keys are forgotten.
func TestTheErasedDoNotComeBack(t *testing.T) {
	places(t, one()[:2], func(t *testing.T, url string) {
		sqlhost(t, 0, "load", "-db", url)
		erased := "zz-newcomer"
		keys := filepath.Join(t.TempDir(), "keys")
		secret := bytes.Repeat([]byte("0123456789abcdef"), 2)
		write(t, keys, "k1 "+hex.EncodeToString(secret)+"\n")
		found := func() bool {
			text, _ := sqlhost(t, 0, "rollup", "list", "-db", url, "-search", erased)
			return !strings.Contains(text, "0 of 0 customers")
		}
		changeFacts(t, url) // whoever is to be erased comes
		sqlhost(t, 0, "rollup", "build", "-db", url)
		if !found() {
			t.Fatal("nobody is there to erase: the check cannot fail")
		}
		bury(t, url, secret, customer.ID(erased))
		for _, step := range []string{"build", "refresh", "advance"} {
			if _, errors := sqlhost(t, 1, "rollup", step, "-db", url); !strings.Contains(errors, "-keys") {
				t.Errorf("G5: %s without keys says %q", step, errors)
			}
			if _, errors := sqlhost(t, 1, "rollup", step, "-db", url, "-keys", keys, "-tombstones", "none"); !strings.Contains(errors, "no table") {
				t.Errorf("G5: %s without tombstones says %q", step, errors)
			}
		}
		sqlhost(t, 0, "rollup", "refresh", "-db", url, "-keys", keys, erased)
		if found() {
			t.Error("H8: after a refresh the erased customer, whose facts are there, is in the list")
		}
		late(t, url, erased)
		if done, _ := sqlhost(t, 0, "rollup", "refresh", "-db", url, "-keys", keys); strings.HasPrefix(done, "0 ") || found() {
			t.Errorf("G5: a late event brings the erased customer back, or none came: %q", done)
		}
		emptied(t, url)
		sqlhost(t, 0, "rollup", "build", "-db", url, "-keys", keys)
		if found() {
			t.Error("G5: a build brings the erased customer back")
		}
	})
}

func write(t *testing.T, file, text string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// bury makes a tombstone, by an erasure in a registry whose holder has nothing.
func bury(t *testing.T, url string, secret []byte, id customer.ID) {
	t.Helper()
	db, d, err := dialect.Open(t.Context(), url, dialect.Write)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	key, err := gdpr.NewKey("k1", secret)
	if err != nil {
		t.Fatal(err)
	}
	of := gdprsql.SQLite()
	if d.Name == "postgres" {
		of = gdprsql.PostgreSQL()
	}
	tombstones, err := gdprsql.NewTombstones(db, of, shopdb.DefaultTombstones)
	if err == nil {
		err = tombstones.Create(t.Context())
	}
	if err != nil {
		t.Fatal(err)
	}
	nobody := customer.Memory{}
	r := gdpr.Registry{
		Identity:  gdpr.NewTable("profiles", nobody.EachCustomer, gdpr.RecordsOf, func(context.Context, customer.ID) error { return nil }),
		Customers: nobody, Keys: gdpr.Keys{key}, Journal: &gdpr.MemoryJournal{}, Tombstones: tombstones,
	}
	if _, err := r.Erase(t.Context(), gdpr.Request{ID: "r1", Subject: gdpr.Subject{ID: id}, At: time.Date(2024, 6, 1, 0, 0, 0, 0, time.UTC)}); err != nil {
		t.Fatal(err)
	}
}

// late adds a login of somebody.
func late(t *testing.T, url, id string) {
	t.Helper()
	db, _, err := dialect.Open(t.Context(), url, dialect.Write)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(t.Context(), "INSERT INTO logins (customer_id, n, at) VALUES ('"+id+"', 999, '2020-01-02T00:00:00.000000000Z')"); err != nil {
		t.Fatal(err)
	}
}

// emptied empties the rollup.
func emptied(t *testing.T, url string) {
	t.Helper()
	db, d, err := dialect.Open(t.Context(), url, dialect.Write)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	s, err := rollupsql.Open(t.Context(), db, d, "")
	if err == nil {
		r := rollup.Rollup{Store: s}
		err = r.Clear(t.Context())
	}
	if err != nil {
		t.Fatal(err)
	}
}

package minimal

import (
	"database/sql"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	_ "modernc.org/sqlite"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/customertest"
)

// The repository of the README keeps the contract. It opens a fresh database for each
// story, and the logins go into it, with NULL for what is unknown.
func TestShop(t *testing.T) {
	customertest.Run(t, func(t testing.TB, facts customer.Memory) customer.Repository {
		db, err := sql.Open("sqlite", filepath.Join(t.TempDir(), "shop.db"))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { db.Close() })
		if _, err := db.Exec("CREATE TABLE logins (customer_id TEXT, at INTEGER)"); err != nil {
			t.Fatal(err)
		}
		tx, err := db.Begin()
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range facts.Logins {
			id := any(string(l.Customer))
			if l.Customer == "" {
				id = nil
			}
			if _, err := tx.Exec("INSERT INTO logins VALUES ($1, $2)", id, nanos(l.At)); err != nil {
				t.Fatal(err)
			}
		}
		if err := tx.Commit(); err != nil {
			t.Fatal(err)
		}
		facts.Logins = nil
		return Shop{facts, db}
	})
}

// A question far beyond what UnixNano holds still finds every login (T2).
func TestFarAsOf(t *testing.T) {
	db, err := sql.Open("sqlite", filepath.Join(t.TempDir(), "shop.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	at := time.Date(2024, 5, 1, 12, 0, 0, 0, time.UTC)
	for _, do := range []string{"CREATE TABLE logins (customer_id TEXT, at INTEGER)", fmt.Sprintf("INSERT INTO logins VALUES ('mia', %d)", at.UnixNano())} {
		if _, err := db.Exec(do); err != nil {
			t.Fatal(err)
		}
	}
	shop := Shop{customer.Memory{Customers: []customer.Customer{{ID: "mia"}}}, db}
	for _, year := range []int{2024, 2261, 2262, 2263, 9999} {
		page, err := customer.Get(t.Context(), shop, "mia", customer.Query{AsOf: time.Date(year, 12, 31, 0, 0, 0, 0, time.UTC)})
		if err != nil || !page.LastLogin.Equal(at) {
			t.Errorf("T2: as of %d the last login is %v, %v; want %v", year, page.LastLogin, err, at)
		}
	}
}

package minimal

import (
	"database/sql"
	"path/filepath"
	"testing"

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

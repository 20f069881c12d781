package database

import (
	"cmp"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/clientele-go/clientele/examples/dashboard/pages"
	"github.com/clientele-go/clientele/examples/dashboard/pagestest"
	"github.com/clientele-go/clientele/examples/sqlhost/dialect"
	"github.com/clientele-go/clientele/examples/sqlhost/load"
)

// BenchmarkDatabasePages measures the pages as BenchmarkPages of package memory does, of the
// shop in the database that DATABASE names: sqlite:FILE or postgres://…. A database that has
// no shop gets one of SHOPS samples (25, if it is not set; 395 customers each), which stays
// there. Without DATABASE it is a SQLite file that is removed.
func BenchmarkDatabasePages(b *testing.B) {
	h, err := pages.New(scaled(b))
	if err != nil {
		b.Fatal(err)
	}
	pagestest.Pages(b, h)
}

// BenchmarkDatabaseReaders has 50 readers ask for pages of the same shop while customers
// change.
func BenchmarkDatabaseReaders(b *testing.B) { pagestest.Readers(b, scaled(b)) }

// scaled opens the shop, for as long as b runs.
func scaled(b *testing.B) pages.Shop {
	b.Helper()
	url := cmp.Or(os.Getenv("DATABASE"), "sqlite:"+filepath.Join(b.TempDir(), "shop.db"))
	filled(b, url)
	host, err := Open(b.Context(), Options{URL: url, Location: time.UTC, ConsentPopup: true, Say: func(text string) { b.Log(text) }})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := host.Close(); err != nil {
			b.Error(err)
		}
	})
	return host.Shop()
}

// filled loads samples into a database that has no shop.
func filled(b *testing.B, url string) {
	b.Helper()
	db, _, err := dialect.Open(b.Context(), url, dialect.Write)
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	if load.Complete(b.Context(), db) == nil {
		return
	}
	n, err := strconv.Atoi(cmp.Or(os.Getenv("SHOPS"), "25"))
	if err != nil {
		b.Fatal(err)
	}
	f, err := kettle()
	if err != nil {
		b.Fatal(err)
	}
	loaded(b, url, pagestest.Many(f, n))
}

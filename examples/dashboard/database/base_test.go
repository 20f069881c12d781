package database

import (
	"context"
	"database/sql"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/clientele-go/clientele/examples/dashboard/memory"
	"github.com/clientele-go/clientele/examples/dashboard/pages"
	"github.com/clientele-go/clientele/examples/dashboard/pagestest"
	"github.com/clientele-go/clientele/examples/report/sample"
	"github.com/clientele-go/clientele/examples/sqlhost/dialect"
	"github.com/clientele-go/clientele/examples/sqlhost/load"
	"github.com/clientele-go/clientele/examples/sqlhost/servertest"
	"github.com/clientele-go/clientele/examples/sqlhost/store"
	"github.com/clientele-go/clientele/export/folder"
)

// shared is the server of all tests.
var shared servertest.Shared

func TestMain(m *testing.M) { os.Exit(shared.Main(m)) }

// kettle is the sample shop.
var kettle = sync.OnceValues(func() (*folder.Facts, error) {
	return folder.Read(context.Background(), sample.FS(), folder.Options{})
})

// base is a database with a shop.
type base struct {
	*sql.DB // of another program
	d       dialect.Dialect
	url     string
}

// databases numbers those of the server.
var databases atomic.Int32

// everyDatabase runs a test with the sample in each kind of database.
func everyDatabase(t *testing.T, test func(t *testing.T, b base)) {
	f, err := kettle()
	if err != nil {
		t.Fatal(err)
	}
	t.Run("SQLite", func(t *testing.T) { test(t, loaded(t, "sqlite:"+filepath.Join(t.TempDir(), "shop ?#%.db"), f)) })
	t.Run("PostgreSQL", func(t *testing.T) {
		s, err := shared.Postgres()
		if err != nil {
			servertest.Skip(t, "postgres", err)
		}
		name := fmt.Sprintf("shop%d", databases.Add(1))
		if err := servertest.Execute(t.Context(), s.URL, "CREATE DATABASE "+name); err != nil {
			t.Fatal(err)
		}
		test(t, loaded(t, s.In(name), f))
	})
}

// loaded loads facts into a database, as sqlhost load does.
func loaded(t testing.TB, url string, f *folder.Facts) base {
	t.Helper()
	db, d, err := dialect.Open(t.Context(), url, dialect.Write)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := load.Facts(t.Context(), load.Target{DB: db, Dialect: d, Mapping: store.DefaultMapping()}, f, "test"); err != nil {
		t.Fatal(err)
	}
	return base{db, d, url}
}

// does runs statements as another program does. Each changes a row.
func (b base) does(t testing.TB, statements ...string) {
	t.Helper()
	for _, s := range statements {
		r, err := b.ExecContext(t.Context(), s)
		if err != nil {
			t.Fatalf("%s: %v", s, err)
		}
		if n, err := r.RowsAffected(); err != nil || n == 0 {
			t.Fatalf("%s: %d rows, %v", s, n, err)
		}
	}
}

// count returns the number that a question has as its answer.
func (b base) count(t testing.TB, question string) (n int) {
	t.Helper()
	if err := b.QueryRowContext(t.Context(), question).Scan(&n); err != nil {
		t.Fatalf("%s: %v", question, err)
	}
	return n
}

// said collects what a host says.
type said struct {
	mu  sync.Mutex
	all strings.Builder
}

func (s *said) add(text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.all.WriteString(text + "\n")
}

func (s *said) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.all.String()
}

// hosted is a host that is open, and somebody who looks at its pages.
type hosted struct {
	*Host
	pagestest.Client
	said *said
	shut func()
}

// open opens a host until the test ends, or until it is shut.
func (b base) open(t testing.TB, change ...func(*Options)) hosted {
	t.Helper()
	told := &said{}
	o := Options{URL: b.url, Location: time.UTC, ConsentPopup: true, Look: 10 * time.Millisecond, Say: told.add}
	for _, c := range change {
		c(&o)
	}
	h, err := Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	shut := sync.OnceFunc(func() {
		if err := h.Close(); err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(shut)
	return hosted{h, client(t, h.Shop()), told, shut}
}

func client(t testing.TB, shop pages.Shop) pagestest.Client {
	t.Helper()
	handler, err := pages.New(shop)
	if err != nil {
		t.Fatal(err)
	}
	return pagestest.Client{TB: t, Handler: handler}
}

// inMemory returns the pages of the same shop in memory.
func inMemory(t testing.TB) pagestest.Client {
	t.Helper()
	f, err := kettle()
	if err != nil {
		t.Fatal(err)
	}
	shop, err := memory.New(t.Context(), f, memory.Options{Location: time.UTC, ConsentPopup: true})
	if err != nil {
		t.Fatal(err)
	}
	return client(t, shop)
}

// keys writes a file of keys.
func keys(t testing.TB) func(*Options) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "keys")
	text := "k1 " + hex.EncodeToString([]byte("0123456789abcdef0123456789abcdef")) + "\n"
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return func(o *Options) { o.Keys = file }
}

// soon waits until something is so.
func soon(t testing.TB, what string, so func() bool) {
	t.Helper()
	for range 1000 {
		if so() {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Errorf("after 10 seconds not yet: %s", what)
}

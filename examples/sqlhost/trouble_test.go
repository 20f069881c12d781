package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"iter"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/examples/report/program"
	"github.com/clientele-go/clientele/examples/report/sample"
	"github.com/clientele-go/clientele/examples/sqlhost/dialect"
	"github.com/clientele-go/clientele/examples/sqlhost/servertest"
	"github.com/clientele-go/clientele/examples/sqlhost/store"
	"github.com/clientele-go/clientele/notify"
)

// trouble is what goes wrong, and when: after a part of the bytes.
type trouble struct {
	name  string
	after float64
}

func troubles() []trouble {
	all := []trouble{{"connection lost", 0.8}, {"server killed", 0.5}}
	if thorough() {
		all = append(all, trouble{"connection lost", 0.1}, trouble{"cancelled", 0.5})
	}
	return all
}

// engine is a server of its own that may be killed.
type engine struct {
	*servertest.Server
	databases int
}

func engines(t *testing.T, test func(t *testing.T, e *engine)) {
	for name, start := range map[string]func() (*servertest.Server, error){
		"postgres": func() (*servertest.Server, error) { return servertest.Postgres() }, "clickhouse": servertest.ClickHouse,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, err := start()
			if err != nil {
				servertest.Skip(t, name, err)
			}
			t.Cleanup(func() { stop(t, s) })
			test(t, &engine{Server: s})
		})
	}
}

// fresh is the name of a new database.
func (e *engine) fresh(t *testing.T) string {
	t.Helper()
	e.databases++
	name := "shop" + strconv.Itoa(e.databases)
	if err := servertest.Execute(t.Context(), e.URL, "CREATE DATABASE "+name); err != nil {
		t.Fatal(err)
	}
	return name
}

// command runs a command through trouble. It returns the exit status, what was
// printed, and how many bytes passed.
func (e *engine) command(t *testing.T, database string, within direction, what string, after float64, args ...string) (status int, printed string, passed int64) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	passed = e.through(t, database, within, what, after, func(ctx context.Context, url string) {
		status = run(ctx, append([]string{args[0], "-db", url}, args[1:]...), &stdout, &stderr)
	})
	if what == "" && status != 0 || status != 0 && stderr.Len() == 0 {
		t.Fatalf("%q: %s: status %d: %q", args, what, status, stderr.String())
	}
	return status, stdout.String(), passed
}

// through does something over a wire on which there is trouble when so many bytes
// have passed in a direction; none if it has no name. It returns how many passed.
// A server that was killed runs again.
func (e *engine) through(t *testing.T, database string, within direction, what string, after float64, do func(ctx context.Context, url string)) (passed int64) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	w, url := newWire(t, e.Server, database)
	w.within, w.after = within, int64(after)
	came := make(chan error, 1)
	trouble := func() {
		switch what {
		case "connection lost":
			w.lose()
			came <- nil
		case "server killed":
			err := e.Kill()
			w.lose()
			came <- err
		default:
			cancel()
			came <- nil
		}
	}
	if what != "" {
		w.trouble = trouble
	}
	do(ctx, url)
	passed = w.end()
	if what == "" {
		return passed
	}
	select {
	case err := <-came:
		if err != nil {
			t.Fatal(err)
		}
	default:
		t.Fatalf("%s after %v of %d bytes: the trouble did not come", what, after, passed)
	}
	if what == "server killed" {
		if err := e.Start(); err != nil {
			t.Fatal(err)
		}
	}
	return passed
}

// sampleFiles are the files of the report program over the sample's CSV files.
func sampleFiles(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "want")
	if status := program.Main([]string{"-out", dir}, sample.FS(), io.Discard, os.Stderr); status != 0 {
		t.Fatalf("the report program: status %d", status)
	}
	return dir
}

// In the middle of a load a connection is lost, the server is killed, or the
// load is cancelled: an error, no report of a part, and a second load completes
// it.
func TestTroubleInALoad(t *testing.T) {
	want := sampleFiles(t)
	engines(t, func(t *testing.T, e *engine) {
		_, _, bytes := e.command(t, e.fresh(t), toServer, "", 0, "load")
		for _, c := range troubles() {
			database := e.fresh(t)
			if status, printed, _ := e.command(t, database, toServer, c.name, c.after*float64(bytes), "load"); status != failed || printed != "" {
				t.Errorf("%s after %v: status %d, printed %q; want an error", c.name, c.after, status, printed)
			}
			out := filepath.Join(t.TempDir(), "out")
			if printed, _ := sqlhost(t, failed, "report", "-db", e.In(database), "-out", out); printed != "" {
				t.Errorf("X5: %s after %v: a report of a part is printed: %s", c.name, c.after, printed)
			}
			absent(t, out)
			sqlhost(t, 0, "load", "-db", e.In(database))
			sqlhost(t, 0, "report", "-db", e.In(database), "-out", out)
			same(t, want, out)
		}
	})
}

// In the middle of a report a connection is lost, the server is killed, or the
// report is cancelled: an error, nothing printed and no file, and a second one is
// whole.
func TestTroubleInAReport(t *testing.T) {
	want := sampleFiles(t)
	engines(t, func(t *testing.T, e *engine) {
		database := e.fresh(t)
		sqlhost(t, 0, "load", "-db", e.In(database))
		for _, how := range []string{"stream", "pushdown"} {
			_, _, bytes := e.command(t, database, toClient, "", 0, "report", "-how", how)
			for _, c := range troubles() {
				out := filepath.Join(t.TempDir(), "out")
				status, printed, _ := e.command(t, database, toClient, c.name, c.after*float64(bytes), "report", "-how", how, "-out", out)
				if status != failed || printed != "" {
					t.Errorf("X5: %s, %s after %v: status %d, printed %q; want an error alone", how, c.name, c.after, status, printed)
				}
				absent(t, out)
				sqlhost(t, 0, "report", "-db", e.In(database), "-how", how, "-out", out)
				same(t, want, out)
			}
		}
	})
}

// In the middle of the only query of an answer a connection is lost, the server
// is killed, or it is cancelled: an error, and never the part for the whole.
func TestTroubleInOneQuery(t *testing.T) {
	day := time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC)
	queries := map[string]func(context.Context, *store.Store) (int, error){
		"streamed": func(ctx context.Context, s *store.Store) (int, error) {
			return count(s.EachLogin(ctx, customer.Scope{}))
		},
		"pushed down": func(ctx context.Context, s *store.Store) (int, error) {
			return count(store.GroupedNotify{Store: s}.EachDigest(ctx, notify.Query{AsOf: day}, customer.Scope{}))
		},
	}
	engines(t, func(t *testing.T, e *engine) {
		database := e.fresh(t)
		sqlhost(t, 0, "load", "-db", e.In(database))
		for way, query := range queries {
			var all int
			ask := func(want bool) func(ctx context.Context, url string) {
				return func(ctx context.Context, url string) {
					n, err := ofStore(ctx, url, query)
					if want {
						all = n
					}
					if want != (err == nil) {
						t.Errorf("%s: %d of %d rows and the error %v", way, n, all, err)
					}
					if ctx.Err() != nil && !errors.Is(err, context.Canceled) {
						t.Errorf("%s: error %v, want that the context is cancelled", way, err)
					}
				}
			}
			bytes := e.through(t, database, toClient, "", 0, ask(true))
			for _, c := range troubles() {
				e.through(t, database, toClient, c.name, max(c.after, 0.5)*float64(bytes), ask(false))
			}
			e.through(t, database, toClient, "", 0, ask(true))
		}
	})
}

// ofStore asks the store in a database.
func ofStore(ctx context.Context, url string, query func(context.Context, *store.Store) (int, error)) (n int, err error) {
	db, d, err := dialect.Open(ctx, url, dialect.Read)
	if err != nil {
		return 0, err
	}
	defer db.Close()
	s, err := store.New(ctx, db, d, store.DefaultMapping())
	if err != nil {
		return 0, err
	}
	return query(ctx, s)
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

func absent(t *testing.T, dir string) {
	t.Helper()
	if _, err := os.Stat(dir); !os.IsNotExist(err) {
		t.Errorf("X5: there is a part of a report: %v", err)
	}
}

// Command rollupfigures measures a rollup in SQLite or PostgreSQL: pages of the list, a
// search, a refresh, and a day's advance.
//
//	go -C examples/sqlhost run ./rollupfigures [-n 100000] [-runs 40] [-only sqlite|postgres] [-db URL] [-cpuprofile FILE]
//
// Without -db it measures a new SQLite file, and then a PostgreSQL server that it starts.
// A rollup that is in the database is not built again. Builds take long; the rest is 50th
// and 95th percentiles, the first run included. CPU is of this process and of a server on
// the same machine, so that one sees what a machine that others share would take alone.
package main

import (
	"context"
	"database/sql"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"strings"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/rollup"
	"github.com/clientele-go/clientele/examples/sqlhost/dialect"
	"github.com/clientele-go/clientele/examples/sqlhost/rollupsql"
	"github.com/clientele-go/clientele/examples/sqlhost/servertest"
)

var (
	n    = flag.Int("n", 100_000, "how many customers")
	runs = flag.Int("runs", 40, "how often each question is asked")
	only = flag.String("only", "", "sqlite or postgres: not both")
	url  = flag.String("db", "", "URL of the database")

	profile = flag.String("cpuprofile", "", "write a profile of the CPU time to this file")
)

func main() {
	flag.Parse()
	err := profiled(func() error { return run(context.Background()) })
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// run measures what the flags say.
func run(ctx context.Context) error {
	switch {
	case *url != "":
		return measure(ctx, *url)
	case *only == "sqlite":
		return inFile(ctx)
	case *only == "postgres":
		return inServer(ctx)
	}
	return errors.Join(inFile(ctx), inServer(ctx))
}

// profiled runs a thing, and writes a profile of its CPU if a file is named.
func profiled(do func() error) error {
	if *profile == "" {
		return do()
	}
	f, err := os.Create(*profile)
	if err != nil {
		return err
	}
	if err := pprof.StartCPUProfile(f); err != nil {
		return errors.Join(err, f.Close())
	}
	err = do()
	pprof.StopCPUProfile()
	return errors.Join(err, f.Close())
}

func inFile(ctx context.Context) error {
	dir, err := os.MkdirTemp("", "rollup")
	if err != nil {
		return err
	}
	return errors.Join(measure(ctx, "sqlite:"+filepath.Join(dir, "rollup.db")), os.RemoveAll(dir))
}

func inServer(ctx context.Context) error {
	s, err := servertest.Postgres("shared_buffers=512MB", "max_wal_size=4GB")
	if err != nil {
		return err
	}
	return errors.Join(measure(ctx, s.URL), s.Stop())
}

// days is how many days a measured rollup advances.
const days = 5

func load() string {
	text, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return "unknown"
	}
	return strings.Join(strings.Fields(string(text))[:3], " ")
}

func measure(ctx context.Context, url string) (err error) {
	db, d, err := dialect.Open(ctx, url, dialect.Write)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	store, err := rollupsql.Open(ctx, db, d, "")
	if err != nil {
		return err
	}
	fmt.Printf("%s, %d customers, %d processors, load %s\n", d.Name, *n, runtime.NumCPU(), load())
	facts := shop{n: *n, late: map[int]time.Time{}}
	r := &rollup.Rollup{Store: store, Repository: facts, Query: customer.Query{AsOf: asOf}}
	at, err := ready(ctx, db, d, r)
	if err != nil {
		return err
	}
	c := clock{server: serverOf(ctx, db, d)}
	if err := pages(ctx, r, &c, at); err != nil {
		return err
	}
	if err := c.times("refresh of one", *runs, func(i int) error { return r.Refresh(ctx, idOf(i*7919%*n)) }); err != nil {
		return err
	}
	if err := c.times("refresh of one who logged in", *runs, func(i int) error {
		who := (i*7919 + 3) % *n
		facts.late[who] = at.Add(-time.Duration(i+1) * time.Minute)
		return r.Refresh(ctx, idOf(who))
	}); err != nil {
		return err
	}
	if err := c.times("advance by a day", days, func(int) error {
		at = at.AddDate(0, 0, 1)
		_, err := r.Advance(ctx, at)
		return err
	}); err != nil {
		return err
	}
	changes := 0
	err = store.View(ctx, func(v rollup.View) error {
		for e, err := range v.Entries(ctx, rollup.EntryAsk{}) {
			if err != nil {
				return err
			}
			if e.At.After(at.AddDate(0, 0, -days)) {
				changes++
			}
		}
		return nil
	})
	fmt.Printf("%d changes of status in %d days; load %s\n", changes, days, load())
	return err
}

// ready builds the rollup if there is none, and returns its instant.
func ready(ctx context.Context, db *sql.DB, d dialect.Dialect, r *rollup.Rollup) (at time.Time, err error) {
	if q, err := r.AsOf(ctx); err == nil {
		return q.AsOf, nil
	}
	began := time.Now()
	if err := r.Build(ctx); err != nil {
		return time.Time{}, err
	}
	fmt.Printf("%-40s %10s\n", "built in", time.Since(began).Round(time.Millisecond))
	statement := "ANALYZE"
	if d.Name == "postgres" {
		statement = "VACUUM ANALYZE"
	}
	_, err = db.ExecContext(ctx, statement)
	return asOf, dialect.Fault(err)
}

// pages asks for first pages of 50 in several orders, of all and of some statuses; and for
// texts.
func pages(ctx context.Context, r *rollup.Rollup, c *clock, at time.Time) error {
	for _, s := range []customer.Sort{
		{}, {Column: "last_usage", Descending: true}, {Column: "last_usage"}, {Column: "revenue", Descending: true, Currency: "EUR"}, {Column: "revenue", Currency: "EUR"},
		{Column: "paid_orders", Descending: true},
	} {
		for _, statuses := range [][]customer.Status{nil, {customer.Sleeper}, {customer.Active}} {
			q := customer.Query{AsOf: at, Sort: s, Limit: 50, Filter: customer.Filter{Statuses: statuses}}
			name := fmt.Sprintf("sort %s, descending %t, %v", s.Column, s.Descending, statuses)
			if err := c.ask(ctx, r, name, *runs, q); err != nil {
				return err
			}
		}
	}
	for _, text := range []string{"oba", "LO M", "bamako", "b8"} {
		for _, column := range []customer.Column{"", "last_usage"} {
			runs := *runs
			if len(text) < 3 {
				runs = min(runs, 5) // reads all texts
			}
			if err := c.ask(ctx, r, fmt.Sprintf("search %q, sort %s", text, column), runs, customer.Query{AsOf: at, Limit: 50, Sort: customer.Sort{Column: column}, Filter: customer.Filter{Search: text}}); err != nil {
				return err
			}
		}
	}
	return nil
}

func (c *clock) ask(ctx context.Context, r *rollup.Rollup, name string, runs int, q customer.Query) error {
	total := 0
	if err := c.times(name, runs, func(int) error {
		page, err := r.List(ctx, q, nil)
		total = page.Total
		return err
	}); err != nil {
		return err
	}
	fmt.Printf("%40s of %d\n", "", total)
	return nil
}

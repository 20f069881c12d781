// Command rollupfigures measures a rollup in SQLite or PostgreSQL: pages of the list, a
// search, a refresh, and a day's advance.
//
//	go -C examples/sqlhost run ./rollupfigures [-n 100000] [-runs 40] [-only sqlite|postgres] [-db URL]
//
// Without -db it measures a new SQLite file, and then a PostgreSQL server that it starts.
// Builds take long; the rest is 50th and 95th percentiles, the first run included.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
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
)

func main() {
	flag.Parse()
	ctx := context.Background()
	var err error
	switch {
	case *url != "":
		err = measure(ctx, *url)
	case *only == "sqlite":
		err = inFile(ctx)
	case *only == "postgres":
		err = inServer(ctx)
	default:
		err = errors.Join(inFile(ctx), inServer(ctx))
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
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
	r := &rollup.Rollup{Store: store, Repository: shop{n: *n}, Query: customer.Query{AsOf: asOf}}
	began := time.Now()
	if err := r.Build(ctx); err != nil {
		return err
	}
	fmt.Printf("%-40s %10s\n", "built in", time.Since(began).Round(time.Millisecond))
	if _, err := db.ExecContext(ctx, "ANALYZE"); err != nil {
		return dialect.Fault(err)
	}
	if err := pages(ctx, r); err != nil {
		return err
	}
	if err := times("refresh of one", *runs, func(i int) error { return r.Refresh(ctx, idOf(i*7919%*n)) }); err != nil {
		return err
	}
	at := asOf
	if err := times("advance by a day", days, func(int) error {
		at = at.AddDate(0, 0, 1)
		_, err := r.Advance(ctx, at)
		return err
	}); err != nil {
		return err
	}
	changes := 0
	err = store.View(ctx, func(v rollup.View) error {
		for _, err := range v.Entries(ctx, rollup.EntryAsk{}) {
			if err != nil {
				return err
			}
			changes++
		}
		return nil
	})
	fmt.Printf("%d changes of status in %d days; load %s\n", changes, days, load())
	return err
}

// used returns the CPU time of this process: all that SQLite takes, and none of a server.
func used() time.Duration {
	var r syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &r); err != nil {
		return 0
	}
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}

// times runs a thing some times, and prints the percentiles.
func times(what string, runs int, do func(i int) error) error {
	var all []time.Duration
	cpu := used()
	for i := range runs {
		began := time.Now()
		if err := do(i); err != nil {
			return fmt.Errorf("%s: %w", what, err)
		}
		all = append(all, time.Since(began))
	}
	first := all[0]
	slices.Sort(all)
	fmt.Printf("%-40s p50 %10s  p95 %10s  first %10s  mean CPU of this process %10s\n", what, all[len(all)/2].Round(10*time.Microsecond), all[len(all)*95/100].Round(10*time.Microsecond), first.Round(10*time.Microsecond),
		((used() - cpu) / time.Duration(runs)).Round(10*time.Microsecond))
	return nil
}

// pages asks for first pages of 50 in several orders, of all and of some statuses; and for
// texts.
func pages(ctx context.Context, r *rollup.Rollup) error {
	for _, s := range []customer.Sort{
		{}, {Column: "last_usage", Descending: true}, {Column: "last_usage"}, {Column: "revenue", Descending: true, Currency: "EUR"}, {Column: "revenue", Currency: "EUR"},
		{Column: "paid_orders", Descending: true},
	} {
		for _, statuses := range [][]customer.Status{nil, {customer.Sleeper}, {customer.Active}} {
			q := customer.Query{AsOf: asOf, Sort: s, Limit: 50, Filter: customer.Filter{Statuses: statuses}}
			name := fmt.Sprintf("sort %s, descending %t, %v", s.Column, s.Descending, statuses)
			if err := ask(ctx, r, name, q); err != nil {
				return err
			}
		}
	}
	for _, text := range []string{"oba", "LO M", "bamako", "b8"} {
		for _, c := range []customer.Column{"", "last_usage"} {
			if err := ask(ctx, r, fmt.Sprintf("search %q, sort %s", text, c), customer.Query{AsOf: asOf, Limit: 50, Sort: customer.Sort{Column: c}, Filter: customer.Filter{Search: text}}); err != nil {
				return err
			}
		}
	}
	return nil
}

func ask(ctx context.Context, r *rollup.Rollup, name string, q customer.Query) error {
	total := 0
	if err := times(name, *runs, func(int) error {
		page, err := r.List(ctx, q, nil)
		total = page.Total
		return err
	}); err != nil {
		return err
	}
	fmt.Printf("%40s of %d\n", "", total)
	return nil
}

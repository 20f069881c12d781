// Command figures measures a database that load has filled: every wing's report,
// streamed or pushed down. It prints the time, the CPU time of this process and of
// a server, the rows that crossed the wire, and the most memory that this process
// had so far.
//
//	go run ./figures -db URL -how stream|pushdown [-workers N] [-only NAME] [-server PID] [-rows]
package main

import (
	"context"
	"database/sql"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/engagement"
	"github.com/clientele-go/clientele/examples/sqlhost/dialect"
	"github.com/clientele-go/clientele/examples/sqlhost/store"
	"github.com/clientele-go/clientele/notify"
	"github.com/clientele-go/clientele/subscription"
)

func main() {
	url := flag.String("db", dialect.DefaultURL, "`URL` of the database")
	how := flag.String("how", "stream", "`stream or pushdown`")
	rows := flag.Bool("rows", false, "count the rows that cross the wire, by asking again")
	refunded := flag.String("refunded", "", "`COLUMN` of orders that tells if they have refunds")
	workers := flag.Int("workers", 1, "at most `N` work on a report at the same time (0 = one for each processor)")
	only := flag.String("only", "", "the one report to make, by its `NAME`")
	server := flag.Int("server", 0, "`PID` of the server, whose CPU time is measured too, and its children's")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	o := options{*url, *how, *refunded, *only, *workers, *server, *rows}
	if err := figures(ctx, os.Stdout, o); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

type options struct {
	url, how, refunded, only string
	workers, server          int
	rows                     bool
}

func figures(ctx context.Context, w io.Writer, o options) (err error) {
	db, d, err := dialect.Open(ctx, o.url, dialect.Read)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	m := store.DefaultMapping()
	m.Orders.Refunded = o.refunded
	asked := &recorder{Querier: db}
	var from dialect.Querier = db
	if o.rows {
		from = asked // which is no *sql.DB, and so without snapshots
	}
	s, err := store.New(ctx, from, d, m)
	if err != nil {
		return err
	}
	asOf, err := s.Latest(ctx)
	if err != nil {
		return err
	}
	for _, report := range reports(s, o, asOf) {
		if o.only != "" && o.only != report.name {
			continue
		}
		asked.queries = nil
		began, own, servers := time.Now(), used(), usedBy(o.server)
		if err := report.run(ctx); err != nil {
			return fmt.Errorf("%s: %w", report.name, err)
		}
		took, own, servers := time.Since(began), used()-own, usedBy(o.server)-servers
		crossed := ""
		if o.rows {
			n, err := asked.count(db)
			if err != nil {
				return err
			}
			crossed = fmt.Sprintf("%12d rows", n)
		}
		fmt.Fprintf(w, "%-10s %-9s %-12s %8.2f s, CPU %6.2f s here, %6.2f s there%s %6d MB at most\n",
			d.Name, o.how, report.name, took.Seconds(), own.Seconds(), servers.Seconds(), crossed, most())
	}
	return nil
}

type report struct {
	name string
	run  func(context.Context) error
}

// reports returns the reports that only count, which need no memory for each
// customer, and a page of the list.
func reports(s *store.Store, o options, asOf time.Time) []report {
	var c customer.Repository = s
	var e engagement.Repository = s
	var u subscription.Repository = s
	var n notify.Repository = s
	if o.how == "pushdown" {
		c, e, u, n = store.Grouped{Store: s}, store.GroupedEngagement{Store: s}, store.GroupedSubscription{Store: s}, store.GroupedNotify{Store: s}
	}
	run := &customer.Run{Workers: o.workers}
	return []report{
		{"customer", func(ctx context.Context) error {
			_, err := customer.Summarize(ctx, c, customer.Query{AsOf: asOf}, run)
			return err
		}},
		{"list", func(ctx context.Context) error {
			_, err := customer.List(ctx, c, customer.Query{AsOf: asOf, Limit: 50}, run)
			return err
		}},
		{"engagement", func(ctx context.Context) error {
			_, err := engagement.Summarize(ctx, e, engagement.Query{AsOf: asOf}, run)
			return err
		}},
		{"subscription", func(ctx context.Context) error {
			_, err := subscription.Summarize(ctx, u, subscription.Query{AsOf: asOf}, run)
			return err
		}},
		{"notify", func(ctx context.Context) error {
			_, err := notify.Summarize(ctx, n, notify.Query{AsOf: asOf}, run)
			return err
		}},
	}
}

// most returns the most memory that this process has had, in MB.
func most() int64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return u.Maxrss / 1024
}

// recorder keeps what the database is asked.
type recorder struct {
	dialect.Querier
	mu      sync.Mutex
	queries []query
}

type query struct {
	ctx  context.Context // ClickHouse's driver has the texts of a query in it
	text string
	args []any
}

// QueryContext asks the database.
func (r *recorder) QueryContext(ctx context.Context, text string, args ...any) (*sql.Rows, error) {
	r.mu.Lock()
	r.queries = append(r.queries, query{context.WithoutCancel(ctx), text, args})
	r.mu.Unlock()
	return r.Querier.QueryContext(ctx, text, args...)
}

// count asks everything again and counts the rows.
func (r *recorder) count(db *sql.DB) (n int, err error) {
	for _, q := range r.queries {
		rows, err := db.QueryContext(q.ctx, q.text, q.args...)
		if err != nil {
			return 0, fmt.Errorf("counting rows: %w", err)
		}
		for rows.Next() {
			n++
		}
		if err := errors.Join(rows.Err(), rows.Close()); err != nil {
			return 0, fmt.Errorf("counting rows: %w", err)
		}
	}
	return n, nil
}

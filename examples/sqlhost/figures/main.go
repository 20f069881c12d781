// Command figures measures a database that load has filled: every wing's report
// streamed and pushed down, the time, the rows that crossed the wire, and the
// most memory that this process had.
//
//	go run ./figures -db URL -how stream|pushdown
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
	refunded := flag.String("refunded", "", "`COLUMN` of orders that says whether they have refunds")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := figures(ctx, os.Stdout, *url, *how, *refunded, *rows); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func figures(ctx context.Context, w io.Writer, url, how, refunded string, rows bool) (err error) {
	db, d, err := dialect.Open(ctx, url, dialect.Read)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	m := store.DefaultMapping()
	m.Orders.Refunded = refunded
	r := &recorder{Querier: db}
	s, err := store.New(r, d, m)
	if err != nil {
		return err
	}
	asOf, err := s.Latest(ctx)
	if err != nil {
		return err
	}
	for _, report := range reports(s, how == "pushdown", asOf) {
		r.queries = nil
		began := time.Now()
		if err := report.run(ctx); err != nil {
			return fmt.Errorf("%s: %w", report.name, err)
		}
		took := time.Since(began)
		crossed := ""
		if rows {
			n, err := r.count(db)
			if err != nil {
				return err
			}
			crossed = fmt.Sprintf("%12d rows", n)
		}
		fmt.Fprintf(w, "%-10s %-9s %-12s %8.2f s%s %6d MB at most\n", d.Name, how, report.name, took.Seconds(), crossed, most())
	}
	return nil
}

type report struct {
	name string
	run  func(context.Context) error
}

// reports are the reports that are counts: their answers need no memory for
// each customer.
func reports(s *store.Store, push bool, asOf time.Time) []report {
	var c customer.Repository = s
	var e engagement.Repository = s
	var u subscription.Repository = s
	var n notify.Repository = s
	if push {
		c, e, u, n = store.Grouped{Store: s}, store.GroupedEngagement{Store: s}, store.GroupedSubscription{Store: s}, store.GroupedNotify{Store: s}
	}
	return []report{
		{"customer", func(ctx context.Context) error {
			_, err := customer.Summarize(ctx, c, customer.Query{AsOf: asOf})
			return err
		}},
		{"engagement", func(ctx context.Context) error {
			_, err := engagement.Summarize(ctx, e, engagement.Query{AsOf: asOf})
			return err
		}},
		{"subscription", func(ctx context.Context) error {
			_, err := subscription.Summarize(ctx, u, subscription.Query{AsOf: asOf})
			return err
		}},
		{"notify", func(ctx context.Context) error {
			_, err := notify.Summarize(ctx, n, notify.Query{AsOf: asOf})
			return err
		}},
	}
}

// most is the most memory that this process had, in MB.
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

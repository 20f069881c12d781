package store_test

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/engagement"
	"github.com/clientele-go/clientele/examples/report/program"
	"github.com/clientele-go/clientele/examples/sqlhost/dialect"
	"github.com/clientele-go/clientele/examples/sqlhost/servertest"
	"github.com/clientele-go/clientele/examples/sqlhost/store"
	"github.com/clientele-go/clientele/notify"
	"github.com/clientele-go/clientele/subscription"
)

// transactional runs a test on the databases that have snapshots, with a way to open
// them again: as a pool of so many connections that is watched.
func transactional(t *testing.T, test func(t *testing.T, b base, again func(connections int, delay time.Duration) (*sql.DB, *watched))) {
	file := filepath.Join(t.TempDir(), "shop.db")
	for name, b := range map[string]base{
		"sqlite":   connect(t, "sqlite", "sqlite:"+file),
		"postgres": server(t, "postgres", shared.Postgres),
	} {
		t.Run(name, func(t *testing.T) {
			b.need(t)
			source := "file:" + file + "?_pragma=busy_timeout(10000)"
			if name == "postgres" {
				s, err := shared.Postgres()
				if err != nil {
					servertest.Skip(t, name, err)
				}
				source = s.URL
			}
			test(t, b, func(connections int, delay time.Duration) (*sql.DB, *watched) {
				w := &watched{driver: b.db.Driver(), source: source, delay: delay}
				db := sql.OpenDB(w)
				db.SetMaxOpenConns(connections)
				t.Cleanup(func() {
					if err := db.Close(); err != nil {
						t.Error(err)
					}
				})
				return db, w
			})
		})
	}
}

// storeOn is the store over the host's own tables.
func storeOn(t *testing.T, db dialect.Querier, b base) *store.Store {
	t.Helper()
	s, err := store.New(t.Context(), db, b.d, b.m)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// atTheSameTime asks n times at the same time, streamed and pushed down. The pool's
// connections are all free afterwards.
func atTheSameTime(t *testing.T, db *sql.DB, n int, s *store.Store, ask func(ctx context.Context, way string, shop program.Shop) error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	var wait sync.WaitGroup
	for i := range n {
		way := []string{"streamed", "pushed down"}[i%2]
		wait.Go(func() {
			if err := ask(ctx, way, shops(s, 2)[way]); err != nil {
				t.Errorf("question %d, %s: %v", i, way, err)
			}
		})
	}
	wait.Wait()
	if now := db.Stats(); now.InUse > 0 {
		t.Errorf("%d connections are still in use", now.InUse)
	}
}

// One connection answers every question of every wing, also ten at the same time,
// and whatever time a query takes: there is never more than one sequence open.
func TestOneConnection(t *testing.T) {
	transactional(t, func(t *testing.T, b base, again func(int, time.Duration) (*sql.DB, *watched)) {
		facts, o, err := world(t.Context(), 1)
		if err != nil {
			t.Fatal(err)
		}
		b.open(t, facts)
		want, err := files(t.Context(), t.TempDir(), memory(facts), o)
		if err != nil {
			t.Fatal(err)
		}
		for _, delay := range []time.Duration{0, time.Millisecond} {
			db, w := again(1, delay)
			o.Workers = 4
			atTheSameTime(t, db, 10, storeOn(t, db, b), func(ctx context.Context, way string, shop program.Shop) error {
				got, err := files(ctx, t.TempDir(), shop, o)
				if err != nil {
					return err
				}
				return same(want, got)
			})
			if w.most.Load() != 1 || w.queries.Load() < 1000 {
				t.Errorf("%d sequences were open at once, of %d; want 1", w.most.Load(), w.queries.Load())
			}
		}
	})
}

// ClickHouse, which has no snapshots, makes do with one connection, too.
func TestOneConnectionToClickHouse(t *testing.T) {
	each(t, false, func(t *testing.T, b base) {
		if b.d.Name != "clickhouse" {
			return
		}
		facts, o, err := world(t.Context(), 1)
		if err != nil {
			t.Fatal(err)
		}
		s := b.open(t, facts)
		want, err := files(t.Context(), t.TempDir(), memory(facts), o)
		if err != nil {
			t.Fatal(err)
		}
		b.db.SetMaxOpenConns(1)
		atTheSameTime(t, b.db, 4, s, func(ctx context.Context, way string, shop program.Shop) error {
			got, err := files(ctx, t.TempDir(), shop, o)
			if err != nil {
				return err
			}
			return same(want, got)
		})
	})
}

// Four connections and four workers answer ten questions at the same time: no worker
// waits for a connection that another question has.
func TestPoolOfFour(t *testing.T) {
	transactional(t, func(t *testing.T, b base, again func(int, time.Duration) (*sql.DB, *watched)) {
		facts := manyCustomers(40)
		manyOrders(facts)
		b.open(t, facts)
		asOf := day.Add(time.Hour)
		want, err := customer.Summarize(t.Context(), memory(facts).Customers, customer.Query{AsOf: asOf}, nil)
		if err != nil {
			t.Fatal(err)
		}
		db, w := again(4, time.Millisecond)
		run := &customer.Run{Workers: 4}
		atTheSameTime(t, db, 10, storeOn(t, db, b), func(ctx context.Context, _ string, shop program.Shop) error {
			got, err := customer.Summarize(ctx, shop.Customers, customer.Query{AsOf: asOf}, run)
			if err != nil {
				return err
			}
			if said(got) != said(want) {
				return fmt.Errorf("the answer is\n%s\nwant\n%s", said(got), said(want))
			}
			if _, err := engagement.Summarize(ctx, shop.Engagement, engagement.Query{AsOf: asOf}, run); err != nil {
				return err
			}
			if _, err := subscription.Summarize(ctx, shop.Subscription, subscription.Query{AsOf: asOf}, run); err != nil {
				return err
			}
			_, err = notify.Summarize(ctx, shop.Notify, notify.Query{AsOf: asOf}, run)
			return err
		})
		if w.most.Load() != 1 {
			t.Errorf("%d sequences were open at once on a connection, want 1", w.most.Load())
		}
		if s := db.Stats(); s.OpenConnections < 2 {
			t.Errorf("%d connections were used, want more than one", s.OpenConnections)
		}
	})
}

// said is a report as a text, in which equal amounts are spelled the same.
func said(r customer.Report) string {
	revenue := ""
	for _, l := range r.Revenue {
		revenue += fmt.Sprint(" ", l.Orders, " ", l.Kind, ": ", l.Gross.Decimal().StringFixed(2), " - ", l.Refunded.Decimal().StringFixed(2), " ", l.Currency)
	}
	r.Revenue = nil
	return fmt.Sprintf("%+v%s", r, revenue)
}

// seen is how many customers and logins the stores of a snapshot find, and the
// customers' names.
func seen(t *testing.T, repos []any) (all []string) {
	t.Helper()
	for _, r := range repos {
		s := r.(*store.Store)
		customers, names := 0, ""
		for c, err := range s.EachCustomer(t.Context(), customer.Scope{}) {
			if customers++; err != nil {
				t.Fatal(err)
			}
			names += c.Name
		}
		logins, err := count(s.EachLogin(t.Context(), customer.Scope{}))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, fmt.Sprint(customers, " ", logins, names))
	}
	return all
}

// All stores of a snapshot find the state of its beginning, whatever is written
// meanwhile; a snapshot of one of them is the same one.
func TestSnapshot(t *testing.T) {
	transactional(t, func(t *testing.T, b base, again func(int, time.Duration) (*sql.DB, *watched)) {
		b.open(t, manyCustomers(10))
		*b.filled = filled{} // for it is written to
		db, _ := again(4, 0)
		repos, end, err := storeOn(t, db, b).Snapshot(t.Context(), 3)
		if err != nil || len(repos) != 3 {
			t.Fatalf("%d stores, %v; want 3", len(repos), err)
		}
		b.exec(t, "INSERT INTO customers (id) VALUES ('new')")
		b.exec(t, "DELETE FROM logins WHERE customer_id < '00005'")
		for i, found := range seen(t, repos) {
			if found != "10 20" {
				t.Errorf("store %d of the snapshot finds %s customers and logins, want 10 and 20", i, found)
			}
		}
		inner, none, err := repos[1].(*store.Store).Snapshot(t.Context(), 2)
		if err != nil || len(inner) != 2 || none != nil {
			t.Errorf("a snapshot of a snapshot has %d stores, an end: %v, error %v; want 2 and no end", len(inner), none != nil, err)
		}
		for _, found := range seen(t, inner) {
			if found != "10 20" {
				t.Errorf("a snapshot of a snapshot finds %s customers and logins, want 10 and 20", found)
			}
		}
		if err := end(); err != nil {
			t.Error(err)
		}
		repos, end, err = storeOn(t, db, b).Snapshot(t.Context(), 1)
		if err != nil || len(repos) != 1 {
			t.Fatalf("%d stores, %v; want 1", len(repos), err)
		}
		if found := seen(t, repos); found[0] != "11 10" {
			t.Errorf("the next snapshot finds %s customers and logins, want 11 and 10", found)
		}
		if err := end(); err != nil {
			t.Error(err)
		}
		if now := db.Stats(); now.InUse > 0 {
			t.Errorf("%d connections are still in use", now.InUse)
		}
	})
}

// While somebody writes all the time, the stores of a snapshot still find one state.
func TestSnapshotsWhileSomebodyWrites(t *testing.T) {
	const snapshots = 100
	transactional(t, func(t *testing.T, b base, again func(int, time.Duration) (*sql.DB, *watched)) {
		b.open(t, manyCustomers(3))
		*b.filled = filled{}
		db, _ := again(4, 0)
		ctx, cancel := context.WithCancel(t.Context())
		var wait sync.WaitGroup
		written := 0
		wait.Go(func() {
			for ; ctx.Err() == nil; written++ {
				if _, err := b.db.ExecContext(ctx, fmt.Sprintf("UPDATE customers SET name = '%d'", written)); err != nil && ctx.Err() == nil {
					t.Errorf("writing: %v", err)
					return
				}
			}
		})
		several := 0
		for range snapshots {
			repos, end, err := storeOn(t, db, b).Snapshot(t.Context(), 3)
			if err != nil {
				t.Fatal(err)
			}
			found := seen(t, repos)
			for _, s := range found {
				if s != found[0] {
					t.Errorf("the stores of a snapshot find %q", found)
				}
			}
			if several += len(repos) - 1; len(repos) == 0 {
				t.Error("a snapshot without a store")
			}
			if err := end(); err != nil {
				t.Error(err)
			}
		}
		cancel()
		wait.Wait()
		if b.d.Name == "postgres" && several != 2*snapshots || written == 0 {
			t.Errorf("%d stores beyond the first in %d snapshots, want 2 each; %d states were written", several, snapshots, written)
		}
		t.Logf("%d states were written; %d snapshots had %d stores beyond the first", written, snapshots, several)
	})
}

// Facts that are written in the middle of an answer, after its first range, are not
// in it.
func TestFactsInTheMiddleOfAnAnswer(t *testing.T) {
	transactional(t, func(t *testing.T, b base, again func(int, time.Duration) (*sql.DB, *watched)) {
		for _, workers := range []int{1, 3} {
			facts := manyCustomers(30)
			manyOrders(facts)
			asOf := day.Add(time.Hour)
			want, err := customer.Summarize(t.Context(), memory(facts).Customers, customer.Query{AsOf: asOf}, nil)
			if err != nil {
				t.Fatal(err)
			}
			for way := range ways(nil) {
				b.open(t, facts)
				*b.filled = filled{}
				db, _ := again(4, 0)
				repo, written := cut(storeOn(t, db, b), 5)[way], false
				run := &customer.Run{Workers: workers, Progress: func(done, total int) {
					if !written {
						written = true
						b.exec(t, "INSERT INTO customers (id) VALUES ('00005x'), ('00029x')")
						b.exec(t, "DELETE FROM logins")
						b.exec(t, "UPDATE orders SET amount = '1000', customer_id = '00029'")
						b.exec(t, "DELETE FROM refunds")
					}
				}}
				for i := range 2 { // of the old state, and then of the new one
					got, err := customer.Summarize(t.Context(), repo, customer.Query{AsOf: asOf}, run)
					if err != nil || !written {
						t.Fatalf("%s: written: %v, %v", way, written, err)
					}
					if isOld := said(got) == said(want); isOld != (i == 0) {
						t.Errorf("%s, %d workers, answer %d: got\n%s\nbefore anything was written\n%s", way, workers, i, said(got), said(want))
					}
				}
			}
		}
	})
}

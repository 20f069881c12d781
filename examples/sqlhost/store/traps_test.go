package store_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/examples/sqlhost/dialect"
	"github.com/clientele-go/clientele/examples/sqlhost/store"
	"github.com/clientele-go/clientele/export/folder"
	"github.com/shopspring/decimal"
)

var day = time.Date(2024, 5, 1, 0, 0, 0, 0, time.UTC)

// each runs a test on every database that is there, host's tables or not.
func each(t *testing.T, hosts bool, test func(t *testing.T, b base)) {
	t.Helper()
	for _, b := range bases(t) {
		if b.host == hosts {
			t.Run(b.name, func(t *testing.T) { b.need(t); test(t, b) })
		}
	}
}

// ways are the repositories of a store: streamed and pushed down.
func ways(s *store.Store) map[string]customer.Repository {
	return map[string]customer.Repository{"streamed": s, "pushed down": store.Grouped{Store: s}}
}

// R2: sums are exact, also where a 64-bit integer would wrap (ClickHouse) or be
// an error (SQLite), and where dividing as floating-point numbers (ClickHouse)
// or rounding up would lose a ten-thousandth.
func TestSumsDoNotWrap(t *testing.T) {
	var facts folder.Facts
	total := decimal.RequireFromString("999999999999.9999")
	for i := range 1200 {
		facts.Orders = append(facts.Orders, customer.Order{
			ID: customer.OrderID(fmt.Sprint(i)), Customer: "mia", PaidAt: day, Total: customer.Money{Amount: total, Currency: "EUR"},
		})
	}
	want := total.Mul(decimal.New(1200, 0))
	each(t, false, func(t *testing.T, b base) {
		for way, repo := range ways(b.open(t, &facts)) {
			r, err := customer.Summarize(t.Context(), repo, customer.Query{AsOf: day}, nil)
			if err != nil || len(r.Revenue) != 1 || !r.Revenue[0].Gross.Decimal().Equal(want) || r.PaidOrders != 1200 {
				t.Errorf("R2: %s: revenue %v, %d paid orders, error %v; want %s", way, r.Revenue, r.PaidOrders, err, want)
			}
		}
	})
}

// The trap is there: a sum of ClickHouse's integers wraps in silence.
func TestClickHouseSumsWrap(t *testing.T) {
	each(t, false, func(t *testing.T, b base) {
		if b.d.Name != "clickhouse" {
			return
		}
		var sum int64
		err := b.db.QueryRowContext(t.Context(), "SELECT SUM(toInt64(9000000000000000000)) FROM (SELECT number FROM system.numbers LIMIT 2)").Scan(&sum)
		if err != nil || sum > 0 {
			t.Errorf("the sum is %d, %v: not wrapped, so TestSumsDoNotWrap proves nothing any more", sum, err)
		}
	})
}

// R2: a floating-point amount is an error, never an answer.
func TestFloatingPointAmountsAreRefused(t *testing.T) {
	each(t, false, func(t *testing.T, b base) {
		if b.d.Name != "sqlite" {
			return // the others have types
		}
		b.open(t, &folder.Facts{})
		b.exec(t, "CREATE TABLE floats (id TEXT, customer_id TEXT, amount REAL, currency TEXT, paid_at TEXT)")
		b.exec(t, "INSERT INTO floats VALUES ('o', 'mia', 0.1, 'EUR', '2024-05-01T00:00:00.000000000Z')")
		m := store.Mapping{Clock: dialect.Text, Orders: store.Orders{Table: "floats", ID: "id", Customer: "customer_id", Amount: "amount", Currency: "currency", PaidAt: "paid_at"}}
		s, err := store.New(t.Context(), b.db, b.d, m)
		if err != nil {
			t.Fatal(err)
		}
		for way, repo := range ways(s) {
			if _, err := customer.Summarize(t.Context(), repo, customer.Query{AsOf: day}, nil); !errors.Is(err, store.ErrFloat) {
				t.Errorf("R2: %s: error %v, want %v", way, err, store.ErrFloat)
			} else if strings.Contains(strings.ToLower(err.Error()), "scan") || strings.Contains(err.Error(), "0.1") {
				t.Errorf("X6: %s: the error has words of database/sql, or the value: %v", way, err)
			}
		}
	})
}

// MAX over nothing, and sums of nothing: an empty shop has no latest instant (T7)
// and no revenue, and 1970 is in no answer.
func TestNothingIsNotZero(t *testing.T) {
	for _, hosts := range []bool{false, true} {
		each(t, hosts, func(t *testing.T, b base) {
			s := b.open(t, &folder.Facts{Customers: []customer.Customer{{ID: "mia"}}, Orders: []customer.Order{{
				ID: "o", Customer: "mia", Total: customer.Money{Amount: decimal.New(1, 0), Currency: "EUR"},
			}}})
			if at, err := s.Latest(t.Context()); err != nil || !at.IsZero() {
				t.Errorf("T7: the latest instant of undated facts is %v, %v; want none", at, err)
			}
			for way, repo := range ways(s) {
				page, err := customer.List(t.Context(), repo, customer.Query{AsOf: day}, nil)
				if err != nil || len(page.Rows) != 1 {
					t.Fatalf("%s: %v, %v", way, page, err)
				}
				if r := page.Rows[0]; !r.LastUsage.IsZero() || !r.LastLogin.IsZero() || len(r.Revenue) != 0 {
					t.Errorf("T7: %s: last usage %v, last login %v, revenue %v; want nothing", way, r.LastUsage, r.LastLogin, r.Revenue)
				}
			}
			for o, err := range s.EachOrder(t.Context(), customer.Scope{}) {
				if err != nil || len(o.Refunds) != 0 {
					t.Errorf("R3: an order without refunds has %d, %v", len(o.Refunds), err)
				}
			}
		})
	}
}

// T4: a window's edge does not shift where columns are coarser than a
// nanosecond: a login at the whole second is not within what begins a
// nanosecond later, and is within what ends a nanosecond later.
func TestEdgesDoNotShift(t *testing.T) {
	facts := &folder.Facts{
		Customers: []customer.Customer{{ID: "mia"}},
		Logins:    []customer.Login{{Customer: "mia", At: day}, {Customer: "mia", At: day.Add(time.Second)}},
	}
	for _, hosts := range []bool{false, true} {
		each(t, hosts, func(t *testing.T, b base) {
			s := b.open(t, facts)
			for _, c := range []struct {
				reason   string
				from, to time.Time
				want     int
			}{
				{"the first is at From", day, day.Add(1), 1},
				{"From is just after the first", day.Add(1), day.Add(time.Second), 0},
				{"To is the second, and exclusive", day.Add(1), day.Add(time.Second), 0},
				{"To is just after the second", day.Add(1), day.Add(time.Second + 1), 1},
				{"both ends round up to the same", day.Add(1), day.Add(2), 0},
				{"all", time.Time{}, day.Add(time.Second + 1), 2},
			} {
				n := 0
				for _, err := range s.EachLogin(t.Context(), customer.Scope{Span: calendar.Span{From: c.from, To: c.to}}) {
					if n++; err != nil {
						t.Fatal(err)
					}
				}
				if n != c.want {
					t.Errorf("T4: %s: %d logins, want %d", c.reason, n, c.want)
				}
			}
			for way, repo := range ways(s) {
				for asOf, want := range map[time.Time]int{day.Add(-1): 0, day: 1, day.Add(time.Second - 1): 1, day.Add(time.Second): 2} {
					d, err := customer.Get(t.Context(), repo, "mia", customer.Query{AsOf: asOf})
					if err != nil || len(d.Explanation.Logins) != want {
						t.Errorf("T2: %s, as of %v: %d logins, %v; want %d", way, asOf, len(d.Explanation.Logins), err, want)
					}
				}
			}
		})
	}
}

// T6: timestamptz is an instant, whatever the time zone of the session.
func TestSessionTimeZone(t *testing.T) {
	each(t, true, func(t *testing.T, b base) {
		if b.d.Name != "postgres" {
			return
		}
		var zone string
		if err := b.db.QueryRowContext(t.Context(), "SHOW timezone").Scan(&zone); err != nil || zone == "UTC" {
			t.Fatalf("the session is in %s, %v: it would prove nothing", zone, err)
		}
		s := b.open(t, &folder.Facts{Logins: []customer.Login{{Customer: "mia", At: day.Add(time.Microsecond)}}})
		for l, err := range s.EachLogin(t.Context(), customer.Scope{Span: calendar.Span{From: day.Add(1), To: day.Add(time.Microsecond + 1)}}) {
			if err != nil || !l.At.Equal(day.Add(time.Microsecond)) {
				t.Errorf("T6: a login at %v, %v; want %v", l.At, err, day)
			}
			return
		}
		t.Error("T4: no login in the microsecond of it")
	})
}

// T7: NULL, an empty text, the number 0 and the zero time are all unknown.
func TestUnknownInstants(t *testing.T) {
	for _, c := range []struct {
		dialect, clock, kind, values string
	}{
		{"sqlite", "text", "TEXT", "NULL;'';'0001-01-01T00:00:00.000000000Z'"},
		{"sqlite", "nanos", "INTEGER", "NULL;0"},
		{"postgres", "text", "text", "NULL;'';'0001-01-01T00:00:00.000000000Z'"},
		{"postgres", "micros", "bigint", "NULL;0"},
		{"postgres", "timestamp", "timestamptz", "NULL;'0001-01-01 00:00:00+00'"},
		{"clickhouse", "text", "Nullable(String)", "NULL;'';'0001-01-01T00:00:00.000000000Z'"},
		{"clickhouse", "seconds", "Nullable(Int64)", "NULL;0"},
		{"clickhouse", "timestamp", "DateTime", "0"},
		{"clickhouse", "timestamp", "Nullable(DateTime)", "NULL"},
	} {
		each(t, false, func(t *testing.T, b base) {
			if b.d.Name != c.dialect {
				return
			}
			engine := ""
			if b.d.Name == "clickhouse" {
				engine = " ENGINE = MergeTree ORDER BY tuple()"
			}
			b.exec(t, "DROP TABLE IF EXISTS unknowns")
			b.exec(t, "CREATE TABLE unknowns (who "+map[bool]string{true: "String", false: "text"}[engine != ""]+", seen "+c.kind+")"+engine)
			for v := range strings.SplitSeq(c.values, ";") {
				b.exec(t, "INSERT INTO unknowns (who, seen) SELECT 'mia', "+v)
			}
			m := store.Mapping{Clock: dialect.Clock(c.clock), Logins: store.Logins{Table: "unknowns", Customer: "who", At: "seen"}}
			s, err := store.New(t.Context(), b.db, b.d, m)
			if err != nil {
				t.Fatal(err)
			}
			want := strings.Count(c.values, ";") + 1
			for way, repo := range ways(s) {
				r, err := customer.Summarize(t.Context(), repo, customer.Query{AsOf: day}, nil)
				if err != nil || r.Guests.Facts.Logins != want {
					t.Errorf("T7: %s, %s: %d undated logins, %v; want %d", way, c.kind, r.Guests.Facts.Logins, err, want)
				}
				for d, err := range digests(t.Context(), repo, day) {
					if err != nil || !d.LastUse.IsZero() || !d.Logins.Latest.IsZero() {
						t.Errorf("T7: %s, %s: last use %v, %v; want none", way, c.kind, d.LastUse, err)
					}
				}
			}
			if at, err := s.Latest(t.Context()); err != nil || !at.IsZero() {
				t.Errorf("T7: %s: latest %v, %v; want none", c.kind, at, err)
			}
		})
	}
}

// A value is never part of SQL: one that looks like SQL is a value.
func TestValuesAreBound(t *testing.T) {
	const evil = customer.ID(`x'; DROP TABLE customers; --" \' ? :p1 $1 {a:String}`)
	each(t, false, func(t *testing.T, b base) {
		s := b.open(t, &folder.Facts{Customers: []customer.Customer{{ID: evil}, {ID: "mia"}}})
		n := 0
		for c, err := range s.EachCustomer(t.Context(), customer.Scope{Customers: []customer.ID{evil, "nobody' OR '1'='1"}}) {
			if n++; err != nil || c.ID != evil {
				t.Errorf("%q, %v; want %q", c.ID, err, evil)
			}
		}
		if n != 1 {
			t.Errorf("%d customers, want 1", n)
		}
	})
}

// A name that is no identifier is refused before it is part of SQL.
func TestNamesAreChecked(t *testing.T) {
	m := store.DefaultMapping()
	for _, name := range []string{`a"b`, "a b", "1a", "a;b", "é", "a.b.c", strings.Repeat("a", 64), "a-b", ".", "a."} {
		m.Logins.Table = name
		if _, err := store.New(t.Context(), nil, dialect.SQLite(), m); !errors.Is(err, store.ErrMapping) || !errors.Is(err, dialect.ErrIdent) {
			t.Errorf("table %q: error %v, want %v", name, err, dialect.ErrIdent)
		}
	}
}

// A cancelled question ends with its context's error, and on the server too.
func TestCancel(t *testing.T) {
	const all = 10000
	facts := manyCustomers(all)
	each(t, false, func(t *testing.T, b base) {
		s := b.open(t, facts)
		for way, repo := range ways(s) {
			n, last := cancelled(t.Context(), func(ctx context.Context) iter.Seq2[customer.Digest, error] {
				return digests(ctx, repo, day.Add(time.Hour))
			})
			if ranges := b.d.Name != "clickhouse"; !errors.Is(last, context.Canceled) || ranges && n == all {
				t.Errorf("%s: %d of %d digests and the error %v, want that the context is cancelled", way, n, all, last)
			}
			b.idle(t)
		}
		n, last := cancelled(t.Context(), func(ctx context.Context) iter.Seq2[customer.Login, error] {
			return s.EachLogin(ctx, customer.Scope{})
		})
		if !errors.Is(last, context.Canceled) || n == 2*all {
			t.Errorf("%d of %d logins and the error %v, want that the context is cancelled", n, 2*all, last)
		}
		b.idle(t)
	})
}

// cancelled cancels a sequence at the first of what comes. It returns how many came
// and the error.
func cancelled[T any](ctx context.Context, sequence func(context.Context) iter.Seq2[T, error]) (n int, last error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	for _, err := range sequence(ctx) {
		if last = err; err == nil {
			n++
		}
		cancel()
	}
	return n, last
}

// digests ranges over the digests of a repository, guests last. Workers wait for one
// another.
func digests(ctx context.Context, repo customer.Repository, asOf time.Time) iter.Seq2[customer.Digest, error] {
	return func(yield func(customer.Digest, error) bool) {
		var one sync.Mutex
		_, err := customer.Reduce(ctx, repo, customer.Query{AsOf: asOf}, nil, customer.Reducer[struct{}]{
			New: func() (none struct{}) { return none },
			Visit: func(_ struct{}, d *customer.Digest) error {
				one.Lock()
				defer one.Unlock()
				if !yield(*d, nil) {
					panic("digests: the whole is wanted")
				}
				return nil
			},
		})
		if err != nil {
			yield(customer.Digest{}, err)
		}
	}
}

// idle waits until the server works on no question any more.
func (b base) idle(t *testing.T) {
	t.Helper()
	ask := map[string]string{
		"postgres":   "SELECT COUNT(*) FROM pg_stat_activity WHERE state = 'active' AND pid <> pg_backend_pid() AND backend_type = 'client backend'",
		"clickhouse": "SELECT toInt64(COUNT(*) - 1) FROM system.processes",
	}[b.d.Name]
	for i := 0; ask != ""; i++ {
		var n int
		if err := b.db.QueryRowContext(t.Context(), ask).Scan(&n); err != nil {
			t.Fatal(err)
		}
		if n == 0 {
			return
		}
		if i == 200 {
			t.Fatalf("%d questions still run on the server", n)
		}
		time.Sleep(10 * time.Millisecond)
	}
}

func (b base) exec(t *testing.T, sql string) {
	t.Helper()
	if _, err := b.db.ExecContext(t.Context(), sql); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
}

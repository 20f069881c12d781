package shopdb

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/customertest"
	"github.com/clientele-go/clientele/examples/internal/shop"
	"github.com/clientele-go/clientele/examples/sqlhost/dialect"
	"github.com/clientele-go/clientele/examples/sqlhost/load"
	"github.com/clientele-go/clientele/examples/sqlhost/servertest"
	"github.com/clientele-go/clientele/examples/sqlhost/store"
	"github.com/clientele-go/clientele/export/folder"
	"github.com/clientele-go/clientele/gdpr"
	"github.com/clientele-go/clientele/gdpr/gdprtest"
	"github.com/clientele-go/clientele/notify"
)

var shared servertest.Shared

func TestMain(m *testing.M) { os.Exit(shared.Main(m)) }

// databases numbers those of the server.
var databases atomic.Int32

// everyDatabase runs a test with each kind of database. Fresh opens one with facts.
func everyDatabase(t *testing.T, test func(t *testing.T, fresh func(t testing.TB, f *folder.Facts) *Shop)) {
	t.Run("SQLite", func(t *testing.T) {
		test(t, func(t testing.TB, f *folder.Facts) *Shop {
			return opened(t, "sqlite:"+filepath.Join(t.TempDir(), "shop.db"), f)
		})
	})
	t.Run("PostgreSQL", func(t *testing.T) {
		s, err := shared.Postgres()
		if err != nil {
			servertest.Skip(t, "postgres", err)
		}
		test(t, func(t testing.TB, f *folder.Facts) *Shop {
			t.Helper()
			name := fmt.Sprintf("shop%d", databases.Add(1))
			if err := servertest.Execute(t.Context(), s.URL, "CREATE DATABASE "+name); err != nil {
				t.Fatal(err)
			}
			return opened(t, s.In(name), f)
		})
	})
}

// opened loads facts into a database and opens it.
func opened(t testing.TB, url string, f *folder.Facts) *Shop {
	t.Helper()
	db, d, err := dialect.Open(t.Context(), url, dialect.Write)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := load.Facts(t.Context(), load.Target{DB: db, Dialect: d, Mapping: store.DefaultMapping()}, f, "test"); err != nil {
		t.Fatal(err)
	}
	s, err := Open(t.Context(), url, "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	if _, err := s.Watch(t.Context(), "kit"); err != nil { // as where copies are kept
		t.Fatal(err)
	}
	return s
}

// registry returns the registry of a shop that can erase.
func registry(t testing.TB, s *Shop) *gdpr.Registry {
	t.Helper()
	file := filepath.Join(t.TempDir(), "keys")
	if err := os.WriteFile(file, []byte("k1 "+strings.Repeat("0123456789abcdef", 4)+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	r, err := s.Registry(t.Context(), file)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// The editor's kit: favourites by an update, deletion by an erasure (L6, L7).
func TestEditor(t *testing.T) {
	everyDatabase(t, func(t *testing.T, fresh func(t testing.TB, f *folder.Facts) *Shop) {
		customertest.RunEditor(t, func(t testing.TB, f customer.Memory) customertest.Edited {
			s := fresh(t, &folder.Facts{Customers: f.Customers, Logins: f.Logins, Orders: f.Orders, Messages: f.Messages, Actions: f.Actions})
			return customertest.Edited{Repository: s.Facts, Editor: gdpr.Accounts{
				Registry: registry(t, s), At: time.Date(2024, 6, 15, 12, 0, 0, 0, time.UTC), Request: shop.NewRequest,
				Receipt: func(context.Context, gdpr.Receipt) error { return nil }, Favorite: s.SetFavorite,
			}}
		})
	})
}

// The privacy kit: every table is exported, erased, and suppressed (G1–G6).
func TestPrivacy(t *testing.T) {
	everyDatabase(t, func(t *testing.T, fresh func(t testing.TB, f *folder.Facts) *Shop) {
		gdprtest.Run(t, func(t testing.TB) gdprtest.Host {
			s := fresh(t, &folder.Facts{Notifications: []notify.Notification{{ID: "n1", Name: "News"}}})
			return gdprtest.Host{Registry: registry(t, s), Plant: s.plant, Textless: []gdpr.Name{"logins"}, Dump: func(ctx context.Context) ([]byte, error) { return s.dump(ctx) }}
		})
	})
}

// plant puts a row in every table.
func (s *Shop) plant(ctx context.Context, who gdpr.Subject, canary string) error {
	const at = "'2024-06-01T00:00:00.000000000Z'"
	order := "order of " + string(who.ID)
	for _, p := range []struct {
		into, values string
		args         []any
	}{
		{"customers (id, email, name", "{}, {}, {}", []any{string(who.ID), string(who.Email), canary}},
		{"logins (customer_id, n, at", "{}, 1, " + at, []any{string(who.ID)}},
		{"messages (customer_id, n, at, direction, channel", "{}, 1, " + at + ", 'in', {}", []any{string(who.ID), canary}},
		{"orders (customer_id, id, amount, currency, channel, paid_at", "{}, {}, '5', 'EUR', {}, " + at, []any{string(who.ID), order, canary}},
		{"refunds (order_id, n, at, amount, id", "{}, 1, " + at + ", '1', {}", []any{order, canary}},
		{"actions (customer_id, n, at, kind", "{}, 1, " + at + ", {}", []any{string(who.ID), canary}},
		{"tags (customer_id, n, tag", "{}, 1, {}", []any{string(who.ID), canary}},
		{"fields (customer_id, n, name, value, at", "{}, 1, 'note', {}, " + at, []any{string(who.ID), canary}},
		{"members (customer_id, n, joined_at, channel", "{}, 1, " + at + ", {}", []any{string(who.ID), canary}},
		{"tokens (customer_id, n, subscribed_at, notification_id", "{}, 1, " + at + ", {}", []any{string(who.ID), canary}},
	} {
		q := s.Dialect.NewQuery()
		values := p.values
		for _, a := range p.args {
			values = strings.Replace(values, "{}", q.Value(a), 1)
		}
		q.Add("INSERT INTO ", p.into, ") VALUES (", values, ") ON CONFLICT DO NOTHING RETURNING 1")
		rows, err := q.Run(ctx, s.DB)
		if err != nil {
			return err
		}
		for rows.Next() {
		}
		if err := rows.Close(); err != nil {
			return err
		}
	}
	return nil
}

// dump returns all rows of the tables with facts.
func (s *Shop) dump(ctx context.Context) ([]byte, error) {
	var all bytes.Buffer
	for _, table := range []string{"customers", "logins", "messages", "orders", "refunds", "actions", "tags", "fields", "members", "tokens", "tombstones", "erasures"} {
		rows, err := s.DB.QueryContext(ctx, "SELECT * FROM "+table)
		if err != nil {
			return nil, err
		}
		columns, err := rows.Columns()
		if err != nil {
			return nil, err
		}
		cells, into := make([]any, len(columns)), make([]any, len(columns))
		for i := range cells {
			into[i] = &cells[i]
		}
		for rows.Next() {
			if err := rows.Scan(into...); err != nil {
				return nil, err
			}
			fmt.Fprintln(&all, table, cells)
		}
		if err := rows.Err(); err != nil {
			return nil, err
		}
		if err := rows.Close(); err != nil {
			return nil, err
		}
	}
	return all.Bytes(), nil
}

package database

import (
	"context"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/examples/sqlhost/servertest"
	"github.com/clientele-go/clientele/examples/sqlhost/shopdb"
)

// A fact that cannot be read is an error that is tried again; until it is mended, the pages
// show the state before.
func TestErrorsAreTriedAgain(t *testing.T) {
	everyDatabase(t, func(t *testing.T, b base) {
		h, log := b.open(t), logged(t)
		list := h.Get("customers?limit=500")
		b.does(t, "INSERT INTO orders (customer_id, id, amount, currency, kind, paid_at) VALUES ('c025', 'zz-o', '70707.07', 'CHF', 'nonsense', "+before+")")
		soon(t, "the error is logged", func() bool { return strings.Count(log.String(), "trying again") > 1 })
		if got := h.Get("customers?limit=500"); got != list {
			t.Error("while a fact cannot be read, the list is another one")
		}
		b.does(t, "UPDATE orders SET kind = 'food' WHERE id = 'zz-o'")
		soon(t, "the order shows", func() bool { return strings.Contains(h.Get("customer?id=c025"), "70707.07") })
	})
}

// While the server is away the host goes on, and follows once it is back.
func TestServerGoesAway(t *testing.T) {
	f, err := kettle()
	if err != nil {
		t.Fatal(err)
	}
	s, err := servertest.Postgres()
	if err != nil {
		servertest.Skip(t, "postgres", err)
	}
	defer func() {
		if err := s.Stop(); err != nil {
			t.Error(err)
		}
	}()
	b := loaded(t, s.URL, f)
	h, log := b.open(t), logged(t)
	if err := s.Kill(); err != nil {
		t.Fatal(err)
	}
	soon(t, "the error is logged", func() bool { return strings.Count(log.String(), "trying again") > 1 })
	if w := h.Ask("customers"); w.Code != http.StatusInternalServerError {
		t.Errorf("without its database, the list has the status %d, want 500", w.Code)
	}
	if err := s.Start(); err != nil {
		t.Fatal(err)
	}
	for range 100 { // connections of before are broken
		if b.PingContext(t.Context()) == nil {
			break
		}
	}
	b.does(t, "INSERT INTO tags (customer_id, n, tag) VALUES ('c025', 90001, 'heliotrope')")
	soon(t, "H11: the host follows again", func() bool { return strings.Contains(h.Ask("tags.csv?from=2024-05-01").Body.String(), "heliotrope") })
}

// logged returns what is logged until the test ends.
func logged(t testing.TB) *said {
	t.Helper()
	old, log := slog.Default(), &said{}
	slog.SetDefault(slog.New(slog.NewTextHandler(writer{log}, nil)))
	t.Cleanup(func() { slog.SetDefault(old) })
	return log
}

type writer struct{ *said }

func (w writer) Write(p []byte) (int, error) { w.add(string(p)); return len(p), nil }

// H11: when another process refreshes the rollup, it takes the changes. The facts in memory
// are read again nevertheless.
func TestAnotherProcessRefreshes(t *testing.T) {
	everyDatabase(t, func(t *testing.T, b base) {
		h := b.open(t, func(o *Options) { o.Look = time.Hour })
		b.does(t, "INSERT INTO tags (customer_id, n, tag) VALUES ('c025', 90001, 'heliotrope')", "UPDATE customers SET name = 'Zuleika' WHERE id = 'c025'")
		other, err := shopdb.Open(t.Context(), b.url, "")
		if err != nil {
			t.Fatal(err)
		}
		defer other.Close()
		n, err := other.Kept.RefreshChanged(t.Context(), func(ctx context.Context, ids []customer.ID) error { return other.Rollup.Refresh(ctx, ids...) })
		if err != nil || n != 1 {
			t.Fatalf("the other process refreshed %d customers, %v; want 1", n, err)
		}
		to := h.Now().Add(24 * time.Hour)
		due, err := other.Rollup.Advance(t.Context(), to)
		if err == nil {
			err = other.Rollup.Refresh(t.Context(), due...)
		}
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if err := h.look(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if !h.Now().Equal(to) {
			t.Errorf("H11: the present is %s, and the other process advanced to %s", h.Now(), to)
		}
		if !strings.Contains(h.Get("tags.csv?from=2024-05-01"), "heliotrope") {
			t.Error("H11: a change that another process took is not in the facts in memory")
		}
	})
}

// H11: an advance that ended before those who were due were refreshed is completed, by a host
// that runs and by one that starts.
func TestAdvanceOfAnotherProcessIsCompleted(t *testing.T) {
	everyDatabase(t, func(t *testing.T, b base) {
		h := b.open(t, func(o *Options) { o.Look = time.Hour })
		b.does(t, "INSERT INTO logins (customer_id, n, at) VALUES ('c025', 90003, '2024-06-17T00:00:00.000000000Z')")
		if err := h.look(t.Context()); err != nil {
			t.Fatal(err)
		}
		other, err := shopdb.Open(t.Context(), b.url, "")
		if err != nil {
			t.Fatal(err)
		}
		defer other.Close()
		advance := func(day int) {
			t.Helper()
			due, err := other.Rollup.Advance(t.Context(), time.Date(2024, 6, day, 12, 0, 0, 0, time.UTC))
			if err != nil || len(due) == 0 {
				t.Fatalf("the other process advanced, and %d customers are due, %v", len(due), err)
			}
		}
		advance(17)
		if err := h.look(t.Context()); err != nil {
			t.Fatal(err)
		}
		h.Get("customers")
		b.does(t, "INSERT INTO logins (customer_id, n, at) VALUES ('c025', 90004, '2024-06-19T00:00:00.000000000Z')")
		if err := h.look(t.Context()); err != nil {
			t.Fatal(err)
		}
		h.shut()
		advance(19)
		if h = b.open(t, func(o *Options) { o.Look = time.Hour }); !strings.Contains(h.Get("customer?id=c025"), "2024-06-19T00:00:00Z") {
			t.Error("H11: the login of after the first instant does not show")
		}
	})
}

// H11: with Advance the present is the clock's.
func TestAdvance(t *testing.T) {
	everyDatabase(t, func(t *testing.T, b base) {
		b.open(t).shut()
		began := time.Now()
		h := b.open(t, func(o *Options) { o.Advance = 50 * time.Millisecond })
		first := h.Now()
		if first.Before(began) {
			t.Errorf("H11: the present is %s, before the host was opened", first)
		}
		soon(t, "H11: the present moves on", func() bool { return h.Now().After(first) })
		h.Get("customers")
		at := time.Now().Add(300 * time.Millisecond).UTC().Format("2006-01-02T15:04:05.000000000Z")
		b.does(t, "INSERT INTO logins (customer_id, n, at) VALUES ('c025', 90001, '"+at+"')")
		soon(t, "H11: a login that was dated ahead counts", func() bool { return strings.Contains(h.Get("customer?id=c025"), at[:19]) })
	})
}

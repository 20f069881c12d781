package database

import (
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/clientele-go/clientele/examples/sqlhost/servertest"
)

// A fact that cannot be read, or breaks a rule, is an error that is tried again; until it is
// mended, the pages show the state before.
func TestErrorsAreTriedAgain(t *testing.T) {
	for _, bad := range []string{"'CHF', 'nonsense'", "'chf', 'food'"} {
		everyDatabase(t, func(t *testing.T, b base) {
			h, log := b.open(t), logged(t)
			pages := []string{"customers?limit=500", "growth?unit=month", "value"}
			var were []string
			for _, p := range pages {
				were = append(were, h.Get(p))
			}
			b.does(t, "INSERT INTO orders (customer_id, id, amount, currency, kind, paid_at) VALUES ('c025', 'zz-o', '70707.07', "+bad+", "+before+")")
			soon(t, "the error is logged", func() bool { return strings.Count(log.String(), "trying again") > 1 })
			for i, p := range pages {
				if h.Ask(p).Body.String() != were[i] {
					t.Errorf("while there is a bad fact, %s is another one", p)
				}
			}
			b.does(t, "UPDATE orders SET kind = 'food', currency = 'CHF' WHERE id = 'zz-o'")
			soon(t, "the order shows", func() bool { return strings.Contains(h.Get("customer?id=c025"), "70707.07") })
		})
	}
}

// While the server is away the pages show what is in memory, and the host follows once it is
// back.
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
	list := h.Get("customers")
	if err := s.Kill(); err != nil {
		t.Fatal(err)
	}
	soon(t, "the error is logged", func() bool { return strings.Count(log.String(), "trying again") > 1 })
	if h.Get("customers") != list {
		t.Error("without its database, the list is another one")
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

// H11: what changes while the facts are read is on the pages once the host is open, and so is
// what changed when no host was. Then nothing is left to be read again.
func TestChangesMeanwhile(t *testing.T) {
	everyDatabase(t, func(t *testing.T, b base) {
		b.open(t).shut()
		b.does(t, "INSERT INTO tags (customer_id, n, tag) VALUES ('c025', 90001, 'heliotrope')", "UPDATE customers SET name = 'Zuleika' WHERE id = 'c025'")
		h := b.open(t, func(o *Options) {
			o.Look = time.Hour
			say := o.Say
			o.Say = func(text string) {
				if say(text); strings.HasPrefix(text, "All facts are in memory") {
					b.does(t, "INSERT INTO customers (id, username) VALUES ('zz-new', 'Newcomer')")
				}
			}
		})
		for page, shows := range map[string]string{"tags.csv?from=2024-05-01": "heliotrope", "customers?search=zuleika": `data-id="c025"`, "customers?search=zz-new": `data-id="zz-new"`} {
			if !strings.Contains(h.Get(page), shows) {
				t.Errorf("H11: %s lacks %s", page, shows)
			}
		}
		if n := b.count(t, "SELECT COUNT(*) FROM dashboard_changes"); n > 0 {
			t.Errorf("H11: %d changes are left", n)
		}
	})
}

// H11: without Advance the present is the instant of the latest fact at the start.
func TestPresent(t *testing.T) {
	everyDatabase(t, func(t *testing.T, b base) {
		h := b.open(t)
		was := h.Now()
		b.does(t, "INSERT INTO logins (customer_id, n, at) VALUES ('c025', 90001, '2024-06-19T00:00:00.000000000Z')")
		soon(t, "the change is worked off", func() bool { return b.count(t, "SELECT COUNT(*) FROM dashboard_changes") == 0 })
		if !h.Now().Equal(was) || strings.Contains(h.Get("customer?id=c025"), "2024-06-19T00:00:00Z") {
			t.Errorf("H11: a later fact shows: the present is %s, and was %s", h.Now(), was)
		}
		h.shut()
		if h = b.open(t); !h.Now().Equal(time.Date(2024, 6, 19, 0, 0, 0, 0, time.UTC)) || !strings.Contains(h.Get("customer?id=c025"), "2024-06-19T00:00:00Z") {
			t.Errorf("H11: after a restart the present is %s", h.Now())
		}
	})
}

// H11: with Advance the present is the clock's.
func TestAdvance(t *testing.T) {
	everyDatabase(t, func(t *testing.T, b base) {
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

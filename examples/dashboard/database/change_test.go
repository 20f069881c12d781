package database

import (
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/clientele-go/clientele/examples/dashboard/pagestest"
	"github.com/clientele-go/clientele/examples/sqlhost/store"
)

// mapping writes a file that maps the names of sqlhost's own tables to themselves.
func mapping(t testing.TB) func(*Options) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "mapping.json")
	text, err := json.Marshal(store.DefaultMapping())
	if err == nil {
		err = os.WriteFile(file, text, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	return func(o *Options) { o.Mapping = file }
}

const before = "'2024-06-01T00:00:00.000000000Z'"

// H11: what another program changes is on the pages soon, whatever kind of fact it is.
func TestChangesOfAnotherProgram(t *testing.T) {
	everyDatabase(t, func(t *testing.T, b base) {
		h := b.open(t)
		for _, c := range []struct{ statement, page, shows string }{
			{"UPDATE customers SET username = 'Zuleika Dobson', signed_up = " + b.yes() + " WHERE id = 'c025'", "customers?search=zuleika", `data-id="c025"`},
			{"INSERT INTO customers (id, username) VALUES ('zz-new', 'Newcomer')", "customers?search=zz-new", `data-id="zz-new"`},
			{"INSERT INTO logins (customer_id, n, at) VALUES ('zz-new', 90001, '2024-06-15T17:00:00.000000000Z')", "customer?id=zz-new", "2024-06-15T17:00:00Z"},
			{"INSERT INTO messages (customer_id, n, at, direction, channel) VALUES ('zz-new', 90001, " + before + ", 'in', 'semaphore')", "channels.csv?from=2024-05-01", "semaphore"},
			{"INSERT INTO orders (customer_id, id, amount, currency, paid_at) VALUES ('zz-new', 'zz-o', '70707.07', 'EUR', " + before + ")", "customer?id=zz-new", "70707.07"},
			{"INSERT INTO refunds (order_id, n, id, at, amount) VALUES ('zz-o', 90001, 'zz-r', " + before + ", '7.07')", "customer?id=zz-new", "70700.00"},
			{"INSERT INTO actions (customer_id, n, kind, at) VALUES ('zz-new', 90001, 'comment', " + before + ")", "details.csv?id=zz-new", "*"},
			{"INSERT INTO tags (customer_id, n, tag) VALUES ('zz-new', 90001, 'heliotrope')", "tags.csv?from=2024-05-01", "heliotrope"},
			{"INSERT INTO fields (customer_id, n, name, value, at) VALUES ('zz-new', 90001, 'gaiters', 'spats', " + before + ")", "fields.csv?from=2024-05-01", "gaiters"},
			{"INSERT INTO members (customer_id, n, channel, joined_at) VALUES ('zz-new', 90001, 'heliograph', " + before + ")", "subscription.csv?from=2024-05-01", "*"},
			{"INSERT INTO notifications (id, name, active) VALUES ('zz-n', 'Tidings', " + b.yes() + ")", "notification_details.csv", "Tidings"},
			{"INSERT INTO tokens (customer_id, n, notification_id, subscribed_at) VALUES ('zz-new', 90001, 'zz-n', " + before + ")", "notification_metrics.csv", "*"},
			{"DELETE FROM tags WHERE customer_id = 'zz-new'", "tags.csv?from=2024-05-01", "-heliotrope"},
		} {
			was := h.Ask(c.page).Body.String()
			shows, gone := strings.CutPrefix(c.shows, "-")
			changed := func() bool {
				now := h.Ask(c.page).Body.String()
				return now != was && (c.shows == "*" || strings.Contains(now, shows) != gone)
			}
			b.does(t, c.statement)
			soon(t, "H11: "+c.page+" shows "+c.shows+" after "+c.statement, changed)
		}
	})
}

// yes is true as the database has it.
func (b base) yes() string {
	if b.d.Name == "postgres" {
		return "true"
	}
	return "1"
}

// L6: a favourite that is marked on the pages is in the database, and there after a restart.
func TestFavorite(t *testing.T) {
	everyDatabase(t, func(t *testing.T, b base) {
		h := b.open(t)
		form := h.Form(h.Get("favorite?id=c025&on=true"))
		if w := h.Post("favorite", form); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "1 customer changed") {
			t.Fatalf("L6: status %d: %.600s", w.Code, w.Body)
		}
		if b.count(t, "SELECT COUNT(*) FROM customers WHERE favorite = "+b.yes()+" AND id = 'c025'") != 1 {
			t.Error("L6: the mark is not in the database")
		}
		if !strings.Contains(h.Get("customers?type=favorite&limit=500"), `data-id="c025"`) {
			t.Error("L6: the list of favourites lacks c025")
		}
		h.shut()
		if h = b.open(t); !strings.Contains(h.Get("customers?type=favorite&limit=500"), `data-id="c025"`) {
			t.Error("L6: after a restart the list of favourites lacks c025")
		}
		if w := h.Post("favorite", url.Values{"id": {"c025"}, "on": {"false"}}); w.Code != http.StatusConflict {
			t.Errorf("O6: without a token: status %d, want 409", w.Code)
		}
	})
}

// N1: a push is an action in the database, and counted.
func TestPush(t *testing.T) {
	everyDatabase(t, func(t *testing.T, b base) {
		h := b.open(t, keys(t))
		var who string
		if err := b.QueryRowContext(t.Context(), "SELECT MIN(customer_id) FROM tokens WHERE stopped_at IS NULL AND expires_at IS NULL AND token <> '' AND subscribed_at IS NOT NULL").Scan(&who); err != nil {
			t.Fatal(err)
		}
		pushes := func() int {
			return b.count(t, "SELECT COUNT(*) FROM actions WHERE kind = 'push' AND customer_id = '"+who+"'")
		}
		had, page := pushes(), h.Get("details.csv?id="+who)
		form := h.Form(h.Get("push?id=" + who))
		form.Set("text", "Fresh scones")
		if w := h.Post("push", form); w.Code != http.StatusOK {
			t.Fatalf("N1: status %d: %.300s", w.Code, w.Body)
		}
		if n := pushes(); n != had+1 {
			t.Errorf("N1: %d pushes in the database before, and %d after", had, n)
		}
		if h.Get("details.csv?id="+who) == page {
			t.Error("N1: the page does not count the push")
		}
	})
}

// G2: all that is held on a person goes out, from the tables and from the copies.
func TestEverything(t *testing.T) {
	everyDatabase(t, func(t *testing.T, b base) {
		h := b.open(t)
		text := h.Get("everything.zip?id=c025")
		data := pagestest.Data(t, text)
		for _, word := range []string{"c025", `"rollup"`, `"loaded"`, `"logins"`, `"customers"`} {
			if !strings.Contains(data, word) {
				t.Errorf("G2: the data lacks %s", word)
			}
		}
		if strings.Contains(data, "c001") {
			t.Error("G2: the data has somebody else")
		}
	})
}

package memory

import (
	"encoding/csv"
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/export/folder"
	"github.com/clientele-go/clientele/notify"
	"github.com/clientele-go/clientele/subscription"
)

// canaries are texts that a customer or a host can give, to somebody's harm.
var canaries = []string{
	"<script>document.title='canary'</script>", `"><img src=x onerror="document.title='canary'">`, `' onfocus='document.title="canary"`,
	"=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", " \t=1+1", "\u202eevil.exe", "\u2067right to left", "\u05d0\u05d1\u05d2 123",
	strings.Repeat("long", 75), strings.Repeat("long ", 60), "{{.}}", "${7*7}", "javascript:document.title='canary'", "a,b;c", "</title><script>document.title='canary'</script>",
}

// canaryFacts are a shop in which every text is a canary.
func canaryFacts() *folder.Facts {
	at := time.Date(2024, 6, 1, 12, 0, 0, 0, time.UTC)
	f := &folder.Facts{Latest: at.Add(time.Hour)}
	for _, text := range canaries {
		id, n := customer.ID(text), notify.NotificationID(text)
		f.Customers = append(f.Customers, customer.Customer{
			ID: id, Email: customer.Email("x@" + text), Name: text, Username: text, SignedUp: true, Profile: customer.ProfileComplete, CreatedAt: at,
			LastDevice: text, Facebook: text, Twitter: text, Google: text, EmailConsent: customer.Consent{Answer: customer.Granted, At: at},
		})
		f.Tags = append(f.Tags, customer.Tag{Customer: id, Name: text})
		f.Fields = append(f.Fields, customer.Field{Customer: id, Name: text, Value: text, At: at})
		f.Messages = append(f.Messages, customer.Message{Customer: id, At: at, Channel: customer.Channel(text)})
		f.Logins = append(f.Logins, customer.Login{Customer: id, At: at})
		f.Orders = append(f.Orders, customer.Order{ID: customer.OrderID(text), Customer: id, Channel: customer.Channel(text), Total: customer.Money{Currency: "EUR"}, PlacedAt: at, PaidAt: at})
		f.Memberships = append(f.Memberships, subscription.Membership{Customer: id, Channel: customer.Channel(text), JoinedAt: at})
		f.Notifications = append(f.Notifications, notify.Notification{ID: n, Name: text, Active: true, Channel: customer.Channel(text)})
		f.OptIns = append(f.OptIns, notify.OptIn{Notification: n, Customer: id, SubscribedAt: at, Token: notify.NewToken("token " + text)})
	}
	return f
}

// canaryPages are pages that show all canaries, and those about one.
var canaryPages = []string{"customers", "analysis", "analysis?compare=year", "subscriptions", "notifications", "growth", "cohorts", "value"}

func pagesAbout(text string) []string {
	q := url.QueryEscape(text)
	return []string{"customer?id=" + q, "favorite?on=true&id=" + q, "delete?id=" + q, "push?id=" + q, "analysis?field=" + q + "&drill=" + q}
}

// Texts of customers stay texts in a browser: no script of theirs runs, nothing is asked
// of another host, and a page is as wide as the screen (O5).
func TestCanariesInTheBrowser(t *testing.T) {
	b := open(t, shopOf(t, canaryFacts()), true)
	for _, width := range []int64{1440, 390} {
		b.run(emulation.SetDeviceMetricsOverride(width, 900, 1, false))
		paths := slices.Clone(canaryPages)
		for _, text := range canaries {
			if len(text) >= 300 || width == 1440 && strings.ContainsAny(text, "\u202e\u2067\u05d0") {
				paths = append(paths, pagesAbout(text)...) // those that are wide, or run on
			} else if width == 1440 {
				paths = append(paths, pagesAbout(text)[0])
			}
		}
		for _, path := range paths {
			b.visit(path)
			if wide := eval[int64](b, `document.documentElement.scrollWidth`); wide > width {
				t.Errorf("O5: %.60s is %d pixels wide on a screen of %d", path, wide, width)
			}
			for _, wrong := range eval[[]string](b, spilt) {
				t.Errorf("O5: %.60s: %s", path, wrong)
			}
			b.clean(path)
		}
	}
}

// spilt returns the texts whose writing from right to left runs on into what follows, and
// what ran.
const spilt = `(() => {
  const wrong = [];
  if (document.title.startsWith("canary")) wrong.push("a script ran");
  if (document.querySelector("main img, main script, main [onerror], main [onfocus], [href^='javascript:']")) wrong.push("an element of a customer's");
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let n; (n = walk.nextNode());)
    if (/[\u202e\u2067\u05d0]/.test(n.data) && !n.parentElement.closest("bdi, option, svg, title, pre, .for")) wrong.push("not isolated: " + n.parentElement.outerHTML.slice(0, 200));
  return wrong;
})()`

// The same texts as HTML, and in every file: no cell can run as a formula, and JSON gives
// the text itself (O5, X3).
func TestCanariesInFiles(t *testing.T) {
	s := serve(t, shopOf(t, canaryFacts()))
	paths := slices.Clone(canaryPages)
	for _, text := range canaries {
		q := url.QueryEscape(text)
		paths = append(append(paths, pagesAbout(text)...), "customers?search="+q, "customers?segment="+q)
	}
	for _, path := range paths {
		r := s.answer(path)
		for _, n := range parse(t, r).all(func(n node) bool { return n.Data == "script" || n.Data == "img" }) {
			if n.attr("src") != "comfort.js" {
				t.Errorf("O5: %.60s has an element of a customer's: <%s src=%q>", path, n.Data, n.attr("src"))
			}
		}
	}
	for _, name := range []string{"customers", "emails", "info", "revenue", "channels", "tags", "fields", "field_values", "notification_details", "subscription_trend", "rfm", "transitions"} {
		text := s.get(name + ".csv")
		rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
		if err != nil || len(rows) < 2 {
			t.Fatalf("X4: %s.csv has %d rows: %v", name, len(rows), err)
		}
		for _, row := range rows {
			for i, cell := range row {
				if bare := strings.TrimLeft(cell, " \t\r\n"); bare != "" && strings.ContainsRune("=+-@", rune(bare[0])) && rows[0][i] != "change" {
					t.Errorf("X3: %s.csv has the cell %q in %s, which can run as a formula", name, cell, rows[0][i])
				}
			}
		}
		var data any
		if err := json.Unmarshal([]byte(s.get(name+".json")), &data); err != nil {
			t.Errorf("%s.json: %v", name, err)
		}
	}
	for name, column := range map[string]int{"customers": 0, "tags": 0, "notification_details": 0, "revenue": 0} {
		if text := s.get(name + ".csv"); !strings.Contains(text, "'=cmd") || !strings.Contains(text, "'@SUM") {
			t.Errorf("X3: %s.csv does not guard a formula in column %d", name, column)
		}
	}
}

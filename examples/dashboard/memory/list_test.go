package memory

import (
	"encoding/csv"
	"net/http"

	"net/url"
	"slices"
	"strings"

	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"

	"github.com/clientele-go/clientele/customer"
)

// fileColumns are the columns of customers.csv, in its order.
var fileColumns = []string{"id", "display_name", "identity", "email", "username", "name", "email_consent", "status", "last_device", "birthday",
	"created_at", "last_usage", "last_login", "favorite", "facebook", "twitter", "google", "shares", "comments", "redemptions", "pushes", "paid_orders", "last_paid_at"}

// everyColumn is the parameters that show all of them.
var everyColumn = "&column=" + strings.Join(fileColumns, "&column=") + "&column=revenue"

// words returns all texts below, as they are.
func (n node) words() string {
	var all strings.Builder
	for c := range n.Descendants() {
		if c.Type == html.TextNode {
			all.WriteString(c.Data)
		}
	}
	return all.String()
}

// rowsOf returns what a page of the list shows of each customer, by column.
func rowsOf(page node) (rows []map[string]string) {
	for _, tr := range page.all(func(n node) bool { return n.attr("data-id") != "" }) {
		row := map[string]string{"display_name": tr.all(tag("bdi"))[0].text()}
		for _, td := range tr.all(func(n node) bool { return n.attr("data-column") != "" }) {
			name := td.attr("data-column")
			row[name] = td.text()
			if cell := td.all(tag("bdi")); len(cell) == 1 {
				row[name] = cell[0].words() // without the mark of consent
			}
		}
		rows = append(rows, row)
	}
	return rows
}

// The list can show every column of customers.csv, and each cell is the file's (O1, L2).
func TestAllColumnsAreTheFile(t *testing.T) {
	s := serve(t, sampleShop(t))
	for _, c := range []struct {
		question string
		flags    []string
	}{
		{"limit=500", []string{"-consent-popup"}},
		{"limit=500&require_sign_in=true&as_of=2024-04-01&consent_popup=true", []string{"-consent-popup", "-require-sign-in", "-as-of", "2024-04-01"}},
	} {
		got := rowsOf(parse(t, s.get("customers?"+c.question+everyColumn)))
		want := reported(t, c.flags...)("customers")
		if len(got) != len(want) || len(want) < 300 {
			t.Fatalf("O1: %s: %d rows, the file has %d", c.question, len(got), len(want))
		}
		for i, row := range want {
			for j, column := range fileColumns {
				shown, ok := got[i][column]
				if column == "id" && !ok || shown != row[j] {
					t.Errorf("O1: %s: row %d, %s: %q, the file has %q", c.question, i, column, shown, row[j])
				}
			}
		}
	}
}

// Each column sorts both ways, in the library's order, and says so to all (L2, O4).
func TestEverySort(t *testing.T) {
	shop := sampleShop(t)
	s := serve(t, shop)
	sorts := []customer.Sort{{Column: "revenue", Currency: "EUR"}, {Column: "revenue", Currency: "USD"}}
	for _, c := range fileColumns {
		sorts = append(sorts, customer.Sort{Column: customer.Column(c)})
	}
	key, err := customer.NewCursorKey(shop.Secret)
	if err != nil {
		t.Fatal(err)
	}
	for _, by := range sorts {
		for _, by.Descending = range []bool{false, true} {
			q := shop.Query
			q.AsOf, q.Sort = shop.Now(), by
			all, err := customer.List(t.Context(), shop.Facts, q, &customer.Run{CursorKey: key})
			if err != nil {
				t.Fatal(err)
			}
			u, err := q.URL()
			if err != nil {
				t.Fatal(err)
			}
			u.Set("limit", "500")
			page := parse(t, s.get("customers?"+u.Encode()+everyColumn))
			var want, got []string
			for _, r := range all.Rows {
				want = append(want, string(r.ID))
			}
			for _, r := range rowsOf(page) {
				got = append(got, r["id"])
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("L2: by %v (- library, + page):\n%.500s", by, diff)
			}
			if link := sortLink(t, page, by); strings.Contains(link, "descending=true") == by.Descending {
				t.Errorf("L2: by %v, the title leads to %q, which is not the other way round", by, link)
			}
		}
	}
}

// sortLink returns the link of the title that the list is sorted by. It is the only one that
// has an order.
func sortLink(t *testing.T, page node, by customer.Sort) string {
	t.Helper()
	order := map[bool]string{false: "ascending", true: "descending"}[by.Descending]
	var found []string
	for _, th := range page.all(func(n node) bool { return n.attr("data-title") != "" }) {
		sorted := th.attr("aria-sort")
		if (sorted != "") != (th.attr("data-title") == string(by.Column)) || sorted != "" && sorted != order {
			t.Errorf("O4: by %v, the title of %s has the order %q", by, th.attr("data-title"), sorted)
		}
		for _, a := range th.all(tag("a")) {
			u, err := url.Parse(a.attr("href"))
			if err != nil {
				t.Fatal(err)
			}
			if v := u.Query(); sorted != "" && v.Get("sort") == string(by.Column) && v.Get("sort_currency") == string(by.Currency) {
				found = append(found, a.attr("href"))
			}
		}
	}
	if len(found) != 1 {
		t.Fatalf("L2: by %v, %d titles sort the other way round", by, len(found))
	}
	return found[0]
}

// The columns are a choice that goes along, by default the usual ones, and without the popup
// there is no consent (L9, O3).
func TestColumns(t *testing.T) {
	s := serve(t, sampleShop(t))
	shown := func(question string) (all []string) {
		for _, th := range parse(t, s.get("customers?limit=5"+question)).all(func(n node) bool { return n.attr("data-title") != "" }) {
			all = append(all, th.attr("data-title"))
		}
		return all
	}
	usual := []string{"display_name", "status", "identity", "email", "last_device", "revenue", "paid_orders", "last_usage", "created_at"}
	for question, want := range map[string][]string{
		"": usual,
		"&column=created_at&column=" + strings.Join(usual, "&column="): usual,
		"&column=display_name":                   {"display_name"},
		"&column=google&column=id":               {"display_name", "id", "google"},
		"&column=email_consent":                  {"display_name", "email_consent"},
		"&column=email_consent&as_of=2024-06-01": {"display_name"}, // nothing says that the popup is enabled
	} {
		if diff := cmp.Diff(want, shown(question)); diff != "" {
			t.Errorf("%s: columns (- want, + page):\n%s", question, diff)
		}
	}
	page := s.get("customers?limit=5&column=id&column=google")
	for _, a := range parse(t, page).all(func(n node) bool {
		return n.attr("rel") == "next" || n.Data == "a" && strings.Contains(n.attr("href"), "sort=")
	}) {
		if u, err := url.Parse(a.attr("href")); err != nil || !slices.Equal(u.Query()["column"], []string{"display_name", "id", "google"}) {
			t.Errorf("O3: a link of the list loses the columns: %s", a.attr("href"))
		}
	}
	if !strings.Contains(page, "Sorted by status.") || strings.Contains(s.get("customers"), "Sorted by") {
		t.Error("L3: the page does not say what it is sorted by, or says it twice")
	}
	for _, bad := range []string{"column=emial", "column=", "column=Status"} {
		r, _ := http.NewRequestWithContext(t.Context(), "GET", s.base+"customers?"+bad, nil)
		answer, text := s.do(r)
		if want := map[bool]int{true: 200, false: 400}[bad == "column="]; answer.StatusCode != want || want == 400 && !strings.Contains(text, "last_paid_at") {
			t.Errorf("%s: status %d, want %d and the columns that exist", bad, answer.StatusCode, want)
		}
	}
}

// The revenue that a row shows is the lines of revenue.csv (O1, R2).
func TestRevenueOfRows(t *testing.T) {
	s := serve(t, sampleShop(t))
	want := map[string]string{}
	for _, row := range reported(t, "-consent-popup")("revenue") {
		want[row[0]] += row[6] + " " + row[2] + " " + row[1]
	}
	seen := 0
	for _, row := range rowsOf(parse(t, s.get("customers?limit=500"+everyColumn))) {
		if got := row["revenue"]; got != want[row["id"]] {
			t.Errorf("O1: %s: revenue %q, the file has %q", row["id"], got, want[row["id"]])
		}
		if row["revenue"] != "" {
			seen++
		}
	}
	if seen < 50 {
		t.Errorf("%d rows with revenue: the test compares hardly anything", seen)
	}
}

// The consent has a mark with a text to hover over, with the popup alone, on the list and on
// the customer's page (L9).
func TestConsentMark(t *testing.T) {
	s := serve(t, sampleShop(t))
	marks := func(path string) (n int) {
		for _, mark := range parse(t, s.get(path)).all(func(n node) bool { return n.attr("class") == "consent" }) {
			if mark.attr("title") != "Has consented to email marketing" {
				t.Errorf("L9: %s: a mark with the text %q", path, mark.attr("title"))
			}
			n++
		}
		return n
	}
	consented := ""
	yes := 0
	for _, row := range reported(t, "-consent-popup")("customers") {
		if row[6] == "yes" {
			consented = row[0]
			yes++
		}
	}
	if n := marks("customers?limit=500"); n != yes || n == 0 {
		t.Errorf("L9: %d marks for %d who have consented", n, yes)
	}
	if n := marks("customer?id=" + consented); n != 1 {
		t.Errorf("L9: %d marks on the page of one who has consented", n)
	}
	without := "as_of=2024-06-15T18:00:00Z&"
	if n := marks("customers?limit=500&"+without) + marks("customer?"+without+"id="+consented); n != 0 {
		t.Errorf("L9: %d marks without the popup", n)
	}
	if strings.Contains(s.get("customers?"+without), `value="consent"`) {
		t.Error("L9: without the popup the list offers to filter by consent")
	}
}

// What the article names is on the pages, by its names (E2–E6, L4, L6, L7, N2–N5, U2, U3).
func TestNamesOfTheArticle(t *testing.T) {
	s := serve(t, sampleShop(t))
	for path, words := range map[string][]string{
		"customers": {"Add Integration", "Customer type", "Favorites", "Anonymous users", "Very Active", "Sleepers", "Revenue", "Account created",
			"Customer's last device used", "Favorite", "Export", "Customer Email", "All Customer Info",
			"customers who have logged in more than one time in the last 7 days.", "customers who have logged in more than one time in the last 30 days.",
			"customers who have not logged in within the last 3 months."},
		"customer?id=c025": {"Send", "Favorite", "Export", "Customer Details", "Customer Email", "All Customer Info", "Delete",
			"Overview", "Status", "Last Device Used", "Birthday", "Social", "Shares", "Facebook", "Twitter", "Google",
			"Engagement", "Loyalty Redemptions", "Comments", "Revenue", "Push Notifications Received", "Last Usage", "Account Created"},
		"analysis": {"last 180 days", "Channels", "Tags", "Custom fields", "Custom values", "Last interaction from", "Interacted users", "Active users", "Repeat customers",
			"sent to you or received from you", "sent a message to you", "They do not include those from checkout links.", "several since the beginning",
			"connected sales channels", "Interacted users by last interaction", "Most popular tags", "Custom data",
			"paid orders that they have made since the beginning", "by the date of their most recent order"},
		"subscriptions": {"Subscribed or unsubscribed from", "Channels", "Enrolled", "without those who have unsubscribed", "Enrolled last 7 days", "Unsubscribed last 7 days",
			"unsubscribed from broadcasts", "“unsubscribed”, “unsubscribeallbots” or “unsubscribetoallbot”"},
		"notifications": {"Subscribed from", "Notifications", "Channels", "not what expires", "Subscribed users", "Subscribed last 7 days", "Expiring users",
			"whose token will expire", "Expiring next 7 days", "by month", "Expired", "Name", "Status", "still active", "Frequency"},
		"delete?id=c025": {"This cannot be undone."},
		"mailing":        {"Add Integration", "Next", "Nobody else is."},
	} {
		page := parse(t, s.get(path)).all(tag("main"))[0]
		for _, want := range words {
			if !strings.Contains(page.words(), want) {
				t.Errorf("L7: %s lacks %q", path, want)
			}
		}
	}
	order := []string{}
	for _, dt := range parse(t, s.get("customer?id=c025")).all(func(n node) bool { return n.Data == "h2" || n.Data == "dt" || n.Data == "h3" }) {
		order = append(order, dt.text())
	}
	want := []string{"Overview", "Status", "Last Device Used", "Birthday", "Social", "Shares", "Facebook", "Twitter", "Google",
		"Engagement", "Loyalty Redemptions", "Comments", "Push Notifications Received", "Last Usage", "Account Created", "Revenue"}
	rest := want
	for _, name := range order {
		if len(rest) > 0 && name == rest[0] {
			rest = rest[1:]
		}
	}
	if len(rest) > 0 {
		t.Errorf("L7: the customer's page has %q, want %q in this order", order, want)
	}
}

// The files that the list offers have all columns, whatever the page shows (X1).
func TestFilesOfTheList(t *testing.T) {
	s := serve(t, sampleShop(t))
	links := parse(t, s.get("customers?status=active&column=id")).all(func(n node) bool { return strings.HasPrefix(n.attr("href"), "customers.csv") })
	if len(links) != 1 {
		t.Fatalf("X1: the list offers customers.csv %d times", len(links))
	}
	rows, err := csv.NewReader(strings.NewReader(s.get(links[0].attr("href")))).ReadAll()
	if err != nil || len(rows) != 49 || !slices.Equal(rows[0], fileColumns) {
		t.Errorf("X1: the file has %d rows and an error %v, want 48, a header and all columns", len(rows), err)
	}
}

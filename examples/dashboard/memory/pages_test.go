package memory

import (
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/examples/dashboard/pages"
	"github.com/clientele-go/clientele/examples/dashboard/pagestest"
	"github.com/clientele-go/clientele/examples/report/program"
	"github.com/clientele-go/clientele/examples/report/sample"
	"github.com/clientele-go/clientele/export"
	"github.com/clientele-go/clientele/export/folder"
)

// kettle is the sample shop.
var kettle = sync.OnceValues(func() (*folder.Facts, error) {
	return folder.Read(context.Background(), sample.FS(), folder.Options{})
})

// sampleShop returns the pages' view of the sample.
func sampleShop(t testing.TB) pages.Shop {
	t.Helper()
	f, err := kettle()
	if err != nil {
		t.Fatal(err)
	}
	return shopOf(t, f)
}

func shopOf(t testing.TB, f *folder.Facts) pages.Shop {
	t.Helper()
	s, err := New(t.Context(), f, Options{Location: time.UTC, ConsentPopup: true})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// site is a server of pages under a prefix, and somebody who looks at them.
type site struct {
	*testing.T
	base   string
	client *http.Client
}

func serve(t *testing.T, shop pages.Shop) site {
	t.Helper()
	h, err := pages.New(shop)
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle("/admin/people/", http.StripPrefix("/admin/people", h))
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return site{t, server.URL + "/admin/people/", server.Client()}
}

// do sends a request and returns the answer.
func (s site) do(r *http.Request) (*http.Response, string) {
	s.Helper()
	answer, err := s.client.Do(r)
	if err != nil {
		s.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		s.Fatal(err)
	}
	return answer, string(text)
}

// get returns a page that must be there.
func (s site) get(path string) string {
	s.Helper()
	r, err := http.NewRequestWithContext(s.Context(), "GET", s.base+path, nil)
	if err != nil {
		s.Fatal(err)
	}
	answer, text := s.do(r)
	if answer.StatusCode != http.StatusOK {
		s.Fatalf("GET %s: status %d: %.300s", path, answer.StatusCode, text)
	}
	return text
}

// post sends a form, as the page's own button does.
func (s site) post(path string, form url.Values) (*http.Response, string) {
	s.Helper()
	r, err := http.NewRequestWithContext(s.Context(), "POST", s.base+path, strings.NewReader(form.Encode()))
	if err != nil {
		s.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return s.do(r)
}

// node is an element of a page.
type node struct{ *html.Node }

func parse(t testing.TB, text string) node {
	t.Helper()
	root, err := html.Parse(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return node{root}
}

func (n node) attr(name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// all returns the elements below that a test accepts.
func (n node) all(accept func(node) bool) (found []node) {
	for c := range n.Descendants() {
		if e := (node{c}); c.Type == html.ElementNode && accept(e) {
			found = append(found, e)
		}
	}
	return found
}

func tag(name string) func(node) bool { return func(n node) bool { return n.Data == name } }

// text returns the texts below, of a time its machine-readable form.
func (n node) text() string {
	for c := range n.Descendants() {
		if c.Type == html.ElementNode && c.Data == "time" {
			return node{c}.attr("datetime")
		}
	}
	var all []string
	for c := range n.Descendants() {
		if c.Type == html.TextNode && strings.TrimSpace(c.Data) != "" {
			all = append(all, c.Data)
		}
	}
	return strings.Join(all, "")
}

// cells returns the rows of a table.
func (n node) cells() (rows [][]string) {
	for _, tr := range n.all(tag("tr")) {
		var row []string
		for _, td := range tr.all(tag("td")) {
			row = append(row, td.text())
		}
		if len(row) > 0 {
			rows = append(rows, row)
		}
	}
	return rows
}

// reported returns the files of the report program for flags.
func reported(t testing.TB, flags ...string) func(name string) [][]string {
	t.Helper()
	out := t.TempDir()
	var problems strings.Builder
	if code := program.Main(append(flags, "-out", out), sample.FS(), io.Discard, &problems); code != 0 {
		t.Fatalf("report %q: exit status %d: %s", flags, code, problems.String())
	}
	return func(name string) [][]string {
		t.Helper()
		f, err := os.Open(filepath.Join(out, name+".csv"))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		rows, err := csv.NewReader(f).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range rows {
			for i := range row {
				row[i] = export.Unguard(row[i])
			}
		}
		return rows[1:]
	}
}

// Every number of a page of reports is a cell of the file of the same question (O1).
func TestNumbersAreCells(t *testing.T) {
	s := serve(t, sampleShop(t))
	for _, c := range []struct {
		page   string
		flags  []string
		tables int
	}{
		{"analysis", nil, 8},
		{"analysis?from=2024-05-01&to=2024-06-01&unit=week&channel=whatsapp&channel=web", []string{"-from", "2024-05-01", "-to", "2024-06-01", "-unit", "week", "-channel", "whatsapp", "-channel", "web"}, 8},
		{"analysis?interaction=any&tag=regular&field=city", []string{"-interaction", "any", "-tag", "regular", "-field", "city"}, 8},
		{"subscriptions?unit=month", []string{"-unit", "month"}, 2},
		{"subscriptions?from=2024-05-01&channel=whatsapp", []string{"-from", "2024-05-01", "-channel", "whatsapp"}, 2},
		{"notifications", nil, 4},
		{"notifications?from=2024-05-01", []string{"-from", "2024-05-01"}, 4},
		{"growth", []string{"-consent-popup"}, 5},
		{"growth?from=2024-01-01&to=2024-06-01&unit=month", []string{"-from", "2024-01-01", "-to", "2024-06-01", "-unit", "month"}, 5},
		{"cohorts", nil, 1},
		{"value", nil, 2},
		{"value?currency=USD&k=4", []string{"-currency", "USD", "-k", "4"}, 2},
		{"analysis?from=2024-05-01&to=2024-06-01&compare=previous", []string{"-from", "2024-05-01", "-to", "2024-06-01", "-compare", "previous"}, 8},
		{"subscriptions?compare=year", []string{"-compare", "year"}, 2},
		{"notifications?from=2024-06-01&compare=year", []string{"-from", "2024-06-01", "-compare", "year"}, 4},
		{"cohorts?unit=week&anchor=login&return=logins&clock=own&from=2024-01-01", []string{"-unit", "week", "-anchor", "login", "-return", "logins", "-clock", "own", "-from", "2024-01-01"}, 1},
		{"growth?unit=week&activity=orders", []string{"-unit", "week", "-activity", "orders"}, 5},
	} {
		compared := sameAsFiles(t, c.page, parse(t, s.get(c.page)), reported(t, c.flags...))
		if compared != c.tables {
			t.Errorf("O1: %s has %d tables that files have, want %d", c.page, compared, c.tables)
		}
	}
}

// sameAsFiles fails unless the tables of a page are those of the files (O1). It returns
// how many there are.
func sameAsFiles(t testing.TB, where string, page node, file func(string) [][]string) (compared int) {
	t.Helper()
	for _, section := range page.all(tag("section")) {
		name := section.attr("data-table")
		if name == "tomorrow" { // of the rollup: no file has it
			continue
		}
		got, want := section.cells(), file(name)
		if name == "cohorts" { // beside the rates
			got = section.all(tag("details"))[0].cells()
		}
		if len(got) == 0 {
			got = section.cards()
		}
		if len(want) == 0 {
			want = [][]string{{"Nothing."}}
		}
		if name == "transitions" && len(want) > 200 { // the page says how many there are
			if text := section.text(); !strings.Contains(text, fmt.Sprint(len(want), " rows are in the files.")) || len(got) > 0 {
				t.Errorf("O1: %s: of %d transitions the page says %q", where, len(want), text)
			}
			compared++
			continue
		}
		if diff := cmp.Diff(want[:min(200, len(want))], got); diff != "" {
			t.Errorf("O1: %s: %s differs from %s.csv (- file, + page):\n%.2000s", where, name, name, diff)
		}
		compared++
	}
	return compared
}

// cards returns the rows of a table that is shown as cards.
func (n node) cards() (rows [][]string) {
	for _, card := range n.all(tag("li")) {
		row := []string{card.attr("data-metric"), card.all(tag("strong"))[0].text()}
		for _, more := range card.all(func(n node) bool { return n.attr("class") == "before" || n.attr("class") == "change" }) {
			row = append(row, more.text())
		}
		rows = append(rows, row)
	}
	return rows
}

// The list shows the cells of customers.csv, in the order asked for, page by page (O1, L5).
func TestListIsTheFile(t *testing.T) {
	s := serve(t, sampleShop(t))
	file := reported(t, "-consent-popup")("customers")
	var ids, statuses []string
	pages := 0
	for next := "customers?limit=100"; next != ""; pages++ {
		page := parse(t, s.get(next))
		for _, row := range page.all(func(n node) bool { return n.attr("data-id") != "" }) {
			ids = append(ids, row.attr("data-id"))
			statuses = append(statuses, row.all(func(n node) bool { return n.attr("data-column") == "status" })[0].text())
		}
		next = ""
		for _, a := range page.all(func(n node) bool { return n.attr("rel") == "next" }) {
			next = a.attr("href")
		}
	}
	var wantIDs, wantStatuses []string
	for _, row := range file {
		wantIDs, wantStatuses = append(wantIDs, row[0]), append(wantStatuses, row[7])
	}
	if diff := cmp.Diff(wantIDs, ids); diff != "" || pages != 4 {
		t.Errorf("L3, L5: %d pages; the IDs (- file, + pages):\n%.1000s", pages, diff)
	}
	if diff := cmp.Diff(wantStatuses, statuses); diff != "" {
		t.Errorf("O1: the statuses (- file, + pages):\n%.1000s", diff)
	}
}

// The question is the URL, with as_of always in it, and the URL is canonical (O3).
func TestQuestionIsTheURL(t *testing.T) {
	s := serve(t, sampleShop(t))
	s.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	for path, want := range map[string]string{
		"":          "customers",
		"customers": "customers?as_of=2024-06-15T18%3A00%3A00Z&consent_popup=true&limit=50&location=UTC",
		"customers?search=&revenue_currency=EUR&revenue_min=&as_of=2024-06-01": "customers?as_of=2024-06-01T00%3A00%3A00Z&limit=50",
		"customers?device_is=Mac&as_of=2024-06-01":                             "customers?as_of=2024-06-01T00%3A00%3A00Z&device=Mac&limit=50",
		"analysis":               "analysis?as_of=2024-06-15T18%3A00%3A00Z&location=UTC",
		"value?as_of=2024-06-01": "value?as_of=2024-06-01T00%3A00%3A00Z&currency=EUR",
		"analysis?as_of=2024-06-01&from=&unit=day": "analysis?as_of=2024-06-01T00%3A00%3A00Z",
	} {
		r, _ := http.NewRequestWithContext(t.Context(), "GET", s.base+path, nil)
		answer, _ := s.do(r)
		at := answer.Header.Get("Location")
		at = at[strings.LastIndex(at, "/")+1:]
		if answer.StatusCode != http.StatusSeeOther || at != want {
			t.Errorf("O3: GET %s: status %d to %q, want 303 to %q", path, answer.StatusCode, at, want)
		}
	}
}

// A link to another instant than the rollup's is answered from the facts (O3, H12).
func TestAnotherInstant(t *testing.T) {
	s := serve(t, sampleShop(t))
	file := reported(t, "-as-of", "2024-03-01", "-consent-popup")("customers")
	page := parse(t, s.get("customers?as_of=2024-03-01&limit=500&consent_popup=true"))
	var got, want []string
	for _, row := range page.all(func(n node) bool { return n.attr("data-id") != "" }) {
		got = append(got, row.attr("data-id")+" "+row.all(func(n node) bool { return n.attr("data-column") == "status" })[0].text())
	}
	for _, row := range file {
		want = append(want, row[0]+" "+row[7])
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("O3: as of 1 March 2024 (- file, + page):\n%.1000s", diff)
	}
}

// form returns the hidden inputs of the form that posts.
func (s site) form(page string) url.Values {
	s.Helper()
	form := url.Values{}
	for _, f := range parse(s, page).all(func(n node) bool { return n.Data == "form" && n.attr("method") == "post" }) {
		for _, in := range f.all(func(n node) bool { return n.attr("type") == "hidden" }) {
			form.Add(in.attr("name"), in.attr("value"))
		}
	}
	return form
}

// A change is planned, confirmed by a token, and then everywhere: in the list, in its
// filter, and in the file (O6, L6).
func TestFavorite(t *testing.T) {
	s := serve(t, sampleShop(t))
	before := favorites(s)
	form := s.form(s.get("favorite?id=c025&id=c001&on=true"))
	if n := favorites(s); n != before {
		t.Fatalf("O6: %d favourites after the plan was shown, before %d", n, before)
	}
	for name, change := range map[string]func(url.Values){
		"no token":              func(v url.Values) { v.Del("token") },
		"another customer":      func(v url.Values) { v["id"] = []string{"c002"} },
		"another action":        func(v url.Values) { v.Set("on", "false") },
		"a token of other kind": func(v url.Values) { v.Set("token", s.form(s.get("push?id=c025")).Get("token")) },
	} {
		forged := url.Values{}
		for k, v := range form {
			forged[k] = append([]string(nil), v...)
		}
		change(forged)
		if answer, _ := s.post("favorite", forged); answer.StatusCode != http.StatusConflict {
			t.Errorf("O6: %s: status %d, want 409", name, answer.StatusCode)
		}
	}
	if n := favorites(s); n != before {
		t.Fatalf("O6: %d favourites after forged confirmations, before %d", n, before)
	}
	answer, text := s.post("favorite", form)
	if n := favorites(s); answer.StatusCode != http.StatusOK || n != before+2 {
		t.Errorf("L6: status %d, %d favourites, before %d: %.300s", answer.StatusCode, n, before, text)
	}
	if all := s.get("customers?type=favorite&limit=500"); !strings.Contains(all, `data-id="c025"`) || !strings.Contains(all, "♥") {
		t.Error("L6: the list of favourites lacks c025, or its heart")
	}
}

// favorites counts the favourites in the file of all customers.
func favorites(s site) (n int) {
	s.Helper()
	rows, err := csv.NewReader(strings.NewReader(s.get("customers.csv"))).ReadAll()
	if err != nil {
		s.Fatal(err)
	}
	for _, row := range rows {
		if row[13] == "true" {
			n++
		}
	}
	return n
}

// Everybody who matches is selected on all pages, and exported (L6).
func TestExportAllThatMatch(t *testing.T) {
	s := serve(t, sampleShop(t))
	for path, want := range map[string]int{
		"emails.csv?status=very+active&status=active&all=true&limit=5": 0,
		"info.csv?status=very+active&status=active&all=true&limit=5":   63,
		"info.csv?id=c025&id=c001":                                     2,
		"customers.csv?status=active":                                  48,
	} {
		rows, err := csv.NewReader(strings.NewReader(s.get(path))).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		if n := len(rows) - 1; n != want && want != 0 || n < 1 {
			t.Errorf("L6: %s: %d rows, want %d", path, n, want)
		}
	}
}

// Somebody is deleted after the plan was shown and the ID typed: a receipt is shown, and
// nothing is left (G3, O6).
func TestDelete(t *testing.T) {
	s := serve(t, sampleShop(t))
	form := s.form(s.get("delete?id=c025"))
	if answer, _ := s.post("delete", form); answer.StatusCode != http.StatusBadRequest {
		t.Errorf("O6: without the typed ID: status %d, want 400", answer.StatusCode)
	}
	form.Set("typed", "c025")
	answer, text := s.post("delete", form)
	if answer.StatusCode != http.StatusOK || !strings.Contains(text, "request-") || strings.Contains(text, "c025") {
		t.Fatalf("G3: status %d, and the page has no receipt, or the ID: %.600s", answer.StatusCode, text)
	}
	for _, gone := range []string{"customer?id=c025", "delete?id=c025", "everything.zip?id=c025", "push?id=c025"} {
		r, _ := http.NewRequestWithContext(t.Context(), "GET", s.base+gone, nil)
		if answer, text := s.do(r); answer.StatusCode != http.StatusNotFound {
			t.Errorf("G3: GET %s after the erasure: status %d, %.200s", gone, answer.StatusCode, text)
		}
	}
	if strings.Contains(s.get("customers?limit=500"), `data-id="c025"`) {
		t.Error("G3: the list still has c025")
	}
}

// Everything on a person goes out as one ZIP, with nothing of anyone else (G2).
func TestEverything(t *testing.T) {
	s := serve(t, sampleShop(t))
	text := s.get("everything.zip?id=c025")
	data := pagestest.Data(t, text)
	if !strings.Contains(data, "c025") || strings.Contains(data, "c001") || !strings.Contains(data, `"rollup"`) {
		t.Errorf("G2: the data lacks c025 or the rollup, or has c001: %.500s", data)
	}
}

// receiver returns the first customer to whom a push can be sent.
func receiver(t testing.TB, shop pages.Shop) (who string) {
	t.Helper()
	marked := map[customer.ID]bool{}
	for c, err := range shop.Facts.EachCustomer(t.Context(), customer.Scope{}) {
		if err != nil {
			t.Fatal(err)
		}
		marked[c.ID] = c.Favorite
	}
	for o, err := range shop.Facts.EachOptIn(t.Context(), customer.Scope{}) {
		if err != nil {
			t.Fatal(err)
		}
		id := string(o.Customer)
		if o.StoppedAt.IsZero() && o.ExpiresAt.IsZero() && !o.SubscribedAt.IsZero() && o.Token.Fingerprint() != "no token" && (who == "" || id < who) && !marked[o.Customer] {
			who = id
		}
	}
	return who
}

// A push is sent once, and counted (N1).
func TestPush(t *testing.T) {
	shop := sampleShop(t)
	s := serve(t, shop)
	who := receiver(t, shop)
	pushes := func() string {
		for _, dd := range parse(t, s.get("customer?id="+url.QueryEscape(who))).all(func(n node) bool { return n.attr("data-column") == "pushes" }) {
			return dd.text()
		}
		return ""
	}
	before := pushes()
	form := s.form(s.get("push?id=" + url.QueryEscape(who)))
	if answer, _ := s.post("push", form); answer.StatusCode != http.StatusBadRequest {
		t.Errorf("N1: an empty push: status %d, want 400", answer.StatusCode)
	}
	form.Set("text", "Fresh scones")
	if answer, text := s.post("push", form); answer.StatusCode != http.StatusOK {
		t.Fatalf("N1: status %d: %.300s", answer.StatusCode, text)
	}
	if answer, _ := s.post("push", form); answer.StatusCode != http.StatusConflict {
		t.Errorf("N1: the same form again: status %d, want 409", answer.StatusCode)
	}
	var n, m int
	fmt.Sscan(before, &n)
	if fmt.Sscan(pushes(), &m); m != n+1 {
		t.Errorf("N1: %s pushes before and %s after", before, pushes())
	}
}

// answer returns a page of whatever status.
func (s site) answer(path string) string {
	s.Helper()
	r, err := http.NewRequestWithContext(s.Context(), "GET", s.base+path, nil)
	if err != nil {
		s.Fatal(err)
	}
	_, text := s.do(r)
	return text
}

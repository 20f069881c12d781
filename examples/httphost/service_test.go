package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/engagement"
	"github.com/clientele-go/clientele/examples/internal/shop"
	"github.com/clientele-go/clientele/examples/report/sample"
	"github.com/clientele-go/clientele/export"
	"github.com/clientele-go/clientele/export/folder"
	"github.com/clientele-go/clientele/notify"
	"github.com/clientele-go/clientele/subscription"
)

// kettle is the sample shop, which the library's own answers are about.
var kettle = sync.OnceValues(func() (*folder.Facts, error) {
	return folder.Read(context.Background(), sample.FS(), folder.Options{})
})

func facts(t testing.TB) *folder.Facts {
	t.Helper()
	f, err := kettle()
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func served(t testing.TB, shop *shop.Shop) *service {
	t.Helper()
	closing := facts(t).Latest
	s, err := newService(shop, func() time.Time { return closing })
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// client asks a server of the sample.
type client struct {
	*testing.T
	service *service
	server  *httptest.Server
}

func start(t *testing.T) client {
	t.Helper()
	s := served(t, shop.New(facts(t)))
	server := httptest.NewServer(s.routes())
	t.Cleanup(server.Close)
	return client{t, s, server}
}

// send sends a request and returns the answer. It follows redirects.
func (c client) send(method, path, body string) (status int, header http.Header, answer []byte) {
	c.Helper()
	r, err := http.NewRequestWithContext(c.Context(), method, c.server.URL+path, strings.NewReader(body))
	if err != nil {
		c.Fatal(err)
	}
	response, err := c.server.Client().Do(r)
	if err != nil {
		c.Fatalf("%s %s: %v", method, path, err)
	}
	defer response.Body.Close()
	answer, err = io.ReadAll(response.Body)
	if err != nil {
		c.Fatalf("%s %s: %v", method, path, err)
	}
	return response.StatusCode, response.Header, answer
}

// get returns the answer to a question, which must be good.
func (c client) get(path string) []byte {
	c.Helper()
	status, _, answer := c.send("GET", path, "")
	if status != http.StatusOK {
		c.Fatalf("GET %s: status %d: %s", path, status, answer)
	}
	return answer
}

// same checks that the service answers what the library does.
func (c client) same(path string, want any, err error) {
	c.Helper()
	if err != nil {
		c.Fatal(err)
	}
	text, err := json.Marshal(want)
	if err != nil {
		c.Fatal(err)
	}
	if len(text) < 100 {
		c.Errorf("%s: the library answers hardly anything: %s", path, text)
	}
	if diff := cmp.Diff(string(text)+"\n", string(c.get(path))); diff != "" {
		c.Errorf("GET %s (- library, + service):\n%.3000s", path, diff)
	}
}

// The service answers what the library answers about the sample.
func TestAnswers(t *testing.T) {
	c, f := start(t), facts(t)
	may := time.Date(2024, 5, 1, 0, 0, 0, 0, time.UTC)
	q := customer.Query{AsOf: f.Latest}

	list := q
	list.Filter.Statuses = []customer.Status{customer.VeryActive, customer.Active}
	list.Sort = customer.Sort{Column: "revenue", Currency: "EUR", Descending: true}
	list.Limit = maxLimit
	page, err := customer.List(c.Context(), f.Customer(), list, nil)
	if page.Next != "" {
		t.Error("the page is not the last, so cursors of two keys would be compared")
	}
	c.same("/customers?status=very+active&status=active&sort=revenue&sort_currency=EUR&descending=true", export.NewPageReport(page), err)

	detail, err := customer.Get(c.Context(), f.Customer(), "c025", q)
	c.same("/customers/c025", export.NewDetailReport(detail), err)

	standing, err := subscription.Explain(c.Context(), f.Subscription(), "unsub-return", subscription.Query{AsOf: f.Latest})
	c.same("/customers/unsub-return/subscription", export.NewStandingReport(standing), err)

	consent := q
	consent.ConsentPopup = true
	summary, err := customer.Summarize(c.Context(), f.Customer(), consent, nil)
	c.same("/summary?consent_popup=true", export.NewSummaryReport(summary), err)

	rome, err := time.LoadLocation("Europe/Rome")
	if err != nil {
		t.Fatal(err)
	}
	q.Location = rome
	q.Range, q.Unit = calendar.Span{From: time.Date(2024, 1, 1, 0, 0, 0, 0, rome)}, calendar.Month
	trend, err := customer.TrackStatus(c.Context(), f.Customer(), q, nil)
	if err != nil {
		t.Fatal(err)
	}
	statuses, err := export.NewStatusTrendReport(trend, calendar.Month)
	c.same("/statuses/trend?from=2024-01-01&unit=month&location=Europe/Rome", statuses, err)

	e := engagement.Query{AsOf: f.Latest, Range: calendar.Span{From: may}, Unit: calendar.Week, Channels: []customer.Channel{"whatsapp"}, Top: 5}
	engaged, err := engagement.Summarize(c.Context(), f.Engagement(), e, nil)
	if err != nil {
		t.Fatal(err)
	}
	engagedReport, err := export.NewEngagementReport(engaged, e)
	c.same("/engagement?from=2024-05-01&unit=week&channel=whatsapp&top=5", engagedReport, err)

	s := subscription.Query{AsOf: f.Latest, Range: calendar.Span{From: may}, Unit: calendar.Week}
	subscribed, err := subscription.Summarize(c.Context(), f.Subscription(), s, nil)
	if err != nil {
		t.Fatal(err)
	}
	subscribedReport, err := export.NewSubscriptionReport(subscribed, s)
	c.same("/subscriptions?from=2024-05-01&unit=week", subscribedReport, err)

	n := notify.Query{AsOf: f.Latest}
	notified, err := notify.Summarize(c.Context(), f.Notify(), n, nil)
	if err != nil {
		t.Fatal(err)
	}
	notifiedReport, err := export.NewNotificationReport(notified, n)
	c.same("/notifications", notifiedReport, err)
}

// The URLs that the program prints all answer something.
func TestTries(t *testing.T) {
	c := start(t)
	for _, path := range tries {
		if answer := c.get(path); len(answer) < 100 {
			t.Errorf("GET %s: %s", path, answer)
		}
	}
}

// A question without as_of is sent on to the same question as of now, and nothing of it
// is lost.
func TestAsOf(t *testing.T) {
	c := start(t)
	c.server.Client().CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	status, header, _ := c.send("GET", "/customers?search=a%26b&status=quiet&status=sleeper", "")
	want := "/customers?as_of=2024-06-15T18%3A00%3A00Z&search=a%26b&status=quiet&status=sleeper"
	if got := header.Get("Location"); status != http.StatusTemporaryRedirect || got != want {
		t.Errorf("status %d, Location %q, want %q", status, got, want)
	}
	if _, header, _ = c.send("GET", "/customers/a%2Fb", ""); !strings.HasPrefix(header.Get("Location"), "/customers/a%2Fb?") {
		t.Errorf("an ID with a slash: Location %q", header.Get("Location"))
	}
}

type page struct {
	Customers []struct {
		ID       string `json:"id"`
		Favorite bool   `json:"favorite"`
	} `json:"customers"`
	Total int    `json:"total"`
	Next  string `json:"next"`
}

func (c client) page(v url.Values) (p page) {
	c.Helper()
	if err := json.Unmarshal(c.get("/customers?"+v.Encode()), &p); err != nil {
		c.Fatal(err)
	}
	return p
}

// The pages of the list are the whole list, in order, and no cursor shows an address.
func TestPaging(t *testing.T) {
	c, f := start(t), facts(t)
	q := customer.Query{AsOf: f.Latest, Sort: customer.Sort{Column: "email"}}
	whole, err := customer.List(c.Context(), f.Customer(), q, &customer.Run{CursorKey: c.service.run.CursorKey})
	if err != nil {
		t.Fatal(err)
	}
	var want, got []string
	for _, r := range whole.Rows {
		want = append(want, string(r.ID))
	}
	v := url.Values{"sort": {"email"}, "limit": {"60"}, "as_of": {f.Latest.Format(time.RFC3339Nano)}}
	pages := 0
	for {
		p := c.page(v)
		if p.Total != len(want) {
			t.Errorf("page %d: total %d, want %d", pages, p.Total, len(want))
		}
		for _, r := range p.Customers {
			got = append(got, r.ID)
		}
		pages++
		if p.Next == "" {
			break
		}
		v.Set("after", p.Next)
	}
	if diff := cmp.Diff(want, got); diff != "" || pages != 7 {
		t.Errorf("%d pages, want 7; - whole list, + pages:\n%s", pages, diff)
	}
}

// A search finds by ID, address and name, whatever the case.
func TestSearch(t *testing.T) {
	c, f := start(t), facts(t)
	for _, text := range []string{"MAIL-KELVIN", "@example.net", "vascotto", "c02", "nobody is called this"} {
		rows, err := customer.List(c.Context(), f.Customer(), customer.Query{AsOf: f.Latest, Filter: customer.Filter{Search: text}}, nil)
		if err != nil {
			t.Fatal(err)
		}
		if p := c.page(url.Values{"search": {text}}); p.Total != rows.Total {
			t.Errorf("search %q: %d customers, want %d", text, p.Total, rows.Total)
		}
	}
	if p := c.page(url.Values{"search": {"MAIL-KELVIN"}}); p.Total != 1 || p.Customers[0].ID != "mail-kelvin" {
		t.Errorf("a search by ID: %+v", p)
	}
}

// The CSV file has a header and a line for each customer who passes the filter.
func TestCSV(t *testing.T) {
	c, f := start(t), facts(t)
	var want bytes.Buffer
	q := customer.Query{AsOf: f.Latest, Filter: customer.Filter{Types: []customer.Type{"favorite"}}}
	if err := export.WriteCustomers(c.Context(), &want, f.Customer(), q, nil, export.Options{}); err != nil {
		t.Fatal(err)
	}
	got := c.get("/customers.csv?type=favorite")
	if !bytes.Equal(got, want.Bytes()) {
		t.Errorf("customers.csv is not the library's:\n%s", cmp.Diff(want.String(), string(got)))
	}
	records, err := csv.NewReader(bytes.NewReader(got)).ReadAll()
	if err != nil || len(records) < 2 {
		t.Errorf("customers.csv has %d lines, %v", len(records), err)
	}
}

// What the client can mend it is told in the library's words; of anything else it
// learns nothing.
func TestErrors(t *testing.T) {
	c := start(t)
	for _, e := range []struct {
		reason, method, path, body string
		status                     int
		words                      string // a part of the answer
	}{
		{"an unknown status", "GET", "/customers?status=lazy", "", 400, `customer: invalid query: status: `},
		{"an unknown parameter", "GET", "/customers?colour=red", "", 400, "colour"},
		{"a negative limit", "GET", "/customers?limit=-1", "", 400, "Limit is -1"},
		{"a search is not repeated", "GET", "/customers?search=ada%40example.com&status=ada%40example.com", "", 400, "customer: invalid query: status: "},
		{"not a cursor", "GET", "/customers?after=x", "", 400, "customer: invalid query: After is not a cursor of this question"},
		{"a bad currency", "GET", "/customers?sort=revenue&sort_currency=euro", "", 400, "three capital ASCII letters"},
		{"half a parameter", "GET", "/customers?search=%zz", "", 400, "invalid URL escape"},
		{"an unknown zone", "GET", "/engagement?location=Mars", "", 400, "engagement: invalid query: location: "},
		{"an unknown unit", "GET", "/statuses/trend?unit=year", "", 400, "unit"},
		{"an unknown field of the trend", "GET", "/statuses/trend?channel=web", "", 400, "channel"},
		{"an unknown mode", "GET", "/customers/c025/export.zip?mode=all", "", 400, "want portability or access"},
		{"nobody", "GET", "/customers/nobody", "", 404, "customer: no such customer"},
		{"nobody's subscription", "GET", "/customers/nobody/subscription", "", 404, "no such customer"},
		{"nobody's export", "GET", "/customers/nobody/export.zip", "", 404, "no such customer"},
		{"nobody's erasure", "POST", "/customers/nobody/erasure", `{"confirm": 1}`, 404, "no such customer"},
		{"no body", "POST", "/customers/favorite", "", 400, "the body"},
		{"a body with an address", "POST", "/customers/favorite", `{"ada@example.com": 1}`, 400, "the body"},
		{"neither yes nor no", "POST", "/customers/favorite", `{"ids": ["c025"]}`, 400, "favorite"},
		{"nobody is a favourite", "POST", "/customers/favorite", `{"ids": ["c025", "nobody"], "favorite": true}`, 404, "no such customer"},
		{"no such route", "GET", "/", "", 404, ""},
		{"no such method", "DELETE", "/customers", "", 405, ""},
	} {
		status, _, answer := c.send(e.method, e.path, e.body)
		if status != e.status || !strings.Contains(string(answer), e.words) || strings.Contains(string(answer), "ada@") {
			t.Errorf("%s: status %d, %s; want %d, %q", e.reason, status, answer, e.status, e.words)
		}
	}
}

// What the client cannot mend has no words, and a download that fails never looks like
// a whole file.
func TestInternalError(t *testing.T) {
	bad := customer.Order{ID: "of ada@example.com", Customer: "a", Total: customer.Money{Currency: "eur"}}
	s := served(t, shop.New(&folder.Facts{Customers: []customer.Customer{{ID: "a"}}, Orders: []customer.Order{bad}}))
	server := httptest.NewServer(s.routes())
	t.Cleanup(server.Close)
	c := client{t, s, server}
	status, _, answer := c.send("GET", "/customers", "")
	if status != http.StatusInternalServerError || string(answer) != `{"error":"internal error"}`+"\n" {
		t.Errorf("status %d, %s", status, answer)
	}
	if response, err := server.Client().Get(server.URL + "/customers.csv"); err == nil {
		defer response.Body.Close()
		if _, err := io.ReadAll(response.Body); err == nil {
			t.Errorf("the file that failed looks whole, status %d", response.StatusCode)
		}
	}
}

// A page of another site cannot post here.
func TestOtherSite(t *testing.T) {
	c := start(t)
	r := httptest.NewRequest("POST", "/customers/favorite", strings.NewReader(`{"ids": ["c025"], "favorite": true}`))
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	w := httptest.NewRecorder()
	c.service.routes().ServeHTTP(w, r)
	if w.Code != http.StatusForbidden {
		t.Errorf("status %d", w.Code)
	}
}

// Favourites are marked by ID, or all that pass the filter of the URL but some. Asking
// twice changes nothing the second time.
func TestFavorite(t *testing.T) {
	c := start(t)
	favorites := func() (ids []string) {
		for _, r := range c.page(url.Values{"type": {"favorite"}}).Customers {
			ids = append(ids, r.ID)
		}
		slices.Sort(ids)
		return ids
	}
	mark := func(path, body string) (outcomes []export.OutcomeRow, changed int) {
		status, _, answer := c.send("POST", path, body)
		if err := json.Unmarshal(answer, &outcomes); err != nil || status != http.StatusOK {
			t.Fatalf("%s: status %d, %v: %s", body, status, err, answer)
		}
		for _, o := range outcomes {
			if o.Changed {
				changed++
			}
		}
		return outcomes, changed
	}
	before := favorites()
	if slices.Contains(before, "week-edge-in") {
		t.Fatal("week-edge-in is a favourite already: the test shows nothing")
	}
	one := `{"ids": ["week-edge-in"], "favorite": true}`
	for _, want := range []int{1, 0} {
		if all, changed := mark("/customers/favorite", one); len(all) != 1 || changed != want {
			t.Errorf("%d outcomes, %d changed, want 1 and %d", len(all), changed, want)
		}
	}
	want := append(slices.Clone(before), "week-edge-in")
	slices.Sort(want)
	if diff := cmp.Diff(want, favorites()); diff != "" {
		t.Errorf("favourites (- want, + got):\n%s", diff)
	}
	but := `{"all": true, "except": ["week-edge-in"], "favorite": false}`
	if all, changed := mark("/customers/favorite?type=favorite", but); len(all) != len(before) || changed != len(before) {
		t.Errorf("%d outcomes, %d changed, want %d", len(all), changed, len(before))
	}
	if got := favorites(); !slices.Equal(got, []string{"week-edge-in"}) {
		t.Errorf("favourites: %v", got)
	}
}

package memory

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/clientele-go/clientele/examples/dashboard/pages"
)

// raw sends a request as it stands, which a client of Go's would clean, and returns the
// answer.
func raw(t *testing.T, host, request string) *http.Response {
	t.Helper()
	conn, err := net.Dial("tcp", host)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(20 * time.Second))
	fmt.Fprint(conn, request)
	answer, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatalf("%.100q: %v", request, err)
	}
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	answer.Body = io.NopCloser(strings.NewReader(string(text)))
	return answer
}

// Paths that climb, double slashes and other hosts in a path lead nowhere: a redirect
// never leaves the prefix under which the pages are mounted (O2).
func TestPaths(t *testing.T) {
	h, err := pages.New(sampleShop(t))
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(http.StripPrefix("/people", h)) // without a mux, which would clean paths
	defer server.Close()
	for path, want := range map[string]int{
		"/people/":                                        303,
		"/people/customers":                               303,
		"/people//":                                       404,
		"/people//evil.example":                           404,
		"/people//evil.example/%2f..":                     404,
		"/people/..//":                                    404,
		"/people/..":                                      404,
		"/people/%2e%2e/":                                 404,
		"/people/./customers":                             404,
		"/people/customers/":                              404,
		"/people/customers/..":                            404,
		"/people/customers%2f..%2fvalue":                  404,
		"/people/%2fevil.example":                         404,
		"/people/%5cevil.example":                         404,
		"/people/%2f%2fevil.example":                      404,
		"/people/https:%2f%2fevil.example%2fx.csv":        404,
		"/people/customers%00.csv":                        404,
		"/people/customers.csv%00":                        404,
		"/people/channels%0d%0aX-Evil:1.csv":              404,
		"/people/..%2f..%2fetc%2fpasswd":                  404,
		"/people/templates/layout.html":                   404,
		"/people/layout.html":                             404,
		"/people/static/style.css":                        404,
		"/people/a/b/c":                                   404,
		"/peoplecustomers":                                404,
		"/people/customers?location=%0d%0aSet-Cookie:x":   400,
		"/people/customers?search=%0d%0aSet-Cookie:+a=b":  303,
		"/people/customers?search=//evil.example":         303,
		"/people/customers?as_of=2024-06-01%0d%0aX-Evil:": 400,
	} {
		answer := raw(t, server.Listener.Addr().String(), "GET "+path+" HTTP/1.1\r\nHost: shop.example\r\nConnection: close\r\n\r\n")
		if answer.StatusCode != want {
			t.Errorf("O2: GET %s: status %d, want %d", path, answer.StatusCode, want)
		}
		if answer.Header.Get("X-Evil") != "" || answer.Header.Get("Set-Cookie") != "" {
			t.Errorf("O2: GET %s: the headers are %v", path, answer.Header)
		}
		if want != 404 || strings.HasPrefix(path, "/people/") {
			if policy := answer.Header.Get("Content-Security-Policy"); !strings.HasPrefix(policy, "default-src 'none'") {
				t.Errorf("O5: GET %s: Content-Security-Policy %q", path, policy)
			}
		}
		if to := answer.Header.Get("Location"); to != "" && !regexp.MustCompile(`^[a-z]+(\?[!-~]*)?$`).MatchString(to) {
			t.Errorf("O2: GET %s: a redirect to %q, want a page beside it", path, to)
		}
	}
}

// A saved file has a name of the pages' own, whatever is asked (X1).
func TestFileNames(t *testing.T) {
	s := serve(t, sampleShop(t))
	for path, want := range map[string]string{
		"customers.csv?search=%22%0d%0aX:+y": "customers.csv", "emails.csv?id=c025": "emails.csv", "info.json?id=c025": "info.json",
		"details.csv?id=c025": "details.csv", "channels.json?channel=%22": "channels.json", "everything.zip?id=c025": "everything.zip",
		"rfm.csv?currency=EUR": "rfm.csv",
	} {
		r, _ := http.NewRequestWithContext(t.Context(), "GET", s.base+path, nil)
		answer, _ := s.do(r)
		if got := answer.Header.Get("Content-Disposition"); answer.StatusCode != 200 || got != `attachment; filename="`+want+`"` {
			t.Errorf("GET %s: status %d, Content-Disposition %q", path, answer.StatusCode, got)
		}
	}
}

// Questions that are too many, too long, too deep or too large are answered at once, and
// with an error that says so (Q1).
func TestOversizedQuestions(t *testing.T) {
	s := serve(t, sampleShop(t))
	for _, c := range []struct {
		name, path string
		want       int
	}{
		{"a limit beyond numbers", "customers?limit=99999999999999999999", 400},
		{"a limit below zero", "customers?limit=-1", 400},
		{"a great limit", "customers?limit=2147483647&search=c025", 200},
		{"a year beyond dates", "subscriptions?from=99999-01-01", 400},
		{"a year before dates", "subscriptions?from=0000-01-01", 400},
		{"a month that is none", "subscriptions?to=2024-13-01", 400},
		{"a range backwards, which is empty", "analysis?from=2024-06-01&to=2024-05-01", 200},
		{"100,001 days", "growth?from=1700-01-01&to=2024-01-01", 400},
		{"scores beyond ten", "value?k=99999999999999999999", 400},
		{"scores in words", "value?k=many", 400},
		{"a currency that is none", "value?currency=%3Cscript%3E", 400},
		{"more logins than numbers", "customers?very_active_more_than=9223372036854775808", 400},
		{"an unknown zone", "customers?location=../../etc/passwd", 400},
		{"money of a thousand digits", "customers?revenue_currency=EUR&revenue_min=" + strings.Repeat("9", 1000), 400},
		{"money with an exponent", "customers?revenue_currency=EUR&revenue_min=1e999999999", 400},
		{"a segment of nots", "customers?segment=" + url.QueryEscape(strings.Repeat("not ", 1000)), 400},
		{"a segment of brackets", "customers?segment=" + url.QueryEscape(strings.Repeat("(", 40)+"favorite = true"+strings.Repeat(")", 40)), 400},
		{"a segment of clauses", "customers?segment=" + url.QueryEscape("favorite = true"+strings.Repeat(" and favorite = true", 100)), 400},
		{"a segment of 5,000 bytes", "customers?segment=" + url.QueryEscape(`email = "`+strings.Repeat("x", 5000)+`"`), 400},
		{"a parameter twice", "customers?limit=5&limit=6", 400},
		{"another kind of comparison", "analysis?compare=%0d%0a", 400},
		{"a list that is none", "upload?list=99999999999999999999", 404},
		{"a cursor of another question", "customers?as_of=2024-06-15T18:00:00Z&limit=50&after=" + url.QueryEscape(strings.Repeat("A", 5000)), 400},
	} {
		begin := time.Now()
		r, err := http.NewRequestWithContext(t.Context(), "GET", s.base+c.path, nil)
		if err != nil {
			t.Fatal(err)
		}
		answer, text := s.do(r)
		if answer.StatusCode != c.want {
			t.Errorf("%s: status %d, want %d: %.300s", c.name, answer.StatusCode, c.want, text)
		}
		if d := time.Since(begin); d > 3*time.Second {
			t.Errorf("%s: answered after %v", c.name, d)
		}
	}
}

// A form of very many parameters is refused or answered, and at once.
func TestManyParameters(t *testing.T) {
	s := serve(t, sampleShop(t))
	begin := time.Now()
	answer, text := s.post("favorite", url.Values{"on": {"true"}, "id": strings.Split(strings.Repeat("c001,", 150_000), ",")})
	if answer.StatusCode != http.StatusBadRequest && answer.StatusCode != http.StatusConflict {
		t.Errorf("150,000 parameters: status %d, want 400 or 409: %.200s", answer.StatusCode, text)
	}
	if d := time.Since(begin); d > 5*time.Second {
		t.Errorf("150,000 parameters: answered after %v", d)
	}
}

// A cursor is good for its own question, and no other's (L5).
func TestCursorOfAnotherQuestion(t *testing.T) {
	s := serve(t, sampleShop(t))
	next := ""
	for _, a := range parse(t, s.get("customers?limit=20")).all(func(n node) bool { return n.attr("rel") == "next" }) {
		next = a.attr("href")
	}
	u, err := url.Parse(next)
	if err != nil || next == "" {
		t.Fatalf("the next page is %q: %v", next, err)
	}
	for name, change := range map[string]func(url.Values){
		"another order":  func(v url.Values) { v.Set("sort", "created_at") },
		"another filter": func(v url.Values) { v.Set("status", "quiet") },
		"another moment": func(v url.Values) { v.Set("as_of", "2024-06-01T00:00:00Z") },
		"a byte changed": func(v url.Values) { v.Set("after", v.Get("after")[:8]+"x"+v.Get("after")[9:]) },
		"a byte missing": func(v url.Values) { v.Set("after", v.Get("after")[1:]) },
		"no cursor":      func(v url.Values) { v.Set("after", "c025") },
	} {
		v := u.Query()
		change(v)
		r, _ := http.NewRequestWithContext(t.Context(), "GET", s.base+"customers?"+v.Encode(), nil)
		answer, text := s.do(r)
		if answer.StatusCode != http.StatusBadRequest {
			t.Errorf("L5: a cursor with %s: status %d, want 400", name, answer.StatusCode)
		}
		v.Del("after")
		if first := s.linked(text, "First page"); first.Encode() != v.Encode() {
			t.Errorf("O3: a cursor with %s: the question goes on as %v, want %v", name, first, v)
		}
	}
}

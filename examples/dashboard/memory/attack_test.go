package memory

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/clientele-go/clientele/examples/dashboard/pages"
)

// Without a sign-in nothing is served, unless the host says Open (O2).
func TestRefusesWithoutSignIn(t *testing.T) {
	shop := sampleShop(t)
	shop.Open = false
	h, err := pages.New(shop)
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/", "/customers", "/customers.csv", "/style.css", "/nothing"} {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), "GET", path, nil))
		if w.Code != http.StatusForbidden {
			t.Errorf("O2: GET %s without a sign-in: status %d, want 403", path, w.Code)
		}
	}
}

// A token belongs to the session that saw the plan (O6).
func TestTokenOfAnotherSession(t *testing.T) {
	shop := sampleShop(t)
	shop.Open, shop.Who = false, func(r *http.Request) (string, bool) { return r.Header.Get("Authorization"), true }
	s := serve(t, shop)
	form := s.form(s.get("favorite?id=c025&on=true")) // of the session without a name
	r, _ := http.NewRequestWithContext(t.Context(), "POST", s.base+"favorite", strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Authorization", "somebody else")
	if answer, _ := s.do(r); answer.StatusCode != http.StatusConflict {
		t.Errorf("O6: a token of another session: status %d, want 409", answer.StatusCode)
	}
}

// Every answer, of whatever status, carries the headers (O2, O5).
func TestHeaders(t *testing.T) {
	s := serve(t, sampleShop(t))
	for _, path := range []string{"customers", "customers.csv", "nothing", "customers?as_of=x", "style.css", "customer?id=nobody", "analysis", "upload?list=1"} {
		r, _ := http.NewRequestWithContext(t.Context(), "GET", s.base+path, nil)
		answer, _ := s.do(r)
		policy := answer.Header.Get("Content-Security-Policy")
		if !strings.HasPrefix(policy, "default-src 'none'; ") || strings.Contains(policy, "unsafe") {
			t.Errorf("O5: GET %s: Content-Security-Policy %q", path, policy)
		}
		for name, want := range map[string]string{"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff", "Set-Cookie": ""} {
			if got := answer.Header.Get(name); got != want {
				t.Errorf("O2: GET %s: %s %q, want %q", path, name, got, want)
			}
		}
	}
}

// What an attacker tries, and the answer.
func TestAttacks(t *testing.T) {
	s := serve(t, sampleShop(t))
	good := s.form(s.get("favorite?id=c025&on=true"))
	for _, c := range []struct {
		name, method, path, body string
		header                   map[string]string
		want                     int
	}{
		{"a post of another site", "POST", "favorite", good.Encode(), map[string]string{"Sec-Fetch-Site": "cross-site"}, 403},
		{"a post of another origin", "POST", "favorite", good.Encode(), map[string]string{"Origin": "https://evil.example"}, 403},
		{"a path that climbs", "GET", "%2e%2e%2f%2e%2e%2fetc%2fpasswd", "", nil, 404},
		{"a file that climbs", "GET", "..%2fstyle.csv", "", nil, 404},
		{"a file of no kind", "GET", "channels.exe", "", nil, 404},
		{"a forged cursor", "GET", "customers?as_of=2024-06-15T18:00:00Z&limit=50&after=AAAAAAAA", "", nil, 400},
		{"a question that is cut off", "GET", "customers?status=%zz", "", nil, 400},
		{"an unknown parameter", "GET", "customers?statsu=active", "", nil, 400},
		{"an unknown word", "GET", "customers?status=awake", "", nil, 400},
		{"an instant that is none", "GET", "customers?as_of=now", "", nil, 400},
		{"days of all time", "GET", "subscriptions?as_of=9999-12-31&from=0002-01-01&to=9999-01-01", "", nil, 400},
		{"a form of two megabytes", "POST", "favorite", "id=" + strings.Repeat("x", 2<<20), map[string]string{"Sec-Fetch-Site": "same-origin"}, 400},
		{"a header in a name", "GET", "customers.csv?search=%0d%0aSet-Cookie:x", "", nil, 200},
		{"another method", "DELETE", "customers", "", map[string]string{"Sec-Fetch-Site": "same-origin"}, 405},
		{"a segment of brackets", "GET", "customers?segment=" + strings.Repeat("(", 3000), "", nil, 400},
		{"nobody", "GET", "favorite?on=true", "", nil, 400},
	} {
		r, err := http.NewRequestWithContext(t.Context(), c.method, s.base+c.path, strings.NewReader(c.body))
		if err != nil {
			t.Fatal(err)
		}
		if c.method == "POST" {
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		}
		for name, value := range c.header {
			r.Header.Set(name, value)
		}
		answer, text := s.do(r)
		if answer.StatusCode != c.want || answer.Header.Get("Set-Cookie") != "" {
			t.Errorf("%s: status %d, want %d: %.200s", c.name, answer.StatusCode, c.want, text)
		}
	}
}

// A mailing service's address inside the host's network is not called.
func TestServiceInside(t *testing.T) {
	called := false
	inside := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { called = true }))
	defer inside.Close()
	s := serve(t, sampleShop(t))
	form := s.form(s.get("mailing"))
	for name, address := range map[string]string{
		"the loopback interface": inside.URL, "its name": strings.Replace(inside.URL, "127.0.0.1", "localhost", 1),
		"a mapped address": strings.Replace(inside.URL, "127.0.0.1", "[::ffff:127.0.0.1]", 1),
	} {
		answer, text := s.post("mailing", url.Values{"token": {first(form["token"])}, "service": {"listmonk"}, "address": {address}, "user": {"u"}, "secret": {"canary-secret"}, "list": {"3"}})
		if answer.StatusCode != http.StatusOK || !strings.Contains(text, "not on the public internet") || strings.Contains(text, "canary-secret") || called {
			t.Errorf("%s: status %d, called %t: %.900s", name, answer.StatusCode, called, text)
		}
	}
	for _, address := range []string{"http://lists.example.com", "https://user:pass@lists.example.com", "file:///etc/passwd", "lists.example.com"} {
		answer, _ := s.post("mailing", url.Values{"token": {first(form["token"])}, "service": {"listmonk"}, "address": {address}, "user": {"u"}, "secret": {"s"}, "list": {"3"}})
		if answer.StatusCode != http.StatusBadRequest {
			t.Errorf("%s: status %d, want 400", address, answer.StatusCode)
		}
	}
}

func first(all []string) string {
	if len(all) == 0 {
		return ""
	}
	return all[0]
}

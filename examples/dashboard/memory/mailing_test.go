package memory

import (
	"encoding/hex"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// lists is a double of a listmonk server: what an upload needs of it.
type lists struct {
	mu     sync.Mutex
	people []subscriber
	bad    string // an address that it does not take
}

type subscriber struct {
	ID     int         `json:"id"`
	Email  string      `json:"email"`
	Name   string      `json:"name"`
	Status string      `json:"status"`
	Lists  []placement `json:"lists"`
}

type placement struct {
	ID      int       `json:"id"`
	Status  string    `json:"subscription_status"`
	Created time.Time `json:"subscription_created_at"`
}

var (
	byAddress = regexp.MustCompile(`decode\('([0-9a-f]*)', 'hex'\)`)
	byNumber  = regexp.MustCompile(`subscribers\.id > (\d+)`)
)

func (l *lists) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	l.mu.Lock()
	defer l.mu.Unlock()
	user, token, _ := r.BasicAuth()
	switch {
	case user != "api" || token != "s3cret":
		w.WriteHeader(http.StatusForbidden)
	case strings.HasPrefix(r.URL.Path, "/api/lists/"):
		answer(w, map[string]any{"id": 3, "name": "News"})
	case r.URL.Path == "/api/config":
		answer(w, map[string]any{"lang": "en"})
	case strings.HasPrefix(r.URL.Path, "/api/lang/"):
		answer(w, map[string]string{"subscribers.invalidEmail": "Invalid email."})
	case r.Method == "GET":
		l.find(w, r)
	case r.Method == "POST":
		l.add(w, r)
	default:
		w.WriteHeader(http.StatusNotFound)
	}
}

func answer(w http.ResponseWriter, data any) { json.NewEncoder(w).Encode(map[string]any{"data": data}) }

func (l *lists) find(w http.ResponseWriter, r *http.Request) {
	query, found := r.URL.Query().Get("query"), []subscriber{}
	for _, p := range l.people {
		m, after := byAddress.FindStringSubmatch(query), byNumber.FindStringSubmatch(query)
		switch {
		case m != nil:
			if address, err := hex.DecodeString(m[1]); err == nil && string(address) == p.Email {
				found = append(found, p)
			}
		case after != nil:
			if n, err := strconv.Atoi(after[1]); err == nil && p.ID > n {
				found = append(found, p)
			}
		}
	}
	answer(w, map[string]any{"results": found, "total": len(found), "page": 1, "per_page": 1000})
}

func (l *lists) add(w http.ResponseWriter, r *http.Request) {
	var p struct{ Email, Name string }
	if json.NewDecoder(r.Body).Decode(&p) != nil || p.Email == l.bad {
		w.WriteHeader(http.StatusBadRequest)
		json.NewEncoder(w).Encode(map[string]string{"message": "Invalid email."})
		return
	}
	l.people = append(l.people, subscriber{len(l.people) + 1, p.Email, p.Name, "enabled", []placement{{3, "confirmed", time.Now()}}})
	answer(w, l.people[len(l.people)-1])
}

func (l *lists) count() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.people)
}

// A person adds a list, sees how many new addresses there are, uploads them, and sees what
// became of each. Nobody without consent is uploaded, and the credentials never come back
// (M1–M3, M6).
func TestStoryOfAMailingList(t *testing.T) {
	for name, script := range map[string]bool{"with script": true, "without script": false} {
		t.Run(name, func(t *testing.T) {
			double := &lists{bad: "maribel.ruiz@example.com"}
			server := httptest.NewServer(double)
			defer server.Close()
			shop := sampleShop(t)
			shop.AnyAddress = true // the double is on the loopback interface
			b := open(t, shop, script)
			b.visit("mailing")
			b.run(chromedp.SendKeys(`input[name="address"]`, server.URL), chromedp.SendKeys(`input[name="user"]`, "api"),
				chromedp.SendKeys(`input[name="secret"]`, "s3cret"), chromedp.SendKeys(`input[name="list"]`, "3"))
			b.click(`form.confirm button`)
			b.sees("Upload 104 new addresses", "no consent")
			b.click(`main form button`)
			for range 60 {
				if strings.Contains(b.text(), "What the last upload did") {
					break
				}
				time.Sleep(time.Second) // the page asks again by itself
			}
			b.sees("What the last upload did", "not done", "refused")
			page := eval[string](b, `document.documentElement.outerHTML`)
			if strings.Contains(page, "s3cret") || strings.Contains(page, "@example") {
				t.Error("M6: the page shows a credential or an address")
			}
			if n := double.count(); n != 103 {
				t.Errorf("M3: %d addresses on the list, want the 103 with consent that the service takes", n)
			}
			b.clean(name)
		})
	}
}

// A list whose credentials are wrong says so, in words of ours.
func TestWrongCredentials(t *testing.T) {
	server := httptest.NewServer(&lists{})
	defer server.Close()
	shop := sampleShop(t)
	shop.AnyAddress = true
	s := serve(t, shop)
	form := s.form(s.get("mailing"))
	_, text := s.post("mailing", url.Values{"token": {first(form["token"])}, "service": {"listmonk"}, "address": {server.URL}, "user": {"api"}, "secret": {"canary"}, "list": {"3"}})
	if !strings.Contains(text, "403") || strings.Contains(text, "canary") {
		t.Errorf("the page does not say that the service answered 403, or shows the secret: %.900s", text)
	}
}

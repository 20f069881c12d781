package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/export/folder"
	"github.com/clientele-go/clientele/gdpr"
)

// deliver delivers a body as Meta does, signed with a secret.
func (c client) deliver(secret, body string) int {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(body))
	r := httptest.NewRequest("POST", "/webhooks/meta", strings.NewReader(body))
	r.Header.Set("X-Hub-Signature-256", "sha256="+hex.EncodeToString(mac.Sum(nil)))
	w := httptest.NewRecorder()
	c.service.routes().ServeHTTP(w, r)
	return w.Code
}

// event is a body with one event, of somebody to the notification n-cake.
func event(id string, at time.Time, token, status string) string {
	return fmt.Sprintf(`{"object": "page", "entry": [{"messaging": [{"sender": {"id": "600"}, "recipient": {"id": "1"}, "timestamp": %d,
		"optin": {"type": "notification_messages", "notification_messages_token": %q, "notification_messages_status": %q,
		"payload": "n-cake %s"}}]}]}`, at.UnixMilli(), token, status, id)
}

type metrics struct {
	Subscriptions int `json:"subscriptions"`
	Stopped       int `json:"stopped"`
	NeverExpires  int `json:"never_expires"`
}

func (c client) metrics() (m metrics) {
	c.Helper()
	if err := json.Unmarshal(c.get("/notifications"), &m); err != nil {
		c.Fatal(err)
	}
	return m
}

// Opt-ins, stops and resumes of the webhook are in the next answer, in whatever order
// they come and however often. Without Meta's signature nothing is taken.
func TestWebhook(t *testing.T) {
	const secret, id = "the demo's app secret", "week-edge-in" // who has no opt-in yet
	c := start(t)
	was := c.metrics()
	noon := facts(t).Latest.Add(-6 * time.Hour)
	in := strings.Replace(event(id, noon, "token-1", ""), `"notification_messages_status": "",`, "", 1)
	stop := event(id, noon.Add(time.Hour), "token-1", "STOP NOTIFICATIONS")
	resume := event(id, noon.Add(2*time.Hour), "token-2", "RESUME NOTIFICATIONS")

	if status := c.deliver("another secret", in); status != http.StatusForbidden || c.metrics() != was {
		t.Errorf("a body of somebody else's: status %d, %+v, before %+v", status, c.metrics(), was)
	}
	for _, step := range []struct {
		what, body string
		want       metrics
	}{
		{"the stop comes first", stop, metrics{1, 1, 0}},
		{"then the opt-in before it", in, metrics{1, 1, 0}},
		{"the opt-in once more", in, metrics{1, 1, 0}},
		{"resumed", resume, metrics{1, 0, 1}},
		{"somebody unknown", event("nobody", noon, "token-3", "RESUME NOTIFICATIONS"), metrics{1, 0, 1}},
	} {
		status, is := c.deliver(secret, step.body), c.metrics()
		got := metrics{is.Subscriptions - was.Subscriptions, is.Stopped - was.Stopped, is.NeverExpires - was.NeverExpires}
		if status != http.StatusOK || got != step.want {
			t.Errorf("%s: status %d, %+v more than before, want %+v", step.what, status, got, step.want)
		}
	}
	if n := c.optIns(id); n != 3 {
		t.Errorf("%d opt-ins, want 3", n)
	}

	// Meta asks whether the address is ours.
	challenge := "/webhooks/meta?hub.mode=subscribe&hub.challenge=1234&hub.verify_token="
	if got := string(c.get(challenge + "the+demo%27s+word")); got != "1234" {
		t.Errorf("the challenge is answered by %q", got)
	}

	// A late event does not bring back somebody who was erased, nor does it add to them
	// if a restored backup has.
	c.erase(id)
	if status := c.deliver(secret, resume); status != http.StatusOK || c.service.shop.Holds(id) {
		t.Errorf("erased: status %d, and the shop has facts of theirs: %t", status, c.service.shop.Holds(id))
	}
	c.service.shop.Add(&folder.Facts{Customers: []customer.Customer{{ID: id}}})
	if status := c.deliver(secret, resume); status != http.StatusOK || c.optIns(id) != 0 {
		t.Errorf("erased and restored: status %d, and the shop has %d opt-ins", status, c.optIns(id))
	}
}

func (c client) erase(id customer.ID) {
	c.Helper()
	if err := c.service.editor(new(gdpr.Receipt)).DeleteAccount(c.Context(), id); err != nil {
		c.Fatal(err)
	}
}

// optIns counts what the shop has of a customer.
func (c client) optIns(id customer.ID) (n int) {
	c.Helper()
	for _, err := range c.service.shop.EachOptIn(c.Context(), customer.Scope{Customers: []customer.ID{id}}) {
		if err != nil {
			c.Fatal(err)
		}
		n++
	}
	return n
}

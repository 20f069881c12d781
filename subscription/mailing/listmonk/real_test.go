package listmonk_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/clientele-go/clientele/subscription/mailing"
	"github.com/clientele-go/clientele/subscription/mailing/listmonk"
)

// real is a real listmonk server, for tests alone, which is told by the
// environment:
//
//	LISTMONK_URL    its address, on loopback
//	LISTMONK_USER   a user of the API who may do everything
//	LISTMONK_TOKEN  the user's token
//	LISTMONK_MAIL   the address to which the server sends its mail: the test
//	                listens there, and delivers nothing
//
// The server must have no subscribers, and block blocked.example.com. Slow-query caching should be on, since
// versions 3 and 4 then show no members to whoever asks for all of them.
type real struct {
	testing.TB
	url, user, token string
	mail             *postbox
}

func realServer(t *testing.T) *real {
	t.Helper()
	r := &real{TB: t, url: os.Getenv("LISTMONK_URL"), user: os.Getenv("LISTMONK_USER"), token: os.Getenv("LISTMONK_TOKEN")}
	if r.url == "" {
		t.Skip("LISTMONK_URL is not set: there is no real listmonk server to test")
	}
	if n := len(r.everybody()); n > 0 {
		t.Fatalf("the server has %d subscribers: it is in use, or an earlier test was interrupted", n)
	}
	t.Logf("listmonk %s", r.version())
	if at := os.Getenv("LISTMONK_MAIL"); at != "" {
		r.mail = receive(t, at)
	}
	t.Cleanup(r.wipe)
	return r
}

// ask calls the server and returns the status.
func (r *real) ask(method, path string, body, answer any) int {
	r.Helper()
	sent, err := json.Marshal(body)
	if err != nil {
		r.Fatal(err)
	}
	req, err := http.NewRequest(method, r.url+"/api"+path, bytes.NewReader(sent))
	if err != nil {
		r.Fatal(err)
	}
	req.SetBasicAuth(r.user, r.token)
	req.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		r.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	if answer != nil && json.NewDecoder(resp.Body).Decode(answer) != nil {
		r.Fatalf("%s %s: status %d, no JSON", method, path, resp.StatusCode)
	}
	return resp.StatusCode
}

// must calls the server and wants a success.
func (r *real) must(method, path string, body, answer any) {
	r.Helper()
	if status := r.ask(method, path, body, answer); status != http.StatusOK {
		r.Fatalf("%s %s: status %d", method, path, status)
	}
}

func (r *real) version() string {
	var c struct{ Data struct{ Version string } }
	r.must("GET", "/config", nil, &c)
	return c.Data.Version
}

// everybody is who the server has.
func (r *real) everybody() []person {
	var p struct{ Data struct{ Results []person } }
	r.must("GET", "/subscribers?query=(TRUE)&page=1&per_page=all", nil, &p)
	return p.Data.Results
}

// wipe deletes all subscribers.
func (r *real) wipe() {
	for all := r.everybody(); len(all) > 0; all = r.everybody() {
		for len(all) > 0 {
			n := min(len(all), 100)
			var ids []string
			for _, p := range all[:n] {
				ids = append(ids, fmt.Sprintf("id=%d", p.ID))
			}
			r.must("DELETE", "/subscribers?"+strings.Join(ids, "&"), nil, nil)
			all = all[n:]
		}
	}
}

// newList makes a list of "single" or "double" opt-in, until the test ends.
func (r *real) newList(optin string) int {
	r.Helper()
	var l struct{ Data struct{ ID int } }
	r.must("POST", "/lists", map[string]any{"name": "a test", "type": "private", "optin": optin, "tags": []string{}}, &l)
	r.Cleanup(func() { r.must("DELETE", fmt.Sprintf("/lists/%d", l.Data.ID), nil, nil) })
	return l.Data.ID
}

func (r *real) list(id int) *listmonk.List {
	return &listmonk.List{
		BaseURL: r.url, User: mailing.NewSecret(r.user), Token: mailing.NewSecret(r.token), ID: id, Wait: noWait,
	}
}

// put creates a subscriber of lists.
func (r *real) put(email string, confirmed bool, lists ...int) person {
	r.Helper()
	var p struct{ Data person }
	r.must("POST", "/subscribers", map[string]any{
		"email": email, "name": "old", "status": "enabled", "lists": lists, "preconfirm_subscriptions": confirmed,
	}, &p)
	return p.Data
}

// membership does what the server's own interface does.
func (r *real) membership(p person, action, status string, list int) {
	r.Helper()
	r.must("PUT", "/subscribers/lists", map[string]any{
		"ids": []int{p.ID}, "action": action, "status": status, "target_list_ids": []int{list},
	}, nil)
}

// get is the subscriber, and the status on a list.
func (r *real) get(p person, list int) (person, string) {
	r.Helper()
	var got struct{ Data person }
	r.must("GET", fmt.Sprintf("/subscribers/%d", p.ID), nil, &got)
	for _, on := range got.Data.Lists {
		if on.ID == list {
			return got.Data, on.Status
		}
	}
	return got.Data, ""
}

// seed puts members on a list. Instants cannot be chosen: they are now.
func (r *real) seed(list int, members []mailing.Member) {
	r.Helper()
	for _, m := range members {
		p := r.put(m.Key.Reveal(), m.State != mailing.Pending, list)
		if m.State.Suppressed() {
			r.membership(p, "unsubscribe", "", list)
		}
		if m.State == mailing.Cleaned {
			r.must("PUT", fmt.Sprintf("/subscribers/%d/blocklist", p.ID), map[string]any{}, nil)
		}
	}
}

// soon is after whatever the server does in a test.
func soon() time.Time { return time.Now().Add(time.Hour) }

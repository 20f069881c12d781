package meta_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"github.com/clientele-go/clientele/notify"
	"github.com/clientele-go/clientele/notify/meta"
)

// sign is the signature that Meta puts beside a body.
func sign(secret, body string) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(body))
	return "sha256=" + hex.EncodeToString(mac.Sum(nil))
}

// host is a host's end of the webhook.
type host struct {
	got []meta.Delivery
	err error
}

func (h *host) accept(_ context.Context, b meta.Delivery) error {
	h.got = append(h.got, b)
	return h.err
}

func (h *host) handler() *meta.Handler {
	return &meta.Handler{AppSecret: notify.NewToken("app secret"), VerifyToken: notify.NewToken("open sesame"), Accept: h.accept}
}

func serve(h http.Handler, r *http.Request) *http.Response {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Result()
}

func post(h http.Handler, body, signature string) *http.Response {
	r := httptest.NewRequest(http.MethodPost, "/meta", strings.NewReader(body))
	if signature != "" {
		r.Header.Set("X-Hub-Signature-256", signature)
	}
	return serve(h, r)
}

// The answers to bodies, signed rightly but where the case is about it (N9).
func TestHandlerPost(t *testing.T) {
	body := optin("")
	good := sign("app secret", body)
	mixed := bodyOf(`{}`, eventOf(optin(`,"title":1`)), eventOf(body))
	million := wide()["events"]
	for _, c := range []struct {
		why, body, signature string
		want, accepted       int
	}{
		{"an opt-in", body, good, 200, 1},
		{"capital digits", body, "sha256=" + strings.ToUpper(good[7:]), 200, 1},
		{"an opt-in beside a rejected one", mixed, sign("app secret", mixed), 200, 1},
		{"no events", `{}`, sign("app secret", `{}`), 200, 1},

		{"no signature", body, "", 403, 0},
		{"of another secret", body, sign("app secret ", body), 403, 0},
		{"of the verify token", body, sign("open sesame", body), 403, 0},
		{"of no secret", body, sign("", body), 403, 0},
		{"of another body", body + " ", good, 403, 0},
		{"one digit off", body, good[:70] + string("0123456789abcdef0"[strings.IndexByte("0123456789abcdef", good[70])+1]), 403, 0},
		{"too short", body, good[:69], 403, 0},
		{"too long", body, good + "00", 403, 0},
		{"digits alone", body, good[7:], 403, 0},
		{"empty", body, "sha256=", 403, 0},
		{"no digits", body, "sha256=" + strings.Repeat("x", 64), 403, 0},
		{"of another hash", body, "sha1=" + good[7:47], 403, 0},
		{"another hash by name", body, "sha1=" + good[7:], 403, 0},
		{"no signature of no JSON", `{`, "", 403, 0},

		{"no JSON", `{`, sign("app secret", `{`), 400, 0},
		{"no object", `[]`, sign("app secret", `[]`), 400, 0},
		{"nothing", ``, sign("app secret", ``), 400, 0},
		{"too many events", million, sign("app secret", million), 413, 0},
		{"too large", body + strings.Repeat(" ", meta.MaxBytes), good, 413, 0},
		{"as large as may be", body + strings.Repeat(" ", meta.MaxBytes-len(body)), good, 403, 0},
	} {
		h := &host{}
		r := post(h.handler(), c.body, c.signature)
		if r.StatusCode != c.want || len(h.got) != c.accepted {
			t.Errorf("N9: %s: %s, accepted %d times, want %d and %d times", c.why, r.Status, len(h.got), c.want, c.accepted)
		}
		checkAnswer(t, c.why, r)
		if want, _ := decode(c.body); c.accepted == 1 && len(h.got) == 1 &&
			!(cmp.Equal(h.got[0].Events, want.Events) && h.got[0].Ignored == want.Ignored && len(h.got[0].Rejected) == len(want.Rejected)) {
			t.Errorf("N9: %s: accepted %v, want %v", c.why, h.got[0], want)
		}
	}
}

// checkAnswer checks that an answer shows no secret and is not kept.
func checkAnswer(t *testing.T, why string, r *http.Response) {
	t.Helper()
	text, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{"app secret", "open sesame", "EAAsecret", "failed for ann"} {
		if strings.Contains(string(text), secret) {
			t.Errorf("N8: %s: the answer says %q", why, text)
		}
	}
	if r.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("N9: %s: the answer may be kept", why)
	}
}

// An error of the host's makes Meta send the body again; its words stay inside.
func TestHandlerHostFails(t *testing.T) {
	h := &host{err: errors.New("failed for ann with EAAsecret")}
	body := optin("")
	r := post(h.handler(), body, sign("app secret", body))
	if r.StatusCode != http.StatusInternalServerError || len(h.got) != 1 {
		t.Errorf("N9: the host fails: %s after %d calls", r.Status, len(h.got))
	}
	checkAnswer(t, "the host fails", r)
}

// A handler that lacks something refuses everything: a signature by no secret is
// one that anybody can make (N9).
func TestHandlerIncomplete(t *testing.T) {
	body := optin("")
	h := &host{}
	noSecret, noAccept, noToken := h.handler(), h.handler(), h.handler()
	noSecret.AppSecret, noAccept.Accept, noToken.VerifyToken = notify.Token{}, nil, notify.Token{}
	for why, r := range map[string]*http.Response{
		"no secret":     post(noSecret, body, sign("", body)),
		"no function":   post(noAccept, body, sign("app secret", body)),
		"a zero one":    post(&meta.Handler{}, body, sign("", body)),
		"no token":      get(noToken, "hub.mode", "subscribe", "hub.verify_token", "", "hub.challenge", "7"),
		"a zero one's":  get(&meta.Handler{}, "hub.mode", "subscribe", "hub.challenge", "7"),
		"a body's code": post(noToken, body, sign("app secret", body)),
	} {
		want := map[string]int{"no token": 403, "a zero one's": 403, "a body's code": 200}[why]
		if want == 0 {
			want = 500
		}
		if r.StatusCode != want {
			t.Errorf("N9: %s: %s, want %d", why, r.Status, want)
		}
	}
	if len(h.got) != 1 {
		t.Errorf("N9: accepted %d bodies, want the one whose handler lacks a verify token alone", len(h.got))
	}
}

func get(h http.Handler, query ...string) *http.Response {
	q := url.Values{}
	for i := 0; i < len(query); i += 2 {
		q.Set(query[i], query[i+1])
	}
	return serve(h, httptest.NewRequest(http.MethodGet, "/meta?"+q.Encode(), nil))
}

// The challenge is answered for the right token alone (N9).
func TestHandlerChallenge(t *testing.T) {
	h := (&host{}).handler()
	for _, c := range []struct {
		why, mode, token, challenge string
		want                        int
	}{
		{"as Meta asks", "subscribe", "open sesame", "1158201444", 200},
		{"markup", "subscribe", "open sesame", "<script>", 200},
		{"no challenge", "subscribe", "open sesame", "", 400},
		{"another token", "subscribe", "open sesam", "1", 403},
		{"a longer token", "subscribe", "open sesame ", "1", 403},
		{"no token", "subscribe", "", "1", 403},
		{"the app's secret", "subscribe", "app secret", "1", 403},
		{"another mode", "unsubscribe", "open sesame", "1", 403},
		{"no mode", "", "open sesame", "1", 403},
	} {
		r := get(h, "hub.mode", c.mode, "hub.verify_token", c.token, "hub.challenge", c.challenge)
		text, _ := io.ReadAll(r.Body)
		if r.StatusCode != c.want || (c.want == 200) != (string(text) == c.challenge) {
			t.Errorf("N9: %s: %s, %q", c.why, r.Status, text)
		}
		if !strings.HasPrefix(r.Header.Get("Content-Type"), "text/plain") || r.Header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("N9: %s: a browser may take the answer for a page: %v", c.why, r.Header)
		}
	}
}

func TestHandlerMethods(t *testing.T) {
	h := (&host{}).handler()
	for _, method := range []string{http.MethodPut, http.MethodHead, http.MethodDelete, http.MethodOptions, "post"} {
		r := serve(h, httptest.NewRequest(method, "/meta?hub.mode=subscribe", nil))
		if r.StatusCode != http.StatusMethodNotAllowed || r.Header.Get("Allow") != "GET, POST" {
			t.Errorf("N9: %s: %s, allowed %q", method, r.Status, r.Header.Get("Allow"))
		}
	}
}

// Several signatures are none, and a body that breaks off is not accepted.
func TestHandlerOddRequests(t *testing.T) {
	h := &host{}
	body := optin("")
	r := httptest.NewRequest(http.MethodPost, "/meta", strings.NewReader(body))
	r.Header["X-Hub-Signature-256"] = []string{sign("app secret", body), sign("x", body)}
	if got := serve(h.handler(), r); got.StatusCode != http.StatusForbidden {
		t.Errorf("N9: two signatures: %s", got.Status)
	}
	r = httptest.NewRequest(http.MethodPost, "/meta", iotest.TimeoutReader(strings.NewReader(body)))
	r.Header.Set("X-Hub-Signature-256", sign("app secret", body))
	if got := serve(h.handler(), r); got.StatusCode != http.StatusBadRequest {
		t.Errorf("N9: a body that breaks off: %s", got.Status)
	}
	endless := &counted{}
	r = httptest.NewRequest(http.MethodPost, "/meta", io.NopCloser(endless))
	r.Header.Set("X-Hub-Signature-256", sign("app secret", body))
	if got := serve(h.handler(), r); got.StatusCode != http.StatusRequestEntityTooLarge || endless.n > 2*meta.MaxBytes {
		t.Errorf("N9: an endless body: %s after %d bytes", got.Status, endless.n)
	}
	unread := &counted{}
	if got := serve(h.handler(), httptest.NewRequest(http.MethodPost, "/meta", io.NopCloser(unread))); got.StatusCode != http.StatusForbidden || unread.n > 0 {
		t.Errorf("N9: no signature: %s after %d bytes", got.Status, unread.n)
	}
	if len(h.got) != 0 {
		t.Errorf("N9: %d of them are accepted", len(h.got))
	}
}

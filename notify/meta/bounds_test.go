package meta_test

import (
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"github.com/clientele-go/clientele/notify/meta"
)

func TestDecodeSyntax(t *testing.T) {
	for why, body := range map[string]string{
		"nothing":              ``,
		"white space":          " \n",
		"trailing data":        optin("") + `{}`,
		"trailing words":       optin("") + ` EAAsecret`,
		"cut off":              optin("")[:200],
		"a comma too many":     optin(","),
		"single quotes":        `{'object':'page'}`,
		"a byte order mark":    "\ufeff" + optin(""),
		"invalid UTF-8":        optin(`,"title":"` + "\xff" + `"`),
		"a list":               `[]`,
		"null":                 ` null`,
		"a text":               `"page"`,
		"a number":             `1`,
		"a leading zero":       optin(`,"token_expiry_timestamp":01738108800`),
		"a raw line end":       optin(",\"title\":\"a\nb\""),
		"far too deep nesting": strings.Repeat("[", 100000) + strings.Repeat("]", 100000),
	} {
		b, err := decode(body)
		if !errors.Is(err, meta.ErrSyntax) || !cmp.Equal(b, meta.Delivery{}) {
			t.Errorf("N7: %s: %v, %v", why, b, err)
		}
	}
}

// The size is bounded, whatever the reader would give.
func TestDecodeSize(t *testing.T) {
	body := optin("")
	fill := strings.Repeat(" ", meta.MaxBytes-len(body))
	if _, err := decode(body + fill); err != nil {
		t.Errorf("N7: a body of MaxBytes: %v", err)
	}
	if _, err := decode(body + fill + " "); !errors.Is(err, meta.ErrTooLarge) {
		t.Errorf("N7: a body of MaxBytes and one: %v", err)
	}
	endless := &counted{}
	if _, err := meta.Decode(endless); !errors.Is(err, meta.ErrTooLarge) || endless.n > meta.MaxBytes+1 {
		t.Errorf("N7: an endless body: %v after %d bytes", err, endless.n)
	}
	broken := errors.New("connection reset")
	if b, err := meta.Decode(iotest.ErrReader(broken)); !errors.Is(err, broken) || !cmp.Equal(b, meta.Delivery{}) {
		t.Errorf("N7: a reader that fails: %v, %v", b, err)
	}
}

// counted is a reader that goes on far beyond MaxBytes.
type counted struct{ n int }

func (c *counted) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	if c.n += len(p); c.n > 8*meta.MaxBytes {
		return 0, io.ErrUnexpectedEOF
	}
	return len(p), nil
}

// What other events look like is not checked; they are counted.
func TestDecodeIgnored(t *testing.T) {
	const page = `{"object":"page","entry":[{"id":"1",%s}]}`
	for _, c := range []struct {
		why, body string
		want      int
	}{
		{"nothing", in(page, `"messaging":[]`), 0},
		{"a message", in(page, `"messaging":[{"message":{"x":1,"x":2}}]`), 1},
		{"empty events", in(page, `"messaging":[{},{}]`), 2},
		{"events that are none", in(page, `"messaging":[1,null,"x",[]]`), 4},
		{"standby and changes", in(page, `"standby":[{"optin":{}}],"changes":[1,null]`), 3},
		{"standby and changes that are no lists", in(page, `"standby":{},"changes":"x"`), 2},
		{"beside each other", in(page, `"standby":[{}],"messaging":[{"read":{}}]`), 2},
		{"a strange party", in(page, `"messaging":[{"sender":7,"recipient":null}]`), 1},
		{"an opt-in of the app in control", in(page, `"standby":[{"optin":{"type":"notification_messages"}}]`), 1},
		{"an opt-in with a ref alone", in(page, `"messaging":[{"optin":{"ref":"x"}}]`), 1},
		{"an opt-in of another type", in(page, `"messaging":[{"optin":{"type":"one_time_notif_req"}},{"optin":{"type":"Notification_Messages"}}]`), 2},
		{"a type of another type", in(page, `"messaging":[{"optin":{"type":true}},{"optin":{"type":null}}]`), 2},
		{"an opt-in of another form", in(page, `"messaging":[{"optin":"notification_messages"},{"optin":null},{"optin":[]}]`), 3},
		{"null lists", in(page, `"messaging":null,"standby":null,"changes":null`), 0},
		{"no list", in(page, `"x":[1]`), 0},
		{"no entries", `{"object":"page","entry":[]}`, 0},
		{"null entries", `{"object":"page","entry":null}`, 0},
		{"no entry", `{"object":"page"}`, 0},
		{"an empty body", ` {} `, 0},
		{"instagram", strings.Replace(optin(""), "page", "instagram", 1), 1},
		{"another object's case", strings.Replace(optin(""), "page", "Page", 1), 1},
		{"an object of another form", `{"entry":[1,{"messaging":{}},{"changes":[1]}],"object":"whatsapp_business_account"}`, 3},
	} {
		b, err := decode(c.body)
		if err != nil || b.Ignored != c.want || b.Events != nil || b.Rejected != nil {
			t.Errorf("N7: %s: %v, %v, want %d ignored", c.why, b, err, c.want)
		}
	}
}

func in(body, list string) string { return strings.Replace(body, "%s", list, 1) }

// Additional fields are ignored, at every level.
func TestDecodeAdditional(t *testing.T) {
	want, err := decode(optin(""))
	if err != nil || len(want.Events) != 1 {
		t.Fatalf("N7: %v, %v", want, err)
	}
	for _, at := range []string{`"object"`, `"id":"1","time"`, `"sender"`, `"id":"2"`, `"type"`} {
		body := strings.Replace(optin(""), at, `"hop_context":[{"app_id":1}],"x":null,"x":"y",`+at, 1)
		if b, err := decode(body); err != nil || !cmp.Equal(b, want) {
			t.Errorf("N7: additional fields before %s: %v, %v", at, b, err)
		}
	}
}

// One event too many, of whatever kinds, and the whole body is refused.
func TestDecodeTooMany(t *testing.T) {
	good := eventOf(optin(""))
	bad := strings.Replace(good, "EAAsecret", "", 1)
	for why, event := range map[string]string{"taken": good, "rejected": bad, "ignored": `{}`} {
		for n, want := range map[int]error{meta.MaxEvents - 2: nil, meta.MaxEvents - 1: meta.ErrTooMany} {
			all := good + "," + bad + "," + strings.Repeat(event+",", n-1) + event
			b, err := decode(`{"object":"page","entry":[{"messaging":[` + all + `]}]}`)
			if !errors.Is(err, want) || want != nil && !cmp.Equal(b, meta.Delivery{}) {
				t.Errorf("N7: %d events, most of them %s: %v, want %v", n+2, why, err, want)
			}
			if got := len(b.Events) + b.Ignored + len(b.Rejected); want == nil && got != n+2 {
				t.Errorf("N7: %d of %d events are counted", got, n+2)
			}
		}
	}
	half := `{"changes":[` + strings.Repeat("0,", 500) + `0],"messaging":[` + strings.Repeat("0,", 498) + `0]}`
	if b, err := decode(`{"object":"page","entry":[` + half + `]}`); err != nil || b.Ignored != 1000 {
		t.Errorf("N7: 1,000 events of two lists: %v, %v", b, err)
	}
	if _, err := decode(`{"object":"page","entry":[` + half + `,{"standby":[0]}]}`); !errors.Is(err, meta.ErrTooMany) {
		t.Errorf("N7: 1,001 events of two entries: %v", err)
	}
}

// eventOf is the one event of a body.
func eventOf(body string) string {
	_, body, _ = strings.Cut(body, `"messaging":[`)
	return strings.TrimSuffix(body, `]}]}`)
}

func TestKindWords(t *testing.T) {
	for k, want := range map[meta.EventKind]string{
		meta.OptedIn: "opted in", meta.Stopped: "stopped", meta.Resumed: "resumed", 9: "EventKind(9)",
	} {
		if k.String() != want {
			t.Errorf("N7: %q, want %q", k, want)
		}
	}
}

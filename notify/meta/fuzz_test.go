package meta_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/clientele-go/clientele/notify/meta"
)

// errorText is what an error may look like: a path of names and numbers, and one of
// the conditions.
var errorText = regexp.MustCompile(`^meta: (([a-z_]{1,40}(\[\d+\])?\.?)+: )?[a-zA-Z0-9 ,:-]+$`)

// Decode never panics, and whatever it says of a body shows no token of it (N8).
// What it accepts, it accepts again, with the same result, and has what it needs.
func FuzzDecode(f *testing.F) {
	files, err := filepath.Glob("testdata/*.json")
	if err != nil || len(files) == 0 {
		f.Fatal("no testdata", err)
	}
	for _, name := range files {
		body, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(body)
	}
	for _, fields := range []string{
		``, `,"token_expiry_timestamp":"1738108800"`, `,"title":"x","title":"x"`, `,"extra":{}`,
		`,"notification_messages_status":"stop_notifications"`, `,"token_expiry_timestamp":1e99`,
	} {
		f.Add([]byte(optin(fields)))
	}
	f.Add([]byte(bodyOf(`{}`, eventOf(optin(`,"topic":"a"`)), `{"optin":{"ref":"x"}}`, eventOf(optin(`,"title":1`)), eventOf(stop))))
	f.Fuzz(decodes)
}

// FuzzField does the same with one more field of an opt-in, so that most bodies
// are JSON.
func FuzzField(f *testing.F) {
	for name, value := range map[string]string{
		"token_expiry_timestamp": `"1738108800000"`, "title": `"x"`, "extra": `{"a":[1,null]}`,
		"notification_messages_status": `"Stop_Notifications"`, "user_token_status": `"REFRESHED"`,
		"notification_messages_frequency": `"WEEKLY"`, "": `-1.5e300`,
	} {
		f.Add(name, value)
	}
	f.Fuzz(func(t *testing.T, name, value string) {
		key, err := json.Marshal(name)
		if err != nil {
			t.Skip()
		}
		decodes(t, []byte(optin(","+string(key)+":"+value)))
	})
}

// decodes decodes a body and checks what came of it.
func decodes(t *testing.T, body []byte) {
	b, err := meta.Decode(bytes.NewReader(body))
	for _, f := range b.Rejected {
		checkText(t, body, f)
	}
	if err != nil {
		if len(b.Events) != 0 || b.Ignored != 0 || len(b.Rejected) != 0 {
			t.Fatalf("N7: a partial batch with %v", err)
		}
		checkText(t, body, err)
		return
	}
	if n := len(b.Events) + b.Ignored + len(b.Rejected); n > meta.MaxEvents {
		t.Fatalf("N7: %d events", n)
	}
	again, err := meta.Decode(bytes.NewReader(body))
	if err != nil || fmt.Sprint(again) != fmt.Sprint(b) {
		t.Fatalf("N7: decoded again it is %v, %v", again, err)
	}
	for _, e := range b.Events {
		if e.User == "" || e.Page == "" || e.At.IsZero() || e.Token.IsZero() && e.Kind != meta.Stopped {
			t.Fatalf("N7: an event lacks something: %v", e)
		}
		if token := e.Token.Reveal(); len(token) > 20 && strings.Contains(fmt.Sprintf("%v %+v %#v", e, e, b), token) &&
			!strings.Contains(strings.Join([]string{e.Title, e.TopicTitle, e.Payload, e.Topic, e.Timezone, e.Ref, e.Source, e.ReoptIn, e.User, e.Page}, " "), token) {
			t.Fatalf("N8: an event shows its token: %+v", e)
		}
	}
}

// checkText checks that an error shows nothing of a body's values (N8).
func checkText(t *testing.T, body []byte, err error) {
	t.Helper()
	checkError(t, "N8", err)
	if !errorText.MatchString(err.Error()) {
		t.Fatalf("N8: the error is more than a path and a condition: %q", err)
	}
	for _, token := range tokensIn(body) {
		if strings.Contains(err.Error(), token) {
			t.Fatalf("N8: the error shows the token %q: %v", token, err)
		}
	}
}

// tokensIn are the texts in a body that stand where tokens do, at any depth.
// Those that are short, or also the name of a field, cannot be told from the
// words of an error.
func tokensIn(body []byte) (all []string) {
	var v any
	if json.Unmarshal(body, &v) != nil {
		return nil
	}
	names := map[string]bool{}
	var walk func(v any)
	walk = func(v any) {
		switch v := v.(type) {
		case []any:
			for _, x := range v {
				walk(x)
			}
		case map[string]any:
			for name, x := range v {
				names[name] = true
				if s, ok := x.(string); ok && strings.Contains(name, "token") && len(s) > 12 {
					all = append(all, s)
				}
				walk(x)
			}
		}
	}
	walk(v)
	kept := all[:0]
	for _, s := range all {
		if !names[s] && !strings.Contains("notification_messages_frequency milliseconds from characters", s) {
			kept = append(kept, s)
		}
	}
	return kept
}

// The opt-ins that Decode takes are those that encoding/json finds, so the walk over
// a body's bytes finds every field, wherever brackets and quotes stand (N7).
func FuzzWalk(f *testing.F) {
	f.Add(`"x"`, `{}`)
	f.Add(`"]}\\\""`, `[{"a":[1,"}"]}, null]`)
	f.Add("\t\"\\u0022\"\r\n", ` 1.5e300 `)
	f.Fuzz(func(t *testing.T, title, other string) {
		var want string
		if json.Unmarshal([]byte(title), &want) != nil || !json.Valid([]byte(other)) || len(want) > 1<<16 {
			t.Skip()
		}
		body := bodyOf(`{"message":`+other+`}`, eventOf(optin(`,"extra":`+other+`,"title":`+title)), other, eventOf(stop))
		if !utf8.ValidString(body) || title == "null" {
			t.Skip()
		}
		b, err := decode(body)
		if err != nil || len(b.Events) != 2 || b.Events[0].Title != want || b.Events[1].Kind != meta.Stopped || b.Ignored != 2 {
			t.Fatalf("N7: %v, %v, want the title %q", b, err, want)
		}
	})
}

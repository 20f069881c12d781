package meta_test

import (
	"bytes"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/clientele-go/clientele/notify"
	"github.com/clientele-go/clientele/notify/meta"
)

func at(s string) time.Time {
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		panic(err)
	}
	return t.UTC()
}

func file(t testing.TB, name string) meta.Delivery {
	t.Helper()
	body, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	b, err := meta.Decode(bytes.NewReader(body))
	if err != nil {
		t.Fatalf("N7: %s: %v", name, err)
	}
	return b
}

func TestDecodeFiles(t *testing.T) {
	const page, user = "1012345678901234", "6000000000000001"
	for name, want := range map[string]meta.Delivery{
		"optin.json": {Events: []meta.Event{{
			Kind: meta.OptedIn, Page: page, User: user, At: at("2024-05-01T10:00:00.123Z"),
			Token: notify.NewToken("EAAsecret-opt-in"), ExpiresAt: at("2025-01-29T00:00:00Z"),
			Frequency: notify.Weekly, Title: "Cake of the week", Payload: `{"offer":"cake"}`,
			Topic: "cakes", Timezone: "Europe/Berlin",
		}}},
		"stop.json": {Events: []meta.Event{{
			Kind: meta.Stopped, Page: page, User: user, At: at("2024-05-02T10:00:00Z"),
			Token: notify.NewToken("EAAsecret-opt-in"), Title: "Cake of the week",
		}}},
		"resume.json": {Events: []meta.Event{{
			Kind: meta.Resumed, Page: page, User: user, At: at("2024-05-03T10:00:00Z"),
			Token: notify.NewToken("EAAsecret-again"), ExpiresAt: at("2025-01-29T00:00:00Z"),
			Refreshed: true, Title: "Cake of the week",
		}}},
		"mixed.json": {Ignored: 5, Events: []meta.Event{
			{Page: page, User: "6000000000000002", At: at("2024-05-01T10:00:01Z"), Token: notify.NewToken("EAAsecret-two")},
			{
				Page: "1012345678905678", User: "7000000000000001", At: at("2024-05-01T10:00:02Z"),
				Token: notify.NewToken("EAAsecret-three"), ExpiresAt: at("2025-01-29T00:00:00Z"),
			},
		}},
	} {
		if diff := cmp.Diff(want, file(t, name)); diff != "" {
			t.Errorf("N7: %s (- want, + got):\n%s", name, diff)
		}
	}
}

// optin is a body with one opt-in, with more fields in it.
func optin(fields string) string {
	return `{"object":"page","entry":[{"id":"1","time":1714557600000,"messaging":[{"sender":{"id":"2"},` +
		`"recipient":{"id":"1"},"timestamp":1714557600000,"optin":{"type":"notification_messages",` +
		`"notification_messages_token":"EAAsecret"` + fields + `}}]}]}`
}

func decode(body string) (meta.Delivery, error) { return meta.Decode(strings.NewReader(body)) }

// What N7 is lenient in.
func TestDecodeLenient(t *testing.T) {
	expires := at("2025-01-29T00:00:00Z")
	for _, c := range []struct {
		why, fields string
		want        meta.Event
	}{
		{"frequency and expiry may be missing", ``, meta.Event{}},
		{"milliseconds in a string", `,"token_expiry_timestamp":"1738108800000"`, meta.Event{ExpiresAt: expires}},
		{"milliseconds in a number", `,"token_expiry_timestamp":1738108800000`, meta.Event{ExpiresAt: expires}},
		{"seconds in a string", `,"token_expiry_timestamp":"1738108800"`, meta.Event{ExpiresAt: expires}},
		{"seconds in a number", `,"token_expiry_timestamp":1738108800`, meta.Event{ExpiresAt: expires}},
		{"milliseconds are kept", `,"token_expiry_timestamp":1738108800007`, meta.Event{ExpiresAt: expires.Add(7 * time.Millisecond)}},
		{"the first second", `,"token_expiry_timestamp":1000000000`, meta.Event{ExpiresAt: at("2001-09-09T01:46:40Z")}},
		{"the last second", `,"token_expiry_timestamp":99999999999`, meta.Event{ExpiresAt: at("5138-11-16T09:46:39Z")}},
		{"the first millisecond", `,"token_expiry_timestamp":1000000000000`, meta.Event{ExpiresAt: at("2001-09-09T01:46:40Z")}},
		{"the last millisecond", `,"token_expiry_timestamp":"99999999999999"`, meta.Event{ExpiresAt: at("5138-11-16T09:46:39.999Z")}},
		{"daily", `,"notification_messages_frequency":"DAILY"`, meta.Event{Frequency: notify.Daily}},
		{"weekly", `,"notification_messages_frequency":"WEEKLY"`, meta.Event{Frequency: notify.Weekly}},
		{"monthly, in another case", `,"notification_messages_frequency":"Monthly"`, meta.Event{Frequency: notify.Monthly}},
		{"stop", `,"notification_messages_status":"STOP NOTIFICATIONS"`, meta.Event{Kind: meta.Stopped}},
		{"stop with an underscore", `,"notification_messages_status":"STOP_NOTIFICATIONS"`, meta.Event{Kind: meta.Stopped}},
		{"stop in another case", `,"notification_messages_status":"Stop notificationS"`, meta.Event{Kind: meta.Stopped}},
		{"resume", `,"notification_messages_status":"RESUME NOTIFICATIONS"`, meta.Event{Kind: meta.Resumed}},
		{"resume in another case with an underscore", `,"notification_messages_status":"resume_notifications"`, meta.Event{Kind: meta.Resumed}},
		{"refreshed", `,"user_token_status":"REFRESHED"`, meta.Event{Refreshed: true}},
		{"not refreshed", `,"user_token_status":"NOT_REFRESHED"`, meta.Event{}},
		{"not refreshed with a space", `,"user_token_status":"not refreshed"`, meta.Event{}},
		{"texts are taken as they are", `,"title":" \u00e9\n","payload":"","topic":"x","notification_messages_timezone":"UTC+2"`,
			meta.Event{Title: " é\n", Topic: "x", Timezone: "UTC+2"}},
		{"an expiry that is null", `,"token_expiry_timestamp":null`, meta.Event{}},
		{"an expiry of 0", `,"token_expiry_timestamp":0`, meta.Event{}},
		{"an expiry of 0 in a string", `,"token_expiry_timestamp":"0"`, meta.Event{}},
		{"an empty expiry", `,"token_expiry_timestamp":""`, meta.Event{}},
		{"null is a missing field", `,"notification_messages_status":null,"notification_messages_frequency":null,"title":null,"user_token_status":null`, meta.Event{}},
		{"every other text", `,"notification_messages_topic":"a","ref":"b","source":"SHORTLINK","topic_title":"c","notification_messages_reoptin":"ENABLED"`,
			meta.Event{Topic: "a", Ref: "b", Source: "SHORTLINK", TopicTitle: "c", ReoptIn: "ENABLED"}},
		{"both topics", `,"notification_messages_topic":"a","topic":"a"`, meta.Event{Topic: "a"}},
		{"an empty topic beside the other", `,"notification_messages_topic":"","topic":"a"`, meta.Event{Topic: "a"}},
		{"additional fields are ignored", `,"extra":1,"Title":"x","EAAsecret":{"title":"x"},"extra":[]`, meta.Event{}},
		{"an escaped name", `,"t\u0069tle":"x"`, meta.Event{Title: "x"}},
		{"brackets in a text", `,"title":"]}\\\"}","payload":"{"`, meta.Event{Title: `]}\"}`, Payload: "{"}},
		{"white space between", "\n , \"title\" :\t\"x\" ", meta.Event{Title: "x"}},
	} {
		want := c.want
		want.Page, want.User, want.At, want.Token = "1", "2", at("2024-05-01T10:00:00Z"), notify.NewToken("EAAsecret")
		b, err := decode(optin(c.fields))
		if err != nil {
			t.Errorf("N7: %s: %v", c.why, err)
			continue
		}
		if diff := cmp.Diff(meta.Delivery{Events: []meta.Event{want}}, b); diff != "" {
			t.Errorf("N7: %s (- want, + got):\n%s", c.why, diff)
		}
	}
}

// A stop may come without a token; nothing else may.
func TestDecodeStopWithoutToken(t *testing.T) {
	body := strings.Replace(optin(`,"notification_messages_status":"STOP NOTIFICATIONS"`),
		`"notification_messages_token":"EAAsecret",`, "", 1)
	b, err := decode(body)
	if err != nil || len(b.Events) != 1 || b.Events[0].Kind != meta.Stopped || !b.Events[0].Token.IsZero() {
		t.Errorf("N7: a stop without a token: %v, %v", b, err)
	}
	b, err = decode(strings.Replace(body, "STOP", "RESUME", 1))
	if err != nil || len(b.Rejected) != 1 || !errors.Is(b.Rejected[0], meta.ErrMissing) {
		t.Errorf("N7: a resume without a token: %v, %v", b, err)
	}
}

const here = "entry[0].messaging[0]."

// checkError checks that an error about a body says a path and a condition, word
// for word, and nothing of the body's values (N8).
func checkError(t *testing.T, rule string, err error) {
	t.Helper()
	text := err
	var f *meta.FieldError
	if errors.As(err, &f) {
		text = f.Err
	}
	if !slices.Contains([]error{
		meta.ErrTooLarge, meta.ErrSyntax, meta.ErrTooMany, meta.ErrMissing, meta.ErrDuplicate,
		meta.ErrType, meta.ErrWord, meta.ErrInstant, meta.ErrText,
	}, text) {
		t.Errorf("%s: the error is none of the conditions: %q", rule, err)
		return
	}
	want := text.Error()
	if f != nil {
		want = "meta: " + f.Path + ": " + strings.TrimPrefix(want, "meta: ")
	}
	if err.Error() != want {
		t.Errorf("%s: the error is %q, want %q", rule, err, want)
	}
}

// An opt-in of the type that cannot be understood is rejected with its path.
func TestDecodeRejected(t *testing.T) {
	body := optin("")
	swap := func(old, new string) string {
		if !strings.Contains(body, old) {
			t.Fatalf("no %s in the body", old)
		}
		return strings.Replace(body, old, new, 1)
	}
	for _, c := range []struct {
		why, body, path string
		want            error
	}{

		{"a field twice", optin(`,"title":"x","title":"x"`), here + "optin.title", meta.ErrDuplicate},
		{"a token twice", optin(`,"notification_messages_token":"EAAsecret"`), here + "optin.notification_messages_token", meta.ErrDuplicate},
		{"an opt-in twice", swap(`"timestamp"`, `"optin":{},"timestamp"`), here + "optin", meta.ErrDuplicate},
		{"a type twice", optin(`,"type":"other"`), here + "optin.type", meta.ErrDuplicate},
		{"a type twice, null", optin(`,"type":null`), here + "optin.type", meta.ErrDuplicate},
		{"a sender twice", swap(`"sender"`, `"sender":{"id":"2"},"sender"`), here + "sender", meta.ErrDuplicate},
		{"an ID twice", swap(`{"id":"2"}`, `{"id":"2","id":"3"}`), here + "sender.id", meta.ErrDuplicate},
		{"two topics", optin(`,"topic":"a","notification_messages_topic":"b"`), here + "optin.notification_messages_topic", meta.ErrDuplicate},
		{"an object twice", swap(`"object"`, `"object":"instagram","object"`), "object", meta.ErrDuplicate},
		{"escaped the second time", optin(`,"title":"x","t\u0069tle":"x"`), here + "optin.title", meta.ErrDuplicate},

		{"no object", swap(`"object":"page",`, ``), "object", meta.ErrMissing},
		{"no sender", swap(`"sender":{"id":"2"},`, ``), here + "sender", meta.ErrMissing},
		{"a sender that is null", swap(`{"id":"2"}`, `null`), here + "sender", meta.ErrMissing},
		{"a guest's reference alone", swap(`{"id":"2"}`, `{"user_ref":"x"}`), here + "sender.id", meta.ErrMissing},
		{"no sender's ID", swap(`{"id":"2"}`, `{}`), here + "sender.id", meta.ErrMissing},
		{"no recipient", swap(`"recipient":{"id":"1"},`, ``), here + "recipient", meta.ErrMissing},
		{"no timestamp", swap(`"timestamp":1714557600000,`, ``), here + "timestamp", meta.ErrMissing},
		{"no token", swap(`,"notification_messages_token":"EAAsecret"`, ``), here + "optin.notification_messages_token", meta.ErrMissing},

		{"object of another type", swap(`"page"`, `1`), "object", meta.ErrType},
		{"entry of another type", `{"object":"page","entry":{}}`, "entry", meta.ErrType},
		{"an entry of another type", `{"object":"page","entry":[[]]}`, "entry[0]", meta.ErrType},
		{"a sender of another type", swap(`{"id":"2"}`, `"2"`), here + "sender", meta.ErrType},
		{"an ID that is a number", swap(`{"id":"2"}`, `{"id":2}`), here + "sender.id", meta.ErrType},
		{"a token that is a number", swap(`"EAAsecret"`, `123`), here + "optin.notification_messages_token", meta.ErrType},
		{"a token that is null", swap(`"EAAsecret"`, `null`), here + "optin.notification_messages_token", meta.ErrMissing},
		{"a title of another type", optin(`,"title":{"x":1}`), here + "optin.title", meta.ErrType},
		{"an expiry that is a list", optin(`,"token_expiry_timestamp":[1738108800]`), here + "optin.token_expiry_timestamp", meta.ErrType},
		{"an expiry that is true", optin(`,"token_expiry_timestamp":true`), here + "optin.token_expiry_timestamp", meta.ErrType},

		{"an unknown frequency", optin(`,"notification_messages_frequency":"YEARLY"`), here + "optin.notification_messages_frequency", meta.ErrWord},
		{"an empty frequency", optin(`,"notification_messages_frequency":""`), here + "optin.notification_messages_frequency", meta.ErrWord},
		{"an unknown status", optin(`,"notification_messages_status":"PAUSE NOTIFICATIONS"`), here + "optin.notification_messages_status", meta.ErrWord},
		{"two spaces", optin(`,"notification_messages_status":"STOP  NOTIFICATIONS"`), here + "optin.notification_messages_status", meta.ErrWord},
		{"no space", optin(`,"notification_messages_status":"STOPNOTIFICATIONS"`), here + "optin.notification_messages_status", meta.ErrWord},
		{"a hyphen", optin(`,"notification_messages_status":"STOP-NOTIFICATIONS"`), here + "optin.notification_messages_status", meta.ErrWord},
		{"space around", optin(`,"notification_messages_status":" STOP NOTIFICATIONS"`), here + "optin.notification_messages_status", meta.ErrWord},
		{"a case that is not ASCII", optin(`,"notification_messages_status":"\u017ftop notifications"`), here + "optin.notification_messages_status", meta.ErrWord},
		{"an unknown token status", optin(`,"user_token_status":"OLD"`), here + "optin.user_token_status", meta.ErrWord},

		{"an expiry before 2001", optin(`,"token_expiry_timestamp":999999999`), here + "optin.token_expiry_timestamp", meta.ErrInstant},
		{"between seconds and milliseconds", optin(`,"token_expiry_timestamp":100000000000`), here + "optin.token_expiry_timestamp", meta.ErrInstant},
		{"up to the milliseconds", optin(`,"token_expiry_timestamp":999999999999`), here + "optin.token_expiry_timestamp", meta.ErrInstant},
		{"beyond the milliseconds", optin(`,"token_expiry_timestamp":100000000000000`), here + "optin.token_expiry_timestamp", meta.ErrInstant},
		{"microseconds", optin(`,"token_expiry_timestamp":1738108800000000`), here + "optin.token_expiry_timestamp", meta.ErrInstant},
		{"negative", optin(`,"token_expiry_timestamp":-1738108800`), here + "optin.token_expiry_timestamp", meta.ErrInstant},
		{"a fraction", optin(`,"token_expiry_timestamp":1738108800.0`), here + "optin.token_expiry_timestamp", meta.ErrInstant},
		{"an exponent", optin(`,"token_expiry_timestamp":1738e9`), here + "optin.token_expiry_timestamp", meta.ErrInstant},
		{"more than 64 bits", optin(`,"token_expiry_timestamp":"18446744073709551617"`), here + "optin.token_expiry_timestamp", meta.ErrInstant},
		{"a sign", optin(`,"token_expiry_timestamp":"+1738108800"`), here + "optin.token_expiry_timestamp", meta.ErrInstant},
		{"a leading zero", optin(`,"token_expiry_timestamp":"01738108800"`), here + "optin.token_expiry_timestamp", meta.ErrInstant},
		{"space around digits", optin(`,"token_expiry_timestamp":" 1738108800"`), here + "optin.token_expiry_timestamp", meta.ErrInstant},
		{"an underscore", optin(`,"token_expiry_timestamp":"1_738_108_800"`), here + "optin.token_expiry_timestamp", meta.ErrInstant},
		{"a date", optin(`,"token_expiry_timestamp":"2025-01-29"`), here + "optin.token_expiry_timestamp", meta.ErrInstant},
		{"an expiry in words", optin(`,"token_expiry_timestamp":"soon"`), here + "optin.token_expiry_timestamp", meta.ErrInstant},
		{"two zeros", optin(`,"token_expiry_timestamp":"00"`), here + "optin.token_expiry_timestamp", meta.ErrInstant},
		{"a zero with a point", optin(`,"token_expiry_timestamp":0.0`), here + "optin.token_expiry_timestamp", meta.ErrInstant},
		{"white space", optin(`,"token_expiry_timestamp":" "`), here + "optin.token_expiry_timestamp", meta.ErrInstant},
		{"a timestamp of 0", swap(`"timestamp":1714557600000`, `"timestamp":0`), here + "timestamp", meta.ErrInstant},
		{"an empty timestamp", swap(`"timestamp":1714557600000`, `"timestamp":""`), here + "timestamp", meta.ErrInstant},
		{"a timestamp out of bounds", swap(`"timestamp":1714557600000`, `"timestamp":1`), here + "timestamp", meta.ErrInstant},

		{"an empty token", swap(`"EAAsecret"`, `""`), here + "optin.notification_messages_token", meta.ErrText},
		{"a token with a space", swap(`"EAAsecret"`, `"EAA secret"`), here + "optin.notification_messages_token", meta.ErrText},
		{"a token with a line end", swap(`"EAAsecret"`, `"EAAsecret\n"`), here + "optin.notification_messages_token", meta.ErrText},
		{"a token that is not ASCII", swap(`"EAAsecret"`, `"EAA\ud800secret"`), here + "optin.notification_messages_token", meta.ErrText},
		{"an empty ID", swap(`{"id":"2"}`, `{"id":""}`), here + "sender.id", meta.ErrText},
		{"a long title", optin(`,"title":"` + strings.Repeat("x", 1<<16+1) + `"`), here + "optin.title", meta.ErrText},
	} {
		b, err := decode(c.body)
		if err != nil || len(b.Rejected) != 1 {
			t.Errorf("N7: %s: %v, %v, want one rejected", c.why, b, err)
			continue
		}
		if b.Events != nil || b.Ignored != 0 {
			t.Errorf("N7: %s: rejected and more: %v", c.why, b)
		}
		f := b.Rejected[0]
		checkError(t, "N8: "+c.why, f)
		if f.Path != c.path || f.Err != c.want {
			t.Errorf("N7: %s: %v, want %q: %v", c.why, f, c.path, c.want)
		}
		if s := f.Error(); strings.Contains(s, "EAAsecret") || strings.Contains(s, "1738") {
			t.Errorf("N8: %s: the error is %s", c.why, s)
		}
	}
}

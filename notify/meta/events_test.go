package meta_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/clientele-go/clientele/notify"
	"github.com/clientele-go/clientele/notify/meta"
)

// stop is a body with one stop, of another customer.
var stop = strings.NewReplacer(`{"id":"2"}`, `{"id":"3"}`, `"EAAsecret"`, `"EAAsecret","notification_messages_status":"STOP NOTIFICATIONS"`).
	Replace(optin(""))

// bodyOf is a body with some events on one page.
func bodyOf(events ...string) string {
	return `{"object":"page","entry":[{"id":"1","time":1714557600000,"messaging":[` + strings.Join(events, ",") + `]}]}`
}

// Whatever becomes of one event, the others stand (N7).
func TestDecodeEventByEvent(t *testing.T) {
	message := `{"sender":{"id":"2"},"recipient":{"id":"1"},"timestamp":1714557600000,"message":{"mid":"m","text":"hello"}}`
	ref := `{"sender":{"id":"2"},"recipient":{"id":"1"},"timestamp":1714557600000,"optin":{"ref":"from-the-shop"}}`
	soon := eventOf(optin(`,"token_expiry_timestamp":"soon"`))
	e := meta.Event{Page: "1", User: "2", At: at("2024-05-01T10:00:00Z"), Token: notify.NewToken("EAAsecret")}
	s := e
	s.User, s.Kind = "3", meta.Stopped
	for _, c := range []struct {
		why, body string
		want      meta.Delivery
	}{
		{"five events", bodyOf(message, ref, eventOf(optin("")), eventOf(stop), soon), meta.Delivery{
			Events: []meta.Event{e, s}, Ignored: 2,
			Rejected: []*meta.FieldError{{Path: "entry[0].messaging[4].optin.token_expiry_timestamp", Err: meta.ErrInstant}},
		}},
		{"the rejected one first", bodyOf(soon, eventOf(stop)), meta.Delivery{
			Events:   []meta.Event{s},
			Rejected: []*meta.FieldError{{Path: "entry[0].messaging[0].optin.token_expiry_timestamp", Err: meta.ErrInstant}},
		}},
		{"entries and lists of another form", `{"entry":[1,{"messaging":"x"},{"messaging":[` + eventOf(stop) + `]},{"messaging":{}}],"entry":{},"object":"page"}`, meta.Delivery{
			Events: []meta.Event{s},
			Rejected: []*meta.FieldError{
				{Path: "entry[0]", Err: meta.ErrType}, {Path: "entry[1].messaging", Err: meta.ErrType},
				{Path: "entry[3].messaging", Err: meta.ErrType}, {Path: "entry", Err: meta.ErrType},
			},
		}},
		{"no object", `{"entry":[{"messaging":[` + eventOf(stop) + `,{}]}]}`, meta.Delivery{
			Ignored: 1, Rejected: []*meta.FieldError{{Path: "object", Err: meta.ErrMissing}},
		}},
	} {
		b, err := decode(c.body)
		if err != nil {
			t.Errorf("N7: %s: %v", c.why, err)
		}
		if diff := cmp.Diff(c.want.Events, b.Events); diff != "" || b.Ignored != c.want.Ignored {
			t.Errorf("N7: %s: %d ignored, want %d; events (- want, + got):\n%s", c.why, b.Ignored, c.want.Ignored, diff)
		}
		if diff := cmp.Diff(fmt.Sprint(c.want.Rejected), fmt.Sprint(b.Rejected)); diff != "" {
			t.Errorf("N7: %s: rejected (- want, + got):\n%s", c.why, diff)
		}
	}
}

// A body of many events says what bodies of one event each say (N7).
func TestLawDecodeEventByEvent(t *testing.T) {
	kinds := []string{
		`{}`, `null`, `[[]]`, `{"message":{"text":"]}\\\""}}`, `{"optin":{"ref":"x"}}`, `{"optin":{"type":"other"}}`,
		eventOf(optin("")), eventOf(optin(`,"title":"\u00e9"`)), eventOf(stop), " " + eventOf(stop) + "\n",
		eventOf(optin(`,"title":1`)), eventOf(optin(`,"title":"","title":""`)), strings.Replace(eventOf(stop), "recipient", "to", 1),
	}
	rapid.Check(t, func(t *rapid.T) {
		events := rapid.SliceOfN(rapid.SampledFrom(kinds), 0, 8).Draw(t, "events")
		var want meta.Delivery
		for i, e := range events {
			one, err := decode(bodyOf(e))
			if err != nil {
				t.Fatalf("N7: %s: %v", e, err)
			}
			want.Events = append(want.Events, one.Events...)
			want.Ignored += one.Ignored
			for _, f := range one.Rejected {
				f.Path = strings.Replace(f.Path, "messaging[0]", fmt.Sprintf("messaging[%d]", i), 1)
				want.Rejected = append(want.Rejected, f)
			}
		}
		got, err := decode(bodyOf(events...))
		if err != nil || !cmp.Equal(want.Events, got.Events) || want.Ignored != got.Ignored || fmt.Sprint(want.Rejected) != fmt.Sprint(got.Rejected) {
			t.Fatalf("N7: one after the other %v, together %v, %v", want, got, err)
		}
		if got.Ignored+len(got.Events)+len(got.Rejected) != len(events) {
			t.Fatalf("N7: %v: not every event is counted once", got)
		}
	})
}

package subscription_test

import (
	"encoding/json"
	"errors"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/internal/base/question/questiontest"
	"github.com/clientele-go/clientele/subscription"
)

// The names of a question's parts are an API.
func TestQueryJSON(t *testing.T) {
	madrid, err := calendar.Zone("Europe/Madrid")
	if err != nil {
		t.Skipf("no zone database: %v", err)
	}
	q := subscription.Query{
		AsOf: time.Date(2024, 5, 31, 12, 0, 0, 1, time.UTC), Location: madrid,
		Range: calendar.Span{From: time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC), To: time.Date(2024, 6, 1, 0, 0, 0, 5e8, time.UTC)},
		Unit:  calendar.Month, Channels: []customer.Channel{"", "web"},
		Words: subscription.Words{Names: []string{"out"}, Values: []string{"gone", "left"}, No: []string{"nope"}},
	}
	questiontest.Full(t, q)
	text, err := json.Marshal(q)
	const want = `{"as_of":"2024-05-31T12:00:00.000000001Z","location":"Europe/Madrid","from":"2024-01-01T00:00:00Z","to":"2024-06-01T00:00:00.5Z",` +
		`"unit":"month","channel":["","web"],"marker_name":["out"],"marker_value":["gone","left"],"marker_no":["nope"]}`
	if string(text) != want || err != nil {
		t.Errorf("T8: the question is written\n%s, %v; want\n%s", text, err, want)
	}
	questiontest.RoundTrip(t, q, subscription.ParseQuery)
	questiontest.RoundTrip(t, subscription.Query{}, subscription.ParseQuery)
}

// What a user typed wrong is an error that says what would be right.
func TestParseQueryErrors(t *testing.T) {
	for name, want := range map[string]string{
		"chanel": `"chanel" is unknown; want as_of, location, from, to`,
		"as_of":  "as_of: want an instant such as 2024-05-31T12:00:00Z",
		"from":   "from: want an instant",
	} {
		q, err := subscription.ParseQuery(url.Values{name: {"nobody@example.com"}})
		if !errors.Is(err, subscription.ErrQuery) || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "nobody") || !q.AsOf.IsZero() {
			t.Errorf("T8: a wrong %s: %v; want %q", name, err, want)
		}
	}
	q := subscription.Query{Channels: []customer.Channel{"web"}}
	if err := json.Unmarshal([]byte(`{"from":7}`), &q); !errors.Is(err, subscription.ErrQuery) || len(q.Channels) != 1 {
		t.Errorf("T8: a number for an instant: %v; want %v", err, subscription.ErrQuery)
	}
}

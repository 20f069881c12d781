package customer_test

import (
	"encoding/json"
	"errors"
	"net/url"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/internal/base/question/questiontest"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

// The names of a question's parts are an API.
func TestQueryJSON(t *testing.T) {
	low, high := dec("0.50"), dec("100")
	q := customer.Query{
		AsOf: time.Date(2024, 5, 31, 14, 0, 0, 1, time.FixedZone("", 7200)), Location: zone(t, "Europe/Madrid"),
		Range: calendar.Span{From: at("2024-02-01T00:00:00Z"), To: at("2024-03-01T00:00:00Z")}, Unit: calendar.WeekSunday,
		Policy: customer.Policy{
			VeryActive: customer.Frequency{MoreThan: 2, Within: calendar.Period{N: 10, Unit: calendar.Week}},
			Active:     customer.Frequency{MoreThan: 3, Within: calendar.Period{N: 5, Unit: calendar.Week}},
			Sleeper:    calendar.Months(4),
		},
		RequireSignIn: true, ConsentPopup: true,
		Filter: customer.Filter{
			Types: []customer.Type{"favorite", "consent"}, Statuses: []customer.Status{customer.Sleeper, customer.VeryActive},
			Revenue: &customer.RevenueFilter{Currency: "EUR", Min: &low, Max: &high},
			Created: calendar.Span{From: at("2024-01-01T00:00:00Z"), To: at("2024-06-01T00:00:00.5Z")},
			Devices: []string{"", "iPad"}, Search: "mia & co",
		},
		Segment: `shares >= 1`,
		Sort:    customer.Sort{Column: "revenue", Descending: true, Currency: "EUR"},
		Limit:   20, After: "AbC-_9",
	}
	questiontest.Full(t, q)
	text, err := json.Marshal(q)
	const want = `{"as_of":"2024-05-31T12:00:00.000000001Z","location":"Europe/Madrid","from":"2024-02-01T00:00:00Z","to":"2024-03-01T00:00:00Z","unit":"week-sunday","very_active_more_than":2,"very_active_within":"10 weeks",` +
		`"active_more_than":3,"active_within":"5 weeks","sleeper_after":"4 months","require_sign_in":true,"consent_popup":true,` +
		`"type":["favorite","consent"],"status":["sleeper","very active"],"revenue_currency":"EUR","revenue_min":"0.5","revenue_max":"100",` +
		`"created_from":"2024-01-01T00:00:00Z","created_to":"2024-06-01T00:00:00.5Z","device":["","iPad"],"search":"mia \u0026 co","segment":"shares \u003e= 1",` +
		`"sort":"revenue","descending":true,"sort_currency":"EUR","limit":20,"after":"AbC-_9"}`
	if string(text) != want || err != nil {
		t.Errorf("T8: the question is written\n%s, %v; want\n%s", text, err, want)
	}
	questiontest.RoundTrip(t, q, customer.ParseQuery)
	questiontest.RoundTrip(t, customer.Query{}, customer.ParseQuery)
}

// Whatever the question, it comes back as it is.
func TestQueryRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		amount := func(label string) *decimal.Decimal {
			if rapid.Bool().Draw(t, label+"?") {
				return nil
			}
			d := decimal.New(rapid.Int64Range(0, 1<<40).Draw(t, label), rapid.Int32Range(-6, 3).Draw(t, label+" scale"))
			return &d
		}
		period := func(label string) calendar.Period {
			return calendar.Period{N: rapid.IntRange(0, 4).Draw(t, label), Unit: rapid.SampledFrom([]calendar.Unit{calendar.Day, calendar.Week, calendar.Month}).Draw(t, label+" unit")}
		}
		instant := func(label string) time.Time {
			return time.Unix(rapid.Int64Range(-62135596800, 253402300799).Draw(t, label), rapid.Int64Range(0, 999999999).Draw(t, label+" ns")).UTC()
		}
		q := customer.Query{
			AsOf: instant("as of"), RequireSignIn: rapid.Bool().Draw(t, "sign-in"), ConsentPopup: rapid.Bool().Draw(t, "popup"),
			Policy: customer.Policy{VeryActive: customer.Frequency{MoreThan: rapid.IntRange(0, 3).Draw(t, "more than"), Within: period("very active")}, Sleeper: period("sleeper")},
			Filter: customer.Filter{
				Types:    rapid.SliceOf(rapid.SampledFrom([]customer.Type{"favorite", "registered", "anonymous", "consent"})).Draw(t, "types"),
				Statuses: rapid.SliceOf(rapid.SampledFrom(customer.Statuses())).Draw(t, "statuses"),
				Created:  calendar.Span{From: instant("from"), To: instant("to")},
				Devices:  rapid.SliceOf(rapid.String()).Draw(t, "devices"), Search: rapid.String().Draw(t, "search"),
			},
			Segment: customer.Segment(rapid.String().Draw(t, "segment")),

			Sort:  customer.Sort{Column: rapid.SampledFrom(customer.Columns()).Draw(t, "column"), Descending: rapid.Bool().Draw(t, "descending")},
			Limit: rapid.IntRange(0, 1000).Draw(t, "limit"),
		}
		if min, max := amount("min"), amount("max"); min != nil || max != nil {
			q.Filter.Revenue = &customer.RevenueFilter{Currency: "JPY", Min: min, Max: max}
		}
		if q.Policy.Sleeper.N == 0 {
			q.Policy.Sleeper.Unit = calendar.Day // the zero period
		}
		if q.Policy.VeryActive.Within.N == 0 {
			q.Policy.VeryActive.Within.Unit = calendar.Day
		}
		questiontest.RoundTrip(t, q, customer.ParseQuery)
	})
}

// What a user typed wrong is an error that says what would be right, and repeats
// nothing that could be somebody's address.
func TestParseQueryErrors(t *testing.T) {
	for _, c := range []struct{ query, want string }{
		{"statsu=active", `"statsu" is unknown; want as_of, location,`},
		{"mia@example.com=1", "that name is unknown; want"},
		{"status=actve", `status: "actve" is unknown; want sleeper, quiet, active or very active`},
		{"status=mia@example.com", "status: the text is unknown"},
		{"type=vip", `type: "vip" is unknown; want favorite, registered, anonymous or consent`},
		{"sort=revenu", `sort: "revenu" is unknown; want status, id,`},
		{"limit=ten", "limit: want a whole number"},
		{"limit=1&limit=2", "limit: 2 values, want one"},
		{"descending=1", "descending: want true or false"},
		{"as_of=yesterday", "as_of: want an instant such as 2024-05-31T12:00:00Z, or a date such as 2024-05-31"},
		{"as_of=0001-01-01T00:00:00Z", "as_of: calendar: AsOf is missing"},
		{"as_of=2024-05-31T12:00:00,5Z", "as_of: want an instant"},
		{"location=Local", "location: calendar: the machine's local zone is not a location"},
		{"location=Mars/Base", "location: calendar: unknown time zone"},
		{"sleeper_after=three+months", "sleeper_after: want a length of time such as 7 days, 1 week or 3 months"},
		{"sleeper_after=1+months", "sleeper_after: want a length of time"},
		{"revenue_min=ten&revenue_currency=EUR", "revenue_min: want an amount such as 12.50"},
		{"revenue_min=-1", "revenue_min: want an amount"},
	} {
		v, err := url.ParseQuery(c.query)
		if err != nil {
			t.Fatal(err)
		}
		q, err := customer.ParseQuery(v)
		if !errors.Is(err, customer.ErrQuery) || !strings.Contains(err.Error(), "customer: invalid query: ") || !strings.Contains(err.Error(), c.want) {
			t.Errorf("T8: %s: %v; want %q", c.query, err, c.want)
		}
		if !reflect.DeepEqual(q, customer.Query{}) {
			t.Errorf("T8: %s: with an error, the question is %v; want the zero one", c.query, q)
		}
	}
}

// JSON is read strictly.
func TestQueryJSONErrors(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{`[]`, "want an object"},
		{`{"as_of":"2024-05-31T12:00:00Z"`, "malformed"},
		{`{"limit":1} {}`, "something follows"},
		{`{"limit":1,"limit":2}`, "limit: given twice"},
		{`{"Limit":1}`, `"Limit" is unknown`},
		{`{"limit":"1"}`, "limit: want a whole number"},
		{`{"limit":1.5}`, "limit: want a whole number"},
		{`{"status":"active"}`, "status: want an array of texts"},
		{`{"status":[null]}`, "status: want an array of texts"},
		{`{"status":[""]}`, "status: the empty word is unknown"},
		{`{"descending":"true"}`, "descending: want true or false"},
		{`{"search":1}`, "search: want a text"},
		{"{\"search\":\"\xff\"}", "not UTF-8"},
	} {
		q := customer.Query{Limit: 7}
		err := json.Unmarshal([]byte(c.text), &q)
		if err == nil || !strings.Contains(err.Error(), c.want) && !strings.Contains(err.Error(), "JSON input") && !strings.Contains(err.Error(), "after top-level") {
			t.Errorf("T8: %s: %v; want %q", c.text, err, c.want)
		}
		if q.Limit != 7 || q.Filter.Statuses != nil {
			t.Errorf("T8: %s: with an error, the question is changed", c.text)
		}
		if err := new(customer.Query).UnmarshalJSON([]byte(c.text)); !errors.Is(err, customer.ErrQuery) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("T8: %s, read alone: %v; want %q", c.text, err, c.want)
		}
	}
	var q customer.Query
	if err := json.Unmarshal([]byte(`{"limit":null,"status":null}`), &q); err != nil {
		t.Errorf("T8: null is the same as not given: %v", err)
	}
}

// What cannot go is an error when it is written.
func TestQueryThatCannotGo(t *testing.T) {
	minus := dec("-1")
	for name, q := range map[string]customer.Query{
		"a zone that has only the name":   {Location: time.FixedZone("Europe/Madrid", 3600)},
		"a zone without a name":           {Location: time.FixedZone("", 3600)},
		"the machine's zone":              {Location: time.Local},
		"a year beyond 9999":              {AsOf: time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)},
		"a status that does not exist":    {Filter: customer.Filter{Statuses: []customer.Status{9}}},
		"a type that does not exist":      {Filter: customer.Filter{Types: []customer.Type{"vip"}}},
		"a column that does not exist":    {Sort: customer.Sort{Column: "no such"}},
		"a negative amount":               {Filter: customer.Filter{Revenue: &customer.RevenueFilter{Currency: "EUR", Min: &minus}}},
		"a revenue filter of no currency": {Filter: customer.Filter{Revenue: &customer.RevenueFilter{}}},
		"a text that is not UTF-8":        {Filter: customer.Filter{Search: "\xff"}},
		"a negative length":               {Policy: customer.Policy{Sleeper: calendar.Days(-1)}},
	} {
		if text, err := json.Marshal(q); err == nil {
			t.Errorf("T8: %s is written as %s", name, text)
		}
	}
}

// A bare date in a URL is its first instant in the question's location.
func TestParseQueryDates(t *testing.T) {
	zone(t, "Europe/Madrid")
	v := url.Values{"created_from": {"2024-05-01"}, "created_to": {""}, "location": {"Europe/Madrid"}, "as_of": {"2024-05-31"}, "status": {""}, "limit": {""}}
	q, err := customer.ParseQuery(v)
	if err != nil || !q.Filter.Created.From.Equal(at("2024-04-30T22:00:00Z")) || !q.AsOf.Equal(at("2024-05-31T00:00:00Z")) || !q.Filter.Created.To.IsZero() || q.Filter.Statuses != nil {
		t.Errorf("T8: the dates are read as %v and %v, %v", q.Filter.Created.From, q.AsOf, err)
	}
}

// A question that JSON stored gives the same answer.
func TestStoredQuestion(t *testing.T) {
	q := customer.Query{AsOf: noon, Location: zone(t, "Pacific/Auckland")}
	text, err := json.Marshal(q)
	if err != nil {
		t.Fatal(err)
	}
	var stored customer.Query
	if err := json.Unmarshal(text, &stored); err != nil {
		t.Fatal(err)
	}
	repo := customer.Memory{Customers: []customer.Customer{{ID: "a"}}, Orders: []customer.Order{paid(of("a"), payment(at("2024-05-30T13:00:00Z")))}}
	for _, ask := range []customer.Query{q, stored} {
		trend, err := customer.RevenueTrend(bg, repo, over(ask, calendar.Span{}, calendar.Day), nil)
		if err != nil || len(trend) == 0 || trend[0].Bucket != (calendar.Date{Year: 2024, Month: 5, Day: 31}) {
			t.Errorf("T8, T5: the order of 31 May in Auckland is on another day: %v, %v", trend, err)
		}
	}
}

// L10: the text is in the ID, the e-mail, the username or the name, whatever the case
// of ASCII letters. What an anonymous customer's row does not show is not searched.
func TestSearch(t *testing.T) {
	repo := customer.Memory{Customers: []customer.Customer{
		{ID: "Cust-1", Email: "Mia@Example.com", SignedUp: true},
		{ID: "2", Username: "mia_park", SignedUp: true},
		{ID: "3", Name: "Élan MIA", SignedUp: true},
		{ID: "4", Name: "Mia", Username: "mia", Email: "anonymous@example.com"},
		{ID: "5", Facebook: "mia", LastDevice: "mia", SignedUp: true},
	}}
	for _, c := range []struct{ text, want, reason string }{
		{"", "1 2 3 4 5", "no text passes all"},
		{" \u2003\t", "1 2 3 4 5", "blank text passes all"},
		{"mia", "1 2 3", "in e-mail, username and name; not those of an anonymous customer, nor other fields"},
		{"MIA", "1 2 3", "ASCII case is folded"},
		{"élan", "", "no other case is folded"},
		{"Élan m", "3", "bytes beyond ASCII, and a space"},
		{"CUST-", "1", "in the ID"},
		{"example.com", "1 4", "the e-mail of an anonymous customer, which the list shows"},
		{"4", "4", "the ID of an anonymous customer"},
		{" mia", "3", "text is not trimmed: a space is part of it"},
		{"mia_park@", "", "contained as a whole"},
	} {
		q := customer.Query{AsOf: noon, Filter: customer.Filter{Search: c.text}, Sort: customer.Sort{Column: "id"}}
		got := strings.ReplaceAll(ids(list(t, repo, q).Rows), "Cust-1", "1")
		want := c.want
		if strings.HasPrefix(want, "1 ") { // "C" comes after digits
			want = strings.TrimPrefix(want, "1 ") + " 1"
		}
		if got != want {
			t.Errorf("L10: searching for %q finds %q, want %q: %s", c.text, got, want, c.reason)
		}
	}
	anonymous := get(t, repo, "4", customer.Query{AsOf: noon})
	if anonymous.Username != "" || anonymous.Name != "" || anonymous.Email == "" {
		t.Errorf("L2: an anonymous customer's row has username %q and name %q, want none, and the e-mail", anonymous.Username, anonymous.Name)
	}
}

package customer_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/customer/customertest"
	"github.com/clientele-go/clientele/internal/base/segment"
)

// club is what segments choose from.
var club = customer.Memory{
	Customers: []customer.Customer{
		{ID: "a", Email: "Mia@example.com", Username: "mia", Name: "Mia \"Mi\" Park", SignedUp: true, Favorite: true, LastDevice: "phone", CreatedAt: day(1),
			Birthday: calendar.Date{Year: 1990, Month: 2, Day: 28}, EmailConsent: customer.Consent{Answer: customer.Granted}, Facebook: "mia"},
		{ID: "b", Email: " ", SignedUp: true, LastDevice: "tablet", CreatedAt: day(2), Birthday: calendar.Date{Year: 990, Month: 3, Day: 1}},
		{ID: "c", Email: "c@example.com", Username: "cat", Name: "Cat"}, // anonymous
		{ID: "d", SignedUp: true, CreatedAt: day(40), EmailConsent: customer.Consent{Answer: customer.Denied}},
	},
	Logins: append(logins("a", day(30), day(31)), logins("b", day(20))...),
	Orders: []customer.Order{
		paid(of("a"), total(eur("10.50"))), paid(of("b"), total(eur("20")), refund("9.90", day(11))),
		paid(of("c"), total(customer.Money{Amount: dec("12345678901234567890.5"), Currency: "JPY"})),
	},
	Actions: []customer.Action{{Customer: "a", Kind: customer.Share}, {Customer: "a", Kind: customer.Share}, {Customer: "b", Kind: customer.Share}},
}

func TestSegment(t *testing.T) {
	for _, c := range []struct{ rule, segment, want, reason string }{
		{"Q1", ``, "a b c d", "no segment is everybody"},
		{"Q2", `status = "very active"`, "a", "a word with a space"},
		{"Q2", `status in ("very active", quiet)`, "a b", "a set of words"},
		{"Q3", `status != sleeper`, "a b", "!= is not and ="},
		{"Q2", `identity = anonymous`, "c", "another set of words"},
		{"Q2", `favorite = true or identity = anonymous`, "a c", "or"},
		{"Q2", `favorite = false and (identity = anonymous or shares = 1)`, "b c", "and with brackets"},
		{"Q2, L9", `email_consent = yes`, "a", "consent"},
		{"Q2, L9", `email_consent = no`, "b c d", "as the list shows it: not asked is no"},

		{"Q4", `name = "Mia \"Mi\" Park"`, "a", "text with quotes"},
		{"Q4", `email = "mia@example.com"`, "", "text is compared byte for byte"},
		{"Q4", `email in ("c@example.com", "Mia@example.com")`, "a c", "in; an anonymous customer's e-mail is shown"},
		{"Q3, L2", `username = "cat"`, "", "an anonymous customer's username is not shown"},
		{"Q3, L2", `username = unknown`, "b c d", "and so missing"},
		{"Q3, I3", `email = unknown`, "b d", "a blank e-mail is missing"},
		{"Q3", `email = " "`, "", "and nothing else matches what is missing"},
		{"Q3", `last_device = ""`, "", "not even the empty text"},
		{"Q3", `last_device = unknown`, "c d", "missing"},
		{"Q3", `last_device is known`, "a b", "known"},
		{"Q3", `not last_device = "phone"`, "b c d", "not has unknown values too"},
		{"Q3", `last_device != "phone"`, "b c d", "and so has !="},
		{"Q3", `not (birthday > 1900-01-01 or birthday <= 1900-01-01)`, "c d", "who has no birthday is in neither"},
		{"I3", `display_name = "Anonymous user"`, "b c d", "as shown"},

		{"Q4", `birthday < 1000-01-01`, "b", "dates are ordered as dates"},
		{"Q4", `birthday in (1990-02-28, 1990-03-01)`, "a", "dates in a set"},
		{"Q4", `shares >= 1`, "a b", "numbers"},
		{"Q4", `shares > 1.5 and shares < 2.5 and shares != 2.25`, "a", "numbers with a fraction"},
		{"Q4", `shares < 99999999999999999999`, "a b c d", "a number beyond all counts"},
		{"Q4", `shares >= 99999999999999999999`, "", "a number beyond all counts"},
		{"Q4, R2", `revenue EUR >= 10.1`, "a b", "money, net"},
		{"Q4, R2", `revenue EUR = 10.10`, "b", "10.10 = 10.1"},
		{"Q4, R2", `revenue EUR > 10.1 and revenue JPY = 0`, "a", "two currencies"},
		{"Q4, R2", `revenue JPY > 12345678901234567890.4 and revenue JPY < 12345678901234567890.6`, "c", "exactly"},
		{"Q4, R2", `revenue EUR in (0, 10.5)`, "a c d", "no revenue is 0"},
		{"Q3", `revenue EUR = unknown`, "", "and never missing"},
		{"Q3", `revenue is known`, "a b c d", "and never missing"},

		{"Q4", `created_at >= 2024-05-02`, "b", "from the day's first instant"},
		{"Q4", `created_at > 2024-05-02`, "", "after it"},
		{"Q4", `created_at < 2024-05-02`, "a", "before it"},
		{"Q4", `created_at <= 2024-05-02`, "a b", "up to it"},
		{"Q3, T2", `created_at = unknown`, "c d", "a creation after AsOf is unknown"},
		{"Q3, T7", `created_at >= 0001-01-01`, "a b", "a bound at the zero time is not unbounded"},
		{"Q3, T7", `created_at < 0001-01-01`, "", "a bound at the zero time is not unbounded"},
		{"Q3, T7", `not created_at <= 0001-01-01`, "a b c d", "a bound at the zero time is not unbounded"},
		{"Q4, T4", `created_at within last 30 days`, "b", "1 May 0:00 is 30.5 days ago"},
		{"Q4, T4", `created_at within last 1 months`, "a b", "it is a month on 1 June"},
		{"Q4, T4", `created_at within next 12 months`, "", "a creation after AsOf is unknown"},
		{"Q4, T4", `last_login within last 9999999 months`, "a b", "however long"},

		{"Q6", `status = active and status = quiet`, "", "nobody is both"},
		{"Q6", `status in (active, quiet) and not status in (active, sleeper)`, "b", "what is in both"},
		{"Q6", `revenue EUR >= 1 and revenue EUR >= 10.2 and revenue EUR <= 99 and revenue EUR <= 11`, "a", "the tighter ends"},
		{"Q6", `revenue EUR >= 10 and revenue JPY >= 10`, "", "two currencies"},
		{"Q6", `last_device in ("phone", "tablet") and last_device in ("tablet", "")`, "b", "what is in both"},
		{"Q6", `created_at >= 2024-05-02 and created_at < 2024-05-01`, "", "no instant"},
		{"Q6", `favorite = true and identity = registered and email_consent = yes`, "a", "types are and, too"},
		{"Q6", `(favorite = true or email_consent = yes) and (identity = anonymous or email_consent = yes)`, "a", "types are and, too"},
	} {
		q := customer.Query{AsOf: noon, ConsentPopup: true, Segment: customer.Segment(c.segment), Sort: customer.Sort{Column: "id"}}
		for name, repo := range customertest.Awkward(club) {
			page := list(t, repo, q)
			if got := ids(page.Rows); got != c.want || page.Total != len(page.Rows) {
				t.Errorf("%s: %s, %s: %q, %d in all; want %q: %s", c.rule, c.segment, name, got, page.Total, c.want, c.reason)
			}
		}
	}
}

// Q4: a date is one in the report's location.
func TestSegmentLocation(t *testing.T) {
	berlin := zone(t, "Europe/Berlin")
	repo := customer.Memory{Customers: []customer.Customer{{ID: "a", CreatedAt: at("2024-05-01T22:00:00Z")}, {ID: "b", CreatedAt: at("2024-05-01T21:59:59.999999999Z")}}}
	for _, c := range []struct {
		loc  *time.Location
		want string
	}{{nil, ""}, {berlin, "a"}} {
		for _, p := range []customer.Segment{"created_at >= 2024-05-02", "not (not created_at >= 2024-05-02)"} {
			q := customer.Query{AsOf: noon, Location: c.loc, Segment: p}
			if got := ids(list(t, repo, q).Rows); got != c.want {
				t.Errorf("Q4, T5: in %v %q are %q, want %q", c.loc, string(p), got, c.want)
			}
		}
	}
	// The cursor of one place is none of another one.
	q := customer.Query{AsOf: noon, Segment: "created_at >= 2024-01-01", Limit: 1}
	q.After = list(t, repo, q).Next
	if got := ids(list(t, repo, q).Rows); got != "b" {
		t.Fatalf("L5: the second page has %q, want b", got)
	}
	q.Location = berlin
	if _, err := customer.List(bg, repo, q, sealed); !errors.Is(err, customer.ErrCursor) {
		t.Errorf("L5, Q4: the cursor of a segment in another location: %v, want ErrCursor", err)
	}
	q.Location, q.Segment = nil, "created_at >= 2023-01-01"
	if _, err := customer.List(bg, repo, q, sealed); !errors.Is(err, customer.ErrCursor) {
		t.Errorf("L5, Q1: the cursor of another segment: %v, want ErrCursor", err)
	}
}

// Q7: Check reports a bad segment as ErrQuery, with its place and without its texts. No
// answer is given, also where the segment does not matter.
func TestBadSegment(t *testing.T) {
	q := customer.Query{AsOf: noon, Segment: `email = "mia@example.com" and statsu = active`}
	const want = `customer: invalid query: segment: line 1, column 31: found "statsu", expected a field, not or "("; the nearest known word is "status"`
	_, listed := customer.List(bg, club, q, nil)
	_, summed := customer.Summarize(bg, club, q, nil)
	_, selected := customer.Selection{All: true}.Rows(bg, club, q)
	_, matched := q.Matcher(nil)
	for name, err := range map[string]error{"Check": q.Check(), "List": listed, "Summarize": summed, "Selection": selected, "Matcher": matched} {
		var e *segment.Error
		if !errors.Is(err, customer.ErrQuery) || !errors.As(err, &e) || err.Error() != want {
			t.Errorf("Q7: %s: %v; want %s", name, err, want)
		}
	}
	for _, err := range customer.Rows(bg, club, q, nil) {
		if err == nil || err.Error() != want {
			t.Errorf("Q7: Rows: %v; want %s", err, want)
		}
	}
}

// Q1, L6: a segment chooses among all customers, as the filter does, and not among IDs.
func TestSegmentOfASelection(t *testing.T) {
	q := customer.Query{AsOf: noon, Segment: "shares >= 1"}
	for want, s := range map[string]customer.Selection{"a b": {All: true}, "b": {All: true, Except: []customer.ID{"a"}}, "d": {IDs: []customer.ID{"d"}}} {
		if rows, err := s.Rows(bg, club, q); err != nil || ids(rows) != want {
			t.Errorf("L6, Q1: %v selects %q, %v; want %q", s, ids(rows), err, want)
		}
	}
	q.Segment = "shares"
	if rows, err := (customer.Selection{IDs: []customer.ID{"d"}}).Rows(bg, club, q); err != nil || ids(rows) != "d" {
		t.Errorf("L6, Q1: a bad segment, which does not matter, selects %q, %v; want d", ids(rows), err)
	}
}

// Q1, T8: the question with its segment is data, and prints without the segment's texts.
func TestSegmentIsData(t *testing.T) {
	q := customer.Query{AsOf: noon, Segment: "email = \"mia@example.com\"\n and status = active"}
	text, err := json.Marshal(q)
	if want := `{"as_of":"2024-05-31T12:00:00Z","segment":"email = \"mia@example.com\"\n and status = active"}`; string(text) != want || err != nil {
		t.Errorf("T8, Q1: the question is written %s, %v; want %s", text, err, want)
	}
	v, err := q.URL()
	if err != nil || v.Get("segment") != string(q.Segment) {
		t.Errorf("T8, Q1: in the URL the segment is %q, %v", v.Get("segment"), err)
	}
	if back, err := customer.ParseQuery(url.Values{"segment": {"shares = 1"}}); err != nil || back.Segment != "shares = 1" {
		t.Errorf("T8, Q1: the segment is read as %q, %v", string(back.Segment), err)
	}
	var log strings.Builder
	slog.New(slog.NewJSONHandler(&log, nil)).Info("asked", "q", q, "segment", q.Segment)
	for _, printed := range []string{fmt.Sprint(q), fmt.Sprintf("%+v", &q), fmt.Sprintf("%#v", q), fmt.Sprintf("%q", q.Segment), log.String()} {
		if strings.Contains(printed, "mia@") || strings.Contains(printed, "active") || !strings.Contains(printed, "a segment") {
			t.Errorf("Q7: the segment prints as %s", printed)
		}
	}
}

// Q6: what fits a filter is one, the rest is not.
func TestSegmentPart(t *testing.T) {
	for _, c := range []struct {
		segment string
		part    string // of the question with the part as its filter
		whole   bool
	}{
		{"", "{}", true},
		{"status in (active, quiet)", `{"status":["active","quiet"]}`, true},
		{"not status = active", `{"status":["very active","quiet","sleeper"]}`, true},
		{"favorite = true or identity = anonymous or email_consent = yes", `{"type":["favorite","anonymous","consent"]}`, true},
		{"identity in (registered, anonymous)", `{"type":["registered","anonymous"]}`, true},
		{"favorite = false", "{}", false},
		{"revenue EUR >= 100.50 and revenue EUR <= 200 and shares > 1", `{"revenue_currency":"EUR","revenue_min":"100.5","revenue_max":"200"}`, false},
		{"revenue EUR = 7", `{"revenue_currency":"EUR","revenue_min":"7","revenue_max":"7"}`, true},
		{"revenue EUR > 7", "{}", false},
		{"created_at >= 2024-01-01 and created_at <= 2024-02-01", `{"created_from":"2024-01-01T00:00:00Z","created_to":"2024-02-01T00:00:00.000000001Z"}`, true},
		{"created_at > 2024-01-01 and created_at < 2024-02-01", `{"created_from":"2024-01-01T00:00:00.000000001Z","created_to":"2024-02-01T00:00:00Z"}`, true},
		{"created_at within last 7 days", `{"created_from":"2024-05-24T12:00:00.000000001Z","created_to":"2024-05-31T12:00:00.000000001Z"}`, true},
		{"created_at is known", "{}", false},
		{`last_device in ("iPad", "")`, `{"device":["iPad"]}`, true},
		{"last_device = unknown", `{"device":[""]}`, true},
		{`last_device != "iPad" and status = active`, `{"status":["active"]}`, false},
		{"status = active or shares = 1", "{}", false},
	} {
		q := customer.Query{AsOf: noon, Segment: customer.Segment(c.segment)}
		m, err := q.Matcher(nil)
		if err != nil {
			t.Errorf("Q6: %s: %v", c.segment, err)
			continue
		}
		text, err := json.Marshal(customer.Query{Filter: m.Part})
		if string(text) != c.part || m.Whole != c.whole || err != nil {
			t.Errorf("Q6: the part of %s is %s, whole %t, %v; want %s, %t", c.segment, text, m.Whole, err, c.part, c.whole)
		}
	}
}

// Q2, L2, Q8: the fields are the columns of the list, and their words are the library's.
func TestSegmentFields(t *testing.T) {
	columns := map[customer.Column]bool{}
	for _, c := range customer.Columns() {
		columns[c] = true
	}
	for _, f := range segment.Columns() {
		if !columns[customer.Column(f.Name)] {
			t.Errorf("Q2: the field %s is no column", f.Name)
		}
		delete(columns, customer.Column(f.Name))
		for _, w := range f.Words {
			var err error
			switch f.Name {
			case "status":
				err = new(customer.Status).UnmarshalText([]byte(w))
			case "identity":
				err = new(customer.Identity).UnmarshalText([]byte(w))
			case "email_consent":
				err = new(customer.Shown).UnmarshalText([]byte(w))
			}
			if err != nil {
				t.Errorf("Q4: %s: %v", f.Name, err)
			}
		}
		if f.Name == "status" && len(f.Words) != len(customer.Statuses()) {
			t.Errorf("Q4: %d statuses, want %d", len(f.Words), len(customer.Statuses()))
		}
	}
	if len(columns) > 0 {
		t.Errorf("Q2: no fields are %v", columns)
	}
}

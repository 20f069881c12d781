package customer_test

import (
	"testing"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
)

func TestExplain(t *testing.T) {
	window := func(from, to string) calendar.Span { return calendar.Span{From: at(from), To: at(to)} }
	last7 := window("2024-05-24T12:00:00.000000001Z", "2024-05-31T12:00:00.000000001Z")
	last30 := window("2024-05-01T12:00:00.000000001Z", "2024-05-31T12:00:00.000000001Z")
	last3 := window("2024-03-01", "2024-05-31T12:00:00.000000001Z")
	for _, c := range []struct {
		policy customer.Policy
		logins []time.Time
		want   customer.Explanation
		reason string
	}{
		{customer.Policy{}, ago(0, 24*time.Hour, 25*time.Hour), customer.Explanation{
			Status: customer.VeryActive, Rule: "S1", Reason: "more than one login within 7 days", Window: last7,
			Logins: ago(0, 24*time.Hour), Needed: 2, Until: at("2024-06-06T12:00:00Z"),
		}, "until 7 days after the second latest login"},
		{customer.Policy{}, ago(0, week), customer.Explanation{
			Status: customer.Active, Rule: "S2", Reason: "more than one login within 30 days", Window: last30,
			Logins: ago(0, week), Needed: 2, Until: at("2024-06-23T12:00:00Z"),
		}, "until 30 days after the second latest login"},
		{customer.Policy{}, ago(0, month), customer.Explanation{
			Status: customer.Quiet, Rule: "S4", Reason: "the last login is within 3 months, but there are too few for active", Window: last3,
			Logins: ago(0), Needed: 1, Until: at("2024-08-31T12:00:00Z"),
		}, "until 3 months after the latest login"},
		{customer.Policy{}, []time.Time{at("2024-02-29T12:00:00Z"), at("2023-01-01")}, customer.Explanation{
			Status: customer.Sleeper, Rule: "S3", Reason: "no login within 3 months", Window: last3,
			Logins: []time.Time{at("2024-02-29T12:00:00Z")},
		}, "a sleeper stays one; the last login is before the window"},
		{customer.Policy{}, nil, customer.Explanation{
			Status: customer.Sleeper, Rule: "S3", Reason: "never logged in", Window: last3,
		}, "never logged in has its own reason"},
		{customer.Policy{VeryActive: customer.Frequency{MoreThan: 2, Within: calendar.Days(7)}}, ago(0, 1, 2, 3), customer.Explanation{
			Status: customer.VeryActive, Rule: "S1", Reason: "more than 2 logins within 7 days", Window: last7,
			Logins: ago(0, 1, 2), Needed: 3, Until: noon.Add(week - 2),
		}, "a policy's own count: the third latest decides"},
		{customer.Policy{Active: customer.Frequency{MoreThan: 0, Within: calendar.Months(3)}}, ago(month), customer.Explanation{
			Status: customer.Active, Rule: "S2", Reason: "more than 0 logins within 3 months", Window: last3,
			Logins: ago(month), Needed: 1, Until: at("2024-08-01T12:00:00Z"),
		}, "a policy's own length"},
		{customer.Policy{Sleeper: calendar.Days(7)}, ago(week), customer.Explanation{
			Status: customer.Sleeper, Rule: "S3", Reason: "no login within 7 days", Window: last7, Logins: ago(week),
		}, "a policy's own sleep"},
	} {
		got := c.policy.Explain(recent(c.policy, c.logins...), noon)
		same(t, "S7: "+c.reason, c.want, got)

		repo := customer.Memory{Customers: []customer.Customer{{ID: "ann"}}, Logins: logins("ann", c.logins...)}
		page := get(t, repo, "ann", customer.Query{AsOf: noon, Policy: c.policy})
		same(t, "S7, L7: the page says the same: "+c.reason, c.want, page.Explanation)

		if c.want.Until.IsZero() {
			continue
		}
		r := recent(c.policy, c.logins...)
		if s := c.policy.Status(r, c.want.Until.Add(-1)); s != c.want.Status {
			t.Errorf("S7: %v a nanosecond before Until, want %v: %s", s, c.want.Status, c.reason)
		}
		if s := c.policy.Status(r, c.want.Until); s == c.want.Status {
			t.Errorf("S7: still %v at Until: %s", s, c.reason)
		}
	}
}

// With the two latest logins a before b, status goes down step by step, at
// instants that are known in advance (S5, S7).
func TestDownTheRanks(t *testing.T) {
	a, b := at("2023-11-30T10:00:00Z"), at("2023-11-30T20:00:00Z")
	repo := customer.Memory{Customers: []customer.Customer{{ID: "ann"}}, Logins: logins("ann", a, b)}
	asOf := b
	for _, c := range []struct {
		want   customer.Status
		until  time.Time
		reason string
	}{
		{customer.VeryActive, a.Add(week), "a + 7 days"},
		{customer.Active, a.Add(month), "a + 30 days"},
		{customer.Quiet, at("2024-03-01"), "b + 3 months, in a month without a 30th"},
		{customer.Sleeper, never, "and stays asleep"},
	} {
		e := get(t, repo, "ann", customer.Query{AsOf: asOf}).Explanation
		if e.Status != c.want || !e.Until.Equal(c.until) {
			t.Errorf("S5, S7: as of %v %v until %v, want %v until %v: %s", asOf, e.Status, e.Until, c.want, c.until, c.reason)
		}
		asOf = e.Until
	}
}

// A customer with a login of unknown time has not "never logged in" (S3, T7).
func TestExplainUndated(t *testing.T) {
	repo := customer.Memory{Customers: []customer.Customer{{ID: "ann"}}, Logins: logins("ann", unknown)}
	e := get(t, repo, "ann", customer.Query{AsOf: noon}).Explanation
	if e.Status != customer.Sleeper || e.Rule != "S3" || e.Reason != "no login with a date" {
		t.Errorf("T7: an undated login is told as %v by %s: %q", e.Status, e.Rule, e.Reason)
	}
}

package customer_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strings"
	"testing"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
)

// levelsText is a trend in one line: very active, active, quiet, sleeper; a star
// is partial.
func levelsText(t customer.StatusTrend) string {
	var all []string
	for _, p := range ok(t.Points()) {
		star := ""
		if p.Partial {
			star = "*"
		}
		n := p.Value
		all = append(all, fmt.Sprintf("%v%s %d %d %d %d", p.Bucket, star, n[customer.VeryActive], n[customer.Active], n[customer.Quiet], n[customer.Sleeper]))
	}
	return strings.Join(all, "|")
}

func movesText(t customer.StatusTrend) string {
	var all []string
	for m := range t.Transitions() {
		all = append(all, fmt.Sprintf("%s %s %v > %v", string(m.Customer), m.At.Format(time.RFC3339Nano), m.From, m.To))
	}
	return strings.Join(all, "|")
}

func TestTrackStatus(t *testing.T) {
	span := func(from, to time.Time) calendar.Span { return calendar.Span{From: from, To: to} }
	twice := logins("ann", day(1), day(3)) // very active to the 8th, active to the 31st, quiet to 3 August
	for _, c := range []struct {
		rule   string
		logins []customer.Login
		asOf   time.Time
		zone   string
		span   calendar.Span
		unit   calendar.Unit
		points string
		moves  string
		reason string
	}{
		{"S8", twice, day(60), "", span(day(2), day(5)), calendar.Day,
			"2024-05-02 0 0 1 1|2024-05-03 1 0 0 1|2024-05-04 1 0 0 1", "ann 2024-05-03T00:00:00Z quiet > very active",
			"who never logged in is a sleeper at the end of every day"},
		{"S8", twice, day(60), "", span(day(7), day(9)), calendar.Day,
			"2024-05-07 1 0 0 1|2024-05-08 0 1 0 1", "ann 2024-05-08T00:00:00Z very active > active", "the mere passing of time, at the instant that Explain calls Until"},
		{"S8, T3", twice, day(60), "", span(day(8), day(9)), calendar.Day,
			"2024-05-08 0 1 0 1", "ann 2024-05-08T00:00:00Z very active > active", "a change at the first instant is in the span"},
		{"S8, T3", twice, day(60), "", span(day(7), day(8)), calendar.Day, "2024-05-07 1 0 0 1", "", "one at its end is not"},
		{"S8, T2", twice, day(8), "", span(day(8), never), calendar.Day, "2024-05-08* 0 1 0 1", "ann 2024-05-08T00:00:00Z very active > active", "what changes at AsOf has changed"},
		{"S8, T2", twice, day(8).Add(-1), "", span(day(8).Add(-1), never), calendar.Day, "2024-05-07* 1 0 0 1", "", "and a nanosecond before it has not"},
		{"S8", twice, day(200), "", span(day(31), day(200)), calendar.Month,
			"2024-05-01* 0 0 1 1|2024-06-01 0 0 1 1|2024-07-01 0 0 1 1|2024-08-01 0 0 0 2|2024-09-01 0 0 0 2|2024-10-01 0 0 0 2|2024-11-01* 0 0 0 2",
			"ann 2024-05-31T00:00:00Z active > quiet|ann 2024-08-03T00:00:00Z quiet > sleeper", "all the way down, without a login in the span"},
		{"S8, T5", twice, day(10), "", calendar.Span{}, calendar.Week,
			"2024-04-29 1 0 0 1|2024-05-06* 0 1 0 1",
			"ann 2024-05-01T00:00:00Z sleeper > quiet|ann 2024-05-03T00:00:00Z quiet > very active|ann 2024-05-08T00:00:00Z very active > active",
			"an unbounded span begins with the first login; the running week ends at AsOf"},
		{"S8, T5", logins("", day(1), day(2)), day(10), "", calendar.Span{}, calendar.Day, "", "", "a guest's logins are nobody's"},
		{"S8, T7", logins("ann", unknown), day(3), "", span(day(2), day(3)), calendar.Day, "2024-05-02 0 0 0 2", "", "an undated login makes no status"},
		{"S8, T7", logins("ann", unknown), day(3), "", calendar.Span{}, calendar.Day, "", "", "and begins no series"},
		{"S8, T2", logins("ann", day(4)), day(3), "", calendar.Span{}, calendar.Day, "", "", "a login after AsOf is not known"},
		{"S8, T5", logins("ann", day(4)), day(9), "", span(never, day(4)), calendar.Day, "", "", "and one after the span begins no series"},
		{"S8", nil, day(9), "", span(day(4), day(4)), calendar.Day, "", "", "an empty span"},
		{"S8", logins("ann", day(1), day(3), day(8)), day(60), "", span(day(7), day(9)), calendar.Day,
			"2024-05-07 1 0 0 1|2024-05-08 1 0 0 1", "", "a login at the very instant at which the status would end: nothing changes"},
		{"S8", logins("ann", day(1), day(3), day(8).Add(1)), day(60), "", span(day(8), day(9)), calendar.Day,
			"2024-05-08 1 0 0 1", "ann 2024-05-08T00:00:00Z very active > active|ann 2024-05-08T00:00:00.000000001Z active > very active", "a nanosecond later it had ended"},
		{"S8, S1", logins("ann", day(3), day(3)), day(4), "", span(day(3), day(4)), calendar.Day,
			"2024-05-03 0 0 1 1", "ann 2024-05-03T00:00:00Z sleeper > quiet", "two logins at one instant are one"},
		{"S8", append(logins("bob", day(3)), logins("ann", day(3))...), day(4), "", span(day(3), day(4)), calendar.Day,
			"2024-05-03 0 0 2 0", "ann 2024-05-03T00:00:00Z sleeper > quiet|bob 2024-05-03T00:00:00Z sleeper > quiet", "at one instant by customer"},
		{"S8, T4", logins("ann", at("2023-11-30T18:00:00Z")), day(1), "", span(at("2024-02-29"), at("2024-03-02")), calendar.Day,
			"2024-02-29 0 0 1 1|2024-03-01 0 0 0 2", "ann 2024-03-01T00:00:00Z quiet > sleeper", "30 November and 3 months is 1 March"},
		{"S8, T5", logins("ann", at("2024-05-02T22:30:00Z")), day(5), "", span(day(2), day(4)), calendar.Day,
			"2024-05-02 0 0 1 1|2024-05-03 0 0 1 1", "ann 2024-05-02T22:30:00Z sleeper > quiet", "half past ten in the evening in UTC"},
		{"S8, T5", logins("ann", at("2024-05-02T22:30:00Z")), day(5), "Europe/Berlin", span(at("2024-05-01T22:00:00Z"), at("2024-05-03T22:00:00Z")), calendar.Day,
			"2024-05-02 0 0 0 2|2024-05-03 0 0 1 1", "ann 2024-05-02T22:30:00Z sleeper > quiet", "is the next day in Berlin"},
	} {
		facts := customer.Memory{Customers: []customer.Customer{{ID: "bob", CreatedAt: day(300)}, {ID: "ann"}}, Logins: c.logins}
		q := customer.Query{AsOf: c.asOf, Filter: customer.Filter{Devices: []string{"nobody's"}}}
		if c.zone != "" {
			q.Location = zone(t, c.zone)
		}
		got := track(t, facts, q, c.span, c.unit)
		if points := levelsText(got); points != c.points {
			t.Errorf("%s: the counts are %q, want %q: %s", c.rule, points, c.points, c.reason)
		}
		if moves := movesText(got); moves != c.moves {
			t.Errorf("%s: the transitions are %q, want %q: %s", c.rule, moves, c.moves, c.reason)
		}
	}
}

// Transitions can be left early, and a trend told twice is the same.
func TestTransitionsLeftEarly(t *testing.T) {
	trend := track(t, customer.Memory{Customers: []customer.Customer{{ID: "ann"}}, Logins: logins("ann", day(1), day(3))}, customer.Query{AsOf: noon}, calendar.Span{}, calendar.Day)
	for range trend.Transitions() {
		break
	}
	if first, second := movesText(trend), movesText(trend); first != second || strings.Count(first, "|") != 3 {
		t.Errorf("S8: told twice, %q and %q", first, second)
	}
	if text := fmt.Sprintf("%+v %s", trend, trend); text != "status of 1 customers over time status of 1 customers over time" {
		t.Errorf("G6: it shows %q", text)
	}
	var nobody customer.StatusTrend
	if levelsText(nobody) != "" || movesText(nobody) != "" {
		t.Errorf("S8: the zero trend is %q, %q", levelsText(nobody), movesText(nobody))
	}
}

// What a repository must not yield is an error, and so is what is no question;
// with it comes nothing.
func TestTrackStatusErrors(t *testing.T) {
	ann := []customer.Customer{{ID: "ann"}}
	ok, broken := customer.Query{AsOf: noon}, errors.New("the storage failed")
	done, cancel := context.WithCancel(bg)
	cancel()
	policy := customer.Policy{Sleeper: calendar.Days(-1)}
	for _, c := range []struct {
		repo   customer.Repository
		ctx    context.Context
		q      customer.Query
		other  customer.Policy
		want   error
		reason string
	}{
		{customer.Memory{}, bg, customer.Query{}, customer.Policy{}, calendar.ErrAsOf, "T1: no AsOf"},
		{customer.Memory{}, bg, customer.Query{AsOf: noon, Location: time.Local}, customer.Policy{}, calendar.ErrLocal, "T6: the machine's zone"},
		{customer.Memory{}, bg, customer.Query{AsOf: noon, Policy: policy}, customer.Policy{}, customer.ErrPolicy, "S6: a negative length"},
		{customer.Memory{Customers: []customer.Customer{{}}}, bg, ok, customer.Policy{}, customer.ErrNoID, "a customer without an ID"},
		{customer.Memory{Customers: append(ann, ann...)}, bg, ok, customer.Policy{}, &customer.DuplicateError{}, "a customer twice"},
		{outside{ranging{customer.Memory{Customers: []customer.Customer{{ID: "a"}, {ID: "b"}}}, 1, 1, nil}}, bg, ok, customer.Policy{}, customer.ErrRange, "a fact outside the range"},
		{customer.Memory{Customers: ann}, done, ok, customer.Policy{}, context.Canceled, "a done context"},
		{failing{customer.Memory{Customers: ann}, broken}, bg, ok, customer.Policy{}, broken, "a storage that fails"},
	} {
		trend, err := customer.TrackStatus(c.ctx, c.repo, over(c.q, calendar.Span{}, calendar.Day), nil)
		points, _ := trend.Points()
		if !isError(err, c.want) || points != nil || movesText(trend) != "" {
			t.Errorf("S8: %s: %v with %v, want %v", c.reason, err, trend, c.want)
		}
		matrix, err := customer.WhatIf(c.ctx, c.repo, c.q, c.other, nil)
		if !isError(err, c.want) || matrix != (customer.StatusMatrix{}) {
			t.Errorf("S9: %s: %v with %v, want %v", c.reason, err, matrix, c.want)
		}
	}
	if _, err := customer.TrackStatus(bg, customer.Memory{}, over(ok, calendar.Span{}, 5), nil); !errors.Is(err, calendar.ErrUnit) {
		t.Errorf("T5: a unit that does not exist: %v", err)
	}
	if _, err := customer.WhatIf(bg, customer.Memory{}, ok, policy, nil); !errors.Is(err, customer.ErrPolicy) {
		t.Errorf("S9: another policy that makes no sense: %v", err)
	}
	if _, err := customer.WhatIf(bg, grouped{err: broken}, ok, customer.Policy{}, nil); !errors.Is(err, broken) {
		t.Errorf("S9: a grouping that fails: %v", err)
	}
}

// outside yields all customers, whatever the range.
type outside struct{ ranging }

func (o outside) Snapshot(context.Context, int) ([]any, func() error, error) {
	return []any{o}, nil, nil
}

func (o outside) EachCustomer(ctx context.Context, _ customer.Scope) iter.Seq2[customer.Customer, error] {
	return o.Memory.EachCustomer(ctx, customer.Scope{})
}

func isError(err, want error) bool {
	if duplicate := (&customer.DuplicateError{}); errors.As(want, &duplicate) {
		return errors.As(err, &duplicate)
	}
	return errors.Is(err, want)
}

// failing fails to yield logins.
type failing struct {
	customer.Memory
	err error
}

func (f failing) EachLogin(context.Context, customer.Scope) iterLogins {
	return func(yield func(customer.Login, error) bool) { yield(customer.Login{}, f.err) }
}

// A repository is asked for customers and logins alone, and for no logins that
// are in no window of the span.
func TestTrackStatusAsksForLittle(t *testing.T) {
	asked := map[string]customer.Scope{}
	repo := asking{customer.Memory{Customers: []customer.Customer{{ID: "ann"}}}, asked}
	track(t, repo, customer.Query{AsOf: day(60)}, calendar.Span{From: day(10), To: day(20)}, calendar.Day)
	want := calendar.Span{From: at("2024-02-10"), To: day(20)}
	if got := asked["logins"].Span; got != want || len(asked) != 2 {
		t.Errorf("S8, T4: %d kinds of facts are asked for, logins in %v; want 2, logins in %v", len(asked), got, want)
	}
	track(t, repo, customer.Query{AsOf: day(60)}, calendar.Span{}, calendar.Day)
	if got := asked["logins"].Span; got != calendar.AsOf(day(60)) {
		t.Errorf("S8: without a beginning, logins in %v", got)
	}
	clear(asked)
	whatIf(t, repo, customer.Query{AsOf: day(60)}, customer.Policy{})
	if got := asked["logins"].Span; got != calendar.AsOf(day(60)) || len(asked) != 2 {
		t.Errorf("S9: %d kinds of facts are asked for, logins in %v", len(asked), got)
	}
}

// A trend of too many buckets has none; who changed when stands (T5, S8).
func TestTrackStatusBound(t *testing.T) {
	m := customer.Memory{Customers: []customer.Customer{{ID: "ann"}}, Logins: []customer.Login{{Customer: "ann", At: at("0001-01-02T00:00:00Z")}}}
	trend, err := customer.TrackStatus(bg, m, over(customer.Query{AsOf: day(20)}, calendar.Span{}, calendar.Day), nil)
	if err != nil {
		t.Fatal(err)
	}
	points, err := trend.Points()
	if points != nil || !errors.Is(err, calendar.ErrSeries) || !strings.Contains(err.Error(), "by day, 0001-01-02 to 2024-05-20") || movesText(trend) == "" {
		t.Errorf("T5: %d buckets, %v, changes %q; want none, %v with the dates, and the changes", len(points), err, movesText(trend), calendar.ErrSeries)
	}
}

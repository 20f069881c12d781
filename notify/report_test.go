package notify_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/notify"
)

// One shop, many questions, as of day 20 unless said otherwise.
func TestReport(t *testing.T) {
	facts := shop(
		in("ann", day(1), day(22), never),
		to("loaf", in("ann", day(2), day(25), never)),
		in("bob", day(15), day(40), never),
		in("cat", day(1), day(10), never),
		to("loaf", in("cat", unknown, never, never)),
		in("dan", day(3), day(21), day(4)),
		to("fair", in("eve", unknown, day(27), never)),
		in("", day(19), day(21), never),
	)
	early := calendar.Span{From: day(1), To: day(3)}
	for _, c := range []struct {
		rule, why                               string
		q                                       notify.Query
		users, states, expiring, expired, table string
	}{
		{
			"N2, N3, N4, N5", "everything", notify.Query{},
			"5/1 undated 1, expiring 3/2", "7 = expired 1 + expiring 4 + stopped 1 + never 1",
			"2024-05:3 2024-06:1", "2024-05:1", "cake:4 fair:1 loaf:2",
		},
		{
			"N2, N5", "a range restricts subscribed users only", notify.Query{Range: early},
			"2/1 undated 1, expiring 3/2", "7 = expired 1 + expiring 4 + stopped 1 + never 1",
			"2024-05:3 2024-06:1", "2024-05:1", "cake:2 fair:0 loaf:1",
		},
		{
			"N4", "by name", notify.Query{Names: []string{"Today's loaf", "nothing"}},
			"2/0 undated 1, expiring 1/1", "2 = expired 0 + expiring 1 + stopped 0 + never 1",
			"2024-05:1", "", "loaf:2",
		},
		{
			"N4", "by channel, the empty one too", notify.Query{Channels: []customer.Channel{"", "whatsapp"}},
			"3/0 undated 2, expiring 2/2", "3 = expired 0 + expiring 2 + stopped 0 + never 1",
			"2024-05:2", "", "fair:1 loaf:2",
		},
		{
			"N4", "name and channel: both", notify.Query{Names: []string{"Fairs"}, Channels: []customer.Channel{"web"}},
			"0/0 undated 0, expiring 0/0", "0 = expired 0 + expiring 0 + stopped 0 + never 0", "", "", "",
		},
		{
			"N2", "an unknown name selects nothing", notify.Query{Names: []string{"fairs"}},
			"0/0 undated 0, expiring 0/0", "0 = expired 0 + expiring 0 + stopped 0 + never 0", "", "", "",
		},
		{
			"N2", "the empty name is one", notify.Query{Names: []string{""}},
			"0/0 undated 0, expiring 0/0", "0 = expired 0 + expiring 0 + stopped 0 + never 0", "", "", "",
		},
		{
			"T2", "before everything only the undated", notify.Query{AsOf: day(-100)},
			"2/0 undated 2, expiring 1/0", "2 = expired 0 + expiring 1 + stopped 0 + never 1",
			"2024-05:1", "", "cake:0 fair:1 loaf:1",
		},
		{
			"N3", "after everything", notify.Query{AsOf: day(400)},
			"5/0 undated 1, expiring 0/0", "7 = expired 5 + expiring 0 + stopped 1 + never 1",
			"", "2024-05:4 2024-06:1", "cake:4 fair:1 loaf:2",
		},
		{
			"N2", "no names and no channels given are all", notify.Query{Names: []string{}, Channels: []customer.Channel{}},
			"5/1 undated 1, expiring 3/2", "7 = expired 1 + expiring 4 + stopped 1 + never 1",
			"2024-05:3 2024-06:1", "2024-05:1", "cake:4 fair:1 loaf:2",
		},
	} {
		if c.q.AsOf.IsZero() {
			c.q.AsOf = day(20)
		}
		r := summarize(t, facts, c.q)
		got := []string{users(r), states(r), months(ok(r.ExpiryTrend(&c.q))), months(ok(r.ExpiredTrend(&c.q))), table(r)}
		if diff := cmp.Diff([]string{c.users, c.states, c.expiring, c.expired, c.table}, got); diff != "" {
			t.Errorf("%s: %s (- want, + got):\n%s", c.rule, c.why, diff)
		}
	}
}

// An opt-in within the last 7 days counts, whatever became of it since (N2).
func TestSubscribedWhateverBecame(t *testing.T) {
	facts := shop(
		in("ann", day(15), never, day(16)),
		in("bob", day(15), day(16), never),
		in("cat", day(15), never, day(20)),
	)
	q := notify.Query{AsOf: day(20), Range: calendar.Span{From: day(15), To: day(16)}}
	if got, want := users(summarize(t, facts, q)), "3/3 undated 0, expiring 0/0"; got != want {
		t.Errorf("N2: stopped and expired since: %s, want %s", got, want)
	}
}

// Months are civil, in the location (T5): three instants around two midnights.
func TestTrendLocation(t *testing.T) {
	apia, err := calendar.Zone("Pacific/Apia")
	if err != nil {
		t.Skipf("no zone database here: %v", err)
	}
	last := time.Date(2024, 6, 30, 0, 0, 0, 0, time.UTC)
	facts := shop(
		in("ann", day(1), last.Add(11*time.Hour-1), never), // 30 June in Apia, at UTC+13
		in("bob", day(1), last.Add(11*time.Hour), never),   // 1 July there
		in("cat", day(1), last.Add(24*time.Hour), never),   // 1 July everywhere
	)
	for _, c := range []struct {
		asOf time.Time
		loc  *time.Location
		want string
	}{
		{day(20), nil, "2024-06:2 2024-07:1 | "},
		{day(20), time.UTC, "2024-06:2 2024-07:1 | "},
		{day(20), apia, "2024-06:1 2024-07:2 | "},
		{day(200), nil, " | 2024-06:2 2024-07:1"},
		{day(200), apia, " | 2024-06:1 2024-07:2"},
	} {
		q := notify.Query{AsOf: c.asOf, Location: c.loc}
		r := summarize(t, facts, q)
		if got := months(ok(r.ExpiryTrend(&q))) + " | " + months(ok(r.ExpiredTrend(&q))); got != c.want {
			t.Errorf("N4, T5: in %v: %s, want %s", c.loc, got, c.want)
		}
	}
}

// A trend has no gaps, and no month is partial.
func TestTrendGaps(t *testing.T) {
	q := notify.Query{AsOf: day(20), Range: calendar.Span{From: day(1), To: day(2)}}
	r := summarize(t, shop(in("ann", day(1), day(30), never), in("bob", day(1), day(100), never)), q)
	points := ok(r.ExpiryTrend(&q))
	if got, want := months(points), "2024-05:1 2024-06:0 2024-07:0 2024-08:1"; got != want {
		t.Errorf("N4: %s, want %s", got, want)
	}
	for _, p := range points {
		if p.Partial {
			t.Errorf("N4: %v is partial", p.Bucket)
		}
	}
	if ok(r.ExpiredTrend(&q)) != nil {
		t.Error("N4: nothing expired, but there is a trend")
	}
}

// The rows are in order of name, then ID, by bytes.
func TestDetailsOrder(t *testing.T) {
	var facts notify.Memory
	for _, n := range []notify.NotificationID{"b", "é", "a", "B", "z", "10", "9"} {
		name := "same"
		if n == "z" {
			name = "Same"
		}
		facts.Notifications = append(facts.Notifications, notify.Notification{ID: n, Name: name, Active: n == "a"})
	}
	q := notify.Query{AsOf: day(20)}
	if got, want := table(summarize(t, facts, q)), "z:0 10:0 9:0 B:0 a:0 b:0 é:0"; got != want {
		t.Errorf("N5: %s, want %s", got, want)
	}
	rows := func() []notify.Row { r := summarize(t, shop(), q); return r.Details() }()
	if diff := cmp.Diff(menu[0], rows[0].Notification); diff != "" {
		t.Errorf("N5: a row has another name, status or frequency: %s", diff)
	}
}

// What is wrong with a question or a repository is an error, and the report is
// the zero value.
func TestSummarizeErrors(t *testing.T) {
	done, cancel := context.WithCancel(bg)
	cancel()
	lost := to("lost", in("ann", day(1), never, never))
	lost.Token = notify.NewToken("verysecret")
	later := lost
	later.SubscribedAt = day(21)
	guest := to("lost", in("", day(1), never, never))
	ok := notify.Query{AsOf: day(20)}
	for _, c := range []struct {
		rule, why string
		ctx       context.Context
		repo      notify.Repository
		q         notify.Query
		want      error
		text      string
	}{
		{"T1", "no AsOf", bg, shop(), notify.Query{}, calendar.ErrAsOf, ""},
		{"T6", "the machine's zone", bg, shop(), notify.Query{AsOf: day(1), Location: time.Local}, calendar.ErrLocal, ""},
		{"N2", "an opt-in to nothing", bg, shop(lost), ok, notify.ErrUnknown, `opt-in "lost": notify: an opt-in to a notification that is not there`},
		{"N2", "even if it is not selected", bg, shop(lost), notify.Query{AsOf: day(20), Names: []string{"x"}}, notify.ErrUnknown, ""},
		{"T2", "not known yet", bg, shop(later), ok, nil, ""},
		{"N2", "a guest's, who is in no number", bg, shop(guest), ok, nil, ""},
		{"N5", "a notification twice", bg, notify.Memory{Notifications: append(menu[:1:1], menu[0])}, ok, &notify.DuplicateError{}, `reading notifications: notification "cake": notify: came twice`},
		{"N5", "a notification without an ID", bg, notify.Memory{Notifications: []notify.Notification{{Name: "x"}}}, ok, notify.ErrNoID, ""},
		{"contract", "a done context", done, shop(), ok, context.Canceled, ""},
	} {
		r, err := notify.Summarize(c.ctx, c.repo, c.q, nil)
		var twice *notify.DuplicateError
		if errors.As(c.want, &twice) {
			if !errors.As(err, &twice) || twice.ID != "cake" {
				t.Errorf("%s: %s: %v", c.rule, c.why, err)
			}
		} else if !errors.Is(err, c.want) {
			t.Errorf("%s: %s: %v, want %v", c.rule, c.why, err, c.want)
		}
		if err != nil && !cmp.Equal(r, notify.Report{}) {
			t.Errorf("%s: %s: a partial report: %v", c.rule, c.why, r)
		}
		if c.text != "" && err.Error() != c.text {
			t.Errorf("%s: %s: %q, want %q", c.rule, c.why, err, c.text)
		}
		if err != nil && strings.Contains(err.Error(), "verysecret") {
			t.Errorf("N8: %s: the token in an error: %v", c.why, err)
		}
	}
	none := func() (none struct{}) { return none }
	all, err := notify.Reduce(bg, shop(), notify.Query{}, nil, none, func(struct{}, *notify.Digest) error { return nil })
	if !errors.Is(err, calendar.ErrAsOf) || all != nil {
		t.Errorf("T1: Reduce without AsOf: %v, %v", all, err)
	}
}

// On an error Add and AddNotification leave the report as it was.
func TestReportAddErrors(t *testing.T) {
	q := notify.Query{AsOf: day(20)}
	r := summarize(t, shop(in("ann", day(1), day(30), never)), q)
	before := summarize(t, shop(in("ann", day(1), day(30), never)), q)
	d := notify.Digest{ID: "bob"}
	d.AddOptIn(in("bob", day(1), never, never), &q)
	d.AddOptIn(to("lost", in("bob", day(1), never, never)), &q)
	var unknown *notify.UnknownError
	if err := r.Add(&d, &q); !errors.As(err, &unknown) || unknown.ID != "lost" {
		t.Errorf("N2: an unknown notification: %v", err)
	}
	if r.AddNotification(menu[0], &q) == nil || r.AddNotification(notify.Notification{}, &q) == nil {
		t.Error("N5: no error")
	}
	if diff := cmp.Diff(before, r); diff != "" {
		t.Errorf("a partial change: %s", diff)
	}
}

// Merging does not tie reports together.
func TestReportMergeCopies(t *testing.T) {
	q := notify.Query{AsOf: day(20)}
	one := func() notify.Report { return summarize(t, shop(in("ann", day(1), day(30), never)), q) }
	a, b, m := one(), one(), notify.Report{}
	m.Merge(a)
	m.Merge(b)
	m.Merge(notify.Report{})
	if diff := cmp.Diff([]notify.Report{one(), one()}, []notify.Report{a, b}); diff != "" {
		t.Errorf("law: a merged report changed: %s", diff)
	}
	c := a // a copy shares what a has, but merging into it does not change a
	c.Merge(b)
	if diff := cmp.Diff(one(), a); diff != "" {
		t.Errorf("law: merging into a copy changed the original: %s", diff)
	}
	if table(m) != "cake:2 fair:0 loaf:0" || m.ExpiringIn[calendar.Date{Year: 2024, Month: 5, Day: 1}] != 2 {
		t.Errorf("N5: merged rows: %s, %v", table(m), m.ExpiringIn)
	}
}

// A trend of too many months is an error that names the dates (T5).
func TestTrendTooLong(t *testing.T) {
	q := notify.Query{AsOf: time.Date(1, 1, 15, 0, 0, 0, 0, time.UTC)}
	early, late := time.Date(1, 2, 2, 0, 0, 0, 0, time.UTC), time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)
	r := summarize(t, shop(in("ann", never, early, never), in("bob", never, late, never)), q)
	points, err := r.ExpiryTrend(&q)
	if points != nil || !errors.Is(err, calendar.ErrSeries) || !strings.Contains(err.Error(), "by month, 0001-02-01 to 9999-01-01") {
		t.Errorf("T5: %d months, %v; want %v with the dates", len(points), err, calendar.ErrSeries)
	}
	q.AsOf = late
	r = summarize(t, shop(in("ann", never, early, never), in("bob", never, late, never)), q)
	if points, err := r.ExpiredTrend(&q); points != nil || !errors.Is(err, calendar.ErrSeries) {
		t.Errorf("T5: expired: %d months, %v; want %v", len(points), err, calendar.ErrSeries)
	}
}

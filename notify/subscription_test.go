package notify_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/notify"
)

// How one subscription stands as of day 20.
func TestState(t *testing.T) {
	const ns = time.Nanosecond
	for _, c := range []struct {
		rule, why string
		optIns    []notify.OptIn
		want      notify.SubscriptionState
	}{
		{"N3", "expired at the instant of expiry", []notify.OptIn{in("", day(1), day(20), never)}, notify.Expired},
		{"N3", "not a nanosecond before it", []notify.OptIn{in("", day(1), day(20).Add(ns), never)}, notify.Expiring},
		{"N4", "without an expiry it never does", []notify.OptIn{in("", day(1), never, never)}, notify.NeverExpires},
		{"N6", "stopped", []notify.OptIn{in("", day(1), day(30), day(10))}, notify.Stopped},
		{"N6", "stopped at the opt-in's instant", []notify.OptIn{in("", day(1), day(30), day(1))}, notify.Stopped},
		{"N6", "a stop before the opt-in is none", []notify.OptIn{in("", day(2), day(30), day(1))}, notify.Expiring},
		{"T2", "a stop at AsOf is known", []notify.OptIn{in("", day(1), day(30), day(20))}, notify.Stopped},
		{"T2", "a stop after AsOf is not", []notify.OptIn{in("", day(1), day(30), day(20).Add(ns))}, notify.Expiring},
		{"N6", "stopped wins over expired", []notify.OptIn{in("", day(1), day(15), day(10))}, notify.Stopped},
		{"N6", "also if it expired before the stop", []notify.OptIn{in("", day(1), day(5), day(10))}, notify.Stopped},
		{"N6", "stopped wins over never", []notify.OptIn{in("", day(1), never, day(10))}, notify.Stopped},
		{"N6", "opted in again after the stop", []notify.OptIn{in("", day(1), day(30), day(10)), in("", day(11), day(30), never)}, notify.Expiring},
		{"N6", "opted in again at the stop's instant", []notify.OptIn{in("", day(1), day(30), day(10)), in("", day(10), day(30), never)}, notify.Stopped},
		{"N6", "the stop of an earlier opt-in, after the latest", []notify.OptIn{in("", day(1), day(30), day(15)), in("", day(10), day(30), never)}, notify.Stopped},
		{"N6", "the latest stop decides, not that of the latest opt-in", []notify.OptIn{in("", day(1), day(30), day(15)), in("", day(10), day(30), day(5))}, notify.Stopped},
		{"T2", "opted in again after AsOf", []notify.OptIn{in("", day(1), day(30), day(10)), in("", day(21), day(30), never)}, notify.Stopped},
		{"T2", "the stop of an opt-in that is not known", []notify.OptIn{in("", day(1), day(30), never), in("", day(21), day(30), day(10))}, notify.Expiring},
		{"N6", "any stop stops an undated opt-in", []notify.OptIn{in("", unknown, day(30), day(1))}, notify.Stopped},
		{"N6", "a dated opt-in after an undated one's stop", []notify.OptIn{in("", unknown, day(30), day(5)), in("", day(6), day(30), never)}, notify.Expiring},
		{"N6", "an undated one's stop after the dated opt-in", []notify.OptIn{in("", unknown, day(30), day(7)), in("", day(6), day(30), never)}, notify.Stopped},
		{"N6", "an undated opt-in is earliest, so its expiry is not asked for", []notify.OptIn{in("", unknown, day(30), never), in("", day(6), day(10), never)}, notify.Expired},
		{"N6", "the latest opt-in, not the latest expiry", []notify.OptIn{in("", day(1), day(30), never), in("", day(2), day(10), never)}, notify.Expired},
		{"N6", "at one instant the later expiry", []notify.OptIn{in("", day(1), day(10), never), in("", day(1), day(30), never)}, notify.Expiring},
		{"N6", "at one instant never is the latest", []notify.OptIn{in("", day(1), never, never), in("", day(1), day(30), never)}, notify.NeverExpires},
		{"N6", "of undated ones too", []notify.OptIn{in("", unknown, day(10), never), in("", unknown, day(30), never)}, notify.Expiring},
		{"T7", "an undated opt-in is known", []notify.OptIn{in("", unknown, never, never)}, notify.NeverExpires},
	} {
		q := notify.Query{AsOf: day(20)}
		for _, order := range []string{"in order", "in reverse", "twice"} {
			optIns := slices.Clone(c.optIns)
			switch order {
			case "in reverse":
				slices.Reverse(optIns)
			case "twice":
				optIns = append(optIns, c.optIns...)
			}
			var d notify.Digest
			for _, o := range optIns {
				d.AddOptIn(o, &q)
			}
			if len(d.Subscriptions) != 1 {
				t.Fatalf("N2: %s (%s): %d subscriptions, want one", c.why, order, len(d.Subscriptions))
			}
			if got := d.Subscriptions[0].State(&q); got != c.want {
				t.Errorf("%s: %s (%s): %v, want %v", c.rule, c.why, order, got, c.want)
			}
		}
	}
}

// Which opt-ins count as subscribed, as of day 20.
func TestSubscribed(t *testing.T) {
	const ns = time.Nanosecond
	may := calendar.Span{From: day(5), To: day(10)}
	for _, c := range []struct {
		rule, why  string
		at         time.Time
		in         calendar.Span
		inRange, r bool
	}{
		{"T3", "the range's first instant", day(5), may, true, false},
		{"T3", "its end is not in it", day(10), may, false, false},
		{"T3", "the instant before is", day(10).Add(-ns), may, true, false},
		{"N2", "all of time", day(10), calendar.Span{}, true, false},
		{"N2", "an undated one in all of time", unknown, calendar.Span{}, true, false},
		{"N2", "an undated one in no other range", unknown, may, false, false},
		{"T7", "an undated one in no range without a beginning", unknown, calendar.Span{To: day(10)}, false, false},
		{"T3", "an unbounded end", day(19), calendar.Span{From: day(5)}, true, true},
		{"T4", "exactly 7 days ago", day(13), calendar.Span{}, true, false},
		{"T4", "a nanosecond less", day(13).Add(ns), calendar.Span{}, true, true},
		{"T4", "now", day(20), calendar.Span{}, true, true},
		{"N2", "the range does not restrict the last 7 days", day(19), may, false, true},
		{"T3", "an empty range", day(19), calendar.Span{From: day(19), To: day(19)}, false, true},
	} {
		q := notify.Query{AsOf: day(20), Range: c.in}
		var d notify.Digest
		d.AddOptIn(in("", c.at, never, never), &q)
		s := d.Subscriptions[0]
		if s.InRange != c.inRange || s.InLast7Days != c.r {
			t.Errorf("%s: %s: in range %v, in the last 7 days %v", c.rule, c.why, s.InRange, s.InLast7Days)
		}
	}
	q := notify.Query{AsOf: day(20)}
	var d notify.Digest
	d.AddOptIn(in("", day(20).Add(ns), never, never), &q)
	if len(d.Subscriptions) > 0 {
		t.Error("T2: an opt-in after AsOf is known")
	}
}

// Instants are kept in UTC, so that what zone a fact is in never shows.
func TestDigestInstants(t *testing.T) {
	q := notify.Query{AsOf: day(20)}
	east := time.FixedZone("east", 3600)
	var a, b notify.Digest
	a.AddOptIn(in("", day(1), day(30), day(2)), &q)
	b.AddOptIn(in("", day(1).In(east), day(30).In(east), day(2).In(east)), &q)
	if a.Subscriptions[0] != b.Subscriptions[0] {
		t.Errorf("T3: the same instants differ: %v, %v", a, b)
	}
	b = notify.Digest{}
	b.AddOptIn(in("", unknown.In(east), never.In(east), never.In(east)), &q)
	if got := b.Subscriptions[0]; got.OptedInAt != unknown || got.State(&q) != notify.NeverExpires {
		t.Errorf("T7: the zero time in a zone is a date: %v", got)
	}
}

// An engine may give a subscription in parts and in any order.
func TestDigestParts(t *testing.T) {
	q := notify.Query{AsOf: day(20)}
	part := func(n notify.NotificationID, at, expires time.Time) notify.Subscription {
		return notify.Subscription{Notification: n, OptedInAt: at, ExpiresAt: expires, InRange: true}
	}
	few := notify.Digest{ID: "ann", Subscriptions: []notify.Subscription{
		part("loaf", day(1), day(30)), part("cake", day(1), never), part("loaf", day(2), day(10)),
	}}
	many := notify.Digest{ID: "bob"}
	for range 12 {
		many.Subscriptions = append(many.Subscriptions, few.Subscriptions...)
	}
	before := slices.Clone(many.Subscriptions)
	r := summarize(t, shop(), q)
	for _, d := range []notify.Digest{few, many} {
		if err := r.Add(&d, &q); err != nil {
			t.Fatal(err)
		}
	}
	if got, want := states(r), "4 = expired 2 + expiring 0 + stopped 0 + never 2"; got != want {
		t.Errorf("N6: parts of a subscription: %s, want %s", got, want)
	}
	if diff := cmp.Diff(before, many.Subscriptions); diff != "" {
		t.Errorf("Add changed the digest: %s", diff)
	}
}

func TestStateWords(t *testing.T) {
	for s, want := range map[notify.SubscriptionState]string{
		notify.Stopped: "stopped", notify.Expired: "expired", notify.Expiring: "expiring",
		notify.NeverExpires: "never expires", 9: "SubscriptionState(9)",
	} {
		if s.String() != want {
			t.Errorf("N4: %q, want %q", s, want)
		}
	}
}

func TestFrequencyWords(t *testing.T) {
	for f, want := range map[notify.PushFrequency]string{
		notify.None: "", notify.Daily: "daily", notify.Weekly: "weekly", notify.Monthly: "monthly",
	} {
		var got notify.PushFrequency
		if err := got.UnmarshalText([]byte(want)); f.String() != want || got != f || err != nil {
			t.Errorf("N5: %q is read as %v, %v", want, got, err)
		}
	}
	for _, s := range []string{"Daily", " daily", "yearly", "none", "frequency(9)"} {
		if err := new(notify.PushFrequency).UnmarshalText([]byte(s)); err == nil {
			t.Errorf("N5: %q is read", s)
		}
	}
	if notify.PushFrequency(9).String() != "PushFrequency(9)" {
		t.Errorf("N5: %s", notify.PushFrequency(9))
	}
}

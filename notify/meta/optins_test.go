package meta_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/notify"
	"github.com/clientele-go/clientele/notify/meta"
)

// byTitle says that the title is the notification's ID and the PSID the
// customer's.
func byTitle(e meta.Event) (notify.NotificationID, customer.ID, error) {
	if e.Title == "" {
		return "", "", errUntitled
	}
	return notify.NotificationID(e.Title), customer.ID(e.User), nil
}

var errUntitled = errors.New("no title")

func hour(n int) time.Time {
	return time.Date(2024, 5, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(n) * time.Hour)
}

func event(k meta.EventKind, n int, token string) meta.Event {
	return meta.Event{Kind: k, User: "ann", Title: "cake", At: hour(n), Token: notify.NewToken(token)}
}

// row is an opt-in of ann's; 0 is no instant.
func row(at, expires, stopped int, token string) notify.OptIn {
	o := notify.OptIn{Notification: "cake", Customer: "ann", Token: notify.NewToken(token)}
	for t, n := range map[*time.Time]int{&o.SubscribedAt: at, &o.ExpiresAt: expires, &o.StoppedAt: stopped} {
		if n != 0 {
			*t = hour(n)
		}
	}
	return o
}

func TestOptIns(t *testing.T) {
	expiring := event(meta.OptedIn, 1, "a")
	expiring.ExpiresAt = hour(99)
	other := event(meta.Stopped, 5, "x")
	other.Title = "loaf"
	otherRow := row(0, 0, 5, "x")
	otherRow.Notification = "loaf"
	for _, c := range []struct {
		rule, why string
		events    []meta.Event
		want      []notify.OptIn
	}{
		{"N7", "nothing", nil, nil},
		{"N7", "an opt-in", []meta.Event{expiring}, []notify.OptIn{row(1, 99, 0, "a")}},
		{"N4", "without an expiry", []meta.Event{event(meta.OptedIn, 1, "a")}, []notify.OptIn{row(1, 0, 0, "a")}},
		{"N6", "a stop after it", []meta.Event{event(meta.OptedIn, 1, "a"), event(meta.Stopped, 5, "a")}, []notify.OptIn{row(1, 0, 5, "a")}},
		{"N6", "a stop at its instant", []meta.Event{event(meta.OptedIn, 1, "a"), event(meta.Stopped, 1, "a")}, []notify.OptIn{row(1, 0, 1, "a")}},
		{"N6", "a stop that arrives first", []meta.Event{event(meta.Stopped, 5, "a"), event(meta.OptedIn, 1, "a")}, []notify.OptIn{row(1, 0, 5, "a")}},
		{"N6", "the first stop after it", []meta.Event{event(meta.Stopped, 9, "a"), event(meta.Stopped, 5, "a"), event(meta.OptedIn, 1, "a")}, []notify.OptIn{row(1, 0, 5, "a")}},
		{"N6", "a stop without a token", []meta.Event{event(meta.OptedIn, 1, "a"), event(meta.Stopped, 5, "")}, []notify.OptIn{row(1, 0, 5, "a")}},
		{"N7", "a resume is an opt-in", []meta.Event{event(meta.OptedIn, 1, "a"), event(meta.Stopped, 5, "a"), event(meta.Resumed, 9, "b")},
			[]notify.OptIn{row(1, 0, 5, "a"), row(9, 0, 0, "b")}},
		{"N6", "a stop stops every opt-in before it", []meta.Event{event(meta.OptedIn, 1, "a"), event(meta.OptedIn, 2, "b"), event(meta.Stopped, 5, "b")},
			[]notify.OptIn{row(1, 0, 5, "a"), row(2, 0, 5, "b")}},
		{"N6", "a stop that nothing precedes", []meta.Event{event(meta.Stopped, 5, "a"), event(meta.Stopped, 6, "a")}, []notify.OptIn{row(0, 0, 5, "a")}},
		{"N6", "a stop before the first opt-in known", []meta.Event{event(meta.Stopped, 5, "a"), event(meta.Resumed, 6, "b")},
			[]notify.OptIn{row(0, 0, 5, "a"), row(6, 0, 0, "b")}},
		{"N2", "another notification's stop", []meta.Event{event(meta.OptedIn, 1, "a"), other}, []notify.OptIn{row(1, 0, 0, "a"), otherRow}},
		{"N7", "delivered twice", []meta.Event{expiring, expiring}, []notify.OptIn{row(1, 99, 0, "a")}},
	} {
		got, err := meta.OptIns(c.events, byTitle)
		if err != nil {
			t.Errorf("%s: %s: %v", c.rule, c.why, err)
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: %s (- want, + got):\n%s", c.rule, c.why, diff)
		}
	}
}

func TestOptInsErrors(t *testing.T) {
	untitled := event(meta.OptedIn, 1, "EAAsecret")
	untitled.Title = ""
	got, err := meta.OptIns([]meta.Event{event(meta.OptedIn, 1, "a"), untitled}, byTitle)
	if got != nil || !errors.Is(err, errUntitled) || err.Error() != "meta: event 1: no title" {
		t.Errorf("N7: %v, %v", got, err)
	}
	if err != nil && strings.Contains(err.Error(), "EAAsecret") {
		t.Errorf("N8: %v", err)
	}
}

func drawEvents(t *rapid.T) []meta.Event {
	var all []meta.Event
	for range rapid.IntRange(0, 10).Draw(t, "events") {
		e := event(rapid.SampledFrom([]meta.EventKind{meta.OptedIn, meta.Stopped, meta.Resumed}).Draw(t, "kind"),
			rapid.IntRange(1, 8).Draw(t, "at"), rapid.SampledFrom([]string{"a", "b"}).Draw(t, "token"))
		e.User = rapid.SampledFrom([]string{"ann", "bob"}).Draw(t, "user")
		e.Title = rapid.SampledFrom([]string{"cake", "loaf"}).Draw(t, "title")
		if rapid.Bool().Draw(t, "expires") {
			e.ExpiresAt = hour(rapid.IntRange(1, 12).Draw(t, "expiry"))
		}
		all = append(all, e)
	}
	return all
}

func optIns(t *rapid.T, events []meta.Event) []notify.OptIn {
	rows, err := meta.OptIns(events, byTitle)
	if err != nil {
		t.Fatalf("OptIns: %v", err)
	}
	return rows
}

// Neither the order nor the repetition of events matters (N6).
func TestLawOptInsOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		events := drawEvents(t)
		other := slices.Concat(events, events)
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		r.Shuffle(len(other), func(i, j int) { other[i], other[j] = other[j], other[i] })
		if diff := cmp.Diff(optIns(t, events), optIns(t, other)); diff != "" {
			t.Fatalf("N6: arrival order matters: %s", diff)
		}
	})
}

// How a subscription stands, by the opt-ins, is what the events say read one
// after the other: the latest of opt-ins and resumes is stopped if a stop is
// not before it (N6).
func TestLawOptInsState(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		events := drawEvents(t)
		q := notify.Query{AsOf: hour(rapid.IntRange(1, 9).Draw(t, "as of"))}
		repo := notify.Memory{
			Notifications: []notify.Notification{{ID: "cake"}, {ID: "loaf"}},
			OptIns:        optIns(t, events),
		}
		type stopped map[[2]string]bool
		parts, err := notify.Reduce(context.Background(), repo, q, nil, func() stopped { return stopped{} }, func(all stopped, d *notify.Digest) error {
			for _, s := range d.Subscriptions {
				all[[2]string{string(s.Notification), string(d.ID)}] = s.State(&q) == notify.Stopped
			}
			return nil
		})
		if err != nil {
			t.Fatalf("Reduce: %v", err)
		}
		got := parts[0]
		want := map[[2]string]bool{}
		last := map[[2]string]time.Time{}
		slices.SortStableFunc(events, func(a, b meta.Event) int { return a.At.Compare(b.At) })
		for _, e := range events {
			k := [2]string{e.Title, e.User}
			switch {
			case e.At.After(q.AsOf):
			case e.Kind == meta.Stopped:
				want[k], last[k] = true, e.At
			case want[k] && last[k].Equal(e.At): // at one instant the stop wins
			default:
				want[k] = false
			}
		}
		for k, stopped := range want {
			if is, ok := got[k]; !ok || is != stopped {
				t.Fatalf("N6: %v is stopped %v (known: %v), want %v", k, is, ok, stopped)
			}
		}
	})
}

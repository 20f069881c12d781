package notifytest_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/internal/kits/awkward"
	"github.com/clientele-go/clientele/internal/kits/kit/kittest"
	"github.com/clientele-go/clientele/notify"
	"github.com/clientele-go/clientele/notify/notifytest"
)

func TestMemory(t *testing.T) {
	notifytest.Run(t, func(_ testing.TB, facts notify.Memory) notify.Repository { return facts })
}

// A Memory in customer order is dealt out in ranges of customers.
func TestSorted(t *testing.T) {
	notifytest.Run(t, func(_ testing.TB, facts notify.Memory) notify.Repository { return facts.Sorted() })
}

// So is a Loaded, of which a snapshot is one state.
func TestLoaded(t *testing.T) {
	notifytest.Run(t, func(t testing.TB, facts notify.Memory) notify.Repository {
		l, err := notify.Load(t.Context(), facts, nil)
		if err != nil {
			t.Fatal(err)
		}
		return l
	})
}

func tested() kittest.Kit[notify.Memory, notify.Repository] {
	return kittest.Kit[notify.Memory, notify.Repository]{
		Check:    notifytest.Check,
		Clause:   notifytest.Clause,
		Awkward:  notifytest.Awkward,
		Failing:  notifytest.Failing,
		Bad:      notifytest.Bad,
		Behaving: notifytest.Behaving,
		Shop:     notifytest.Shop,
		Ask:      notifytest.Ask,
		Methods:  []kittest.Method{{Name: "EachNotification", Undated: true, Nobodys: true, Few: true}, {Name: "EachOptIn"}},
	}
}

// The kit accepts every legal way to behave, and catches every illegal one.
func TestWays(t *testing.T) { tested().Run(t) }

func TestStoriesNameRules(t *testing.T) {
	all, err := notifytest.Stories()
	if err != nil {
		t.Fatal(err)
	}
	kittest.Rules(t, all, "N1", "N2", "N3", "N4", "N5", "N6", "N7", "N8")
}

// The kit catches what is wrong with notifications.
func TestCatchesWrongNotifications(t *testing.T) {
	type list = []notify.Notification
	for why, c := range map[string]struct {
		words  string
		change func(list) list
	}{
		"leaves out inactive ones": {"N5", func(all list) list {
			return slices.DeleteFunc(all, func(n notify.Notification) bool { return !n.Active })
		}},
		"gives one twice": {"came twice", func(all list) list { return append(all, all...) }},
		"loses the frequency": {"EachNotification", func(all list) list {
			for i := range all {
				all[i].Frequency = notify.None
			}
			return all
		}},
		"folds names": {"names", func(all list) list {
			for i := range all {
				all[i].Name = strings.ToLower(all[i].Name)
			}
			return all
		}},
	} {
		t.Run(why, func(t *testing.T) {
			tested().Catches(t, func(facts notify.Memory) notify.Repository {
				return notifytest.Forgetful(facts, c.change)
			}, c.words)
		})
	}
}

// The kit catches a grouping of a host's own that breaks a rule, and names it.
func TestCatchesWrongGrouping(t *testing.T) {
	each := func(change func(*notify.Subscription)) func(*notify.Digest) int {
		return func(d *notify.Digest) int {
			for i := range d.Subscriptions {
				change(&d.Subscriptions[i])
			}
			return 1
		}
	}
	asIs := each(func(*notify.Subscription) {})
	for why, c := range map[string]struct {
		words  string
		ask    func(*notify.Query)
		change func(*notify.Digest) int
	}{
		"forgets the range":          {"N2", func(q *notify.Query) { q.Range = calendar.Span{} }, asIs},
		"looks into the future":      {"N6, T2", func(q *notify.Query) { q.AsOf = q.AsOf.Add(time.Second) }, asIs},
		"yields a customer twice":    {"one digest per customer", nil, func(*notify.Digest) int { return 2 }},
		"yields nobody":              {"N2", nil, func(*notify.Digest) int { return 0 }},
		"loses stops":                {"N6", nil, each(func(s *notify.Subscription) { s.StoppedAt = time.Time{} })},
		"loses expiries":             {"N4", nil, each(func(s *notify.Subscription) { s.ExpiresAt = time.Time{} })},
		"has no dates":               {"N6", nil, each(func(s *notify.Subscription) { s.OptedInAt = time.Time{} })},
		"has the last 7 days wrong":  {"N2, T4", nil, each(func(s *notify.Subscription) { s.InLast7Days = s.InRange })},
		"counts undated in a range":  {"N2, T7", nil, each(func(s *notify.Subscription) { s.InRange = s.InRange || s.OptedInAt.IsZero() })},
		"yields one subscription":    {"N4", nil, func(d *notify.Digest) int { d.Subscriptions = d.Subscriptions[:min(1, len(d.Subscriptions))]; return 1 }},
		"invents another subscriber": {"N2", nil, func(d *notify.Digest) int { d.ID += "x"; return 1 + len(d.ID)%2 }},
	} {
		t.Run(why, func(t *testing.T) {
			tested().Catches(t, func(facts notify.Memory) notify.Repository {
				return notifytest.Grouping(facts, c.ask, c.change)
			}, c.words)
		})
	}
}

// The kit shows no token in whatever it finds wrong (N8).
func TestShowsNoToken(t *testing.T) {
	err := notifytest.Check(t.Context(), func(facts notify.Memory) (notify.Repository, error) {
		return notifytest.Behaving(facts, awkward.Way{Strange: 2}), nil
	})
	if err == nil || strings.Contains(err.Error(), "Kit-token") {
		t.Errorf("N8: a token in the kit's error: %v", err)
	}
}

func ExampleCheck() {
	err := notifytest.Check(context.Background(), func(facts notify.Memory) (notify.Repository, error) {
		return facts, nil // here, your own storage with these facts
	})
	if err != nil {
		panic(err)
	}
	// Output:
}

// A host's own program gives the same answer whichever way its storage behaves.
func ExampleAwkward() {
	facts := notify.Memory{
		Notifications: []notify.Notification{{ID: "cake"}},
		OptIns:        []notify.OptIn{{Notification: "cake", Customer: "ann"}},
	}
	q := notify.Query{AsOf: time.Date(2024, 6, 1, 0, 0, 0, 0, time.UTC)}
	for name, repo := range notifytest.Awkward(facts) {
		r, err := notify.Summarize(context.Background(), repo, q, nil)
		if err != nil || r.SubscribedUsers != 1 {
			fmt.Println(name, "differs:", r, err)
		}
	}
	// Output:
}

func ExampleFailing() {
	facts := notify.Memory{Notifications: []notify.Notification{{ID: "cake"}, {ID: "loaf"}}}
	q := notify.Query{AsOf: time.Date(2024, 6, 1, 0, 0, 0, 0, time.UTC)}
	r, err := notify.Summarize(context.Background(), notifytest.Failing(facts, 2), q, nil)
	fmt.Println(len(r.Details()), err)
	// Output:
	// 0 reading notifications: the storage failed
}

// A repository in which everything is missing fails with little text.
func TestBrief(t *testing.T) {
	kittest.Brief(t, func(t *testing.T) {
		notifytest.Run(t, func(testing.TB, notify.Memory) notify.Repository { return notify.Memory{} })
	})
}

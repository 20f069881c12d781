package subscriptiontest_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/clientele-go/clientele/internal/kits/kit/kittest"
	"github.com/clientele-go/clientele/subscription"
	"github.com/clientele-go/clientele/subscription/subscriptiontest"
)

func TestMemory(t *testing.T) {
	subscriptiontest.Run(t, func(_ testing.TB, facts subscription.Memory) subscription.Repository { return facts })
}

// A Memory in customer order is dealt out in ranges of customers.
func TestSorted(t *testing.T) {
	subscriptiontest.Run(t, func(_ testing.TB, facts subscription.Memory) subscription.Repository { return facts.Sorted() })
}

// So is a Loaded, of which a snapshot is one state.
func TestLoaded(t *testing.T) {
	subscriptiontest.Run(t, func(t testing.TB, facts subscription.Memory) subscription.Repository {
		l, err := subscription.Load(t.Context(), facts, nil)
		if err != nil {
			t.Fatal(err)
		}
		return l
	})
}

func tested() kittest.Kit[subscription.Memory, subscription.Repository] {
	return kittest.Kit[subscription.Memory, subscription.Repository]{
		Check:    subscriptiontest.Check,
		Clause:   subscriptiontest.Clause,
		Awkward:  subscriptiontest.Awkward,
		Failing:  subscriptiontest.Failing,
		Bad:      subscriptiontest.Bad,
		Behaving: subscriptiontest.Behaving,
		Shop:     subscriptiontest.Shop,
		Ask:      subscriptiontest.Ask,
		Methods:  []kittest.Method{{Name: "EachMembership"}, {Name: "EachField"}},
	}
}

// The kit accepts every legal way to behave, and catches every illegal one.
func TestWays(t *testing.T) { tested().Run(t) }

func TestStoriesNameRules(t *testing.T) {
	all, err := subscriptiontest.Stories()
	if err != nil {
		t.Fatal(err)
	}
	kittest.Rules(t, all, "U1", "U2", "U3", "U4", "U5", "U6")
}

// The kit catches a repository whose own grouping is wrong, though its facts
// are right.
func TestCatchesWrongDigests(t *testing.T) {
	for name, why := range map[string]struct {
		ask    func(*subscription.Query)
		change func(*subscription.Digest) int // how often it is yielded
		want   string
	}{
		"twice":          {nil, func(*subscription.Digest) int { return 2 }, "one digest per customer"},
		"no markers":     {nil, func(d *subscription.Digest) int { d.Markers = nil; return 1 }, "U1"},
		"no undated":     {nil, func(d *subscription.Digest) int { dropUndated(d); return 1 }, "U5"},
		"latest join":    {nil, func(d *subscription.Digest) int { d.Joins = latest(d.Joins); return 1 }, "U4"},
		"no digest":      {nil, func(*subscription.Digest) int { return 0 }, "U2"},
		"no own channel": {func(q *subscription.Query) { q.Channels = nil }, nil, "U3"},
		"no as-of":       {func(q *subscription.Query) { q.AsOf = q.AsOf.Add(time.Second) }, nil, "U2, T2"},
	} {
		t.Run(name, func(t *testing.T) {
			tested().Catches(t, func(facts subscription.Memory) subscription.Repository {
				return subscriptiontest.Grouping(facts, why.ask, why.change)
			}, why.want)
		})
	}
}

func dropUndated(d *subscription.Digest) {
	d.Markers = slices.DeleteFunc(d.Markers, func(m subscription.Marker) bool { return m.At.IsZero() })
}

func latest[T any](all []T) []T { return all[max(0, len(all)-1):] }

func ExampleCheck() {
	err := subscriptiontest.Check(context.Background(), func(facts subscription.Memory) (subscription.Repository, error) {
		return facts, nil // here, your own storage with these facts
	})
	if err != nil {
		panic(err)
	}
	// Output:
}

// A host's own program gives the same answer whichever way its storage behaves.
func ExampleAwkward() {
	facts := subscription.Memory{Memberships: []subscription.Membership{{Customer: "ann"}}}
	q := subscription.Query{AsOf: time.Date(2024, 6, 1, 0, 0, 0, 0, time.UTC)}
	for name, repo := range subscriptiontest.Awkward(facts) {
		r, err := subscription.Summarize(context.Background(), repo, q, nil)
		if err != nil || r.Enrolled != 1 {
			fmt.Println(name, "differs:", r, err)
		}
	}
	// Output:
}

func ExampleFailing() {
	facts := subscription.Memory{Memberships: []subscription.Membership{{Customer: "ann"}, {Customer: "bob"}}}
	q := subscription.Query{AsOf: time.Date(2024, 6, 1, 0, 0, 0, 0, time.UTC)}
	r, err := subscription.Summarize(context.Background(), subscriptiontest.Failing(facts, 2), q, nil)
	fmt.Println(r.Enrolled, err)
	// Output:
	// 0 reading members: the storage failed
}

// A repository in which everything is missing fails with little text.
func TestBrief(t *testing.T) {
	kittest.Brief(t, func(t *testing.T) {
		subscriptiontest.Run(t, func(testing.TB, subscription.Memory) subscription.Repository { return subscription.Memory{} })
	})
}

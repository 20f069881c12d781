package engagementtest_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/engagement"
	"github.com/clientele-go/clientele/engagement/engagementtest"
	"github.com/clientele-go/clientele/internal/kits/kit/kittest"
)

func TestMemory(t *testing.T) {
	engagementtest.Run(t, func(_ testing.TB, facts engagement.Memory) engagement.Repository { return facts })
}

// A Memory in customer order is dealt out in ranges of customers.
func TestSorted(t *testing.T) {
	engagementtest.Run(t, func(_ testing.TB, facts engagement.Memory) engagement.Repository { return facts.Sorted() })
}

// So is a Loaded, of which a snapshot is one state.
func TestLoaded(t *testing.T) {
	engagementtest.Run(t, func(t testing.TB, facts engagement.Memory) engagement.Repository {
		l, err := engagement.Load(t.Context(), facts, nil)
		if err != nil {
			t.Fatal(err)
		}
		return l
	})
}

func tested() kittest.Kit[engagement.Memory, engagement.Repository] {
	return kittest.Kit[engagement.Memory, engagement.Repository]{
		Check:    engagementtest.Check,
		Clause:   engagementtest.Clause,
		Awkward:  engagementtest.Awkward,
		Failing:  engagementtest.Failing,
		Bad:      engagementtest.Bad,
		Behaving: engagementtest.Behaving,
		Shop:     engagementtest.Shop,
		Ask:      engagementtest.Ask,
		Methods:  []kittest.Method{{Name: "EachMessage", Guests: true}, {Name: "EachOrder", Guests: true}, {Name: "EachTag", Undated: true}, {Name: "EachField"}},
	}
}

// The kit accepts every legal way to behave, and catches every illegal one.
func TestWays(t *testing.T) { tested().Run(t) }

func TestStoriesNameRules(t *testing.T) {
	all, err := engagementtest.Stories()
	if err != nil {
		t.Fatal(err)
	}
	kittest.Rules(t, all, "E1", "E2", "E3", "E4", "E5", "E6", "E7")
}

// The kit catches a repository whose own grouping is wrong, though its facts
// are right, by the rule that is broken.
func TestCatchesWrongDigests(t *testing.T) {
	for name, why := range map[string]struct {
		ask    func(*engagement.Query)
		change func(*engagement.Digest) int // how often it is yielded
		want   string
	}{
		"twice":            {nil, func(*engagement.Digest) int { return 2 }, "one digest per customer"},
		"no digest":        {nil, func(*engagement.Digest) int { return 0 }, "E1"},
		"no later message": {func(q *engagement.Query) { q.AsOf = earlier(q.AsOf, q.Span().To) }, nil, "E1"},
		"no own channel":   {func(q *engagement.Query) { q.Channels = nil }, nil, "E2"},
		"no values":        {nil, func(d *engagement.Digest) int { d.Values = nil; return 1 }, "E2"},
		"no sender":        {nil, func(d *engagement.Digest) int { d.Acted = false; return 1 }, "E3"},
		"no range":         {func(q *engagement.Query) { q.Range = calendar.AsOf(q.AsOf) }, nil, "E4"},
		"links counted":    {nil, func(d *engagement.Digest) int { d.Paid.Merge(d.CheckoutLink); return 1 }, "E5"},
		"no tags":          {nil, func(d *engagement.Digest) int { d.Tags = nil; return 1 }, "E6"},
		"one tag":          {nil, func(d *engagement.Digest) int { d.Tags = d.Tags[:min(1, len(d.Tags))]; return 1 }, "E7"},
		"no as-of":         {func(q *engagement.Query) { q.AsOf = q.AsOf.Add(1e9) }, nil, "T2"},
	} {
		t.Run(name, func(t *testing.T) {
			tested().Catches(t, func(facts engagement.Memory) engagement.Repository {
				return engagementtest.Grouping(facts, why.ask, why.change)
			}, why.want)
		})
	}
}

// The kit catches what a storage does to facts.
func TestCatchesLossyStorage(t *testing.T) {
	for _, c := range []struct {
		why, want string
		lose      func(*engagement.Memory)
	}{
		{"amounts are floats", "contract: EachOrder", func(m *engagement.Memory) {
			for i := range m.Orders {
				total := &m.Orders[i].Total.Amount
				*total = decimal.NewFromFloat(total.InexactFloat64())
			}
		}},
		{"unknown times are in 1970", "contract: EachMessage", func(m *engagement.Memory) {
			for i := range m.Messages {
				if m.Messages[i].At.IsZero() {
					m.Messages[i].At = time.Unix(0, 0)
				}
			}
		}},
		{"a value replaces the one before", "contract: EachField", func(m *engagement.Memory) {
			last := map[[2]string]customer.Field{}
			for _, f := range m.Fields {
				last[[2]string{string(f.Customer), f.Name}] = f
			}
			m.Fields = slices.Collect(maps.Values(last))
		}},
	} {
		t.Run(c.why, func(t *testing.T) {
			tested().Catches(t, func(facts engagement.Memory) engagement.Repository {
				c.lose(&facts)
				return facts
			}, c.want)
		})
	}
}

// earlier is asOf, or the last instant before to if that is earlier.
func earlier(asOf, to time.Time) time.Time {
	if !to.IsZero() && !to.After(asOf) {
		return to.Add(-1)
	}
	return asOf
}

func ExampleCheck() {
	err := engagementtest.Check(context.Background(), func(facts engagement.Memory) (engagement.Repository, error) {
		return facts, nil // here, your own storage with these facts
	})
	if err != nil {
		panic(err)
	}
	// Output:
}

// shop is somebody who was written to.
var shop = engagement.Memory{
	Messages: []customer.Message{{Customer: "ann", At: time.Date(2024, 5, 1, 0, 0, 0, 0, time.UTC), Direction: customer.Out}},
	Tags:     []customer.Tag{{Customer: "ann", Name: "vip"}},
}

// A host's own program gives the same answer whichever way its storage behaves.
func ExampleAwkward() {
	q := engagement.Query{AsOf: time.Date(2024, 6, 1, 0, 0, 0, 0, time.UTC)}
	for name, repo := range engagementtest.Awkward(shop) {
		r, err := engagement.Summarize(context.Background(), repo, q, nil)
		if err != nil || r.InteractedUsers != 1 {
			fmt.Println(name, "differs:", r, err)
		}
	}
	// Output:
}

func ExampleFailing() {
	q := engagement.Query{AsOf: time.Date(2024, 6, 1, 0, 0, 0, 0, time.UTC)}
	r, err := engagement.Summarize(context.Background(), engagementtest.Failing(shop, 2), q, nil)
	fmt.Println(r.InteractedUsers, err)
	// Output:
	// 0 reading tags: the storage failed
}

// A repository in which everything is missing fails with little text.
func TestBrief(t *testing.T) {
	kittest.Brief(t, func(t *testing.T) {
		engagementtest.Run(t, func(testing.TB, engagement.Memory) engagement.Repository { return engagement.Memory{} })
	})
}

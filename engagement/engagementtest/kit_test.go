package engagementtest_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/engagement"
	"github.com/clientele-go/clientele/engagement/engagementtest"
	"github.com/clientele-go/clientele/internal/awkward"
)

func TestMemory(t *testing.T) {
	engagementtest.Run(t, func(_ testing.TB, facts engagement.Memory) engagement.Repository { return facts })
}

// The kit accepts every legal way to behave.
func TestAcceptsLegal(t *testing.T) {
	names := 0
	for name := range engagementtest.Awkward(engagement.Memory{}) {
		names++
		t.Run(name, func(t *testing.T) {
			err := engagementtest.Check(t.Context(), func(facts engagement.Memory) (engagement.Repository, error) {
				return engagementtest.Awkward(facts)[name], nil
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	if want := len(awkward.Legal()) + 1; names != want {
		t.Errorf("%d awkward repositories, want %d", names, want)
	}
}

// Every rule has stories whose sentences name it, and every story names the
// rule that its file is about.
func TestStoriesNameRules(t *testing.T) {
	all, err := engagementtest.Stories()
	if err != nil {
		t.Fatal(err)
	}
	told := map[string]int{}
	for _, s := range all {
		rule := strings.ToUpper(s.File[:2]) // e1_interacted.txt
		if !strings.Contains(s.Title, rule) {
			t.Errorf("%s: the sentence does not name %s: %s", s.Name(), rule, s.Title)
		}
		told[rule]++
	}
	for _, rule := range []string{"E1", "E2", "E3", "E4", "E5", "E6", "E7"} {
		if told[rule] == 0 {
			t.Errorf("%s: no story tells it", rule)
		}
	}
}

// The kit catches every illegal way, by the clause that says so.
func TestCatchesIllegal(t *testing.T) {
	clause := map[string]string{
		"drops facts":               "must not yield less",
		"duplicates facts":          "same fact twice",
		"wrong customer":            "another customer's",
		"wrong span":                "must not yield less",
		"ignores cancellation":      "context's error",
		"swallows an error":         "context's error",
		"goes on after an error":    "must stop after an error",
		"breaks its promised order": "promises customer order",
	}
	for _, way := range awkward.Illegal() {
		t.Run(way.Name, func(t *testing.T) {
			err := engagementtest.Check(t.Context(), func(facts engagement.Memory) (engagement.Repository, error) {
				return engagementtest.Behaving(facts, way), nil
			})
			want, known := clause[way.Name]
			if !known {
				t.Fatalf("no clause is named for a way that %s", way.Name)
			}
			lines := strings.Split(messageOf(err), "\n")
			for _, method := range []string{"EachMessage", "EachOrder", "EachTag", "EachField"} {
				if way.Narrow && method == "EachTag" {
					continue // tags are in no span
				}
				said := func(l string) bool { return strings.Contains(l, method) && strings.Contains(l, want) }
				if !slices.ContainsFunc(lines, said) {
					t.Errorf("the kit accepts that %s %s; want %q in: %v", method, way.Name, want, err)
				}
			}
		})
	}
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
		"no sender":        {nil, func(d *engagement.Digest) int { d.Sent = false; return 1 }, "E3"},
		"no range":         {func(q *engagement.Query) { q.Range = calendar.AsOf(q.AsOf) }, nil, "E4"},
		"links counted":    {nil, func(d *engagement.Digest) int { d.Paid.Merge(d.CheckoutLink); return 1 }, "E5"},
		"no tags":          {nil, func(d *engagement.Digest) int { d.Tags = nil; return 1 }, "E6"},
		"one tag":          {nil, func(d *engagement.Digest) int { d.Tags = d.Tags[:min(1, len(d.Tags))]; return 1 }, "E7"},
		"no as-of":         {func(q *engagement.Query) { q.AsOf = q.AsOf.Add(1e9) }, nil, "T2"},
	} {
		t.Run(name, func(t *testing.T) {
			err := engagementtest.Check(t.Context(), func(facts engagement.Memory) (engagement.Repository, error) {
				return engagementtest.Grouping(facts, why.ask, why.change), nil
			})
			if !strings.Contains(messageOf(err), why.want) {
				t.Errorf("want an error that names %q, got: %v", why.want, err)
			}
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

func messageOf(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// A repository that cannot be opened, or fails, is an error and no panic.
func TestReportsFailures(t *testing.T) {
	broken := errors.New("no storage")
	err := engagementtest.Check(t.Context(), func(engagement.Memory) (engagement.Repository, error) { return nil, broken })
	if !errors.Is(err, broken) {
		t.Errorf("want the error of open, got %v", err)
	}
	err = engagementtest.Check(t.Context(), func(facts engagement.Memory) (engagement.Repository, error) {
		return engagementtest.Failing(facts, 1), nil
	})
	if !errors.Is(err, engagementtest.ErrFailed) {
		t.Errorf("want the repository's error, got %v", err)
	}
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
		r, err := engagement.Summarize(context.Background(), repo, q)
		if err != nil || r.InteractedUsers != 1 {
			fmt.Println(name, "differs:", r, err)
		}
	}
	// Output:
}

func ExampleFailing() {
	q := engagement.Query{AsOf: time.Date(2024, 6, 1, 0, 0, 0, 0, time.UTC)}
	r, err := engagement.Summarize(context.Background(), engagementtest.Failing(shop, 2), q)
	fmt.Println(r.InteractedUsers, err)
	// Output:
	// 0 reading tags: the storage failed
}

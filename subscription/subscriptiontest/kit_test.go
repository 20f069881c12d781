package subscriptiontest_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/clientele-go/clientele/internal/awkward"
	"github.com/clientele-go/clientele/subscription"
	"github.com/clientele-go/clientele/subscription/subscriptiontest"
)

func TestMemory(t *testing.T) {
	subscriptiontest.Run(t, func(_ testing.TB, facts subscription.Memory) subscription.Repository { return facts })
}

// The kit accepts every legal way to behave.
func TestAcceptsLegal(t *testing.T) {
	names := 0
	for name := range subscriptiontest.Awkward(subscription.Memory{}) {
		names++
		t.Run(name, func(t *testing.T) {
			err := subscriptiontest.Check(t.Context(), func(facts subscription.Memory) (subscription.Repository, error) {
				return subscriptiontest.Awkward(facts)[name], nil
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

// Every rule has a story whose sentence names it, and every story names the
// rule that its file is about.
func TestStoriesNameRules(t *testing.T) {
	all, err := subscriptiontest.Stories()
	if err != nil {
		t.Fatal(err)
	}
	told := map[string]int{}
	for _, s := range all {
		rule := strings.ToUpper(s.File[:2]) // u1_markers.txt
		if !strings.Contains(s.Title, rule) {
			t.Errorf("%s: the sentence does not name %s: %s", s.Name(), rule, s.Title)
		}
		told[rule]++
	}
	for _, rule := range []string{"U1", "U2", "U3", "U4", "U5", "U6"} {
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
		"breaks its promised order": "promises customer order",
	}
	for _, way := range awkward.Illegal() {
		t.Run(way.Name, func(t *testing.T) {
			err := subscriptiontest.Check(t.Context(), func(facts subscription.Memory) (subscription.Repository, error) {
				return subscriptiontest.Behaving(facts, way), nil
			})
			want, known := clause[way.Name]
			if !known {
				t.Fatalf("no clause is named for a way that %s", way.Name)
			}
			lines := strings.Split(messageOf(err), "\n")
			for _, method := range []string{"EachMember", "EachField"} {
				said := func(l string) bool { return strings.Contains(l, method) && strings.Contains(l, want) }
				if !slices.ContainsFunc(lines, said) {
					t.Errorf("the kit accepts that %s %s; want %q in: %v", method, way.Name, want, err)
				}
			}
		})
	}
}

// The kit catches a repository whose own grouping is wrong, though its facts
// are right.
func TestCatchesWrongDigests(t *testing.T) {
	for name, why := range map[string]struct {
		change func(*subscription.Digest) int // how often it is yielded
		want   string
	}{
		"twice":          {func(*subscription.Digest) int { return 2 }, "one digest per customer"},
		"no markers":     {func(d *subscription.Digest) int { d.Markers = nil; return 1 }, "U1"},
		"no undated":     {func(d *subscription.Digest) int { dropUndated(d); return 1 }, "U5"},
		"latest join":    {func(d *subscription.Digest) int { d.Joins = latest(d.Joins); return 1 }, "U4"},
		"no digest":      {func(*subscription.Digest) int { return 0 }, "U2"},
		"no own channel": {nil, "U3"},
		"no as-of":       {nil, "U2, T2"},
	} {
		t.Run(name, func(t *testing.T) {
			err := subscriptiontest.Check(t.Context(), func(facts subscription.Memory) (subscription.Repository, error) {
				return subscriptiontest.Grouping(facts, why.change, name), nil
			})
			if !strings.Contains(messageOf(err), why.want) {
				t.Errorf("want an error that names %q, got: %v", why.want, err)
			}
		})
	}
}

func dropUndated(d *subscription.Digest) {
	d.Markers = slices.DeleteFunc(d.Markers, func(m subscription.Marker) bool { return m.At.IsZero() })
}

func latest[T any](all []T) []T { return all[max(0, len(all)-1):] }

func messageOf(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// A repository that cannot be opened, or fails, is an error and no panic.
func TestReportsFailures(t *testing.T) {
	broken := errors.New("no storage")
	err := subscriptiontest.Check(t.Context(), func(subscription.Memory) (subscription.Repository, error) { return nil, broken })
	if !errors.Is(err, broken) {
		t.Errorf("want the error of open, got %v", err)
	}
	err = subscriptiontest.Check(t.Context(), func(facts subscription.Memory) (subscription.Repository, error) {
		return subscriptiontest.Failing(facts, 1), nil
	})
	if !errors.Is(err, subscriptiontest.ErrFailed) {
		t.Errorf("want the repository's error, got %v", err)
	}
}

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
	facts := subscription.Memory{Members: []subscription.Member{{Customer: "ann"}}}
	q := subscription.Query{AsOf: time.Date(2024, 6, 1, 0, 0, 0, 0, time.UTC)}
	for name, repo := range subscriptiontest.Awkward(facts) {
		r, err := subscription.Summarize(context.Background(), repo, q)
		if err != nil || r.Enrolled != 1 {
			fmt.Println(name, "differs:", r, err)
		}
	}
	// Output:
}

func ExampleFailing() {
	facts := subscription.Memory{Members: []subscription.Member{{Customer: "ann"}, {Customer: "bob"}}}
	q := subscription.Query{AsOf: time.Date(2024, 6, 1, 0, 0, 0, 0, time.UTC)}
	r, err := subscription.Summarize(context.Background(), subscriptiontest.Failing(facts, 2), q)
	fmt.Println(r.Enrolled, err)
	// Output:
	// 0 reading members: the storage failed
}

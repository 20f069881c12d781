package subscription_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/internal/loaded/loadedtest"
	. "github.com/clientele-go/clientele/subscription"
	"github.com/clientele-go/clientele/subscription/subscriptiontest"
)

// load is Load without an error.
func load(t tester, repo Repository) *Loaded {
	t.Helper()
	l, err := Load(bg, repo, nil)
	if err != nil {
		t.Fatalf("Load: %v", err)
	}
	return l
}

// answersOf are a report, its digests and everybody's explanation.
func answersOf(t tester, repo Repository, q Query, workers int) any {
	t.Helper()
	r, err := Summarize(bg, repo, q, &customer.Run{Workers: workers})
	if err != nil {
		t.Fatalf("Summarize: %v", err)
	}
	all := []any{r, visited(t, repo, q)}
	for _, id := range people {
		e, err := Explain(bg, repo, id, q)
		if err != nil {
			t.Fatalf("Explain: %v", err)
		}
		all = append(all, e)
	}
	return all
}

// swapped is the facts of some people from one shop, and of the others from another.
func swapped(old, fresh Memory, ids []customer.ID) (m Memory) {
	for i, from := range []Memory{old, fresh} {
		for _, f := range from.Memberships {
			if slices.Contains(ids, f.Customer) == (i == 1) {
				m.Memberships = append(m.Memberships, f)
			}
		}
		for _, f := range from.Fields {
			if slices.Contains(ids, f.Customer) == (i == 1) {
				m.Fields = append(m.Fields, f)
			}
		}
	}
	return m
}

// After any changes and Refreshes of who changed, every answer over a Loaded is the one
// over the facts. Those who were not refreshed are as before.
func TestLawLoaded(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := drawFacts(t)
		l := load(t, m)
		for range rapid.IntRange(0, 3).Draw(t, "refreshes") {
			q := drawQuery(t)
			same(t, "law: loaded = the facts", answersOf(t, m, q, 1), answersOf(t, l, q, 1))
			ids := rapid.SliceOfDistinct(rapid.SampledFrom(people), rapid.ID).Draw(t, "who changed")
			next := drawFacts(t)
			if err := l.Refresh(bg, next, ids...); err != nil {
				t.Fatal(err)
			}
			m = swapped(m, next, ids)
		}
		q := drawQuery(t)
		same(t, "law: refreshed = the facts", answersOf(t, m, q, 1), answersOf(t, l, q, 3))
	})
}

// Parts of a large shop are read by any number of workers, loaded from however the
// repository behaves.
func TestLoadedWorkers(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 12))
	old, fresh := town(r, 12_000), town(r, 12_000)
	var ids []customer.ID
	for i := range 300 {
		ids = append(ids, customer.ID(fmt.Sprint(i*3)))
	}
	want := swapped(old, fresh, append(ids, ""))
	q := Query{AsOf: half(0), Unit: calendar.Week}
	before, after := ask(t, old, q), ask(t, want, q).Report
	for name, repo := range map[string]Repository{"as it stands": old, "sorted": old.Sorted(), "range by range": inRanges(old, "100", "1000", "2000"), "loaded": load(t, old)} {
		l := load(t, repo)
		if cuts, _, _ := l.Ranges(bg, 0); len(cuts) < 15 {
			t.Fatalf("%s: only %d parts", name, len(cuts))
		}
		same(t, "law: loaded = the facts: "+name, before, ask(t, l, q))
		snapshot, _, _ := l.Snapshot(bg, 1)
		if err := errors.Join(l.Refresh(bg, fresh, ids...), l.Refresh(bg, fresh, "")); err != nil {
			t.Fatal(err)
		}
		for _, workers := range []int{1, 2, 4} {
			got, err := Summarize(bg, l, q, &customer.Run{Workers: workers})
			if err != nil {
				t.Fatal(err)
			}
			same(t, fmt.Sprintf("law: many workers = one worker: %s, %d workers", name, workers), after, got)
		}
		same(t, "law: without its abilities it has the same facts", after, ask(t, struct{ Repository }{l}, q).Report)
		same(t, "law: a snapshot stays as it is", before, ask(t, snapshot[0].(Repository), q))
	}
}

// Whatever a repository's legal ways are, a Loaded of it has its facts.
func TestLoadedAwkward(t *testing.T) {
	m := town(rand.New(rand.NewPCG(13, 14)), 500)
	q := Query{AsOf: half(0)}
	for name, repo := range subscriptiontest.Awkward(m) {
		same(t, "law: loaded = the facts: "+name, ask(t, m, q), ask(t, load(t, repo), q))
	}
}

// Readers during Refreshes see one state: all customers before or all after.
func TestLoadedReaders(t *testing.T) {
	r := rand.New(rand.NewPCG(15, 16))
	shops := [2]Memory{town(r, 3000), town(r, 3000)}
	q := Query{AsOf: half(0)}
	want := [2]Report{ask(t, shops[0], q).Report, ask(t, shops[1], q).Report}
	ids := []customer.ID{""}
	for i := range 600 {
		ids = append(ids, customer.ID(fmt.Sprint(i)))
	}
	l := load(t, shops[0])
	var wait sync.WaitGroup
	for i := range 2 {
		wait.Go(func() {
			for n := range 6 {
				if err := l.Refresh(bg, shops[(i+n)%2], ids...); err != nil {
					t.Error(err)
				}
			}
		})
		wait.Go(func() {
			for range 12 {
				got, err := Summarize(bg, l, q, &customer.Run{Workers: 2})
				if err != nil || !reflect.DeepEqual(got, want[0]) && !reflect.DeepEqual(got, want[1]) {
					t.Errorf("law: a question is about one state: %d members, error %v", got.Known(), err)
				}
			}
		})
	}
	wait.Wait()
}

// What fails changes nothing; a repository's bad fact is an error.
func TestLoadedFails(t *testing.T) {
	m := town(rand.New(rand.NewPCG(17, 18)), 100)
	l, q := load(t, m), Query{AsOf: half(0)}
	ended, end := context.WithCancel(bg)
	end()
	bad := &customer.FactError{}
	if err := l.Refresh(bg, subscriptiontest.Failing(Memory{Fields: []customer.Field{{Customer: "1"}}}, 1), "1", "2", "3", "4"); !errors.Is(err, subscriptiontest.ErrFailed) {
		t.Errorf("a failing repository: error %v", err)
	}
	if err := l.Refresh(bg, subscriptiontest.Bad(m, 1), "1", "2", "3", "4"); !errors.As(err, &bad) {
		t.Errorf("a repository with a bad fact: error %v", err)
	}
	if err := l.Refresh(ended, m, "1"); !errors.Is(err, context.Canceled) {
		t.Errorf("an ended context: error %v", err)
	}
	if none, err := Load(bg, subscriptiontest.Bad(m, 1), &customer.Run{LeaveOut: func(*customer.FactError) {}}); none != nil || !errors.As(err, &bad) {
		t.Errorf("Load of a bad fact: error %v", err)
	}
	same(t, "law: what fails changes nothing", ask(t, m, q), ask(t, l, q))
}

// H8, G5: an erased customer is gone after the Refresh, and a late event brings nothing
// back that the repository does not have.
func TestLoadedErased(t *testing.T) {
	const canary = "canary-7351"
	m, with := town(rand.New(rand.NewPCG(19, 20)), 3000), town(rand.New(rand.NewPCG(19, 20)), 3000)
	with.Memberships = append(with.Memberships, Membership{Customer: canary + "1", Channel: canary + "2"})
	with.Fields = append(with.Fields, customer.Field{Customer: canary + "1", Name: canary + "3", Value: canary + "4"})
	l, q := load(t, with), Query{AsOf: half(0), Channels: []customer.Channel{canary + "2"}}
	if !loadedtest.Holds(l, canary) || members(ask(t, l, q)) != 1 {
		t.Fatal("the canary is not there before")
	}
	for range 2 { // the second one stands for a late event
		if err := l.Refresh(bg, m, canary+"1"); err != nil {
			t.Fatal(err)
		}
		if loadedtest.Holds(l, canary) || members(ask(t, l, q)) != 0 {
			t.Error("H8, G5: an erased customer is still in memory")
		}
	}
}

func members(a answer) int { return a.Report.Known() }

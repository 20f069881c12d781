package engagement_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"github.com/clientele-go/clientele/customer"
	. "github.com/clientele-go/clientele/engagement"
	"github.com/clientele-go/clientele/engagement/engagementtest"
	"github.com/clientele-go/clientele/internal/loaded/loadedtest"
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

// answersOf are a report and its digests, or the error.
func answersOf(t tester, repo Repository, q Query, workers int) any {
	t.Helper()
	r, err := Summarize(bg, repo, q, &customer.Run{Workers: workers})
	if err != nil {
		return err.Error()
	}
	return []any{r, visited(t, repo, q)}
}

// swapped is the facts of some people from one shop, and of the others from another.
func swapped(old, fresh world, ids []customer.ID) Memory {
	m := old.without(func(id customer.ID) bool { return slices.Contains(ids, id) })
	more := fresh.without(func(id customer.ID) bool { return !slices.Contains(ids, id) })
	return joinedShops(m, more)
}

func joinedShops(a, b Memory) Memory {
	return Memory{
		slices.Concat(a.Messages, b.Messages), slices.Concat(a.Orders, b.Orders), slices.Concat(a.Tags, b.Tags),
		slices.Concat(a.Fields, b.Fields), slices.Concat(a.Logins, b.Logins), slices.Concat(a.Actions, b.Actions),
	}
}

// After any changes and Refreshes of who changed, every answer over a Loaded is the one
// over the facts. Those who were not refreshed are as before.
func TestLawLoaded(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := drawWorld(t)
		l := load(t, w)
		for range rapid.IntRange(0, 3).Draw(t, "refreshes") {
			q := w.drawQuery(t)
			same(t, "law: loaded = the facts", answersOf(t, w, q, 1), answersOf(t, l, q, 1))
			ids := rapid.SliceOfDistinct(rapid.SampledFrom(people), rapid.ID).Draw(t, "who changed")
			next := drawWorld(t)
			if err := l.Refresh(bg, next, ids...); err != nil {
				t.Fatal(err)
			}
			w.Memory = swapped(*w, *next, ids)
		}
		q := w.drawQuery(t)
		same(t, "law: refreshed = the facts", answersOf(t, w, q, 1), answersOf(t, l, q, 3))
	})
}

// Parts of a large shop are read by any number of workers, loaded from however the
// repository behaves.
func TestLoadedWorkers(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 12))
	old, fresh := world{Memory: town(r, 12_000)}, world{Memory: town(r, 12_000)}
	var ids []customer.ID
	for i := range 300 {
		ids = append(ids, customer.ID(fmt.Sprint(i*3)))
	}
	want := swapped(old, fresh, append(ids, ""))
	q := Query{AsOf: midsummer, Top: 3, Interaction: Any}
	before, after := summarize(t, old.Memory, q), summarize(t, want, q)
	for name, repo := range map[string]Repository{"as it stands": old.Memory, "sorted": old.Sorted(), "range by range": inRanges(old.Memory, every(40, old.Memory)...), "loaded": load(t, old.Memory)} {
		l := load(t, repo)
		if cuts, _, _ := l.Ranges(bg, 0); len(cuts) < 15 {
			t.Fatalf("%s: only %d parts", name, len(cuts))
		}
		same(t, "law: loaded = the facts: "+name, before, summarize(t, l, q))
		snapshot, _, _ := l.Snapshot(bg, 1)
		if err := errors.Join(l.Refresh(bg, fresh.Memory, ids...), l.Refresh(bg, fresh.Memory, "")); err != nil {
			t.Fatal(err)
		}
		for _, workers := range []int{1, 2, 4} {
			got, err := Summarize(bg, l, q, &customer.Run{Workers: workers})
			if err != nil {
				t.Fatal(err)
			}
			same(t, fmt.Sprintf("law: many workers = one worker: %s, %d workers", name, workers), after, got)
		}
		same(t, "law: without its abilities it has the same facts", after, summarize(t, struct{ Repository }{l}, q))
		same(t, "law: a snapshot stays as it is", before, summarize(t, snapshot[0].(Repository), q))
	}
}

// Whatever a repository's legal ways are, a Loaded of it has its facts.
func TestLoadedAwkward(t *testing.T) {
	m := town(rand.New(rand.NewPCG(13, 14)), 500)
	q := Query{AsOf: midsummer}
	for name, repo := range engagementtest.Awkward(m) {
		same(t, "law: loaded = the facts: "+name, summarize(t, m, q), summarize(t, load(t, repo), q))
	}
}

// Readers during Refreshes see one state: all customers before or all after.
func TestLoadedReaders(t *testing.T) {
	r := rand.New(rand.NewPCG(15, 16))
	shops := [2]Memory{town(r, 3000), town(r, 3000)}
	q := Query{AsOf: midsummer}
	want := [2]Report{summarize(t, shops[0], q), summarize(t, shops[1], q)}
	ids := []customer.ID{""}
	for i := range 300 {
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
				if err != nil || !equal(got, want[0]) && !equal(got, want[1]) {
					t.Errorf("law: a question is about one state: %d users, error %v", got.InteractedUsers, err)
				}
			}
		})
	}
	wait.Wait()
}

func equal(a, b Report) bool {
	return fmt.Sprintf("%+v", numbersOf(a)) == fmt.Sprintf("%+v", numbersOf(b))
}

// What fails changes nothing; a repository's bad fact is an error, and one that the rules
// find is every question's.
func TestLoadedFails(t *testing.T) {
	m := town(rand.New(rand.NewPCG(17, 18)), 100)
	l, q := load(t, m), Query{AsOf: midsummer}
	ended, end := context.WithCancel(bg)
	end()
	ids := []customer.ID{"1", "2", "3", "4", "5", "6", "7", "8", "9"}
	bad := &customer.FactError{}
	if err := l.Refresh(bg, engagementtest.Failing(Memory{Tags: []customer.Tag{{Customer: "1"}}}, 1), ids...); !errors.Is(err, engagementtest.ErrFailed) {
		t.Errorf("a failing repository: error %v", err)
	}
	if err := l.Refresh(bg, engagementtest.Bad(m, 1), ids...); !errors.As(err, &bad) {
		t.Errorf("a repository with a bad fact: error %v", err)
	}
	if err := l.Refresh(ended, m, ids...); !errors.Is(err, context.Canceled) {
		t.Errorf("an ended context: error %v", err)
	}
	if none, err := Load(bg, engagementtest.Bad(m, 1), &customer.Run{LeaveOut: func(*customer.FactError) {}}); none != nil || !errors.As(err, &bad) {
		t.Errorf("Load of a bad fact: error %v", err)
	}
	same(t, "law: what fails changes nothing", summarize(t, m, q), summarize(t, l, q))

	wrong := m
	wrong.Orders = append(slices.Clone(m.Orders), customer.Order{ID: "w", Customer: "3", PaidAt: midsummer.Add(-1), Total: customer.Money{Currency: "eur"}})
	if err := l.Refresh(bg, wrong, "3"); err != nil {
		t.Fatal(err)
	}
	same(t, "R2: a bad fact is every question's", answersOf(t, wrong, q, 1), answersOf(t, l, q, 1))
	if _, err := Summarize(bg, l, q, nil); !errors.As(err, &bad) {
		t.Errorf("R2: a loaded bad order is no error: %v", err)
	}
	run := &customer.Run{LeaveOut: func(*customer.FactError) {}}
	if r, err := Summarize(bg, l, q, run); err != nil || r.LeftOut.Count != 1 {
		t.Errorf("law: questions over a Loaded leave out: %d, error %v", r.LeftOut.Count, err)
	}
}

// H8, G5: an erased customer is gone after the Refresh, and a late event brings nothing
// back that the repository does not have.
func TestLoadedErased(t *testing.T) {
	const canary = "canary-7351"
	m := town(rand.New(rand.NewPCG(19, 20)), 3000)
	with := joinedShops(m, Memory{
		Messages: []customer.Message{{Customer: canary + "1", Channel: canary + "2", At: midsummer.Add(-1)}},
		Orders:   []customer.Order{{ID: canary + "3", Customer: canary + "1", Total: customer.Money{Currency: "EUR"}, Refunds: []customer.Refund{{ID: canary + "4", At: midsummer}}}},
		Tags:     []customer.Tag{{Customer: canary + "1", Name: canary + "5"}},
		Fields:   []customer.Field{{Customer: canary + "1", Name: canary + "6", Value: canary + "7"}},
		Logins:   []customer.Login{{Customer: canary + "1"}}, Actions: []customer.Action{{Customer: canary + "1"}},
	})
	l, q := load(t, with), Query{AsOf: midsummer, Tags: []string{canary + "5"}}
	if !loadedtest.Holds(l, canary) || summarize(t, l, q).InteractedUsers != 1 {
		t.Fatal("the canary is not there before")
	}
	with.Orders[len(with.Orders)-1].Refunds[0].ID = "changed-7351"
	if loadedtest.Holds(l, "changed-7351") {
		t.Error("law: a Loaded shares no memory with the repository: a refund changed")
	}
	for range 2 { // the second one stands for a late event
		if err := l.Refresh(bg, m, canary+"1"); err != nil {
			t.Fatal(err)
		}
		if loadedtest.Holds(l, canary) || summarize(t, l, q).InteractedUsers != 0 {
			t.Error("H8, G5: an erased customer is still in memory")
		}
	}
}

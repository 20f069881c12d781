package notify_test

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
	"github.com/clientele-go/clientele/internal/loaded/loadedtest"
	"github.com/clientele-go/clientele/notify"
	"github.com/clientele-go/clientele/notify/notifytest"
)

// load is Load without an error.
func load(t tester, repo notify.Repository) *notify.Loaded {
	t.Helper()
	l, err := notify.Load(bg, repo, nil)
	if err != nil {
		t.Fatalf("Load: %v", err)
	}
	return l
}

// sent is a sender's tokens.
type sent []notify.Token

func (s *sent) Send(_ context.Context, p notify.Push) error { *s = append(*s, p.Token); return nil }

// answersOf are a report, its digests and everybody's token.
func answersOf(t tester, repo notify.Repository, q notify.Query, workers int) any {
	t.Helper()
	r, err := notify.Summarize(bg, repo, q, &customer.Run{Workers: workers})
	if err != nil {
		t.Fatalf("Summarize: %v", err)
	}
	var tokens sent
	for _, id := range people {
		if _, err := notify.Send(bg, repo, &tokens, notify.Push{Customer: id}, q.AsOf); err != nil {
			tokens = append(tokens, notify.Token{})
		}
	}
	return []any{r, visited(t, repo, q), tokens}
}

// swapped is the opt-ins of some people from one shop, and of the others from another,
// with the other's notifications.
func swapped(old, fresh notify.Memory, ids []customer.ID) notify.Memory {
	m := notify.Memory{Notifications: fresh.Notifications}
	for i, from := range []notify.Memory{old, fresh} {
		for _, f := range from.OptIns {
			if slices.Contains(ids, f.Customer) == (i == 1) {
				m.OptIns = append(m.OptIns, f)
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
	q := notify.Query{AsOf: step(8)}
	before, after := summarize(t, old, q), summarize(t, want, q)
	for name, repo := range map[string]notify.Repository{"as it stands": old, "sorted": old.Sorted(), "range by range": inRanges(old, "100", "1000", "2000"), "loaded": load(t, old)} {
		l := load(t, repo)
		if cuts, _, _ := l.Ranges(bg, 0); len(cuts) < 15 {
			t.Fatalf("%s: only %d parts", name, len(cuts))
		}
		same(t, "law: loaded = the facts: "+name, before, summarize(t, l, q))
		snapshot, _, _ := l.Snapshot(bg, 1)
		if err := errors.Join(l.Refresh(bg, fresh, ids...), l.Refresh(bg, fresh, "")); err != nil {
			t.Fatal(err)
		}
		for _, workers := range []int{1, 2, 4} {
			got, err := notify.Summarize(bg, l, q, &customer.Run{Workers: workers})
			if err != nil {
				t.Fatal(err)
			}
			same(t, fmt.Sprintf("law: many workers = one worker: %s, %d workers", name, workers), after, got)
		}
		same(t, "law: without its abilities it has the same facts", after, summarize(t, struct{ notify.Repository }{l}, q))
		same(t, "law: a snapshot stays as it is", before, summarize(t, snapshot[0].(notify.Repository), q))
	}
}

// Whatever a repository's legal ways are, a Loaded of it has its facts.
func TestLoadedAwkward(t *testing.T) {
	m := town(rand.New(rand.NewPCG(13, 14)), 500)
	q := notify.Query{AsOf: step(8)}
	for name, repo := range notifytest.Awkward(m) {
		same(t, "law: loaded = the facts: "+name, summarize(t, m, q), summarize(t, load(t, repo), q))
	}
}

// Readers during Refreshes see one state: all customers before or all after.
func TestLoadedReaders(t *testing.T) {
	r := rand.New(rand.NewPCG(15, 16))
	shops := [2]notify.Memory{town(r, 3000), town(r, 3000)}
	q := notify.Query{AsOf: step(8)}
	want := [2]notify.Report{summarize(t, shops[0], q), summarize(t, shops[1], q)}
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
				got, err := notify.Summarize(bg, l, q, &customer.Run{Workers: 2})
				if err != nil || !reflect.DeepEqual(got, want[0]) && !reflect.DeepEqual(got, want[1]) {
					t.Errorf("law: a question is about one state: %d subscriptions, error %v", got.Subscriptions, err)
				}
			}
		})
	}
	wait.Wait()
}

// What fails changes nothing; a repository's bad fact is an error.
func TestLoadedFails(t *testing.T) {
	m := town(rand.New(rand.NewPCG(17, 18)), 100)
	l, q := load(t, m), notify.Query{AsOf: step(8)}
	ended, end := context.WithCancel(bg)
	end()
	bad := &customer.FactError{}
	if err := l.Refresh(bg, notifytest.Failing(notify.Memory{OptIns: []notify.OptIn{{Customer: "1"}}}, 1), "1", "2", "3", "4"); !errors.Is(err, notifytest.ErrFailed) {
		t.Errorf("a failing repository: error %v", err)
	}
	if err := l.Refresh(bg, notifytest.Bad(m, 1), "1", "2", "3", "4"); !errors.As(err, &bad) {
		t.Errorf("a repository with a bad fact: error %v", err)
	}
	if err := l.Refresh(ended, m, "1"); !errors.Is(err, context.Canceled) {
		t.Errorf("an ended context: error %v", err)
	}
	if none, err := notify.Load(bg, notifytest.Bad(m, 1), &customer.Run{LeaveOut: func(*customer.FactError) {}}); none != nil || !errors.As(err, &bad) {
		t.Errorf("notify.Load of a bad fact: error %v", err)
	}
	same(t, "law: what fails changes nothing", summarize(t, m, q), summarize(t, l, q))
}

// H8, G5: an erased customer is gone after the Refresh, and a late event brings nothing
// back that the repository does not have.
func TestLoadedErased(t *testing.T) {
	const canary = "canary-7351"
	m, with := town(rand.New(rand.NewPCG(19, 20)), 3000), town(rand.New(rand.NewPCG(19, 20)), 3000)
	with.Notifications = append(with.Notifications, notify.Notification{ID: canary + "2", Channel: canary + "2"})
	with.OptIns = append(with.OptIns, notify.OptIn{Customer: canary + "1", Notification: canary + "2", Token: notify.NewToken(canary + "3")})
	l, q := load(t, with), notify.Query{AsOf: step(8), Channels: []customer.Channel{canary + "2"}}
	if !loadedtest.Holds(l, canary) || summarize(t, l, q).Subscriptions != 1 {
		t.Fatal("the canary is not there before")
	}
	for range 2 { // the second one stands for a late event
		if err := l.Refresh(bg, m, canary+"1"); err != nil {
			t.Fatal(err)
		}
		if loadedtest.Holds(l, canary) || summarize(t, l, q).Subscriptions != 0 {
			t.Error("H8, G5: an erased customer is still in memory")
		}
	}
}

// Refresh without IDs reads the notifications alone, good or bad.
func TestLoadedNotifications(t *testing.T) {
	m, q := town(rand.New(rand.NewPCG(21, 22)), 1000), notify.Query{AsOf: step(8)}
	l := load(t, m)
	m.Notifications = append(slices.Clone(m.Notifications), notify.Notification{ID: "new"})
	if err := l.Refresh(bg, notify.Memory{Notifications: m.Notifications}); err != nil {
		t.Fatal(err)
	}
	same(t, "N5: the notifications are read again, and no opt-in", summarize(t, m, q), summarize(t, l, q))
	if err := l.Refresh(bg, notify.Memory{Notifications: append(m.Notifications, notify.Notification{})}); err != nil {
		t.Fatal(err)
	}
	if _, err := notify.Summarize(bg, l, q, nil); !errors.Is(err, notify.ErrNoID) {
		t.Errorf("a bad notification is every question's: error %v", err)
	}
}

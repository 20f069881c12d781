package notify_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/notify"
)

// town is a large shop: opt-ins of thousands of people and of guests to 20
// notifications, in no order.
func town(r *rand.Rand, optIns int) (m notify.Memory) {
	for i := range 20 {
		m.Notifications = append(m.Notifications, notify.Notification{
			ID: notify.NotificationID(fmt.Sprint("n", i)), Name: fmt.Sprint("Name ", i%15), Channel: customer.Channel(fmt.Sprint("channel ", i%3)),
		})
	}
	at := func() time.Time {
		if r.IntN(4) == 0 {
			return time.Time{}
		}
		return step(0).Add(time.Duration(r.IntN(16*56)) * time.Hour)
	}
	for range optIns {
		o := notify.OptIn{Notification: m.Notifications[r.IntN(20)].ID, SubscribedAt: at(), ExpiresAt: at(), StoppedAt: at()}
		if r.IntN(3) > 0 {
			o.StoppedAt = time.Time{}
		}
		if r.IntN(20) > 0 {
			o.Customer = customer.ID(fmt.Sprint(r.IntN(optIns / 5)))
		}
		m.OptIns = append(m.OptIns, o)
	}
	return m
}

// Any number of workers gives the answer of one, which is that of the plain
// reading of the rules, however the facts are read. The notifications are read
// once.
func TestWorkers(t *testing.T) {
	m := town(rand.New(rand.NewPCG(5, 6)), 10_000)
	people := map[customer.ID]bool{}
	for _, o := range m.OptIns {
		people[o.Customer] = true
	}
	var cuts []customer.ID
	for i, id := range slices.SortedFunc(maps.Keys(people), byLength) {
		if i%5 == 4 {
			cuts = append(cuts, id)
		}
	}
	if len(cuts) < 300 {
		t.Fatalf("only %d ranges", len(cuts)+1)
	}
	for _, q := range []notify.Query{
		{AsOf: step(8)},
		{AsOf: step(8), Location: locations[1], Range: calendar.Span{From: step(2), To: step(6)}, Names: []string{"Name 1", "Name 2", "Name 3", "Name 14"}},
		{AsOf: step(10), Channels: []customer.Channel{"channel 1", "channel 2"}},
	} {
		want := newModel(m, q).report(m.Notifications)
		if want.ExpiringUsers < 100 || want.Stopped < 100 || want.Expired < 100 {
			t.Fatalf("only %d expiring users, %d stopped, %d expired", want.ExpiringUsers, want.Stopped, want.Expired)
		}
		ranges := inRanges(m, cuts...)
		for name, repo := range map[string]notify.Repository{"as it stands": m, "sorted": m.Sorted(), "range by range": ranges} {
			for _, workers := range []int{1, 2, 4, 8} {
				got, err := notify.Summarize(bg, repo, q, &customer.Run{Workers: workers})
				if err != nil {
					t.Fatalf("%s, %d workers: %v", name, workers, err)
				}
				same(t, fmt.Sprintf("N2–N6, law: many workers = one worker = the rules: %s, %d workers", name, workers), want, got)
			}
		}
		if n := ranges.menus.Load(); n != 4 {
			t.Errorf("contract: four questions read the notifications %d times", n)
		}
	}
}

// Sorting changes no answer, and reading range by range is reading at once.
func TestLawRead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		facts, q := drawFacts(t), drawQuery(t)
		cuts := rapid.SliceOfDistinct(rapid.SampledFrom([]customer.ID{"a", "bo", "ann", "bob", "bobs", "cat", "zoe"}), rapid.ID).Draw(t, "cuts")
		want, digests := summarize(t, facts, q), visited(t, facts, q)
		for name, repo := range map[string]notify.Repository{"sorted": facts.Sorted(), "range by range": inRanges(facts, cuts...)} {
			same(t, "law: a digest for every customer: "+name, digests, visited(t, repo, q))
			for _, workers := range []int{1, 3} {
				got, err := notify.Summarize(bg, repo, q, &customer.Run{Workers: workers})
				if err != nil {
					t.Fatalf("%s: %v", name, err)
				}
				same(t, "law: reading range by range = reading at once: "+name, want, got)
			}
		}
	})
}

// visited are copies of the digests that one worker visits, by customer.
func visited(t tester, repo notify.Repository, q notify.Query) map[customer.ID]notify.Digest {
	t.Helper()
	parts, err := notify.Reduce(bg, repo, q, &customer.Run{Workers: 1}, func() map[customer.ID]notify.Digest { return map[customer.ID]notify.Digest{} },
		func(all map[customer.ID]notify.Digest, d *notify.Digest) error {
			if _, twice := all[d.ID]; twice {
				return fmt.Errorf("law: %q has two digests", d.ID)
			}
			all[d.ID] = merged(notify.Digest{}, *d)
			return nil
		})
	if err != nil {
		t.Fatalf("Reduce: %v", err)
	}
	return parts[0]
}

// Everybody with an opt-in has one digest. Guests have none.
func TestReduceVisitsEverybodyOnce(t *testing.T) {
	facts := shop(in("bob", day(1), never, never), in("", day(1), never, never), in("ann", day(1), never, never), to("loaf", in("bob", day(1), never, never)))
	for name, repo := range map[string]notify.Repository{"as it stands": facts, "sorted": facts.Sorted(), "range by range": inRanges(facts, "b", "bob")} {
		visits := visited(t, repo, notify.Query{AsOf: day(9)})
		if len(visits) != 2 || len(visits["ann"].Subscriptions) != 1 || len(visits["bob"].Subscriptions) != 2 {
			t.Errorf("N2: %s: digests %v, want those of ann and bob", name, visits)
		}
	}
}

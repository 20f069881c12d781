package engagement_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	. "github.com/clientele-go/clientele/engagement"
)

// midsummer is the instant that the town is asked about.
var midsummer = time.Date(2024, 6, 21, 12, 0, 0, 0, time.UTC)

// town is a large shop: facts of thousands of customers and of guests, in no
// order, with 12 custom fields and 9 channels.
func town(r *rand.Rand, facts int) (m Memory) {
	id := func() customer.ID {
		if r.IntN(20) == 0 {
			return ""
		}
		return customer.ID(fmt.Sprint(r.IntN(facts / 10)))
	}
	at := func() time.Time {
		if r.IntN(20) == 0 {
			return time.Time{}
		}
		return midsummer.Add(-time.Duration(r.IntN(250*24)-24) * time.Hour)
	}
	name := func(what string, n int) string { return fmt.Sprint(what, " ", min(r.IntN(n), r.IntN(n))) }
	for range facts {
		switch r.IntN(4) {
		case 0:
			m.Messages = append(m.Messages, customer.Message{
				Customer: id(), At: at(), Direction: customer.Direction(r.IntN(2)), Channel: customer.Channel(name("channel", 9)),
			})
		case 1:
			o := customer.Order{
				ID: "o", Customer: id(), Channel: customer.Channel(name("channel", 9)), PaidAt: at(), CheckoutLink: r.IntN(4) == 0,
				Total: customer.Money{Amount: decimal.New(2, 0), Currency: "EUR"},
			}
			if r.IntN(4) == 0 {
				o.Refunds = []customer.Refund{{At: at(), Amount: decimal.New(int64(1+r.IntN(2)), 0)}}
			}
			m.Orders = append(m.Orders, o)
		case 2:
			m.Tags = append(m.Tags, customer.Tag{Customer: id(), Name: name("tag", 30)})
		case 3:
			m.Fields = append(m.Fields, customer.Field{Customer: id(), Name: name("field", 12), Value: name("value", 40), At: at()})
		}
	}
	return m
}

// every returns a cut before every n-th customer of the town.
func every(n int, m Memory) (cuts []customer.ID) {
	var all []customer.ID
	for _, f := range m.Messages {
		if f.Customer != "" {
			all = append(all, f.Customer)
		}
	}
	slices.SortFunc(all, byLength)
	for i, id := range slices.Compact(all) {
		if i%n == n-1 {
			cuts = append(cuts, id)
		}
	}
	return cuts
}

// Any number of workers gives the answer of one, which is that of the plain
// reading of the rules, however the facts are read.
func TestWorkers(t *testing.T) {
	m := town(rand.New(rand.NewPCG(1, 2)), 20_000)
	cuts := every(4, m)
	if len(cuts) < 300 {
		t.Fatalf("only %d ranges", len(cuts)+1)
	}
	for _, q := range []Query{
		{AsOf: midsummer},
		{AsOf: midsummer, Top: 3, Unit: calendar.Week, Location: time.FixedZone("east", 5*3600)},
		{AsOf: midsummer, Top: 1, Range: calendar.Span{From: midsummer.Add(-2000 * time.Hour)}, RepeatByCheckoutLink: true,
			Channels: []customer.Channel{"channel 0", "channel 1", "channel 2"}, Fields: []string{"field 0", "field 9"}},
	} {
		want := summarize(t, m, q)
		obeys(t, newModel(m, q), want)
		if want.InteractedUsers < 100 || q.Top == 0 && len(want.ByValue) != 12 {
			t.Fatalf("only %d users and %d fields", want.InteractedUsers, len(want.ByValue))
		}
		for name, repo := range map[string]Repository{"as it stands": m, "sorted": m.Sorted(), "range by range": inRanges(m, cuts...)} {
			for _, workers := range []int{1, 2, 4, 8} {
				got, err := Summarize(bg, repo, q, &customer.Run{Workers: workers})
				if err != nil {
					t.Fatalf("%s, %d workers: %v", name, workers, err)
				}
				same(t, fmt.Sprintf("law: many workers = one worker: %s, %d workers", name, workers), want, got)
			}
		}
	}
}

// Sorting changes no answer, and reading range by range is reading at once.
func TestLawRead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := drawWorld(t)
		q := w.drawQuery(t)
		cuts := rapid.SliceOfDistinct(rapid.SampledFrom([]customer.ID{"a", "bo", "ann", "bob", "bobs", "cat", "zoe"}), rapid.ID).Draw(t, "cuts")
		want, digests := summarize(t, w, q), visited(t, w, q)
		for name, repo := range map[string]Repository{"sorted": w.Sorted(), "range by range": inRanges(w.Memory, cuts...)} {
			same(t, "law: a digest for every customer: "+name, digests, visited(t, repo, q))
			for _, workers := range []int{1, 3} {
				got, err := Summarize(bg, repo, q, &customer.Run{Workers: workers})
				if err != nil {
					t.Fatalf("%s: %v", name, err)
				}
				same(t, "law: reading range by range = reading at once: "+name, want, got)
			}
		}
	})
}

// visited are copies of the digests that one worker visits, by customer.
func visited(t tester, repo Repository, q Query) map[customer.ID]Digest {
	all := map[customer.ID]Digest{}
	visit(t, repo, q, func(d *Digest) {
		if _, twice := all[d.ID]; twice {
			t.Fatalf("law: a customer has two digests")
		}
		all[d.ID] = merged(Digest{}, *d)
	})
	return all
}

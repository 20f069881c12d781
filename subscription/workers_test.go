package subscription_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	. "github.com/clientele-go/clientele/subscription"
)

// town is a large shop: joins and fields of thousands of people and of guests, in
// no order, in the weeks before the 1st of May 2024.
func town(r *rand.Rand, facts int) (m Memory) {
	id := func() customer.ID {
		if r.IntN(20) == 0 {
			return ""
		}
		return customer.ID(fmt.Sprint(r.IntN(facts / 5)))
	}
	at := func() time.Time {
		if r.IntN(20) == 0 {
			return time.Time{}
		}
		return half(0).Add(-time.Duration(r.IntN(100*24)-24) * time.Hour)
	}
	for range facts {
		if r.IntN(2) == 0 {
			m.Memberships = append(m.Memberships, Membership{id(), channels[r.IntN(len(channels))], at()})
		} else {
			nv := fields[r.IntN(len(fields))]
			m.Fields = append(m.Fields, customer.Field{Customer: id(), Name: nv[0], Value: nv[1], At: at()})
		}
	}
	return m
}

// everybody are the IDs of a shop, in order.
func everybody(shop map[customer.ID]Memory) (all []customer.ID) {
	for id := range shop {
		if id != "" {
			all = append(all, id)
		}
	}
	slices.SortFunc(all, byLength)
	return all
}

// Any number of workers gives the answer of one, which is that of the plain
// reading of the rules, however the facts are read.
func TestWorkers(t *testing.T) {
	m := town(rand.New(rand.NewPCG(3, 4)), 10_000)
	shop := byPerson(m)
	var cuts []customer.ID
	for i, id := range everybody(shop) {
		if i%5 == 4 {
			cuts = append(cuts, id)
		}
	}
	if len(cuts) < 300 {
		t.Fatalf("only %d ranges", len(cuts)+1)
	}
	for _, q := range []Query{
		{AsOf: half(0), Unit: calendar.Month},
		{AsOf: half(0), Unit: calendar.Week, Location: locations[2], Range: calendar.Span{From: half(-60), To: half(-10)}},
		{AsOf: half(-20), Unit: calendar.Week, Channels: channels[1:]},
	} {
		want := ask(t, m, q)
		obeys(t, shop, q, want)
		if want.Report.Known() < 100 || want.Report.Undated < 10 {
			t.Fatalf("only %d known, %d undated", want.Report.Known(), want.Report.Undated)
		}
		for name, repo := range map[string]Repository{"as it stands": m, "sorted": m.Sorted(), "range by range": inRanges(m, cuts...)} {
			for _, workers := range []int{1, 2, 4, 8} {
				got, err := Summarize(bg, repo, q, &customer.Run{Workers: workers})
				if err != nil {
					t.Fatalf("%s, %d workers: %v", name, workers, err)
				}
				same(t, fmt.Sprintf("law: many workers = one worker: %s, %d workers", name, workers), want.Report, got)
			}
		}
	}
}

// Sorting changes no answer, and reading range by range is reading at once.
func TestLawRead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		facts, q := drawFacts(t), drawQuery(t)
		cuts := rapid.SliceOfDistinct(rapid.SampledFrom([]customer.ID{"a", "bo", "ann", "bob", "bobs", "cat", "zoe"}), rapid.ID).Draw(t, "cuts")
		want, digests := ask(t, facts, q).Report, visited(t, facts, q)
		for name, repo := range map[string]Repository{"sorted": facts.Sorted(), "range by range": inRanges(facts, cuts...)} {
			same(t, "law: a digest for every customer: "+name, digests, visited(t, repo, q))
			for _, workers := range []int{1, 3} {
				got, err := Summarize(bg, repo, q, &customer.Run{Workers: workers})
				if err != nil {
					t.Fatalf("%s: %v", name, err)
				}
				same(t, "law: reading range by range = reading at once: "+name, want, got)
			}
		}
		for _, id := range people {
			want, _ := Explain(bg, facts, id, q)
			got, err := Explain(bg, facts.Sorted(), id, q)
			if err != nil {
				t.Fatalf("Explain: %v", err)
			}
			same(t, "law: sorting changes no explanation", want, got)
		}
	})
}

// visited are copies of the digests that one worker visits, by customer.
func visited(t tester, repo Repository, q Query) map[customer.ID]Digest {
	t.Helper()
	parts, err := Reduce(bg, repo, q, &customer.Run{Workers: 1}, func() map[customer.ID]Digest { return map[customer.ID]Digest{} },
		func(all map[customer.ID]Digest, d *Digest) error {
			if _, twice := all[d.ID]; twice {
				return fmt.Errorf("law: %q has two digests", d.ID)
			}
			all[d.ID] = merged(Digest{}, *d)
			return nil
		})
	if err != nil {
		t.Fatalf("Reduce: %v", err)
	}
	return parts[0]
}

// Nobody is a member by a field, so those who have nothing but fields have no
// digest (U2), and neither have guests.
func TestReduceVisitsMembers(t *testing.T) {
	facts := Memory{
		Memberships: []Membership{{"bob", "web", half(1)}, {"ann", "web", half(1)}, {"bob", "web", half(3)}, {"", "web", half(3)}, {"late", "web", half(30)}},
		Fields: []customer.Field{
			{Customer: "cat", Name: "unsubscribed"}, {Customer: "ann", Name: "unsubscribed"}, {Customer: "", Name: "unsubscribed"},
			{Customer: "aaa", Name: "size", Value: "42"}, {Customer: "zoe", Name: "note", Value: "unsubscribed"},
		},
	}
	for name, repo := range map[string]Repository{"as it stands": facts, "sorted": facts.Sorted(), "range by range": inRanges(facts, "b", "cat")} {
		visits := visited(t, repo, Query{AsOf: half(9)})
		if len(visits) != 3 || len(visits["bob"].Joins) != 2 || len(visits["ann"].Markers) != 1 || len(visits["late"].Joins) != 0 {
			t.Errorf("U2: %s: digests of %v, want those of ann, bob and late", name, visits)
		}
	}
}

package engagement

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/clientele-go/clientele/customer"
)

// factsEach is how many facts a customer of the synthetic shop has.
const factsEach = 20

// synthetic is a shop of n customers, in customer order: each with 14 messages on
// two of three channels, 2 orders, 2 tags of 50 and 2 fields of 20 values.
func synthetic(n int) Memory {
	r := rand.New(rand.NewPCG(7, 7))
	at := func() time.Time { return day(1).Add(-time.Duration(r.IntN(300*24)) * time.Hour) }
	var m Memory
	for i := range n {
		id := customer.ID(fmt.Sprintf("%08d", i))
		channels := []customer.Channel{"web", []customer.Channel{"app", "whatsapp"}[i%2]}
		for j := range 14 {
			m.Messages = append(m.Messages, customer.Message{Customer: id, At: at(), Direction: customer.Direction(j % 2), Channel: channels[j%2]})
		}
		for range 2 {
			m.Orders = append(m.Orders, paid(id, at()))
			m.Tags = append(m.Tags, tag(id, fmt.Sprint("tag ", r.IntN(50))))
			m.Fields = append(m.Fields, field(id, []string{"size", "color"}[r.IntN(2)], fmt.Sprint(r.IntN(20)), at()))
		}
	}
	return m
}

func shuffled(m Memory) Memory {
	r := rand.New(rand.NewPCG(8, 8))
	shuffle(r, m.Messages)
	shuffle(r, m.Orders)
	shuffle(r, m.Tags)
	shuffle(r, m.Fields)
	return m
}

func shuffle[T any](r *rand.Rand, all []T) {
	r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
}

func BenchmarkSummarize(b *testing.B) {
	const customers = 10_000
	ordered := synthetic(customers)
	unordered := shuffled(Memory{
		Messages: slices.Clone(ordered.Messages), Orders: slices.Clone(ordered.Orders), Tags: slices.Clone(ordered.Tags), Fields: slices.Clone(ordered.Fields),
	})
	for _, c := range []struct {
		name string
		repo Repository
		top  int
	}{
		{"sorted", ordered.Sorted(), 0},
		{"sorted, capped", ordered.Sorted(), 10},
		{"in any order", unordered, 0},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			q := Query{AsOf: day(1), Top: c.top}
			for b.Loop() {
				if _, err := Summarize(testContext, c.repo, q, nil); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/(customers*factsEach), "ns/fact")
		})
	}
}

func BenchmarkDigestAddMessage(b *testing.B) {
	b.ReportAllocs()
	q := Query{AsOf: day(30), Range: days(1, 30)}
	messages := []customer.Message{in("ann", day(1)), out("ann", day(2)), in("ann", day(31))}
	messages[1].Channel = "whatsapp"
	var d Digest
	for b.Loop() {
		for _, m := range messages {
			d.AddMessage(m, &q)
		}
	}
}

func BenchmarkReportAdd(b *testing.B) {
	b.ReportAllocs()
	q := Query{AsOf: day(30), Range: days(1, 30), Top: 10}
	all := visited(b, synthetic(1000), q)
	for b.Loop() {
		var r Report
		for i := range all {
			r.Add(&all[i], &q)
		}
	}
}

func BenchmarkBreakdown(b *testing.B) {
	b.ReportAllocs()
	q := Query{AsOf: day(1), Top: 10}
	r, err := Summarize(testContext, synthetic(10_000), q, nil)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		r.Tags(&q)
	}
}

// Sorted facts are read in memory that grows with the rows of the breakdowns, and
// not with the facts.
func TestSortedAllocations(t *testing.T) {
	of := func(customers int) float64 {
		repo := synthetic(customers).Sorted()
		return testing.AllocsPerRun(2, func() { summarize(t, repo, Query{AsOf: day(1)}) })
	}
	const small, large = 2_000, 12_000
	if each := (of(large) - of(small)) / (factsEach * (large - small)); each > 0.001 {
		t.Errorf("%.4f allocations for every fact", each)
	}
}

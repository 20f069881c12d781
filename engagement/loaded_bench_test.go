package engagement

import (
	"fmt"
	"runtime"
	"testing"

	"github.com/clientele-go/clientele/customer"
)

func loadSynthetic(b *testing.B, customers int) *Loaded {
	l, err := Load(testContext, synthetic(customers), nil)
	if err != nil {
		b.Fatal(err)
	}
	return l
}

// inUse returns the bytes of the heap that are used.
func inUse() uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.GC()
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// BenchmarkLoad measures the memory of a Loaded, without that of the facts that it was
// loaded from.
func BenchmarkLoad(b *testing.B) {
	const customers = 10_000
	before := inUse()
	var l *Loaded
	for b.Loop() {
		l = loadSynthetic(b, customers)
	}
	b.ReportMetric(float64(inUse()-before)/(customers*factsEach), "bytes/fact")
	runtime.KeepAlive(l)
}

func BenchmarkSummarizeLoaded(b *testing.B) {
	const customers = 10_000
	b.ReportAllocs()
	l := loadSynthetic(b, customers)
	for b.Loop() {
		if _, err := Summarize(testContext, l, Query{AsOf: day(1)}, nil); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/(customers*factsEach), "ns/fact")
}

// BenchmarkRefresh reads one customer of so many again. What it costs does not grow with
// the facts.
func BenchmarkRefresh(b *testing.B) {
	for _, customers := range []int{10_000, 100_000} {
		b.Run(fmt.Sprint(customers), func(b *testing.B) {
			b.ReportAllocs()
			l := loadSynthetic(b, customers)
			id := customer.ID(fmt.Sprintf("%08d", customers/2))
			changed := Memory{Messages: []customer.Message{in(id, day(2))}}
			for b.Loop() {
				if err := l.Refresh(testContext, changed, id); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

package loadedtest

import (
	"context"
	"fmt"
	"maps"
	"runtime"
	"slices"
	"testing"

	"github.com/clientele-go/clientele/customer"
)

// Bench is how a wing's Load is measured.
type Bench[R any, L Loaded[R]] struct {
	Load   func(ctx context.Context, repo R, run *customer.Run) (L, error)
	Shop   func(customers int) R // whose IDs are numbers of 8 digits
	Each   int                   // facts of each customer
	Sorted R                     // a Shop of 50,000, sorted
	Ask    map[string]func(R) error
}

// Run measures the memory of a Loaded, without that of the facts that it was loaded from, what
// questions cost, and a Refresh of one customer.
func (s Bench[R, L]) Run(b *testing.B) {
	const customers = 50_000
	var l L
	b.Run("load", func(b *testing.B) {
		before := inUse()
		for b.Loop() {
			l = s.load(b, customers)
		}
		b.ReportMetric(float64(inUse()-before)/float64(customers*s.Each), "bytes/fact")
		runtime.KeepAlive(l)
	})
	repos := map[string]R{"loaded": any(s.load(b, customers)).(R), "sorted": s.Sorted}
	for _, question := range slices.Sorted(maps.Keys(s.Ask)) {
		for name, repo := range repos {
			b.Run("ask "+question+" "+name, func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if err := s.Ask[question](repo); err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(customers*s.Each), "ns/fact")
			})
		}
	}
	for _, customers := range []int{10_000, 100_000} {
		b.Run(fmt.Sprint("refresh one of ", customers), func(b *testing.B) {
			b.ReportAllocs()
			l, few := s.load(b, customers), s.Shop(1)
			id := customer.ID(fmt.Sprintf("%08d", customers/2))
			for b.Loop() {
				if err := l.Refresh(bg, few, id); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// inUse returns the bytes of the heap that are used.
func inUse() uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.GC()
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

func (s *Bench[R, L]) load(b *testing.B, customers int) L {
	l, err := s.Load(bg, s.Shop(customers), nil)
	if err != nil {
		b.Fatal(err)
	}
	return l
}

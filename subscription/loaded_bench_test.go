package subscription

import (
	"context"
	"fmt"
	"runtime"
	"testing"
	"time"

	"github.com/clientele-go/clientele/customer"
)

var begin = time.Date(2024, 5, 1, 0, 0, 0, 0, time.UTC)

// many is a shop in which each customer joined twice and has two fields.
func many(customers int) (m Memory) {
	for i := range customers {
		id := customer.ID(fmt.Sprintf("%08d", i))
		for j := range 2 {
			at := begin.Add(-time.Duration(i%500+j) * time.Hour)
			m.Memberships = append(m.Memberships, Membership{id, customer.Channel(fmt.Sprint("channel ", j)), at})
			m.Fields = append(m.Fields, customer.Field{Customer: id, Name: "size", Value: fmt.Sprint(i%20 + j), At: at})
		}
	}
	return m
}

// BenchmarkLoad measures the memory of a Loaded, without that of the facts that it was
// loaded from.
func BenchmarkLoad(b *testing.B) {
	const customers = 50_000
	inUse := func() uint64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.GC()
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	before := inUse()
	var l *Loaded
	for b.Loop() {
		l = loadMany(b, customers)
	}
	b.ReportMetric(float64(inUse()-before)/(customers*4), "bytes/fact")
	runtime.KeepAlive(l)
}

func BenchmarkSummarizeLoaded(b *testing.B) {
	const customers = 50_000
	for name, repo := range map[string]Repository{"loaded": loadMany(b, customers), "sorted": many(customers).Sorted()} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := Summarize(context.Background(), repo, Query{AsOf: begin}, nil); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/(customers*4), "ns/fact")
		})
	}
}

// BenchmarkRefresh reads one customer of so many again.
func BenchmarkRefresh(b *testing.B) {
	const customers = 50_000
	b.ReportAllocs()
	l := loadMany(b, customers)
	for b.Loop() {
		if err := l.Refresh(context.Background(), Memory{}, "00025000"); err != nil {
			b.Fatal(err)
		}
	}
}

func loadMany(b *testing.B, customers int) *Loaded {
	l, err := Load(context.Background(), many(customers), nil)
	if err != nil {
		b.Fatal(err)
	}
	return l
}

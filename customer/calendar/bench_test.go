package calendar

import (
	"math/rand"
	"testing"
	"time"
)

// benchInstants are instants of two years, in order or not.
func benchInstants(ordered bool) []time.Time {
	rng := rand.New(rand.NewSource(1))
	at := time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)
	instants := make([]time.Time, 4096)
	for i := range instants {
		if ordered {
			at = at.Add(time.Duration(rng.Int63n(int64(4*time.Hour + 16*time.Minute))))
			instants[i] = at
		} else {
			instants[i] = at.Add(time.Duration(rng.Int63n(int64(730 * 24 * time.Hour))))
		}
	}
	return instants
}

var sinkDate Date

func benchKey(b *testing.B, instants []time.Time, key func(time.Time) Date) {
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		sinkDate = key(instants[i%len(instants)])
	}
}

func BenchmarkKey(b *testing.B) {
	for _, u := range units {
		a := Axis{Unit: u, Location: mustZone(b, "Europe/Berlin")}
		b.Run(u.String()+"/plain", func(b *testing.B) { benchKey(b, benchInstants(false), a.Key) })
		b.Run(u.String()+"/keyer/ordered", func(b *testing.B) { benchKey(b, benchInstants(true), a.Keyer()) })
		b.Run(u.String()+"/keyer/random", func(b *testing.B) { benchKey(b, benchInstants(false), a.Keyer()) })
	}
}

var sinkTime time.Time

func BenchmarkPeriod(b *testing.B) {
	instants := benchInstants(false)
	for _, p := range []Period{Days(7), Months(3)} {
		b.Run(p.String()+"/After", func(b *testing.B) {
			for i := 0; b.Loop(); i++ {
				sinkTime = p.After(instants[i%len(instants)])
			}
		})
		b.Run(p.String()+"/Before", func(b *testing.B) {
			for i := 0; b.Loop(); i++ {
				sinkTime = p.Before(instants[i%len(instants)])
			}
		})
	}
}

func BenchmarkStart(b *testing.B) {
	loc := mustZone(b, "Europe/Berlin")
	d := Date{2026, 3, 29}
	for b.Loop() {
		sinkTime = d.Start(loc)
	}
}

func BenchmarkFill(b *testing.B) {
	loc := mustZone(b, "Europe/Berlin")
	a := Axis{Location: loc, Span: DateSpan(Date{2025, 1, 1}, Date{2026, 1, 1}, loc), AsOf: time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)}
	values := map[Date]int{}
	key := a.Keyer()
	for _, x := range benchInstants(false) {
		if a.Span.Contains(x) {
			values[key(x)]++
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		fill(b, a, values)
	}
}

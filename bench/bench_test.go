package main

import (
	"bytes"
	"context"
	"flag"
	"math"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// Everything is done on a small shop. Whoever answers the same question gives the
// same answer, and there is a figure for each demand.
func TestEverybodySaysTheSame(t *testing.T) {
	b := &Bench{Board: &Board{Reps: 1, Progress: t.Output()}, Customers: 2000, Dir: t.TempDir()}
	if err := b.Run(context.Background(), nil); err != nil {
		t.Fatal(err)
	}
	for _, d := range demands() {
		if wall, _ := d.measured(b.Board); math.IsNaN(wall) {
			t.Errorf("%s: it was not measured", d.what)
		}
	}
	for _, r := range b.Results {
		if n := len(r.Samples); n != 1 {
			t.Errorf("%s: %s has %d samples, want 1", r.Job, r.Name, n)
		}
	}
}

// The lines for programs have the names that are promised, and a ratio where
// DuckDB took part.
func TestTSV(t *testing.T) {
	var out bytes.Buffer
	args := []string{"-customers", "500", "-reps", "1", "-tsv", "-engines", "clientele,duckdb", "-jobs", "sorted,sort+,kept"}
	if err := run(context.Background(), args, &out, t.Output()); err != nil {
		t.Fatal(err)
	}
	line := regexp.MustCompile(`^([a-z+ ]+)\t([a-z0-9 ]+)\t[0-9]+\.[0-9]{3}\t[0-9]+\.[0-9]{4}$`)
	var jobs []string
	for l := range strings.Lines(out.String()) {
		m := line.FindStringSubmatch(strings.TrimSuffix(l, "\n"))
		if m == nil {
			t.Fatalf("line %q, want job, engine, median_ms, ratio_to_duckdb2", l)
		}
		if m[2] == "clientele" {
			jobs = append(jobs, m[1])
		}
	}
	want := []string{"sorted full", "sorted status", "sorted revenue", "sorted analysis", "sorted breakdowns", "sorted subscription",
		"sorted expiry", "sorted csv", "sorted lifecycle", "sorted cohorts", "sorted rfm", "kept", "sort+full"}
	if !slices.Equal(jobs, want) {
		t.Errorf("jobs %q, want %q", jobs, want)
	}
}

// Somebody who says something else is found out.
func TestRaceComparesAnswers(t *testing.T) {
	says := func(name, what string) Contender {
		return Contender{Name: name, Run: func(context.Context) (func() (Answer, error), error) { return said(Answer{what}), nil }}
	}
	b := &Board{Reps: 1, Progress: t.Output()}
	if err := b.Race(context.Background(), "job", says("a", "1"), says("b", "1")); err != nil {
		t.Errorf("equal answers: %v", err)
	}
	if err := b.Race(context.Background(), "job", says("a", "1"), says("b", "2")); err == nil {
		t.Error("different answers are no error")
	}
}

// The same shop comes every time, in customer order.
func TestGenerate(t *testing.T) {
	for _, uuid := range []bool{false, true} {
		a, b := Generate(1000, uuid), Generate(1000, uuid)
		if !slices.Equal(a.Logins, b.Logins) || !slices.Equal(a.OptIns, b.OptIns) || a.Facts() != b.Facts() {
			t.Error("two shops of 1000 customers are not the same one")
		}
		for i := 1; i < len(a.Logins); i++ {
			if a.Logins[i-1].Customer > a.Logins[i].Customer {
				t.Fatalf("login %d is not in customer order", i)
			}
		}
		if got := float64(a.Facts()) / 1000; got < 20 || got > 35 {
			t.Errorf("%v facts a customer; want about 27", got)
		}
	}
}

var benchCustomers = flag.Int("bench.customers", 100_000, "how many customers the shop of the benchmarks has")

// BenchmarkQuestions asks the library every question, for profiles and for
// comparing two of its versions, on a busy machine by CPU time:
//
//	go test -run '^$' -bench Questions/status -cpuprofile cpu.out
func BenchmarkQuestions(b *testing.B) {
	w := Generate(*benchCustomers, false)
	l := &library{name: libraryName, world: w, shop: w.sorted(), dir: b.TempDir()}
	l.shop.narrow()
	ask := func(b *testing.B, ask asking) {
		b.ReportAllocs()
		start := cpuTime()
		for b.Loop() {
			if _, err := ask(context.Background()); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(cpuTime()-start)/float64(b.N), "cpu-ns/op")
	}
	of := func(q Question) asking {
		return func(ctx context.Context) (func() (Answer, error), error) { return l.Ask(ctx, q) }
	}
	for _, q := range append(slices.Clone(singles), Full) {
		b.Run(string(q), func(b *testing.B) { ask(b, of(q)) })
	}
	for _, q := range singles[:6] {
		b.Run("loaded/"+string(q), func(b *testing.B) {
			loaded, err := l.loaded(context.Background(), q)
			if err != nil {
				b.Fatal(err)
			}
			ask(b, loaded)
		})
	}
	b.Run("sort+full", func(b *testing.B) {
		l.shop = nil
		w.Arrange(ByTime)
		ask(b, of(Full))
	})
}

package main

import (
	"context"
	"flag"
	"math"
	"slices"
	"strings"
	"testing"
)

// Everything runs on a small shop, and whoever answers the same question gives
// the same answer.
func TestEverybodySaysTheSame(t *testing.T) {
	b := &Bench{Board: &Board{Reps: 1, Progress: t.Output()}, Customers: 2000, AnyOrder: ByTime, Dir: t.TempDir()}
	if err := b.Run(context.Background(), nil); err != nil {
		t.Fatal(err)
	}
	for _, d := range demands() {
		if wall, _ := d.measured(b.Board); math.IsNaN(wall) {
			t.Errorf("%s: it was not measured", d.what)
		}
	}
}

// Facts by chance are answered like facts in the order of time.
func TestShuffled(t *testing.T) {
	answers := map[Order]Answer{}
	for _, o := range []Order{ByCustomer, ByTime, Shuffled} {
		w := Generate(1000, true)
		w.Arrange(o)
		finish, err := (&library{libraryName, repository{World: w}, t.TempDir()}).Ask(context.Background(), Full)
		if err != nil {
			t.Fatal(err)
		}
		if answers[o], err = finish(); err != nil {
			t.Fatal(err)
		}
		if differ := answers[ByCustomer].same(answers[o]); differ != "" || len(answers[o]) < 100 {
			t.Errorf("%v: the order of facts matters: %s", o, differ)
		}
	}
}

// A contender who says something else is found out.
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

// The same shop comes every time, its parts in customer order, and the other
// orders have the same facts.
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
// comparing two of its versions:
//
//	go test -run '^$' -bench Questions/any/status -cpuprofile cpu.out
func BenchmarkQuestions(b *testing.B) {
	w := Generate(*benchCustomers, false)
	for _, o := range []Order{ByCustomer, ByTime} {
		b.Run(strings.ReplaceAll(orderName(o), " order", ""), func(b *testing.B) {
			w.Arrange(o)
			for _, q := range Questions {
				b.Run(string(q), func(b *testing.B) {
					l := &library{libraryName, repository{World: w}, b.TempDir()}
					b.ReportAllocs()
					for b.Loop() {
						if _, err := l.Ask(context.Background(), q); err != nil {
							b.Fatal(err)
						}
					}
				})
			}
		})
	}
}

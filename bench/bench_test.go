package main

import (
	"context"
	"slices"
	"testing"
)

// Everything runs on a small shop, and whoever answers the same question gives
// the same answer.
func TestEverybodySaysTheSame(t *testing.T) {
	for _, any := range []Order{ByTime, Shuffled} {
		b := &Bench{Board: &Board{Reps: 1, Progress: t.Output()}, Customers: 2000, AnyOrder: any, Dir: t.TempDir()}
		if err := b.Run(context.Background(), nil); err != nil {
			t.Fatal(err)
		}
		if len(b.Results) == 0 {
			t.Error("nobody took part")
		}
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

package subscription

import (
	"fmt"
	"testing"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/internal/loaded/loadedtest"
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

func BenchmarkLoad(b *testing.B) {
	loadedtest.Bench[Repository, *Loaded]{
		Load: Load, Each: 4, Sorted: many(50_000).Sorted(),
		Shop: func(customers int) Repository { return many(customers) },
		Ask: map[string]func(Repository) error{"report": func(repo Repository) error {
			_, err := Summarize(b.Context(), repo, Query{AsOf: begin}, nil)
			return err
		}},
	}.Run(b)
}

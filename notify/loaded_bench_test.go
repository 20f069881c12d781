package notify

import (
	"fmt"
	"testing"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/internal/loaded/loadedtest"
)

var begin = time.Date(2024, 5, 1, 0, 0, 0, 0, time.UTC)

// many is a shop in which each customer opted in twice, with a token each.
func many(customers int) (m Memory) {
	m.Notifications = []Notification{{ID: "cake"}, {ID: "loaf"}}
	for i := range customers {
		id := customer.ID(fmt.Sprintf("%08d", i))
		for j := range 2 {
			at := begin.Add(-time.Duration(i%500+j) * time.Hour)
			m.OptIns = append(m.OptIns, OptIn{Notification: m.Notifications[j].ID, Customer: id, SubscribedAt: at,
				ExpiresAt: at.AddDate(0, 9, 0), Token: NewToken(fmt.Sprint("EAA-", i, "-", j))})
		}
	}
	return m
}

func BenchmarkLoad(b *testing.B) {
	loadedtest.Bench[Repository, *Loaded]{
		Load: Load, Each: 2, Sorted: many(50_000).Sorted(),
		Shop: func(customers int) Repository { return many(customers) },
		Ask: map[string]func(Repository) error{"report": func(repo Repository) error {
			_, err := Summarize(b.Context(), repo, Query{AsOf: begin}, nil)
			return err
		}},
	}.Run(b)
}

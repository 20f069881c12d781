package loaded_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/lifecycle"
	"github.com/clientele-go/clientele/customer/loaded"
	"github.com/clientele-go/clientele/customer/value"
	"github.com/clientele-go/clientele/internal/loaded/loadedtest"
)

// factsEach is how many facts a customer of the synthetic shop has, the profile included.
const factsEach = 20

// synthetic returns a shop of n customers, in customer order: each with a profile, 9 logins,
// 6 messages, 3 orders and an action of the last 300 days.
func synthetic(n int) (m customer.Memory) {
	r := rand.New(rand.NewPCG(7, 7))
	at := func() time.Time { return noon.Add(-time.Duration(r.IntN(300*24*60)) * time.Minute) }
	for i := range n {
		id := customer.ID(fmt.Sprintf("%08d", i))
		m.Customers = append(m.Customers, customer.Customer{
			ID: id, Email: customer.Email(fmt.Sprintf("mia%d@example.com", i)), Name: fmt.Sprint("Mia Number ", i), CreatedAt: at(), SignedUp: true, LastDevice: "iPhone",
		})
		for range 9 {
			m.Logins = append(m.Logins, customer.Login{Customer: id, At: at()})
		}
		for j := range 6 {
			m.Messages = append(m.Messages, customer.Message{Customer: id, At: at(), Direction: customer.Direction(j % 2), Channel: "web"})
		}
		for j := range 3 {
			m.Orders = append(m.Orders, customer.Order{
				ID: customer.OrderID(fmt.Sprint(i, "-", j)), Customer: id, Channel: "web", PaidAt: at(), Total: customer.Money{Amount: decimal.New(int64(100+r.IntN(9900)), -2), Currency: "EUR"},
			})
		}
		m.Actions = append(m.Actions, customer.Action{Customer: id, At: at(), Kind: customer.Share})
	}
	return m
}

// A question costs what it costs over the sorted facts.
func BenchmarkLoad(b *testing.B) {
	asking := func(ask ask) func(customer.Repository) error {
		return func(repo customer.Repository) error {
			_, err := ask(b, repo, nil)
			return err
		}
	}
	q := customer.Query{AsOf: noon}
	loadedtest.Bench[customer.Repository, *loaded.Customers]{
		Load: loaded.Load, Each: factsEach, Sorted: synthetic(50_000).Sorted(),
		Shop: func(customers int) customer.Repository { return synthetic(customers) },
		Ask: map[string]func(customer.Repository) error{
			"report": asking(summary(q)),
			"status": asking(func(_ tester, repo customer.Repository, run *customer.Run) (any, error) {
				return customer.TrackStatus(bg, repo, q, run)
			}),
			"page": asking(func(_ tester, repo customer.Repository, run *customer.Run) (any, error) {
				return customer.List(bg, repo, customer.Query{AsOf: noon, Limit: 50}, run)
			}),
			"lifecycle": asking(states(lifecycle.Query{AsOf: noon})),
			"cohorts":   asking(cohorts(lifecycle.CohortQuery{AsOf: noon, Anchor: lifecycle.FirstOrder, Return: lifecycle.Orders})),
			"rfm":       asking(scores(value.RFMQuery{AsOf: noon, Currency: "EUR"})),
		},
	}.Run(b)
}

package loaded_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/customertest"
	"github.com/clientele-go/clientele/customer/lifecycle"
	"github.com/clientele-go/clientele/customer/lifecycle/lifecycletest"
	"github.com/clientele-go/clientele/customer/loaded"
	"github.com/clientele-go/clientele/customer/value"
	"github.com/clientele-go/clientele/customer/value/valuetest"
	"github.com/clientele-go/clientele/internal/loaded/loadedtest"
)

var bg = context.Background()

var (
	_ customer.Repository  = (*loaded.Customers)(nil)
	_ customer.Ranger      = (*loaded.Customers)(nil)
	_ customer.Snapshotter = (*loaded.Customers)(nil)
	_ lifecycle.Repository = (*loaded.Customers)(nil)
	_ value.Repository     = (*loaded.Customers)(nil)
)

// load is Load without an error.
func load(t testing.TB, repo customer.Repository) *loaded.Customers {
	t.Helper()
	c, err := loaded.Load(bg, repo, nil)
	if err != nil {
		t.Fatalf("Load: %v", err)
	}
	return c
}

// The questions of each package are answered as over the facts.
func TestLoaded(t *testing.T) {
	for name, asked := range questions() {
		t.Run(name, func(t *testing.T) {
			suite(asked).Run(t)
		})
	}
}

func suite(asked asked) loadedtest.Suite[customer.Memory, customer.Repository, *loaded.Customers] {
	return loadedtest.Suite[customer.Memory, customer.Repository, *loaded.Customers]{
		Load: loaded.Load, People: people, Town: town,
		Draw: func(t *rapid.T) (customer.Memory, func(*rapid.T) loadedtest.Ask[customer.Repository]) {
			return drawFacts(t), func(t *rapid.T) loadedtest.Ask[customer.Repository] {
				return asked.any(t, noon.Add(-time.Duration(rapid.IntRange(-2, 90).Draw(t, "days before"))*24*time.Hour))
			}
		},
		Ask: asked.one,
		Ways: map[string]func(customer.Memory) customer.Repository{
			"sorted":         func(m customer.Memory) customer.Repository { return m.Sorted() },
			"range by range": func(m customer.Memory) customer.Repository { return customertest.Awkward(m)["in ranges"] },
		},
		Legal: customertest.Awkward, Fails: customertest.Failing, Bad: customertest.Bad, Erased: canary,
	}
}

// canary adds facts of a customer who is erased.
func canary(m *customer.Memory) {
	const id, text = loadedtest.Canary, loadedtest.Canary
	m.Customers = append(m.Customers, customer.Customer{
		ID: id, Email: text + "1", Username: text + "2", Name: text + "3", LastDevice: text + "4", Facebook: text + "5", Twitter: text + "6", Google: text + "7",
	})
	m.Logins = append(m.Logins, customer.Login{Customer: id, At: noon})
	m.Orders = append(m.Orders, customer.Order{
		ID: text + "8", Customer: id, Channel: text + "9", PaidAt: noon, Total: customer.Money{Currency: "EUR"}, Refunds: []customer.Refund{{ID: text + "10", At: noon}},
	})
	m.Messages = append(m.Messages, customer.Message{Customer: id, Channel: text + "11", At: noon})
	m.Actions = append(m.Actions, customer.Action{Customer: id, At: noon})
}

// It keeps the contract of a repository, and tells the stories of all three packages.
func TestKits(t *testing.T) {
	t.Run("customer", func(t *testing.T) {
		customertest.Run(t, func(t testing.TB, facts customer.Memory) customer.Repository { return load(t, facts) })
	})
	t.Run("lifecycle", func(t *testing.T) {
		lifecycletest.Run(t, func(t testing.TB, facts customer.Memory) lifecycle.Repository { return load(t, facts) })
	})
	t.Run("value", func(t *testing.T) {
		valuetest.Run(t, func(t testing.TB, facts customer.Memory) value.Repository { return load(t, facts) })
	})
}

// A bad fact is loaded, and every question's.
func TestLoadedBad(t *testing.T) {
	m, bad := town(rand.New(rand.NewPCG(17, 18)), 100), &customer.FactError{}
	m.Orders = append(m.Orders, customer.Order{ID: "w", Customer: "3", PaidAt: noon, Total: customer.Money{Currency: "eur"}})
	c := load(t, m)
	for name, asked := range questions() {
		if _, err := asked.one(t, c, nil); !errors.As(err, &bad) {
			t.Errorf("R2: %s: a loaded bad order is no error: %v", name, err)
		}
	}
	run := &customer.Run{LeaveOut: func(*customer.FactError) {}}
	if r, err := customer.Summarize(bg, c, customer.Query{AsOf: noon}, run); err != nil || r.LeftOut.Count != 1 {
		t.Errorf("law: questions over Customers leave out: %d, error %v", r.LeftOut.Count, err)
	}
}

// The zero Customers has no facts, and takes in what a Refresh reads.
func TestZero(t *testing.T) {
	var c loaded.Customers
	r, err := customer.Summarize(bg, &c, customer.Query{AsOf: noon}, nil)
	if err != nil || r.Customers != 0 {
		t.Errorf("the zero Customers has %d customers, error %v", r.Customers, err)
	}
	if err := c.Refresh(bg, customer.Memory{Customers: []customer.Customer{{ID: "ann"}, {ID: "bob"}}}, "ann"); err != nil {
		t.Fatal(err)
	}
	if r, err = customer.Summarize(bg, &c, customer.Query{AsOf: noon}, nil); err != nil || r.Customers != 1 {
		t.Errorf("after the Refresh of one there are %d customers, error %v", r.Customers, err)
	}
}

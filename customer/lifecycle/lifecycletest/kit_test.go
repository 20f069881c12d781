package lifecycletest_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/customertest"
	"github.com/clientele-go/clientele/customer/lifecycle"
	"github.com/clientele-go/clientele/customer/lifecycle/lifecycletest"
	"github.com/clientele-go/clientele/internal/kits/kit/kittest"
)

func TestMemory(t *testing.T) {
	lifecycletest.Run(t, func(_ testing.TB, facts customer.Memory) lifecycle.Repository { return facts })
}

// A Memory in customer order is dealt out in ranges of customers.
func TestSorted(t *testing.T) {
	lifecycletest.Run(t, func(_ testing.TB, facts customer.Memory) lifecycle.Repository { return facts.Sorted() })
}

// Every legal way in which a repository of customers behaves gives the same answers, but for
// grouping by itself, which these questions do not ask for.
func TestAwkward(t *testing.T) {
	for name := range customertest.Awkward(customer.Memory{}) {
		t.Run(name, func(t *testing.T) {
			lifecycletest.Run(t, func(_ testing.TB, facts customer.Memory) lifecycle.Repository {
				return customertest.Awkward(facts)[name]
			})
		})
	}
}

// A failing repository is a failing answer.
func TestFailing(t *testing.T) {
	facts := customer.Memory{Customers: []customer.Customer{{ID: "ann"}}, Logins: []customer.Login{{Customer: "ann", At: time.Date(2024, 5, 1, 0, 0, 0, 0, time.UTC)}}}
	asOf := time.Date(2024, 6, 1, 0, 0, 0, 0, time.UTC)
	for n := range 2 {
		repo := customertest.Failing(facts, n+1)
		if r, err := lifecycle.Summarize(context.Background(), repo, lifecycle.Query{AsOf: asOf}, nil); !errors.Is(err, customertest.ErrFailed) || r.Customers != 0 {
			t.Errorf("law: a failing repository is a failing answer: %+v, error %v", r, err)
		}
		repo = customertest.Failing(facts, n+1)
		if r, err := lifecycle.Cohorts(context.Background(), repo, lifecycle.CohortQuery{AsOf: asOf}, nil, nil); !errors.Is(err, customertest.ErrFailed) || r.Customers != 0 {
			t.Errorf("law: a failing repository is a failing answer: %v, error %v", r, err)
		}
	}
}

func TestStoriesNameRules(t *testing.T) {
	all, err := lifecycletest.Stories()
	if err != nil {
		t.Fatal(err)
	}
	kittest.Rules(t, all, "D1", "D2", "D3", "D4", "D5", "D6", "D7", "C1", "C2", "C3", "C4", "C5", "C6", "C7", "C8", "C9")
}

// The kit catches what a storage does to facts, by the story of the rule.
func TestCatchesLossyStorage(t *testing.T) {
	for _, c := range []struct {
		why, want string
		lose      func(*customer.Memory)
	}{
		{"directions are lost", "D1", func(m *customer.Memory) {
			for i := range m.Messages {
				m.Messages[i].Direction = customer.In
			}
		}},
		{"the first login is lost", "D3", func(m *customer.Memory) { m.Logins = m.Logins[min(1, len(m.Logins)):] }},
		{"undated logins are lost", "D7", func(m *customer.Memory) {
			var dated []customer.Login
			for _, l := range m.Logins {
				if !l.At.IsZero() {
					dated = append(dated, l)
				}
			}
			m.Logins = dated
		}},
		{"refunds are lost", "C1", func(m *customer.Memory) {
			for i := range m.Orders {
				m.Orders[i].Refunds = nil
			}
		}},
		{"times are days", "C3", func(m *customer.Memory) {
			for i := range m.Logins {
				m.Logins[i].At = m.Logins[i].At.Truncate(24 * time.Hour)
			}
		}},
		{"kinds are lost", "C9", func(m *customer.Memory) {
			for i := range m.Orders {
				m.Orders[i].Kind = customer.Merchandise
			}
		}},
	} {
		err := lifecycletest.Check(context.Background(), func(facts customer.Memory) (lifecycle.Repository, error) {
			c.lose(&facts)
			return facts, nil
		})
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: the kit says %v, want %s", c.why, err, c.want)
		}
	}
}

func ExampleCheck() {
	err := lifecycletest.Check(context.Background(), func(facts customer.Memory) (lifecycle.Repository, error) {
		return facts, nil // here, your own storage with these facts
	})
	if err != nil {
		fmt.Println(err)
	}
	// Output:
}

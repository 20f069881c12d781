package customertest_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/customertest"
	"github.com/clientele-go/clientele/internal/kits/kit/kittest"
)

func TestMemory(t *testing.T) {
	customertest.Run(t, func(_ testing.TB, facts customer.Memory) customer.Repository { return facts })
}

// A Memory in customer order is dealt out in ranges of customers.
func TestSorted(t *testing.T) {
	customertest.Run(t, func(_ testing.TB, facts customer.Memory) customer.Repository { return facts.Sorted() })
}

func tested() kittest.Kit[customer.Memory, customer.Repository] {
	return kittest.Kit[customer.Memory, customer.Repository]{
		Check:    customertest.Check,
		Clause:   customertest.Clause,
		Awkward:  customertest.Awkward,
		Failing:  customertest.Failing,
		Bad:      customertest.Bad,
		Behaving: customertest.Behaving,
		Shop:     customertest.Shop,
		Ask:      customertest.Ask,
		Methods: []kittest.Method{
			{Name: "EachCustomer", Undated: true, Few: true}, {Name: "EachLogin", Guests: true}, {Name: "EachOrder", Guests: true}, {Name: "EachMessage", Guests: true}, {Name: "EachAction"},
		},
	}
}

// The kit accepts every legal way to behave, and catches every illegal one.
func TestWays(t *testing.T) { tested().Run(t) }

func TestStoriesNameRules(t *testing.T) {
	all, err := customertest.Stories()
	if err != nil {
		t.Fatal(err)
	}
	kittest.Rules(t, all, "T2", "I1", "I2", "I3", "I4", "S1", "S2", "S3", "S4", "S5", "S6", "S7", "S8", "S9",
		"L1", "L2", "L3", "L4", "L5", "L6", "L7", "L8", "L9", "R1", "R2", "R3", "R4", "R5")
}

// The kit catches repositories that group wrongly by themselves.
func TestCatchesWrongGrouping(t *testing.T) {
	for _, c := range []struct {
		why    string
		ask    func(*customer.Query)
		change func(*customer.Digest) int
		want   string
	}{
		{"facts after AsOf", func(q *customer.Query) { q.AsOf = q.AsOf.Add(1) }, nil, "T2"},
		{"facts a second after AsOf", func(q *customer.Query) { q.AsOf = q.AsOf.Add(time.Second) }, nil, "T2"},
		{"no facts at AsOf", func(q *customer.Query) { q.AsOf = q.AsOf.Add(-1) }, nil, "T2"},
		{"a customer twice", nil, func(*customer.Digest) int { return 2 }, "one digest per customer"},
		{"nobody", nil, func(*customer.Digest) int { return 0 }, "L1"},
		{"no guests", nil, func(d *customer.Digest) int { return min(len(d.ID), 1) }, "guests"},
		{"no second login", nil, func(d *customer.Digest) int { d.Logins.Second = time.Time{}; return 1 }, "S1"},
		{"no logins", nil, func(d *customer.Digest) int { d.Logins = customer.Recent{}; return 1 }, "S4"},
		{"only two logins", func(q *customer.Query) { q.Policy = customer.Policy{} }, nil, "S6"},
		{"no last usage", nil, func(d *customer.Digest) int { d.LastUse = time.Time{}; return 1 }, "L8"},
		{"no actions", nil, func(d *customer.Digest) int { d.Shares = 0; return 1 }, "L2"},
		{"no revenue", nil, func(d *customer.Digest) int { d.Revenue = nil; return 1 }, "R1"},
		{"no other kinds", nil, func(d *customer.Digest) int { d.OtherKinds = 0; return 1 }, "R1"},
		{"no paid orders", nil, func(d *customer.Digest) int { d.PaidOrders = 0; return 1 }, "R3"},
	} {
		t.Run(c.why, func(t *testing.T) {
			tested().Catches(t, func(facts customer.Memory) customer.Repository {
				return customertest.Grouping(facts, c.ask, c.change)
			}, c.want)
		})
	}
}

// The kit catches what a storage does to facts.
func TestCatchesLossyStorage(t *testing.T) {
	for _, c := range []struct {
		why, want string
		lose      func(*customer.Memory)
	}{
		{"refunds are lost", "R3", func(m *customer.Memory) {
			for i := range m.Orders {
				m.Orders[i].Refunds = nil
			}
		}},
		{"voids are lost", "R3", func(m *customer.Memory) {
			for i := range m.Orders {
				m.Orders[i].VoidedAt = time.Time{}
			}
		}},
		{"kinds are lost", "R1", func(m *customer.Memory) {
			for i := range m.Orders {
				m.Orders[i].Kind = customer.Merchandise
			}
		}},
		{"amounts are rounded", "R2", func(m *customer.Memory) {
			for i := range m.Orders {
				m.Orders[i].Total.Amount = m.Orders[i].Total.Amount.Round(2)
			}
		}},
		{"amounts are floats", "contract: EachOrder", func(m *customer.Memory) {
			for i := range m.Orders {
				total := &m.Orders[i].Total.Amount
				*total = decimal.NewFromFloat(total.InexactFloat64())
			}
		}},
		{"unknown times are in 1970", "contract: EachLogin", func(m *customer.Memory) {
			for i := range m.Logins {
				if m.Logins[i].At.IsZero() {
					m.Logins[i].At = time.Unix(0, 0)
				}
			}
		}},
		{"undated refunds are lost", "contract: EachOrder", func(m *customer.Memory) {
			for i := range m.Orders {
				m.Orders[i].Refunds = slices.DeleteFunc(slices.Clone(m.Orders[i].Refunds), func(r customer.Refund) bool { return r.At.IsZero() })
			}
		}},
		{"names are trimmed", "I3", func(m *customer.Memory) {
			for i := range m.Customers {
				m.Customers[i].Username = strings.TrimSpace(m.Customers[i].Username)
			}
		}},
		{"e-mails are folded", "I4", func(m *customer.Memory) {
			for i := range m.Customers {
				m.Customers[i].Email = customer.Email(m.Customers[i].Email.Key())
			}
		}},
		{"the host's word on profiles is lost", "I2", func(m *customer.Memory) {
			for i := range m.Customers {
				m.Customers[i].Profile = customer.ProfileUnsaid
			}
		}},
		{"dates of consent are lost", "L9", func(m *customer.Memory) {
			for i := range m.Customers {
				m.Customers[i].EmailConsent.At = time.Time{}
			}
		}},
		{"directions are lost", "L8", func(m *customer.Memory) {
			for i := range m.Messages {
				m.Messages[i].Direction = customer.In
			}
		}},
	} {
		t.Run(c.why, func(t *testing.T) {
			tested().Catches(t, func(facts customer.Memory) customer.Repository {
				c.lose(&facts)
				return facts
			}, c.want)
		})
	}
}

func ExampleCheck() {
	err := customertest.Check(context.Background(), func(facts customer.Memory) (customer.Repository, error) {
		return facts, nil // here, your own storage with these facts
	})
	if err != nil {
		fmt.Println(err)
	}
	// Output:
}

// A host's own program gives the same answer whichever way its storage behaves.
func ExampleAwkward() {
	facts := customer.Memory{Customers: []customer.Customer{{ID: "mia"}}}
	q := customer.Query{AsOf: time.Date(2024, 6, 1, 0, 0, 0, 0, time.UTC)}
	for name, repo := range customertest.Awkward(facts) {
		r, err := customer.Summarize(context.Background(), repo, q, nil)
		if err != nil || r.Customers != 1 {
			fmt.Println(name, "differs:", r.Customers, err)
		}
	}
	// Output:
}

func ExampleFailing() {
	facts := customer.Memory{Customers: []customer.Customer{{ID: "mia"}, {ID: "ben"}}}
	q := customer.Query{AsOf: time.Date(2024, 6, 1, 0, 0, 0, 0, time.UTC)}
	r, err := customer.Summarize(context.Background(), customertest.Failing(facts, 2), q, nil)
	fmt.Println(r.Customers, err)
	// Output:
	// 0 reading customers: the storage failed
}

// A repository in which everything is missing fails with little text.
func TestBrief(t *testing.T) {
	kittest.Brief(t, func(t *testing.T) {
		customertest.Run(t, func(testing.TB, customer.Memory) customer.Repository { return customer.Memory{} })
	})
}

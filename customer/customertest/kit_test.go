package customertest_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/customertest"
	"github.com/clientele-go/clientele/internal/awkward"
)

func TestMemory(t *testing.T) {
	customertest.Run(t, func(_ testing.TB, facts customer.Memory) customer.Repository { return facts })
}

// Every rule has a story.
func TestEveryRuleHasAStory(t *testing.T) {
	titles, err := customertest.Titles()
	if err != nil {
		t.Fatal(err)
	}
	all := strings.Join(titles, "\n")
	chapters := map[string]int{"I": 4, "S": 7, "L": 9, "R": 5}
	for chapter, n := range chapters {
		for i := range n {
			id := fmt.Sprintf("%s%d", chapter, i+1)
			if !strings.Contains(all, "("+id) && !strings.Contains(all, ", "+id) {
				t.Errorf("%s: no story names the rule", id)
			}
		}
	}
	if !strings.Contains(all, "T2") {
		t.Error("T2: no story names the rule")
	}
}

// The kit accepts every legal way to behave.
func TestAcceptsLegal(t *testing.T) {
	names := 0
	for name := range customertest.Awkward(customer.Memory{}) {
		names++
		t.Run(name, func(t *testing.T) {
			err := customertest.Check(t.Context(), func(facts customer.Memory) (customer.Repository, error) {
				return customertest.Awkward(facts)[name], nil
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	if want := len(awkward.Legal()) + 1; names != want {
		t.Errorf("%d awkward repositories, want %d", names, want)
	}
}

// The kit catches every illegal way, by the clause that says so.
func TestCatchesIllegal(t *testing.T) {
	clause := map[string]string{
		"drops facts":               "must not yield less",
		"duplicates facts":          "same fact twice",
		"wrong customer":            "another customer's",
		"wrong span":                "must not yield less",
		"ignores cancellation":      "context's error",
		"swallows an error":         "context's error",
		"goes on after an error":    "must stop after an error",
		"breaks its promised order": "promises customer order",
	}
	kinds := []string{"EachCustomer", "EachLogin", "EachOrder", "EachMessage", "EachAction"}
	for _, way := range awkward.Illegal() {
		t.Run(way.Name, func(t *testing.T) {
			err := customertest.Check(t.Context(), func(facts customer.Memory) (customer.Repository, error) {
				return customertest.Behaving(facts, way), nil
			})
			want, known := clause[way.Name]
			if !known {
				t.Fatalf("no clause is named for a way that %s", way.Name)
			}
			for _, kind := range kinds {
				if kind == "EachCustomer" && way.Narrow {
					continue // customers are needed whatever the span
				}
				if !says(err, kind, want) {
					t.Errorf("the kit does not say of %s that it %s (%q)", kind, way.Name, want)
				}
			}
		})
	}
}

// says: some line of the error has both words.
func says(err error, words ...string) bool {
	if err == nil {
		return false
	}
lines:
	for _, line := range strings.Split(err.Error(), "\n") {
		for _, w := range words {
			if !strings.Contains(line, w) {
				continue lines
			}
		}
		return true
	}
	return false
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
		{"nobody", nil, func(*customer.Digest) int { return 0 }, "digest for every customer"},
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
			err := customertest.Check(t.Context(), func(facts customer.Memory) (customer.Repository, error) {
				return customertest.Grouping(facts, c.ask, c.change), nil
			})
			if !says(err, c.want) {
				t.Errorf("the kit does not catch %s by %q: %.2000v", c.why, c.want, err)
			}
		})
	}
	err := customertest.Check(t.Context(), func(facts customer.Memory) (customer.Repository, error) {
		return customertest.Reusing(facts), nil
	})
	if !says(err, "must not change a digest that was yielded") {
		t.Errorf("the kit does not catch that digests share their memory: %v", err)
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
		err := customertest.Check(t.Context(), func(facts customer.Memory) (customer.Repository, error) {
			c.lose(&facts)
			return facts, nil
		})
		if !says(err, c.want) {
			t.Errorf("the kit does not catch by %s that %s: %.2000v", c.want, c.why, err)
		}
	}
}

// A storage that does not open, or fails, is wrong in everything.
func TestReportsFailures(t *testing.T) {
	broken := errors.New("broken")
	err := customertest.Check(t.Context(), func(customer.Memory) (customer.Repository, error) { return nil, broken })
	if !errors.Is(err, broken) || !says(err, "open") {
		t.Errorf("Check = %v, want the error of open", err)
	}
	err = customertest.Check(t.Context(), func(facts customer.Memory) (customer.Repository, error) {
		return customertest.Failing(facts, 2), nil
	})
	if !errors.Is(err, customertest.ErrFailed) {
		t.Errorf("Check = %v, want %v", err, customertest.ErrFailed)
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
		r, err := customer.Summarize(context.Background(), repo, q)
		if err != nil || r.Customers != 1 {
			fmt.Println(name, "differs:", r.Customers, err)
		}
	}
	// Output:
}

func ExampleFailing() {
	facts := customer.Memory{Customers: []customer.Customer{{ID: "mia"}, {ID: "ben"}}}
	q := customer.Query{AsOf: time.Date(2024, 6, 1, 0, 0, 0, 0, time.UTC)}
	r, err := customer.Summarize(context.Background(), customertest.Failing(facts, 2), q)
	fmt.Println(r.Customers, err)
	// Output:
	// 0 reading customers: the storage failed
}

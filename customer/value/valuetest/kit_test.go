package valuetest_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/customertest"
	"github.com/clientele-go/clientele/customer/value"
	"github.com/clientele-go/clientele/customer/value/valuetest"
)

func TestMemory(t *testing.T) {
	valuetest.Run(t, func(_ testing.TB, facts customer.Memory) value.Repository { return facts })
}

func TestSorted(t *testing.T) {
	valuetest.Run(t, func(_ testing.TB, facts customer.Memory) value.Repository { return facts.Sorted() })
}

// However a repository behaves, the stories end the same.
func TestAwkward(t *testing.T) {
	for name := range customertest.Awkward(customer.Memory{}) {
		err := valuetest.Check(context.Background(), func(facts customer.Memory) (value.Repository, error) {
			return customertest.Awkward(facts)[name], nil
		})
		if err != nil {
			t.Errorf("F1: %s: %v", name, err)
		}
	}
}

// The kit sees that a repository forgets an order, and one that fails.
func TestKitNotices(t *testing.T) {
	err := valuetest.Check(context.Background(), func(facts customer.Memory) (value.Repository, error) {
		if len(facts.Orders) > 1 {
			facts.Orders = facts.Orders[1:]
		}
		return facts, nil
	})
	if err == nil || !strings.Contains(err.Error(), "f1_scored.txt") {
		t.Errorf("F1: a repository that forgets an order: %v", err)
	}
	broken := errors.New("no storage today")
	if err := valuetest.Check(context.Background(), func(customer.Memory) (value.Repository, error) { return nil, broken }); !errors.Is(err, broken) {
		t.Errorf("F1: a storage that does not open: %v", err)
	}
}

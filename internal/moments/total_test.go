package moments

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/clientele-go/clientele/customer"
)

// told is a total as a value that compares.
func (t *Total) told() string {
	return fmt.Sprintf("%d, last %s, net %s", t.Last.Count, t.Last.Time(), t.Net.Decimal().StringFixed(20))
}

// plain returns what the sums of a currency add up to.
func (ss Sums) plain(in customer.Currency) (t Total) {
	for i := range ss {
		if s := &ss[i]; s.Currency == in {
			t.Net.Add(s.Net())
			if s.Count > 0 {
				t.Last, t.Last.Count = s.Moment, t.Last.Count+s.Count
			}
		}
	}
	return t
}

// The total is what the sums of its currency add up to, whatever the order of facts, and parts
// merge to the whole.
func TestLawTotal(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var whole Digest
		var parts [3]Digest
		var orders []customer.Order
		for _, f := range rapid.SliceOfN(rapid.Custom(drawFact), 0, 12).Draw(t, "facts") {
			if o, ok := f.(customer.Order); ok {
				add(&whole, o)
				add(&parts[rapid.IntRange(0, 2).Draw(t, "part")], o)
				orders = append(orders, o)
			}
		}
		plain := whole.Sums.plain("EUR")
		want := plain.told()
		if got := whole.Total.told(); got != want {
			t.Fatalf("R1, R3, R4: the total is %s, want %s", got, want)
		}
		parts[2].Merge(parts[0])
		parts[1].Merge(parts[2])
		if got := parts[1].Total.told(); got != want {
			t.Fatalf("law: parts merge to the whole: %s, want %s", got, want)
		}
		slices.Reverse(orders)
		m := customer.Memory{Customers: []customer.Customer{{ID: "ann"}}, Orders: orders}
		_, err := Reduce(context.Background(), m.Sorted(), nil, nil, func() int { return 0 }, func(_ int, d *Digest) error {
			if got := d.Total.told(); got != want || len(d.Orders)+len(d.Sums) > 0 {
				t.Fatalf("R2: of one currency alone the total is %s, want %s", got, want)
			}
			return nil
		}, Customers[*customer.Sorted](asOf), Spending[*customer.Sorted](asOf, "EUR"))
		if err != nil {
			t.Fatal(err)
		}
	})
}

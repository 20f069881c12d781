package value_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/value"
)

func pick[T any](t *rapid.T, label string, all ...T) T { return rapid.SampledFrom(all).Draw(t, label) }

// drawShop draws few people, instants and amounts, so that they meet.
func drawShop(t *rapid.T) (facts customer.Memory) {
	for i := range rapid.IntRange(0, 9).Draw(t, "customers") {
		facts.Customers = append(facts.Customers, customer.Customer{ID: customer.ID(fmt.Sprint("c", i))})
	}
	for i := range rapid.IntRange(0, 25).Draw(t, "orders") {
		day := func(label string) time.Time {
			n := rapid.IntRange(-2, 12).Draw(t, label)
			if n == 12 {
				return time.Time{}
			}
			return now.Add(-time.Duration(n) * 24 * time.Hour)
		}
		o := customer.Order{
			ID: customer.OrderID(fmt.Sprint(i)), Customer: customer.ID(pick(t, "who", "c0", "c1", "c2", "c3", "c4", "c5", "c6", "c7", "c8", "stranger", "")),
			PaidAt: day("paid"), Kind: customer.OrderKind(rapid.IntRange(0, 3).Draw(t, "kind")), CheckoutLink: rapid.Bool().Draw(t, "link"),
			Total: customer.Money{Amount: decimal.RequireFromString(pick(t, "total", "0", "1.10", "1.1", "10", "12345678901234567890.5")), Currency: pick(t, "currency", customer.Currency("EUR"), "EUR", "EUR", "JPY")},
		}
		if rapid.IntRange(0, 6).Draw(t, "voided") == 0 {
			o.VoidedAt = day("void")
		}
		if rapid.IntRange(0, 2).Draw(t, "refunded") == 0 {
			part := decimal.RequireFromString(pick(t, "part", "0", "1", "0.5"))
			o.Refunds = []customer.Refund{{At: day("refund"), Amount: o.Total.Amount.Mul(part)}}
		}
		facts.Orders = append(facts.Orders, o)
	}
	return facts
}

// plainScore is F1 and F2 as they read, customer by customer.
func plainScores(facts customer.Memory, k int) (scored []value.Scored, none int) {
	for _, c := range facts.Customers {
		s := value.Scored{ID: c.ID}
		for _, o := range facts.Orders {
			if o.Customer != c.ID || o.Kind == customer.Other || o.Total.Currency != "EUR" || o.PaidAt.IsZero() || o.PaidAt.After(now) || !o.VoidedAt.IsZero() && !o.VoidedAt.After(now) {
				continue
			}
			net := o.Total.Amount
			for _, r := range o.Refunds {
				if !r.At.After(now) {
					net = net.Sub(r.Amount)
				}
			}
			s.Monetary = s.Monetary.Add(net)
			if net.Sign() == 0 && o.Total.Amount.Sign() > 0 {
				continue // fully refunded
			}
			s.Frequency++
			if o.PaidAt.After(s.Recency) {
				s.Recency = o.PaidAt
			}
		}
		if s.Frequency == 0 {
			none++
			continue
		}
		scored = append(scored, s)
	}
	for i := range scored {
		s := &scored[i]
		r, f, m := 0, 0, 0
		for _, o := range scored {
			if o.Recency.Before(s.Recency) {
				r++
			}
			if o.Frequency < s.Frequency {
				f++
			}
			if o.Monetary.LessThan(s.Monetary) {
				m++
			}
		}
		n := len(scored)
		s.R, s.F, s.M = 1+k*r/n, 1+k*f/n, 1+k*m/n
		s.Segment = value.Others
		if k == 5 {
			for _, b := range slices.Backward(value.BuiltIn()) {
				if b.Holds(s.R, s.F, s.M) {
					s.Segment = b.Name
				}
			}
		}
	}
	return scored, none
}

var byAmount = cmp.Comparer(func(a, b decimal.Decimal) bool { return a.Equal(b) })

// The scores are what F1 and F2 say; segments and no orders are all customers (F4); whatever
// the order of facts and the number of workers.
func TestLawScores(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		facts, k := drawShop(t), rapid.IntRange(2, 10).Draw(t, "k")
		want, none := plainScores(facts, k)
		r := score(t, facts, value.RFMQuery{Scores: k})
		slices.SortFunc(want, func(a, b value.Scored) int { return cmpID(a.ID, b.ID) })
		if diff := cmp.Diff(want, r.Customers, byAmount); (diff != "" && len(want)+len(r.Customers) > 0) || r.NoOrders != none {
			t.Fatalf("F1, F2: with %d scores, %d without orders, want %d (- want, + got):\n%s", k, r.NoOrders, none, diff)
		}
		sum, orders := 0, 0
		for _, s := range r.Segments() {
			sum += s.Customers
			orders += s.Orders
		}
		if sum != len(facts.Customers) {
			t.Fatalf("F4: segments and no orders are %d of %d customers", sum, len(facts.Customers))
		}
		other := customer.Memory{Customers: facts.Customers, Orders: slices.Clone(facts.Orders)}
		slices.Reverse(other.Orders)
		sorted, err := value.ScoreRFM(bg, other.Sorted(), value.RFMQuery{AsOf: now, Currency: "EUR", Scores: k}, &customer.Run{Workers: 3})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(r, sorted, byAmount); diff != "" {
			t.Fatalf("F2: the order of rows does not matter (-, +):\n%s", diff)
		}
		for _, c := range r.Customers {
			e, ok := r.Explain(c.ID)
			if n := len(r.Customers); !ok || e.Scored != n || c.R != 1+k*e.Recency.Worse/n || c.F != 1+k*e.Frequency.Worse/n || c.M != 1+k*e.Monetary.Worse/n {
				t.Fatalf("F5: %v", e)
			}
		}
	})
}

func cmpID(a, b customer.ID) int {
	if a < b {
		return -1
	}
	if a > b {
		return 1
	}
	return 0
}

// A better value never scores lower, equal ones score the same, adding the same to all
// changes nothing, and sizes differ by at most 1 if all values are distinct and there are at
// least 5 (F2). A host's thresholds that are the report's own give the same scores (F3).
func TestLawRanks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		spends := rapid.SliceOfN(rapid.IntRange(0, pick(t, "most", 3, 1000)), 1, 40).Draw(t, "spends")
		shop := func(more int) (facts customer.Memory) {
			for i, s := range spends {
				id := customer.ID(fmt.Sprintf("c%02d", i))
				facts.Customers = append(facts.Customers, customer.Customer{ID: id})
				facts.Orders = append(facts.Orders, paid(id, now.Add(-time.Duration(s+more)*time.Minute), fmt.Sprint(s+more)))
			}
			return facts
		}
		r := score(t, shop(0), value.RFMQuery{})
		for i, a := range r.Customers {
			for j, b := range r.Customers {
				if spends[i] <= spends[j] && a.M > b.M || spends[i] == spends[j] && (a.M != b.M || a.R != b.R) || spends[i] < spends[j] && a.R < b.R {
					t.Fatalf("F2: %d has scores %d and %d, %d has %d and %d", spends[i], a.R, a.M, spends[j], b.R, b.M)
				}
			}
		}
		moved := score(t, shop(7), value.RFMQuery{})
		for i := range moved.Customers {
			if a, b := r.Customers[i], moved.Customers[i]; a.R != b.R || a.F != b.F || a.M != b.M {
				t.Fatalf("F2: adding the same to all changes %v to %v", a, b)
			}
		}
		distinct := slices.Compact(slices.Sorted(slices.Values(spends)))
		if len(distinct) == len(spends) && len(spends) >= 5 {
			least, most := len(spends), 0
			for _, l := range r.Monetary {
				least, most = min(least, l.Customers), max(most, l.Customers)
			}
			if len(r.Monetary) != 5 || most-least > 1 {
				t.Fatalf("F2: %d distinct values have sizes from %d to %d", len(spends), least, most)
			}
		}
		if len(r.Monetary) == 5 {
			var own value.Thresholds
			for _, l := range r.Monetary[1:] {
				own.Monetary = append(own.Monetary, l.From)
			}
			again := score(t, shop(0), value.RFMQuery{Thresholds: own})
			if diff := cmp.Diff(r, again, byAmount); diff != "" {
				t.Fatalf("F3: the report's thresholds give other scores (-, +):\n%s", diff)
			}
		}
	})
}

// As of t = the history truncated at t (T2), and migration adds up to all customers (F6).
func TestLawRFMTimeTravel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		facts := drawShop(t)
		then := now.Add(-time.Duration(rapid.IntRange(0, 12).Draw(t, "days")) * 24 * time.Hour)
		past := customer.Memory{Customers: facts.Customers}
		for _, o := range facts.Orders {
			var refunds []customer.Refund
			for _, r := range o.Refunds {
				if !r.At.After(then) {
					refunds = append(refunds, r)
				}
			}
			if o.Refunds = refunds; o.PaidAt.After(then) {
				o.PaidAt = time.Time{}
			}
			if o.VoidedAt.After(then) {
				o.VoidedAt = time.Time{}
			}
			past.Orders = append(past.Orders, o)
		}
		a, b := score(t, facts, value.RFMQuery{AsOf: then}), score(t, past, value.RFMQuery{AsOf: then})
		if diff := cmp.Diff(b, a, byAmount); diff != "" {
			t.Fatalf("T2: as of then is not the history truncated then (-, +):\n%s", diff)
		}
		c := score(t, facts, value.RFMQuery{})
		m, err := value.Migrate(&a, &c)
		if err != nil {
			t.Fatal(err)
		}
		sum := 0
		for from := range m.Counts {
			for _, n := range m.Counts[from] {
				sum += n
			}
		}
		if sum != len(facts.Customers) {
			t.Fatalf("F6: the matrix has %d of %d customers", sum, len(facts.Customers))
		}
	})
}

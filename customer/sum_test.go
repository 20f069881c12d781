package customer_test

import (
	"math"
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/clientele-go/clientele/customer"
)

func TestSum(t *testing.T) {
	const most = math.MaxInt64 // 9223372036854775807, 19 digits
	for _, c := range []struct {
		add    []string
		want   string
		reason string
	}{
		{nil, "0", "nothing"},
		{[]string{"0"}, "0", "zero"},
		{[]string{"1.10", "1.1"}, "2.2", "different scales"},
		{[]string{"0.1", "0.2"}, "0.3", "no binary fraction"},
		{[]string{"1.1", "-1.10"}, "0", "negative amounts"},
		{[]string{"1", "0.001", "100"}, "101.001", "the finest decimal seen stays"},
		{[]string{"1e3", "1"}, "1001", "an exponent above zero"},
		{[]string{"1e18", "1"}, "1000000000000000001", "the largest power that fits"},
		{[]string{"1e19", "1"}, "10000000000000000001", "one that does not"},
		{[]string{"1e63", "1e-64"}, "1" + strings.Repeat("0", 63) + "." + strings.Repeat("0", 63) + "1", "the largest and the smallest amount of an order"},
		{[]string{"999999999999999999", "999999999999999999"}, "1999999999999999998", "18 digits each"},
		{[]string{"9999999999999999999"}, "9999999999999999999", "19 digits"},
		{[]string{"0.000000000000000001", "10"}, "10.000000000000000001", "10 in units of 10^-18 is beyond int64"},
		{[]string{"0.0000000000000000001", "1"}, "1.0000000000000000001", "the 19th decimal"},
		{slices.Repeat([]string{"900000000000000000"}, 11), "9900000000000000000", "overflow, upwards"},
		{slices.Repeat([]string{"-900000000000000000"}, 11), "-9900000000000000000", "overflow, downwards"},
		{[]string{"900000000000000000", "0.01"}, "900000000000000000.01", "the sum so far does not fit at the finer scale"},
		{append(slices.Repeat([]string{"-900000000000000000"}, 10), "-223372036854775808"), "-9223372036854775808", "the least int64, whose opposite does not fit"},
		{[]string{"0.01", "900000000000000000"}, "900000000000000000.01", "the new amount does not fit at the finer scale"},
		{[]string{"0.01", "-900000000000000000"}, "-899999999999999999.99", "below zero too"},
		{[]string{"9999999999999999999", "-9999999999999999998.5", "1"}, "1.5", "wide, and small again"},
	} {
		var s customer.Sum
		for _, a := range c.add {
			s.Add(dec(a))
		}
		if got := s.Decimal(); !got.Equal(dec(c.want)) {
			t.Errorf("R2: the sum of %v is %s, want %s: %s", c.add, got, c.want, c.reason)
		}
		if got, want := s.IsZero(), dec(c.want).Sign() == 0; got != want {
			t.Errorf("R2: the sum of %v is zero %t, want %t: %s", c.add, got, want, c.reason)
		}
		net := customer.Revenue{{Currency: "EUR", Refunded: s}, {Currency: "EUR", Gross: customer.SumOf(dec("1"))}}.Net("EUR")
		if want := dec("1").Sub(dec(c.want)); !net.Equal(want) {
			t.Errorf("R2: 1 less the sum of %v is %s, want %s: %s", c.add, net, want, c.reason)
		}
		var merged customer.Sum
		for _, a := range c.add {
			merged.Merge(customer.SumOf(dec(a)))
		}
		if !merged.Equal(s) {
			t.Errorf("R2: the sum of %v, merged, is %s, want %s: %s", c.add, merged.Decimal(), c.want, c.reason)
		}
	}
	if s := customer.SumOf(decimal.New(most, -2)); !s.Equal(customer.SumOf(dec("92233720368547758.07"))) {
		t.Errorf("R2: the most units are %s", s.Decimal())
	}
}

// A copy of a sum is a sum of its own, also once it is wide.
func TestSumCopies(t *testing.T) {
	for _, start := range []string{"1", "99999999999999999999"} {
		a := customer.SumOf(dec(start))
		b := a
		b.Add(dec("1"))
		c := a
		c.Merge(b)
		if !a.Decimal().Equal(dec(start)) || !b.Decimal().Equal(dec(start).Add(dec("1"))) {
			t.Errorf("R2: from %s, a copy is %s and its original %s", start, b.Decimal(), a.Decimal())
		}
	}
}

func TestSumDoesNotAllocate(t *testing.T) {
	var s customer.Sum
	amounts := []decimal.Decimal{dec("12.50"), dec("0.005"), dec("1200")}
	if n := testing.AllocsPerRun(100, func() {
		for _, a := range amounts {
			s.Add(a)
		}
	}); n > 0 {
		t.Errorf("R2: adding amounts of money allocates %v times", n)
	}
}

// Sums are exact, in any order and any grouping, for every amount that an order
// can have, and its negative.
func TestLawSum(t *testing.T) {
	units := rapid.OneOf(rapid.Int64(), rapid.Int64Range(-1000, 1000),
		rapid.SampledFrom([]int64{0, math.MaxInt64, math.MinInt64, 999999999999999999, 1000000000000000000, -999999999999999999}))
	exponents := rapid.OneOf(rapid.Int32Range(-3, 0), rapid.Int32Range(-64, 45), rapid.SampledFrom([]int32{-19, -18, 18, 19}))
	rapid.Check(t, func(t *rapid.T) {
		want := new(big.Rat)
		var whole customer.Sum
		parts := make([]customer.Sum, 3)
		for range rapid.IntRange(0, 6).Draw(t, "amounts") {
			u, e := units.Draw(t, "units"), exponents.Draw(t, "exponent")
			want.Add(want, ratOf(u, e))
			d := decimal.New(u, e)
			whole.Add(d)
			parts[rapid.IntRange(0, 2).Draw(t, "part")].Add(d)
		}
		left, right := parts[0], parts[2]
		left.Merge(parts[1])
		left.Merge(parts[2])
		right.Merge(customer.Sum{})
		right.Merge(parts[0])
		right.Merge(parts[1])
		for _, s := range []customer.Sum{whole, left, right} {
			if s.Decimal().Rat().Cmp(want) != 0 {
				t.Fatalf("R2: the sum is %s, want %s", s.Decimal(), want.RatString())
			}
			if s.IsZero() != (want.Sign() == 0) || !s.Equal(whole) {
				t.Fatalf("R2: %s is zero %t, equals its like %t", s.Decimal(), s.IsZero(), s.Equal(whole))
			}
		}
	})
}

// ratOf is u·10^e.
func ratOf(u int64, e int32) *big.Rat {
	r := new(big.Rat).SetInt64(u)
	ten := big.NewRat(10, 1)
	for ; e > 0; e-- {
		r.Mul(r, ten)
	}
	for ; e < 0; e++ {
		r.Quo(r, ten)
	}
	return r
}

// Sums compare as their amounts do, whatever their decimals and however wide
// they are (R2).
func TestSumEqualLaw(t *testing.T) {
	amounts := rapid.Custom(func(t *rapid.T) decimal.Decimal {
		units := rapid.SampledFrom([]int64{0, 1, -1, 10, 100, 12, 120, 999999999999999999, -999999999999999999, 1000000000000000000}).Draw(t, "units")
		return decimal.New(units, rapid.Int32Range(-18, 3).Draw(t, "exponent"))
	})
	rapid.Check(t, func(t *rapid.T) {
		a, b := amounts.Draw(t, "a"), amounts.Draw(t, "b")
		if got, want := customer.SumOf(a).Equal(customer.SumOf(b)), a.Equal(b); got != want {
			t.Fatalf("R2: %v = %v is %v", a, b, got)
		}
		o := customer.Order{ID: "o", Total: customer.Money{Amount: a.Abs(), Currency: "EUR"}, Refunds: []customer.Refund{{ID: "r", Amount: b.Abs()}}}
		if err := o.Check(); (err != nil) != b.Abs().GreaterThan(a.Abs()) {
			t.Fatalf("R3: %v refunded of %v: %v", b.Abs(), a.Abs(), err)
		}
	})
}

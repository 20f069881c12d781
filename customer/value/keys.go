package value

import (
	"math"
	"time"

	"github.com/shopspring/decimal"
)

// intKeys returns the numbers.
func intKeys(all []int) []int64 {
	keys := make([]int64, len(all))
	for i, n := range all {
		keys[i] = int64(n)
	}
	return keys
}

// timeKeys returns instants in nanoseconds, nil if there is one that an int64 does not
// hold.
func timeKeys(all []time.Time) []int64 {
	keys := make([]int64, len(all))
	for i, t := range all {
		if sec := t.Unix(); sec < math.MinInt64/1_000_000_000+1 || sec > math.MaxInt64/1_000_000_000-1 {
			return nil
		}
		keys[i] = t.UnixNano()
	}
	return keys
}

// amountKeys returns amounts in units of the smallest of their exponents, nil if there is
// one that an int64 does not hold.
func amountKeys(all []decimal.Decimal) []int64 {
	least := int32(0)
	for _, d := range all {
		least = min(least, d.Exponent())
	}
	keys := make([]int64, len(all))
	for i, d := range all {
		c := d.CoefficientInt64()
		if least < -18 || d.NumDigits() > 18 {
			return nil
		}
		if c == 0 { // whatever its exponent
			continue
		}
		for range int64(d.Exponent()) - int64(least) {
			if c > math.MaxInt64/10 || c < math.MinInt64/10 {
				return nil
			}
			c *= 10
		}
		keys[i] = c
	}
	return keys
}

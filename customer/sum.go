package customer

import (
	"cmp"
	"math"
	"math/bits"

	"github.com/shopspring/decimal"
)

// Sum adds amounts of one currency exactly, without allocating: in integers of
// the finest decimal seen, with every overflow caught and carried on in
// arbitrary precision. The zero Sum is 0. It holds at most the amounts that
// Order.Check accepts.
type Sum struct {
	units int64            // the sum in units of 10^-scale, while wide is nil
	scale int32            // 0 to 18
	wide  *decimal.Decimal // the whole sum once it has left int64
}

// SumOf returns the sum of one amount.
func SumOf(d decimal.Decimal) Sum {
	var s Sum
	s.Add(d)
	return s
}

// Add adds an amount, negative ones too.
func (s *Sum) Add(d decimal.Decimal) {
	if s.wide == nil && small(d) && s.addSmall(d.CoefficientInt64(), -d.Exponent()) {
		return
	}
	sum := s.Decimal().Add(d)
	s.wide = &sum
}

// Merge adds another sum.
func (s *Sum) Merge(o Sum) {
	if o.wide == nil && s.wide == nil && s.addUnits(o.units, o.scale) {
		return
	}
	sum := s.Decimal().Add(o.Decimal())
	s.wide = &sum
}

// negated returns the sum with the opposite sign.
func (s Sum) negated() Sum {
	if s.wide == nil && s.units > math.MinInt64 {
		s.units = -s.units
		return s
	}
	return SumOf(s.Decimal().Neg())
}

// Decimal returns the sum.
func (s Sum) Decimal() decimal.Decimal {
	if s.wide != nil {
		return *s.wide
	}
	return decimal.New(s.units, -s.scale)
}

// MarshalText writes the sum as a plain decimal: "12.50". Digests and reports keep their
// amounts in JSON this way.
func (s Sum) MarshalText() ([]byte, error) {
	d := s.Decimal()
	return []byte(d.StringFixed(max(0, -d.Exponent()))), nil
}

// UnmarshalText reads what MarshalText writes: digits, a point, a sign, at most
// 200 characters. The error is ErrAmount.
func (s *Sum) UnmarshalText(text []byte) error {
	*s = Sum{}
	d := parseAmount(string(text))
	if d == nil {
		return ErrAmount
	}
	s.Add(*d)
	return nil
}

// compare returns a negative number, 0 or a positive one as s is less than,
// equal to or greater than o.
func (s *Sum) compare(o *Sum) int {
	if s.wide == nil && o.wide == nil {
		a, aFits := shift(s.units, max(0, o.scale-s.scale))
		b, bFits := shift(o.units, max(0, s.scale-o.scale))
		if aFits && bFits {
			return cmp.Compare(a, b)
		}
	}
	return s.Decimal().Cmp(o.Decimal())
}

// Equal reports whether two sums are the same amount.
func (s Sum) Equal(o Sum) bool { return s.compare(&o) == 0 }

// IsZero reports whether the sum is 0.
func (s Sum) IsZero() bool { return s.Decimal().Sign() == 0 }

// small reports whether the coefficient has at most 18 digits, so that it fits an
// int64. Comparing with a bound of the same exponent costs a third of counting
// the digits.
func small(d decimal.Decimal) bool {
	if exp := int(-d.Exponent()); exp >= 0 && exp < len(bounds) && d.Sign() >= 0 {
		return d.Cmp(bounds[exp]) < 0
	}
	return d.NumDigits() <= 18
}

// amountOf returns the amount as a Sum if it is within bounds. If it has at
// most 18 digits, one comparison decides.
func amountOf(d decimal.Decimal) (Sum, error) {
	if exp := int(-d.Exponent()); exp >= 0 && exp < len(bounds) && d.Sign() >= 0 && d.Cmp(bounds[exp]) < 0 {
		return Sum{units: d.CoefficientInt64(), scale: int32(exp)}, nil
	}
	if err := checkAmount(d); err != nil {
		return Sum{}, err
	}
	return SumOf(d), nil
}

// bounds are 10^18 with every exponent that amounts commonly have: the 19 first
// decimals. They are never changed.
var bounds = func() (all [19]decimal.Decimal) {
	for exp := range all {
		all[exp] = decimal.New(1e18, int32(-exp))
	}
	return all
}()

// addSmall adds u·10^-scale, of any scale, unless something leaves int64.
func (s *Sum) addSmall(u int64, scale int32) bool {
	switch {
	case scale > 18 || scale < -18:
		return false
	case scale < 0:
		shifted, ok := shift(u, -scale)
		return ok && s.addUnits(shifted, 0)
	}
	return s.addUnits(u, scale)
}

// addUnits adds u·10^-scale and reports whether everything stayed within int64.
// If not, s is unchanged.
func (s *Sum) addUnits(u int64, scale int32) bool {
	mine, ok := s.units, true
	if scale > s.scale {
		mine, ok = shift(mine, scale-s.scale)
	} else if scale < s.scale {
		u, ok = shift(u, s.scale-scale)
	}
	sum := mine + u
	if !ok || (sum > mine) != (u > 0) {
		return false
	}
	s.units, s.scale = sum, max(s.scale, scale)
	return true
}

// shift returns u·10^n and whether it fits.
func shift(u int64, n int32) (int64, bool) {
	abs := uint64(u)
	if u < 0 {
		abs = -abs
	}
	for ; n > 0; n-- {
		hi, lo := bits.Mul64(abs, 10)
		if hi != 0 || lo > 1<<63-1 {
			return 0, false
		}
		abs = lo
	}
	if u < 0 {
		return -int64(abs), true
	}
	return int64(abs), true
}

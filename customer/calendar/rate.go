package calendar

import "math"

// z is the quantile of the normal distribution that a two-sided 95 % interval has (P5).
const z = 1.959963984540054

// An Interval is a range of plausible values, both ends included (P5). Unlike a Span it
// has no To that is outside.
type Interval struct {
	Low, High float64
}

// Holds reports whether Low <= x <= High.
func (i Interval) Holds(x float64) bool { return i.Low <= x && x <= i.High }

// A Rate is a share with its counts (P5): Count of Of.
type Rate struct {
	Count int // from 0 to Of
	Of    int // 0 means that there is no rate
}

// valid reports whether r has a value.
func (r Rate) valid() bool { return 0 <= r.Count && r.Count <= r.Of && r.Of > 0 }

// Value returns Count ÷ Of, and whether there is such a number: of none there is no
// rate, neither 0 nor 1.
func (r Rate) Value() (float64, bool) {
	if !r.valid() {
		return 0, false
	}
	return float64(r.Count) / float64(r.Of), true
}

// Interval returns Wilson's 95 % interval of the rate (P5), and whether there is one. It
// lies within 0 and 1, holds the value, and that of Of − Count is its mirror image.
func (r Rate) Interval() (Interval, bool) {
	p, ok := r.Value()
	if !ok {
		return Interval{}, false
	}
	low, high := wilsonLow(r.Count, r.Of), 1-wilsonLow(r.Of-r.Count, r.Of)
	return Interval{min(low, p), max(high, p)}, true
}

// wilsonLow returns the lower end of Wilson's interval of k of n: the smaller root p of
// (k/n − p)² = z² p (1 − p) / n, in a form that cancels no digits and is never below 0.
func wilsonLow(k, n int) float64 {
	a, b := float64(k), float64(n)
	root := math.Sqrt(z*z + 4*a*(b-a)/b)
	return 2 * a * a / (b * (2*a + z*z + z*root))
}

// hypotenuse returns the root of a² + b², to the same bits if a and b change places.
func hypotenuse(a, b float64) float64 { return math.Sqrt(float64(a*a) + float64(b*b)) }

package value

import "math"

// lnGamma returns ln Γ(x) for x > 0.
func lnGamma(x float64) float64 {
	v, _ := math.Lgamma(x)
	return v
}

// lnBeta returns ln B(a, b).
func lnBeta(a, b float64) float64 { return lnGamma(a) + lnGamma(b) - lnGamma(a+b) }

// digamma returns ψ(x), the derivative of ln Γ, for x > 0. It goes up to where the
// asymptotic series is exact to the last digits.
func digamma(x float64) float64 {
	sum := 0.0
	for ; x < 12; x++ {
		sum -= 1 / x
	}
	z := 1 / (x * x)
	series := z * (1.0/12 - z*(1.0/120-z*(1.0/252-z*(1.0/240-z*(1.0/132-z*(691.0/32760-z/12))))))
	return sum + math.Log(x) - 0.5/x - series
}

// trigamma returns ψ′(x) for x > 0.
func trigamma(x float64) float64 {
	sum := 0.0
	for ; x < 12; x++ {
		sum += 1 / (x * x)
	}
	z := 1 / (x * x)
	series := z * (1.0/6 - z*(1.0/30-z*(1.0/42-z*(1.0/30-z*(5.0/66-z*(691.0/2730-z*7/6))))))
	return sum + 1/x + z/2 + series/x
}

// lnSum returns ln(exp(u) + exp(v)), and the share of the second of them.
func lnSum(u, v float64) (sum, share float64) {
	if u >= v {
		e := math.Exp(v - u)
		return u + math.Log1p(e), e / (1 + e)
	}
	e := math.Exp(u - v)
	return v + math.Log1p(e), 1 / (1 + e)
}

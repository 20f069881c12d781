package value

import "math"

// nbd is the negative binomial distribution of the purchases within t of customers who do not
// leave: their rates are gamma distributed with shape r and rate alpha.
type nbd struct {
	r    float64
	odds float64 // t/alpha, which is p/(1−p)
	p    float64 // t/(alpha+t)
}

func newNBD(r, alpha, t float64) nbd { return nbd{r, t / alpha, t / (alpha + t)} }

// mass returns the probability of n purchases.
func (d nbd) mass(n int) float64 {
	none := -d.r * math.Log1p(d.odds)
	if n == 0 {
		return math.Exp(none)
	}
	k := float64(n)
	return math.Exp(lnGamma(d.r+k) - lnGamma(d.r) - lnGamma(k+1) + none + k*math.Log(d.p))
}

// atLeast returns the probability of n purchases or more. Beyond the greatest
// probability it sums what is asked for, so that a small sum keeps its digits.
func (d nbd) atLeast(n int) float64 {
	if n <= d.mode() {
		fewer := 0.0
		for j := range n {
			fewer += d.mass(j)
		}
		return 1 - fewer
	}
	sum, term := 0.0, d.mass(n)
	for j := n; term > 1e-18*sum && term > 1e-300; j++ { // a last digit times 0.9 is itself
		sum += term
		term *= d.ratio(j)
	}
	return sum
}

// ratio returns the probability of j+1 purchases ÷ that of j.
func (d nbd) ratio(j int) float64 { return d.p * (d.r + float64(j)) / float64(j+1) }

// mode returns the number of purchases with the greatest probability.
func (d nbd) mode() int { return int(max(0, (d.r-1)*d.odds)) }

// first returns the smallest number of purchases that matters, and its probability as a
// multiple of the greatest.
func (d nbd) first() (j int, weight float64) {
	j, weight = d.mode(), 1
	for ; j > 0 && weight > 1e-25; j-- {
		weight /= d.ratio(j - 1)
	}
	return j, weight
}

// purchases returns the purchases to expect within t of a customer who is there at its
// beginning: Σ_{j≥1} NBD(j) Σ_{0≤i<j} (b)_i/(a+b)_i (V6). All terms are positive, so none
// cancels another. The probabilities are multiples of the greatest one, and divided by their
// sum at the end: so none that matters is too small for a float64.
func (p params) purchases(t float64) float64 {
	if t <= 0 {
		return 0
	}
	d := newNBD(p.r, p.alpha, t)
	first, weight := d.first()
	var mass, mean, made float64
	stays := 1.0 // (b)_i/(a+b)_i at i = j
	for j := 0; ; j++ {
		if j >= first {
			mass += weight
			mean += weight * made
			ratio := d.ratio(j)
			weight *= ratio
			// From here on weights fall at least by a constant ratio, and made grows by at most 1.
			rest := 1 - max(ratio, d.p)
			if weight <= tiny*rest*mass && weight*(made+1/rest) <= tiny*rest*mean {
				return mean / mass
			}
		}
		made += stays
		stays *= (p.b + float64(j)) / (p.a + p.b + float64(j))
	}
}

// tiny is the share of a sum that what follows may have.
const tiny = 1e-16

package value

import "math"

// The parameters of a purchase model, by their place in a hill.
const (
	atR = iota
	atAlpha
	atA
	atB
)

// purchaseHill returns the log-likelihood of histories under a model (V4). They are sorted, and
// added up in this order. A unit of time is so many days.
func purchaseHill(m Model, all []counted, unit float64) hill {
	byRepeats := repeatsOf(all)
	days := 0
	for _, c := range all {
		days = max(days, c.Observed)
	}
	lns, inverse := make([]float64, days+1), make([]float64, days+1)
	return hill{n: 4, at: func(theta *[maxParams]float64, s *slope) {
		var p [maxParams]float64
		for i := range p {
			p[i] = math.Exp(theta[i])
		}
		for d := range lns {
			at := p[atAlpha] + float64(d)/unit
			lns[d], inverse[d] = math.Log(at), 1/at
		}
		*s = slope{}
		s.addCounts(m, byRepeats, &p, theta)
		for i := range all {
			s.addTimes(m, &all[i], &p, theta, lns, inverse)
		}
		s.byLogs(&p, 4)
	}}
}

// repeatsOf returns how many customers have how many repeats, by their number.
func repeatsOf(all []counted) []int {
	most := 0
	for _, c := range all {
		most = max(most, c.Repeats)
	}
	n := make([]int, most+1)
	for _, c := range all {
		n[c.Repeats] += c.n
	}
	return n
}

// addCounts adds the part of the log-likelihood that the numbers of repeats decide:
// ln B(a, b+x)/B(a, b) + ln Γ(r+x)/Γ(r) + r ln α for each customer (V4). As x is whole, both
// are sums of logarithms over what is below x.
func (s *slope) addCounts(m Model, n []int, p, theta *[maxParams]float64) {
	more := 0 // customers with more repeats than x
	for x := len(n) - 1; x >= 0; x-- {
		if more > 0 {
			s.addRate(float64(more), p[atR]+float64(x))
		}
		if last := m.coins(x) - 1; last >= 0 { // a customer with x repeats stayed at coins 0 to last
			c := float64(more + n[x])
			s.addStay(c, p[atA], p[atB]+float64(last))
		}
		more += n[x]
	}
	c := float64(more)
	s.value += c * p[atR] * theta[atAlpha]
	s.g[atR] += c * theta[atAlpha]
	s.g[atAlpha] += c * p[atR] / p[atAlpha]
	s.h[atAlpha][atR] += c / p[atAlpha]
	s.h[atAlpha][atAlpha] -= c * p[atR] / (p[atAlpha] * p[atAlpha])
}

// addRate adds ln(r+x) for c customers, where rx is r+x.
func (s *slope) addRate(c, rx float64) {
	s.value += c * math.Log(rx)
	s.g[atR] += c / rx
	s.h[atR][atR] -= c / (rx * rx)
}

// addStay adds ln bx/(a+bx) for c customers, where bx is b and a number: that they stayed.
func (s *slope) addStay(c, a, bx float64) {
	both := a + bx
	s.value -= c * math.Log1p(a/bx)
	s.g[atA] -= c / both
	s.g[atB] += c * a / (bx * both)
	s.h[atA][atA] += c / (both * both)
	s.h[atB][atA] += c / (both * both)
	s.h[atB][atB] -= c * a * (bx + both) / (bx * bx * both * both)
}

// addTimes adds ln [(α+T)^−(r+x) + a/(b+n−1) (α+tx)^−(r+x)], where n is the number of coins,
// for the customers of one history (V4): of those still there, and of those who left.
func (s *slope) addTimes(m Model, h *counted, p, theta *[maxParams]float64, lns, inverse []float64) {
	c, rx := float64(h.n), p[atR]+float64(h.Repeats)
	lnT, iT := lns[h.Observed], inverse[h.Observed]
	coins := m.coins(h.Repeats)
	if coins == 0 {
		s.value -= c * rx * lnT
		s.g[atR] -= c * lnT
		s.g[atAlpha] -= c * rx * iT
		s.h[atAlpha][atR] -= c * iT
		s.h[atAlpha][atAlpha] += c * rx * iT * iT
		return
	}
	lnL, iL := lns[h.LastDay], inverse[h.LastDay]
	bn := p[atB] + float64(coins-1)
	sum, left := lnSum(-rx*lnT, theta[atA]-math.Log(bn)-rx*lnL)
	there := 1 - left
	s.value += c * sum
	s.g[atR] -= c * (there*lnT + left*lnL)
	s.g[atAlpha] -= c * rx * (there*iT + left*iL)
	s.g[atA] += c * left / p[atA]
	s.g[atB] -= c * left / bn

	// The second derivatives: the mean of both sides', and the variance of the first ones.
	d := [maxParams]float64{lnT - lnL, rx * (iT - iL), 1 / p[atA], -1 / bn}
	v := c * left * there
	for i := range d {
		for j := range i + 1 {
			s.h[i][j] += v * d[i] * d[j]
		}
	}
	s.h[atAlpha][atR] -= c * (there*iT + left*iL)
	s.h[atAlpha][atAlpha] += c * rx * (there*iT*iT + left*iL*iL)
	s.h[atA][atA] -= c * left / (p[atA] * p[atA])
	s.h[atB][atB] += c * left / (bn * bn)
}

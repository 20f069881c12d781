package value

import (
	"math"
	"time"

	"github.com/clientele-go/clientele/customer"
)

// A SpendFit is the gamma-gamma model of what a repeat purchase brings that makes the
// spends of some customers most likely (V2): a purchase of one customer is gamma distributed
// with shape P, and its scale varies among customers as Q and Gamma say. The zero SpendFit is none.
type SpendFit struct {
	AsOf      time.Time // what the spends are as of, in UTC
	Currency  customer.Currency
	Customers int // with a repeat purchase that brought something
	LeftOut   int // the others (V2)

	P, Q, Gamma float64 // Gamma is in units of the currency

	LogLikelihood float64
}

// SpendModel is the name of the model of spends.
const SpendModel = "gamma-gamma"

// The parameters of the spend model, by their place in a hill.
const (
	atP = iota
	atQ
	atGamma
)

// spendStart returns where the fit begins: p 1, q 3, and the γ with which the mean of all
// customers is the one that they have. So the currency's unit does not matter.
func spendStart(all []countedSpend) [maxParams]float64 {
	sum, n := 0.0, 0.0
	for _, c := range all {
		sum += float64(c.n) * c.mean
		n += float64(c.n)
	}
	return [maxParams]float64{1, 3, 2 * sum / n}
}

// FitSpend fits the spend model to spends as of asOf, which it does not look at (V2). The
// same spends give the same bits on one processor architecture. The errors are those of
// FitPurchases (V5).
func FitSpend(s *Spends, asOf time.Time) (SpendFit, error) {
	return fitSpend(s, asOf, spendStart(s.sorted()))
}

func fitSpend(s *Spends, asOf time.Time, start [maxParams]float64) (SpendFit, error) {
	f := SpendFit{AsOf: asOf.UTC(), Currency: s.currency, LeftOut: s.leftOut}
	all := s.sorted()
	for _, c := range all {
		f.Customers += c.n
	}
	if len(all) == 0 {
		return SpendFit{}, ErrNoRepeatBuyer
	}
	top, value, err := spendHill(all).climb(start)
	if err != nil {
		return SpendFit{}, err
	}
	f.P, f.Q, f.Gamma, f.LogLikelihood = top[atP], top[atQ], top[atGamma], value
	return f, nil
}

// Mean returns what a purchase of a customer is expected to bring, from the number of
// repeat days and the net revenue of all of them together (V2). Without a repeat day it is the
// mean of all customers, which exists iff Q is above 1. The net revenue must be in the currency
// of the fit.
func (f *SpendFit) Mean(repeats int, net customer.Money) (e Estimate, ok bool) {
	if repeats > 0 && net.Currency != f.Currency {
		return Estimate{}, false
	}
	v, ok := f.mean(repeats, meanSpend(repeats, net))
	if !ok {
		return Estimate{}, false
	}
	return Estimate{v, f.Currency}, true
}

// mean returns E[M] = p (γ + x·m) ÷ (p·x + q − 1) (V2), and whether there is one. A
// customer who spent nothing, or less, is not what the model is of: there is none.
func (f *SpendFit) mean(x int, m float64) (float64, bool) {
	below := f.P*float64(x) + f.Q - 1
	if x < 0 || x > 0 && !(m > 0) || !(below > 0) {
		return 0, false
	}
	return f.P * (f.Gamma + float64(x)*m) / below, true
}

// spendHill returns the log-likelihood of spends, which are sorted, and added up in this
// order.
func spendHill(all []countedSpend) hill {
	return hill{n: 3, at: func(theta *[maxParams]float64, s *slope) {
		var p [maxParams]float64
		for i := range 3 {
			p[i] = math.Exp(theta[i])
		}
		*s = slope{}
		for i, n := 0, 0; i < len(all); i = n {
			n = i
			c := 0
			for ; n < len(all) && all[n].repeats == all[i].repeats; n++ {
				c += all[n].n
				s.addSpend(&all[n], &p)
			}
			s.addShapes(float64(c), float64(all[i].repeats), &p, theta)
		}
		s.byLogs(&p, 3)
	}}
}

// addShapes adds ln Γ(px+q) − ln Γ(px) − ln Γ(q) + q ln γ + px ln x for c customers with x
// repeat days.
func (s *slope) addShapes(c, x float64, p, theta *[maxParams]float64) {
	px, q := p[atP]*x, p[atQ]
	s.value += c * (lnGamma(px+q) - lnGamma(px) - lnGamma(q) + q*theta[atGamma] + px*math.Log(x))
	sum, one := digamma(px+q), trigamma(px+q)
	s.g[atP] += c * x * (sum - digamma(px) + math.Log(x))
	s.g[atQ] += c * (sum - digamma(q) + theta[atGamma])
	s.g[atGamma] += c * q / p[atGamma]
	s.h[atP][atP] += c * x * x * (one - trigamma(px))
	s.h[atQ][atP] += c * x * one
	s.h[atQ][atQ] += c * (one - trigamma(q))
	s.h[atGamma][atQ] += c / p[atGamma]
	s.h[atGamma][atGamma] -= c * q / (p[atGamma] * p[atGamma])
}

// addSpend adds (px−1) ln m − (px+q) ln(γ + m·x) for the customers of one spend.
func (s *slope) addSpend(d *countedSpend, p *[maxParams]float64) {
	c, x := float64(d.n), float64(d.repeats)
	px, lnM := p[atP]*x, math.Log(d.mean)
	all := p[atGamma] + d.mean*x
	lnAll, both := math.Log(all), px+p[atQ]
	s.value += c * ((px-1)*lnM - both*lnAll)
	s.g[atP] += c * x * (lnM - lnAll)
	s.g[atQ] -= c * lnAll
	s.g[atGamma] -= c * both / all
	s.h[atGamma][atP] -= c * x / all
	s.h[atGamma][atQ] -= c / all
	s.h[atGamma][atGamma] += c * both / (all * all)
}

package value

import (
	"math"
	"math/big"
)

// A Step is a day of a Curve on which something happened (B3). On one day, orders come
// before censoring.
type Step struct {
	Day      int // since the first order day
	AtRisk   int // customers without a second order so far, who are still observed
	Orders   int // second orders on the day
	Censored int // customers who are observed no longer than the day, without a second order
}

// A Curve is the time to the second order of all customers with an order day (B2, B3), in
// integers: the days on which somebody came back or was censored, in order. A customer
// without a second order is censored at AsOf's date, never left out. Curves of parts add up
// by their orders and censored customers.
type Curve []Step

// Survival returns the share of customers without a second order after a day, by Kaplan and
// Meier: the product of 1 − orders ÷ at risk up to the day, exactly (B3). It does not exist
// on a day up to which nobody was observed, unless it was 0 before (B4). Without customers
// it exists on no day.
func (c Curve) Survival(day int) (share *big.Rat, ok bool) {
	if len(c) == 0 || day < 0 {
		return nil, false
	}
	s := big.NewRat(1, 1)
	for i := range c {
		if c[i].Day > day {
			return s, true
		}
		if c[i].Orders > 0 {
			s.Mul(s, big.NewRat(int64(c[i].AtRisk-c[i].Orders), int64(c[i].AtRisk)))
		}
	}
	return s, s.Sign() == 0 || c[len(c)-1].Day >= day
}

// Returned returns 1 − Survival: the share with a second order within so many days.
func (c Curve) Returned(days int) (share *big.Rat, ok bool) {
	s, ok := c.Survival(days)
	if !ok {
		return nil, false
	}
	return s.Sub(big.NewRat(1, 1), s), true
}

// StandardError returns Greenwood's error of Survival after a day (B3). There is none where
// Survival is 0 or does not exist.
func (c Curve) StandardError(day int) (se float64, ok bool) {
	s, ok := c.Survival(day)
	if !ok || s.Sign() == 0 {
		return 0, false
	}
	sum := 0.0
	for i := range c {
		if st := &c[i]; st.Day <= day && st.Orders > 0 {
			sum += float64(st.Orders) / (float64(st.AtRisk) * float64(st.AtRisk-st.Orders))
		}
	}
	share, _ := s.Float64()
	return share * math.Sqrt(sum), true
}

// Median returns the first day after which at most half of the customers are without a
// second order. If the curve does not reach that, it does not exist (B4).
func (c Curve) Median() (day int, ok bool) {
	s, half := big.NewRat(1, 1), big.NewRat(1, 2)
	for i := range c {
		if c[i].Orders > 0 {
			s.Mul(s, big.NewRat(int64(c[i].AtRisk-c[i].Orders), int64(c[i].AtRisk)))
		}
		if s.Cmp(half) <= 0 {
			return c[i].Day, true
		}
	}
	return 0, false
}

package value

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

	"github.com/clientele-go/clientele/customer"
)

// Spends are what customers spent on the days of their repeat purchases, in one currency (V2).
// The order in which they are added does not matter. The zero Spends is that of nobody.
type Spends struct {
	currency customer.Currency
	counts   map[spend]int
	leftOut  int
}

// spend is the number of repeat days and what was spent on one of them, on average.
type spend struct {
	repeats int
	mean    float64
}

// Add adds a customer: the number of repeat days, and the net revenue of all of them
// together, without the first day's. Customers without a repeat day, and those who spent
// nothing, are counted as left out (V2). The error is a *customer.CurrencyError if another
// customer's currency is another, and ErrHistory if repeats is negative.
func (s *Spends) Add(repeats int, net customer.Money) error {
	mean, err := s.mean(repeats, net)
	switch {
	case err != nil:
		return err
	case !(mean > 0):
		s.leftOut++
		return nil
	case s.counts == nil:
		s.counts = map[spend]int{}
	}
	s.counts[spend{repeats, mean}]++
	return nil
}

// mean checks what Add gets, and returns the mean of a day: 0 if there is none.
func (s *Spends) mean(repeats int, net customer.Money) (float64, error) {
	if repeats < 0 {
		return 0, ErrHistory
	}
	if s.currency == "" {
		s.currency = net.Currency
	}
	if s.currency != net.Currency {
		return 0, fmt.Errorf("value: spends: %w", &customer.CurrencyError{A: s.currency, B: net.Currency})
	}
	return meanSpend(repeats, net), nil
}

// meanSpend returns net ÷ repeats (V2), 0 if repeats is 0. The amount becomes the nearest
// float64 first.
func meanSpend(repeats int, net customer.Money) float64 {
	if repeats == 0 {
		return 0
	}
	sum, _ := strconv.ParseFloat(net.Amount.String(), 64) // a decimal is always read; too large is +Inf
	return sum / float64(repeats)
}

// Merge adds the customers of o. The error is a *customer.CurrencyError if its currency is
// another.
func (s *Spends) Merge(o *Spends) error {
	if o.currency != "" {
		if _, err := s.mean(0, customer.Money{Currency: o.currency}); err != nil {
			return err
		}
	}
	s.leftOut += o.leftOut
	for k, n := range o.counts {
		if s.counts == nil {
			s.counts = map[spend]int{}
		}
		s.counts[k] += n
	}
	return nil
}

// Customers returns how many customers were added who are not left out.
func (s *Spends) Customers() int {
	sum := 0
	for _, n := range s.counts {
		sum += n
	}
	return sum
}

// LeftOut returns how many customers have no repeat day, or spent nothing (V2).
func (s *Spends) LeftOut() int { return s.leftOut }

// countedSpend is some customers with one spend.
type countedSpend struct {
	spend
	n int
}

// sorted returns the spends by repeats, then mean, each once.
func (s *Spends) sorted() []countedSpend {
	all := make([]countedSpend, 0, len(s.counts))
	for k, n := range s.counts {
		all = append(all, countedSpend{k, n})
	}
	slices.SortFunc(all, func(a, b countedSpend) int {
		return cmp.Or(cmp.Compare(a.repeats, b.repeats), cmp.Compare(a.mean, b.mean))
	})
	return all
}

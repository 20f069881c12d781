package value

import (
	"errors"
	"fmt"
	"slices"
	"time"
)

// UnitDays is the unit of time of the models: 7 days (V1).
const UnitDays = 7

// A History is what the purchase models know of one customer (V1), in whole civil days.
// Two orders on one day are one purchase. The zero History is a customer whose first
// order is of the day of AsOf.
type History struct {
	Repeats  int // days with a purchase, less the first: x
	LastDay  int // from the first of them to the last: t_x
	Observed int // from the first of them to the date of AsOf: T
}

// ErrHistory reports a History that no customer can have.
var ErrHistory = errors.New("value: a history needs 0 ≤ Repeats ≤ LastDay ≤ Observed, and a last day if and only if there are repeats")

// Check returns an ErrHistory unless a customer can have the history.
func (h History) Check() error {
	if h.Repeats < 0 || h.Repeats > h.LastDay || h.LastDay > h.Observed || (h.Repeats == 0) != (h.LastDay == 0) {
		return ErrHistory
	}
	return nil
}

// compare orders histories by their repeats, their last day and how long they were observed.
func (h History) compare(o History) int {
	switch {
	case h.Repeats != o.Repeats:
		return h.Repeats - o.Repeats
	case h.LastDay != o.LastDay:
		return h.LastDay - o.LastDay
	}
	return h.Observed - o.Observed
}

// Histories counts customers by their history. The order in which they are added does not
// matter. The zero Histories is that of nobody.
type Histories struct {
	counts map[History]int
}

// Add adds one customer. The error is an ErrHistory, and then nothing is added.
func (s *Histories) Add(h History) error { return s.AddMany(h, 1) }

// AddMany adds n customers with one history.
func (s *Histories) AddMany(h History, n int) error {
	if err := h.Check(); err != nil {
		return err
	}
	if n < 0 {
		return fmt.Errorf("%w: %d customers", ErrHistory, n)
	}
	if n == 0 {
		return nil
	}
	if s.counts == nil {
		s.counts = map[History]int{}
	}
	s.counts[h] += n
	return nil
}

// Merge adds the customers of o.
func (s *Histories) Merge(o *Histories) {
	for h, n := range o.counts {
		_ = s.AddMany(h, n) // o has checked it
	}
}

// Customers returns how many customers were added.
func (s *Histories) Customers() int {
	sum := 0
	for _, n := range s.counts {
		sum += n
	}
	return sum
}

// Distinct returns how many different histories there are. The time that a fit takes
// grows with their number, and not with that of the customers.
func (s *Histories) Distinct() int { return len(s.counts) }

// counted is some customers with one history.
type counted struct {
	History
	n int
}

// sorted returns the histories in their order, each once.
func (s *Histories) sorted() []counted {
	all := make([]counted, 0, len(s.counts))
	for h, n := range s.counts {
		all = append(all, counted{h, n})
	}
	slices.SortFunc(all, func(a, b counted) int { return a.compare(b.History) })
	return all
}

// units returns days as units of time, never rounded (V1).
func units(days int) float64 { return float64(days) / UnitDays }

// unitsOf returns a duration as units of time.
func unitsOf(d time.Duration) float64 { return d.Hours() / (24 * UnitDays) }

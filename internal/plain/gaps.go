package plain

import (
	"fmt"
	"math/big"
	"sort"
	"time"
)

// orderDays lists the civil days on which a customer has a paid order, in order (B1).
func (q question) orderDays(f facts, id string) []time.Time {
	var days []time.Time
	for _, o := range f.orders {
		if o.customer != id || !q.isPaid(o) {
			continue
		}
		day, seen := dateOf(o.paid, q.loc), false
		for _, d := range days {
			seen = seen || d.Equal(day)
		}
		if !seen {
			days = append(days, day)
		}
	}
	sort.Slice(days, func(i, j int) bool { return days[i].Before(days[j]) })
	return days
}

// daysBetween counts the days from one date to another, 0 if it is not later.
func daysBetween(from, to time.Time) int {
	n := 0
	for d := from; d.Before(to); d = d.Add(24 * time.Hour) {
		n++
	}
	return n
}

// gaps writes gaps.csv and second_order.csv (B1–B4).
func gaps(out Files, q question, f facts) {
	var all, second, censored []int
	for _, c := range f.customers {
		days := q.orderDays(f, c.id)
		for i := 1; i < len(days); i++ {
			all = append(all, daysBetween(days[i-1], days[i]))
		}
		switch {
		case len(days) >= 2:
			second = append(second, daysBetween(days[0], days[1]))
		case len(days) == 1:
			censored = append(censored, daysBetween(days[0], dateOf(q.asOf, q.loc)))
		}
	}
	sort.Ints(all)
	var s sheet
	s.row("metric", "value")
	s.row("gaps", fmt.Sprint(len(all)))
	sum := 0
	for _, g := range all {
		sum += g
	}
	if len(all) > 0 {
		s.row("mean_days", sixPlaces(big.NewRat(int64(sum), int64(len(all)))))
	} else {
		s.row("mean_days", "")
	}
	for _, p := range []int{25, 50, 75, 90} {
		cell := ""
		for rank := 1; rank <= len(all) && cell == ""; rank++ {
			if 100*rank >= p*len(all) { // the first rank that is p·n or more
				cell = fmt.Sprint(all[rank-1])
			}
		}
		s.row(fmt.Sprint("p", p), cell)
	}
	s.row("customers", fmt.Sprint(len(second)+len(censored)))
	for _, days := range []int{30, 90, 365} {
		s.row(fmt.Sprintf("second_within_%d_days", days), returned(second, censored, days))
	}
	out["gaps.csv"] = s.b.String()
	out["second_order.csv"] = secondOrder(second, censored)
}

// howMany counts the days that pass.
func howMany(days []int, passes func(int) bool) int {
	n := 0
	for _, d := range days {
		n += oneIf(passes(d))
	}
	return n
}

// lastDay returns the last day on which something happens, −1 if nothing does.
func lastDay(second, censored []int) int {
	last := -1
	for _, days := range [][]int{second, censored} {
		for _, d := range days {
			if d > last {
				last = d
			}
		}
	}
	return last
}

// returned returns 1 − S after a day, by Kaplan and Meier, or nothing (B3, B4).
func returned(second, censored []int, until int) string {
	last := lastDay(second, censored)
	if last < 0 {
		return ""
	}
	s := big.NewRat(1, 1)
	for day := 0; day <= until; day++ {
		if day > last && s.Sign() != 0 {
			return "" // nobody was observed so long
		}
		onOrAfter := func(d int) bool { return d >= day }
		risk := howMany(second, onOrAfter) + howMany(censored, onOrAfter)
		events := howMany(second, func(d int) bool { return d == day })
		if risk > 0 {
			s.Mul(s, new(big.Rat).Sub(big.NewRat(1, 1), big.NewRat(int64(events), int64(risk))))
		}
	}
	return sixPlaces(new(big.Rat).Sub(big.NewRat(1, 1), s))
}

// secondOrder returns second_order.csv.
func secondOrder(second, censored []int) string {
	var s sheet
	s.row("day", "at_risk", "events", "censored")
	for day := 0; day <= lastDay(second, censored); day++ {
		here := func(d int) bool { return d == day }
		onOrAfter := func(d int) bool { return d >= day }
		events, lost := howMany(second, here), howMany(censored, here)
		if events+lost > 0 {
			s.row(fmt.Sprint(day), fmt.Sprint(howMany(second, onOrAfter)+howMany(censored, onOrAfter)), fmt.Sprint(events), fmt.Sprint(lost))
		}
	}
	return s.b.String()
}

// sixPlaces writes a number with 6 decimals, a half rounded up: FloatString rounds it away
// from 0, which is up.
func sixPlaces(x *big.Rat) string { return x.FloatString(6) }

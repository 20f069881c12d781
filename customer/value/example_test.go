package value_test

import (
	"fmt"
	"time"

	"github.com/shopspring/decimal"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/value"
)

// bakery has five customers who bought, and one who did not.
func bakery() (facts customer.Memory) {
	for i, orders := range []int{1, 1, 2, 4, 9, 0} {
		id := customer.ID(fmt.Sprint("c", i+1))
		facts.Customers = append(facts.Customers, customer.Customer{ID: id})
		for n := range orders {
			facts.Orders = append(facts.Orders, customer.Order{
				ID: customer.OrderID(fmt.Sprint(id, "-", n)), Customer: id, PaidAt: time.Date(2024, 5, 3*i+n+1, 12, 0, 0, 0, time.UTC),
				Total: customer.Money{Amount: decimal.NewFromInt(12), Currency: "EUR"},
			})
		}
	}
	return facts
}

func ExampleScoreRFM() {
	q := value.RFMQuery{AsOf: time.Date(2024, 6, 1, 0, 0, 0, 0, time.UTC), Currency: "EUR"}
	r, err := value.ScoreRFM(bg, bakery(), q, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, c := range r.Customers {
		fmt.Println(c.ID, c.R, c.F, c.M, c.Segment)
	}
	for _, s := range r.Segments() {
		if s.Customers > 0 {
			fmt.Println(s.Segment, s.Customers, s.Net)
		}
	}
	// Output:
	// c1 1 1 1 Lost
	// c2 2 1 1 About To Sleep
	// c3 3 3 3 Potential Loyalist
	// c4 4 4 4 Potential Loyalist
	// c5 5 5 5 Champions
	// Champions 1 108
	// Potential Loyalist 2 72
	// About To Sleep 1 12
	// Lost 1 12
	// no orders 1 0
}

func ExampleRFMReport_Explain() {
	q := value.RFMQuery{AsOf: time.Date(2024, 6, 1, 0, 0, 0, 0, time.UTC), Currency: "EUR"}
	r, err := value.ScoreRFM(bg, bakery(), q, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	e, _ := r.Explain("c4")
	f := e.Frequency
	fmt.Printf("%d orders: %d of %d have fewer, so score %d; from %d orders on it would be higher\n", f.Value, f.Worse, e.Scored, f.Score, *f.Next)
	// Output: 4 orders: 3 of 5 have fewer, so score 4; from 9 orders on it would be higher
}

// Segments of the shop's own, and what moved between them in a week.
func ExampleMigrate() {
	q := value.RFMQuery{AsOf: time.Date(2024, 6, 1, 0, 0, 0, 0, time.UTC), Currency: "EUR", Scores: 2, Boxes: []value.Box{
		{Name: "regulars", R: value.Band{From: 1, To: 2}, F: value.Band{From: 2, To: 2}, M: value.Band{From: 1, To: 2}},
	}}
	now, err := value.ScoreRFM(bg, bakery(), q, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	q.AsOf = time.Date(2024, 5, 14, 0, 0, 0, 0, time.UTC)
	before, err := value.ScoreRFM(bg, bakery(), q, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	m, err := value.Migrate(&before, &now)
	if err != nil {
		fmt.Println(err)
		return
	}
	for from := range m.Counts {
		for to, n := range m.Counts[from] {
			if n > 0 {
				fmt.Printf("%s → %s: %d\n", m.Segments[from], m.Segments[to], n)
			}
		}
	}
	// Output:
	// regulars → regulars: 1
	// regulars → others: 1
	// others → regulars: 1
	// others → others: 2
	// no orders → no orders: 1
}

func ExampleCheckBoxes() {
	all := value.Band{From: 1, To: 5}
	err := value.CheckBoxes([]value.Box{{Name: "everybody", R: all, F: all, M: all}, {Name: "nobody", R: all, F: all, M: all}}, 5)
	fmt.Println(err)
	fmt.Println(len(value.Holes(value.BuiltIn(), 5)), "cells are in none of the built-in boxes")
	// Output:
	// value: invalid boxes: box 2 is never reached: those before it have all of its cells
	// 10 cells are in none of the built-in boxes
}

func ExampleMeasureGaps() {
	r, err := value.MeasureGaps(bg, bakery(), value.GapQuery{AsOf: time.Date(2024, 6, 1, 0, 0, 0, 0, time.UTC)}, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	gaps, days := r.Total()
	fmt.Println(gaps, "gaps of", days, "days")
	share, ok := r.SecondOrder.Returned(7)
	fmt.Println("within 7 days", share.RatString(), "ordered again", ok)
	_, ok = r.SecondOrder.Returned(365)
	fmt.Println("within a year:", ok)
	// Output:
	// 12 gaps of 12 days
	// within 7 days 3/5 ordered again true
	// within a year: false
}

func ExampleFindOverdue() {
	r, err := value.FindOverdue(bg, bakery(), value.GapQuery{AsOf: time.Date(2024, 5, 16, 0, 0, 0, 0, time.UTC)}, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, o := range r.Customers {
		fmt.Println(o.ID, o.Days, o.Quantile, o.Since.Format(time.DateOnly))
	}
	// Output:
	// c1 15 1 2024-05-03
	// c2 12 1 2024-05-06
	// c3 8 1 2024-05-10
	// c4 3 1 2024-05-15
}

package customer_test

import (
	"context"
	"fmt"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
)

// teaRoom is two customers: mia logged in twice, otto never did.
func teaRoom() customer.Memory {
	return customer.Memory{
		Customers: []customer.Customer{{ID: "mia"}, {ID: "otto"}},
		Logins:    []customer.Login{{Customer: "mia", At: day(1)}, {Customer: "mia", At: day(3)}},
	}
}

// Month by month, and who changed when.
func ExampleTrackStatus() {
	q := customer.Query{AsOf: time.Date(2024, 8, 15, 0, 0, 0, 0, time.UTC), Unit: calendar.Month}
	trend, err := customer.TrackStatus(context.Background(), teaRoom(), q, nil)
	if err != nil {
		return
	}
	months, err := trend.Points()
	if err != nil {
		return
	}
	for _, month := range months {
		fmt.Println(calendar.Month.Format(month.Bucket), "quiet", month.Value[customer.Quiet], "sleeper", month.Value[customer.Sleeper])
	}
	for t := range trend.Transitions() {
		fmt.Println(t.At.Format(time.DateOnly), t.Customer, "from", t.From, "to", t.To)
	}
	// Output:
	// 2024-05 quiet 1 sleeper 1
	// 2024-06 quiet 1 sleeper 1
	// 2024-07 quiet 1 sleeper 1
	// 2024-08 quiet 0 sleeper 2
	// 2024-05-01 mia from sleeper to quiet
	// 2024-05-03 mia from quiet to very active
	// 2024-05-08 mia from very active to active
	// 2024-05-31 mia from active to quiet
	// 2024-08-03 mia from quiet to sleeper
}

// Would anybody move if one login in 30 days made very active?
func ExampleWhatIf() {
	q := customer.Query{AsOf: day(20)}
	once := customer.Policy{VeryActive: customer.Frequency{MoreThan: 0, Within: calendar.Days(30)}}
	moves, err := customer.WhatIf(context.Background(), teaRoom(), q, once, nil)
	if err != nil {
		return
	}
	fmt.Println(moves.Moved(), "moves,", moves[customer.Active][customer.VeryActive], "from active to very active")
	// Output: 1 moves, 1 from active to very active
}

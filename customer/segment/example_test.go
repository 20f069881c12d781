package segment_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/segment"
)

// A segment is stored by its canonical text, and asked for in a question.
func Example() {
	shop := customer.Memory{Customers: []customer.Customer{
		{ID: "1", SignedUp: true, LastDevice: "iPad"},
		{ID: "2", SignedUp: true, LastDevice: "phone", Favorite: true},
		{ID: "3"},
	}}
	s, err := segment.Parse(`identity = registered AND last_device != "iPad"`)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(string(s.Text()))

	q := customer.Query{AsOf: time.Date(2024, 5, 31, 12, 0, 0, 0, time.UTC), Segment: s.Text()}
	page, err := customer.List(context.Background(), shop, q, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(page.Total, page.Rows[0].ID)
	// Output:
	// identity = registered and not last_device = "iPad"
	// 1 2
}

// An error has the place, for a form to show it there.
func ExampleParse_error() {
	_, err := segment.Parse("status = actve\n  and shares > 1")
	var e *segment.Error
	if errors.As(err, &e) {
		fmt.Println(e.Line, e.Column, e.Nearest)
	}
	fmt.Println(err)
	// Output:
	// 1 10 active
	// segment: line 1, column 10: found "actve", expected "very active", active, quiet or sleeper; the nearest known word is "active"
}

// JSON is the same segment, for a form that shows the clauses.
func ExampleSegment_MarshalJSON() {
	s, err := segment.Parse(`status in ("very active", active) and name = unknown`)
	if err != nil {
		fmt.Println(err)
		return
	}
	text, err := json.Marshal(s)
	fmt.Println(string(text), err)
	// Output:
	// {"version":1,"segment":{"and":[{"field":"status","op":"in","values":["very active","active"]},{"field":"name","op":"=","value":null}]}} <nil>
}

// Part is what a database can filter by; the rows that it finds are matched again.
func ExampleSegment_Matcher() {
	s, err := segment.Parse(`last_device = "phone" and shares > 2`)
	if err != nil {
		fmt.Println(err)
		return
	}
	m, err := s.Matcher(customer.Query{AsOf: time.Date(2024, 5, 31, 12, 0, 0, 0, time.UTC)}, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(m.Part.Devices, m.Whole)
	fmt.Println(m.Match(&customer.Row{LastDevice: "phone", Shares: 2}), m.Match(&customer.Row{LastDevice: "phone", Shares: 3}))
	// Output:
	// [phone] false
	// false true
}

// What a form can offer.
func ExampleFields() {
	for _, f := range segment.Fields()[7:11] {
		fmt.Println(f.Name, f.Type, f.Operators, f.Words)
	}
	// Output:
	// status word [= != in is known] [very active active quiet sleeper]
	// last_device text [= != in is known] []
	// birthday date [= != < <= > >= in is known] []
	// created_at time [= != < <= > >= within last within next is known] []
}

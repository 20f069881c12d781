package docs_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"
	_ "time/tzdata" // for machines without zones of their own

	"github.com/shopspring/decimal"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/customer/segment"
)

// tenants has a shop for each tenant, by name.
type tenants map[string]customer.Repository

// list answers the customer list of one tenant.
func (t tenants) list(ctx context.Context, name string, q customer.Query) (customer.Page, error) {
	repo, ok := t[name]
	if !ok {
		return customer.Page{}, errNoTenant
	}
	return customer.List(ctx, repo, q, nil)
}

var errNoTenant = errors.New("no such tenant")

func Example_tenants() {
	all := tenants{
		"kettle": shop,
		"bakery": customer.Memory{Customers: []customer.Customer{{ID: "1", Email: "otto@example.net"}}},
	}
	for _, name := range []string{"kettle", "bakery", "cinema"} {
		page, err := all.list(context.Background(), name, customer.Query{AsOf: at(31, 12)})
		fmt.Println(name, page.Total, err)
	}
	// Output:
	// kettle 3 <nil>
	// bakery 1 <nil>
	// cinema 0 no such tenant
}

func Example_search() {
	q := customer.Query{AsOf: at(31, 12)}
	q.Filter.Search = "ROSSI"
	q.Filter.Statuses = []customer.Status{customer.VeryActive, customer.Active}
	page, err := customer.List(context.Background(), shop, q, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, row := range page.Rows {
		fmt.Println(row.ID, row.Name, row.Status)
	}
	// Output: 1 Mia Rossi very active
}

func Example_segment() {
	s, err := segment.Parse(`status in (active, quiet) and not name = "Mia Rossi" or favorite = true`)
	var wrong *segment.Error
	if errors.As(err, &wrong) {
		fmt.Println(wrong.Line, wrong.Column, wrong)
	}
	s, err = segment.Parse(`(status in (active, quiet) AND name != "Mia Rossi") or favorite = true or created_at within last 90 days`)
	if err != nil {
		fmt.Println(err)
		return
	}
	q := customer.Query{AsOf: at(31, 12), Segment: s.Text()}
	page, err := customer.List(context.Background(), shop, q, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(string(s.Text()))
	fmt.Println(page.Total)
	// Output:
	// 1 54 segment: line 1, column 54: found "or", expected "and": "and" beside "or" needs brackets
	// (status in (active, quiet) and not name = "Mia Rossi") or favorite = true or created_at within last 90 days
	// 1
}

func Example_segmentPart() {
	s, err := segment.Parse(`status in ("very active", active) and shares > 2`)
	if err != nil {
		fmt.Println(err)
		return
	}
	row := customer.Row{Status: customer.Active, Shares: 3} // as your database has it
	m, err := s.Matcher(customer.Query{AsOf: at(31, 12)}, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(m.Part.Statuses, m.Whole, m.Match(&row))
	// Output: [very active active] false true
}

func Example_keepAQuestion() {
	q := customer.Query{Location: time.UTC}
	q.Filter.Types = []customer.Type{"registered"}
	q.Filter.Statuses = []customer.Status{customer.Quiet, customer.Sleeper}

	text, err := json.Marshal(q) // for a column of your database
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(string(text))

	var kept customer.Query
	if err := json.Unmarshal(text, &kept); err != nil {
		fmt.Println(err)
		return
	}
	kept.AsOf = at(31, 12) // now
	page, err := customer.List(context.Background(), shop, kept, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(page.Total, page.Rows[0].Email == "ann@example.org")
	// Output:
	// {"location":"UTC","type":["registered"],"status":["quiet","sleeper"]}
	// 1 true
}

func Example_timeZones() {
	rome, err := time.LoadLocation("Europe/Rome")
	if err != nil {
		fmt.Println(err)
		return
	}
	// Paid on 31 May at 23:30 in London, which is 1 June in Rome.
	paid := time.Date(2024, 5, 31, 22, 30, 0, 0, time.UTC)
	orders := customer.Memory{Orders: []customer.Order{{
		ID: "o-1", Customer: "1", Kind: customer.Food, PlacedAt: paid, PaidAt: paid,
		Total: customer.Money{Amount: decimal.RequireFromString("12.50"), Currency: "EUR"},
	}}}

	for _, zone := range []*time.Location{time.UTC, rome} {
		q := customer.Query{
			AsOf:     paid.Add(24 * time.Hour),
			Location: zone,
			Range:    calendar.DateSpan(calendar.Date{Year: 2024, Month: 5, Day: 1}, calendar.Date{Year: 2024, Month: 7, Day: 1}, zone),
			Unit:     calendar.Month,
		}
		months, err := customer.RevenueTrend(context.Background(), orders, q, nil)
		if err != nil {
			fmt.Println(err)
			return
		}
		for _, month := range months {
			fmt.Println(zone, month.Bucket, len(month.Value) > 0)
		}
	}
	// Output:
	// UTC 2024-05-01 true
	// UTC 2024-06-01 false
	// Europe/Rome 2024-05-01 false
	// Europe/Rome 2024-06-01 true
}

package export_test

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/engagement"
	"github.com/clientele-go/clientele/export"
	"github.com/shopspring/decimal"
)

var noon = time.Date(2024, 5, 6, 12, 0, 0, 0, time.UTC)

// teaShop is a host's storage.
func teaShop() customer.Memory {
	return customer.Memory{
		Customers: []customer.Customer{
			{ID: "c2", Email: "zoe@example.org", Name: "Zoë", SignedUp: true},
			{ID: "c1", Email: "=cmd()", LastDevice: "Pixel 7"},
			{ID: "c3"},
		},
		Logins: []customer.Login{{Customer: "c1", At: noon.Add(-time.Hour)}, {Customer: "c1", At: noon}},
		Orders: []customer.Order{
			{ID: "o1", Customer: "c1", Kind: customer.Food, Total: euros("12.5"), PaidAt: noon},
			{ID: "o2", Kind: customer.Merchandise, Total: euros("3"), PaidAt: noon},
		},
	}
}

func euros(amount string) customer.Money {
	return customer.Money{Amount: decimal.RequireFromString(amount), Currency: "EUR"}
}

func ExampleCustomers() {
	ctx, repo := context.Background(), teaShop()
	page, err := customer.List(ctx, repo, customer.Query{AsOf: noon}, nil)
	if err != nil {
		return
	}
	err = export.CSV(os.Stdout, export.Customers(page))
	fmt.Println(err)
	// Output:
	// id,display_name,identity,email,username,name,email_consent,status,last_device,birthday,created_at,last_usage,last_login,favorite,facebook,twitter,google,shares,comments,redemptions,pushes,paid_orders,last_paid_at
	// c1,'=cmd(),registered,'=cmd(),,,,very active,Pixel 7,,,2024-05-06T12:00:00Z,2024-05-06T12:00:00Z,false,,,,0,0,0,0,1,2024-05-06T12:00:00Z
	// c2,zoe@example.org,registered,zoe@example.org,,Zoë,,sleeper,,,,,,false,,,,0,0,0,0,0,
	// c3,Anonymous user,anonymous,,,,,sleeper,,,,,,false,,,,0,0,0,0,0,
	// <nil>
}

// All customers, by ID. For a file that is complete or absent, do it within
// WriteFile.
func ExampleWriteCustomers() {
	ctx, repo := context.Background(), teaShop().Sorted()
	err := export.WriteCustomers(ctx, os.Stdout, repo, customer.Query{AsOf: noon}, nil, export.Options{})
	fmt.Println(err)
	// Output:
	// id,display_name,identity,email,username,name,email_consent,status,last_device,birthday,created_at,last_usage,last_login,favorite,facebook,twitter,google,shares,comments,redemptions,pushes,paid_orders,last_paid_at
	// c1,'=cmd(),registered,'=cmd(),,,,very active,Pixel 7,,,2024-05-06T12:00:00Z,2024-05-06T12:00:00Z,false,,,,0,0,0,0,1,2024-05-06T12:00:00Z
	// c2,zoe@example.org,registered,zoe@example.org,,Zoë,,sleeper,,,,,,false,,,,0,0,0,0,0,
	// c3,Anonymous user,anonymous,,,,,sleeper,,,,,,false,,,,0,0,0,0,0,
	// <nil>
}

// The e-mails of a selection: all customers but one (L6).
func ExampleEmails() {
	ctx, repo := context.Background(), teaShop()
	selection := customer.Selection{All: true, Except: []customer.ID{"c1"}}
	rows, err := selection.Rows(ctx, repo, customer.Query{AsOf: noon})
	if err != nil {
		return
	}
	err = export.CSV(os.Stdout, export.Emails(customer.Page{Rows: rows}))
	fmt.Println(err)
	// Output:
	// email
	// zoe@example.org
	// <nil>
}

func ExampleRevenue() {
	ctx, repo := context.Background(), teaShop()
	q := customer.Query{AsOf: noon}
	page, err := customer.List(ctx, repo, q, nil)
	if err != nil {
		return
	}
	report, err := customer.Summarize(ctx, repo, q, nil)
	if err != nil {
		return
	}
	err = export.CSV(os.Stdout, export.Revenue(page, report.Guests.Revenue))
	fmt.Println(err)
	// Output:
	// customer_id,kind,currency,orders,gross,refunded,net
	// ,merchandise,EUR,1,3.00,0.00,3.00
	// c1,food,EUR,1,12.50,0.00,12.50
	// <nil>
}

// The e-mails of all customers, however many they are.
func ExampleEach() {
	ctx, repo := context.Background(), teaShop()
	customers := customer.Rows(ctx, repo, customer.Query{AsOf: noon}, nil)
	emails := export.Each(customers, func(r customer.Row) export.EmailRow { return export.EmailRow{Email: export.Text(r.Email)} })
	err := export.CSV(os.Stdout, emails)
	fmt.Println(err)
	// Output:
	// email
	// '=cmd()
	// zoe@example.org
	// ""
	// <nil>
}

func ExampleNewDetailRow() {
	ctx, repo := context.Background(), teaShop()
	page, err := customer.Get(ctx, repo, "c2", customer.Query{AsOf: noon})
	if err != nil {
		return
	}
	err = export.CSV(os.Stdout, export.Rows(export.NewDetailRow(page)))
	fmt.Println(err)
	// Output:
	// id,display_name,name,username,identity,email,email_consent,favorite,status,status_rule,status_reason,status_until,last_device,birthday,shares,facebook,twitter,google,redemptions,comments,pushes,paid_orders,other_kinds,last_usage,created_at
	// c2,zoe@example.org,Zoë,,registered,zoe@example.org,,false,sleeper,S3,never logged in,,,,0,,,,0,0,0,0,0,,
	// <nil>
}

func ExampleAllInfo() {
	ctx, repo := context.Background(), teaShop()
	q := customer.Query{AsOf: noon}
	selection := customer.Selection{IDs: []customer.ID{"c2"}}
	rows, err := selection.Rows(ctx, repo, q)
	if err != nil {
		return
	}
	profiles := repo.EachCustomer(ctx, customer.Scope{Customers: selection.IDs})
	for info, err := range export.AllInfo(customer.Page{Rows: rows}, profiles, q.AsOf) {
		fmt.Println(info.ID, info.Name, info.SignedUp, info.Status, err)
	}
	// Output: c2 Zoë true sleeper <nil>
}

func ExampleChannels() {
	repo := engagement.Memory{Messages: []customer.Message{
		{Customer: "c1", At: noon, Channel: "whatsapp"}, {Customer: "c2", At: noon, Channel: "whatsapp"},
		{Customer: "c2", At: noon, Channel: "web"}, {Customer: "c3", At: noon},
	}}
	q := engagement.Query{AsOf: noon}
	report, err := engagement.Summarize(context.Background(), repo, q, nil)
	if err != nil {
		return
	}
	err = export.CSV(os.Stdout, export.Channels(report, q))
	fmt.Println(err)
	// Output:
	// channel,users,other
	// whatsapp,2,false
	// ,1,false
	// web,1,false
	// <nil>
}

// Status over time: the counts, and who changed when.
func ExampleTransitions() {
	span := calendar.Span{From: calendar.Days(1).Before(noon)}
	trend, err := customer.TrackStatus(context.Background(), teaShop(), customer.Query{AsOf: noon, Range: span}, nil)
	if err != nil {
		return
	}
	fmt.Println(export.CSV(os.Stdout, export.StatusTrend(trend, calendar.Day)))
	fmt.Println(export.CSV(os.Stdout, export.Transitions(trend)))
	// Output:
	// bucket,very_active,active,quiet,sleeper,partial
	// 2024-05-05,0,0,0,3,true
	// 2024-05-06,1,0,0,2,true
	// <nil>
	// customer_id,at,from,to
	// c1,2024-05-06T11:00:00Z,sleeper,quiet
	// c1,2024-05-06T12:00:00Z,quiet,very active
	// <nil>
}

package main

import (
	"strings"
	"testing"
)

// Input that is not as expected is an error with file and line (X6), and never
// prints the cell.
func TestErrors(t *testing.T) {
	const invoices, orders, messages = "invoices.csv\norder_id,customer_id,at,amount\n", "orders.csv\norder_id,customer_id,at,country,amount,kind\n", "messages.csv\nchannel,user_id,type,subtype,ts\n"
	for _, c := range []struct {
		why, name string
		files     []string
		want      string
	}{
		{"a missing file", "chinook", nil, "customers.csv:1: file does not exist"},
		{"an empty file", "chinook", []string{"customers.csv\n"}, "customers.csv:1: has no header"},
		{"a missing column", "online-retail", []string{"orders.csv\norder_id,customer_id,at,country,amount\n"}, "orders.csv:1: column kind: is missing"},
		{"a column twice", "online-retail", []string{"orders.csv\norder_id,order_id\n"}, "orders.csv:1: column order_id: is there twice"},
		{"too few cells", "chinook", []string{musicCustomers, invoices + "7,2,2021-01-01T00:00:00\n"}, "invoices.csv:2: wrong number of fields"},
		{"a bare quote", "chinook", []string{musicCustomers, invoices + "7,2\",2021-01-01T00:00:00,1\n"}, "invoices.csv:2: bare"},
		{"an open quote, where it opens", "chinook", []string{musicCustomers, invoices + "7,2,2021-01-01T00:00:00,1\n8,\"2,\n\n"}, "invoices.csv:3: extraneous or missing"},
		{"the line where a record begins", "online-retail", []string{orders + "\"a\nb\",1,2010-12-01T08:45:00,x,1,sale\n2,1,then,x,1,sale\n"}, "orders.csv:4: column at: is not a time"},
		{"an empty customer ID", "chinook", []string{"customers.csv\ncustomer_id,first_name,last_name,email,country\n,secret,,,\n"}, "customers.csv:2: column customer_id: is empty"},
		{"a customer twice", "chinook", []string{"customers.csv\ncustomer_id,first_name,last_name,email,country\nsecret,,,,\nsecret,,,,\n"}, "customers.csv:3: column customer_id: the same ID is on line 2"},
		{"a household twice", "completejourney", []string{households + "1,,,,,,,\n"}, "customers.csv:3: column customer_id: the same ID is on line 2"},
		{"an unknown customer", "chinook", []string{musicCustomers, invoices + "7,secret,2021-01-01T00:00:00,1\n"}, "invoices.csv:2: column customer_id: is not in customers.csv"},
		{"a household without an ID", "completejourney", []string{households, "orders.csv\norder_id,customer_id,at,amount,store_id\n1,,2017-01-01T00:00:00Z,1,2\n"}, "orders.csv:2: column customer_id: is empty"},
		{"an empty order ID", "chinook", []string{musicCustomers, invoices + ",2,2021-01-01T00:00:00,1\n"}, "invoices.csv:2: column order_id: is empty"},
		{"an order twice", "chinook", []string{musicCustomers, invoices + "7,2,2021-01-01T00:00:00,1\n7,2,2021-01-01T00:00:00,1\n"}, "invoices.csv:3: column order_id: the same ID is on line 2"},
		{"a negative sale", "online-retail", []string{orders + "1,1,2010-12-01T08:45:00,x,-9.9,sale\n"}, "orders.csv:2: column amount: is not an amount"},
		{"an amount without digits behind the point", "online-retail", []string{orders + "1,1,2010-12-01T08:45:00,x,9.,sale\n"}, "orders.csv:2: column amount: is not an amount"},
		{"an exponent", "online-retail", []string{orders + "1,1,2010-12-01T08:45:00,x,1e9,sale\n"}, "orders.csv:2: column amount: is not an amount"},
		{"an endless amount", "online-retail", []string{orders + "1,1,2010-12-01T08:45:00,x," + strings.Repeat("9", 65) + ",sale\n"}, "orders.csv:2: column amount: is not an amount"},
		{"a day that is not there", "online-retail", []string{orders + "1,1,2011-02-29T08:45:00,x,1,sale\n"}, "orders.csv:2: column at: is not a time"},
		{"a sloppy hour", "online-retail", []string{orders + "1,1,2010-12-01T8:45:00,x,1,sale\n"}, "orders.csv:2: column at: is not a time"},
		{"an unknown kind", "online-retail", []string{orders + "1,1,2010-12-01T08:45:00,x,1,secret\n"}, "orders.csv:2: column kind: is none of"},
		{"a user twice", "slack", []string{"users.csv\nuser_id,is_bot,tz\nU1,0,\nU1,0,\n"}, "users.csv:3: column user_id: the same ID is on line 2"},
		{"a row that is no message", "slack", []string{chatUsers, messages + "tea,U1,secret,,1\n"}, "messages.csv:2: column type: is not message"},
		{"an unknown subtype", "slack", []string{chatUsers, messages + "tea,U1,message,secret,1\n"}, "messages.csv:2: column subtype: is not one"},
		{"a time that is none", "slack", []string{chatUsers, messages + "tea,U1,message,,1.\n"}, "messages.csv:2: column ts: is not seconds"},
		{"a negative time", "slack", []string{chatUsers, messages + "tea,U1,message,,-1\n"}, "messages.csv:2: column ts: is not seconds"},
		{"a message of nobody", "slack", []string{chatUsers, messages + "tea,,message,,1\n"}, "messages.csv:2: column user_id: is empty"},
	} {
		got, err := tiny(t, c.name, c.files...)
		switch {
		case err == nil:
			t.Errorf("X6: %s: no error, want %q", c.why, c.want)
		case !strings.HasPrefix(err.Error(), c.want):
			t.Errorf("X6: %s: %q, want %q", c.why, err, c.want)
		case strings.Contains(err.Error(), "secret"):
			t.Errorf("X6: %s: the error prints a cell: %q", c.why, err)
		case got != nil:
			t.Errorf("X6: %s: a conversion comes with the error", c.why)
		}
	}
}

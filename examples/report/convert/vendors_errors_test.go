package main

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
)

// A wrong header is an error that names what is missing; a wrong cell is one that
// never prints it (X6).
func TestVendorErrors(t *testing.T) {
	shop := exported("c.csv", shopifyCustomerHeader, row{"Customer ID": "1", "Email": "secret@example.com"})
	order := row{"Name": "#1", "Financial Status": "paid", "Currency": "EUR", "Total": "5", "Created at": "2024-03-31 09:50:26 +0200"}
	orders := func(rows ...row) []string { return []string{shop, exported("o.csv", shopifyOrderHeader, rows...)} }
	wooPeople := exported("c.csv", wooCustomerHeader, row{"Name": "secret", "Username": "secret"})
	sale := row{"Date": "2024-01-31 12:34:56", "Order #": "1", "Status": "completed", "Net sales": "30"}
	payers := exported("c.csv", stripeCustomerHeader, row{"id": "cus_1"})
	payment := row{"id": "ch_1", "Created date (UTC)": "2024-06-05 20:38:34", "Amount": "1", "Currency": "usd", "Captured": "true", "Status": "Paid"}
	for _, c := range []struct {
		why, name string
		files     []string
		want      string
	}{
		{"an older version", "shopify", []string{"c.csv\nFirst Name,Last Name,Email,Company,Accepts Marketing,Total Spent,Total Orders,Tags,Note,Tax Exempt\n"},
			"c.csv:1: this is no customers export of Shopify as this program knows it: it lacks the columns Customer ID, Accepts Email Marketing. Export it in English"},
		{"another language", "hubspot", []string{"c.csv\nDatensatz-ID,Vorname,Nachname,E-Mail\n"},
			"c.csv:1: this is no export of contacts of HubSpot as this program knows it: it lacks the columns Record ID or Record ID - Contact, First Name, Last Name, Email, Create Date, Unsubscribed from all email."},
		{"a choice of columns", "stripe", []string{payers, "p.csv\nid,Created (UTC),Amount,Currency,Status,Captured\n"},
			"p.csv:1: this is no payments export of Stripe as this program knows it: it lacks the columns Amount Refunded, Customer ID."},
		{"no header, but a person", "klaviyo", []string{"c.csv\nsecret@example.com,secret\n"}, "c.csv:1: this is no export of a list or segment of Klaviyo"},
		{"semicolons", "woocommerce", []string{"c.csv\nName;Username;Email\n"}, "c.csv:1: the columns are separated by semicolons or tabs"},
		{"an empty file", "shopify", []string{"c.csv\n"}, "c.csv:1: has no header"},
		{"no CSV file", "shopify", []string{"c.xlsx\nPK"}, "the folder has no CSV files"},
		{"no customers", "shopify", []string{exported("o.csv", shopifyOrderHeader, order)}, "there is no customers export of Shopify among the CSV files"},
		{"a needed column twice", "shopify", []string{strings.Replace(shop, ",Phone,", ",Email,", 1)}, "c.csv:1: column Email: is there twice"},
		{"a line break in the name of a file", "shopify", []string{"a\tb.csv\nx\n"}, `"a\tb.csv":1: this is no`},
		{"no customer ID", "shopify", []string{exported("c.csv", shopifyCustomerHeader, row{"Customer ID": "'", "Email": "secret"})}, "c.csv:2: column Customer ID: is empty"},
		{"a customer twice", "shopify", []string{shop, exported("d.csv", shopifyCustomerHeader, row{"Customer ID": "'1"})}, "d.csv:2: column Customer ID: the same ID is in c.csv on line 2"},
		{"an unknown consent", "shopify", []string{exported("c.csv", shopifyCustomerHeader, row{"Customer ID": "1", "Accepts Email Marketing": "secret"})}, "c.csv:2: column Accepts Email Marketing: is none of yes, no"},
		{"no UTF-8", "shopify", []string{exported("c.csv", shopifyCustomerHeader, row{"Customer ID": "1", "Last Name": "secret\xe9"})}, "c.csv:2: column Last Name: is not UTF-8"},
		{"a NUL", "shopify", []string{exported("c.csv", shopifyCustomerHeader, row{"Customer ID": "1", "Last Name": "secret\x00"})}, "c.csv:2: column Last Name: holds a NUL"},
		{"an endless cell", "shopify", []string{exported("c.csv", shopifyCustomerHeader, row{"Customer ID": "1", "Tags": strings.Repeat("x", 65537)})}, "c.csv:2: column Tags: is longer than"},
		{"an order without a name", "shopify", orders(order.with("Name", "")), "o.csv:2: column Name: is empty"},
		{"an unknown status", "shopify", orders(order.with("Financial Status", "secret")), "o.csv:2: column Financial Status: is none of pending"},
		{"an order that changed between two exports", "shopify", append(orders(order), exported("p.csv", shopifyOrderHeader, order.with("Total", "6"))), "p.csv:2: column Total: is not that of the order of the same Name in o.csv on line 2"},
		{"a decimal comma", "shopify", orders(order.with("Total", "5,00")), "o.csv:2: column Total: is not an amount"},
		{"a refund that is none", "shopify", orders(order.with("Refunded Amount", "-1")), "o.csv:2: column Refunded Amount: is not an amount"},
		{"no currency", "shopify", orders(order.with("Currency", "")), "o.csv:2: column Currency: is not a currency"},
		{"not placed", "shopify", orders(order.with("Created at", "")), "o.csv:2: column Created at: is empty"},
		{"a time of the wrong form", "shopify", orders(order.with("Paid at", "3/15/2024 2:30 PM")), "o.csv:2: column Paid at: is not a time"},
		{"a day that is not there", "shopify", orders(order.with("Cancelled at", "2023-02-29 00:00:00 +0000")), "o.csv:2: column Cancelled at: is not a time"},
		{"an order without a number", "woocommerce", []string{wooPeople, exported("o.csv", wooOrderHeader, sale.with("Order #", ""))}, "o.csv:2: column Order #: is empty"},
		{"an order twice", "woocommerce", []string{wooPeople, exported("o.csv", wooOrderHeader, sale, sale.with("Date", "2024-01-30 00:00:00"))}, "o.csv:2: column Order #: the same order is on line 3"},
		{"a refund of words", "woocommerce", []string{wooPeople, exported("o.csv", wooOrderHeader, sale, sale.with("Net sales", "-secret"))}, "o.csv:3: column Net sales: is not an amount"},
		{"a refund without a date", "woocommerce", []string{wooPeople, exported("o.csv", wooOrderHeader, sale, sale.with("Net sales", "-1", "Date", ""))}, "o.csv:3: column Date: is empty"},
		{"a registration of words", "woocommerce", []string{exported("c.csv", wooCustomerMailedHeader, row{"Username": "a", "Sign Up": "secret"})}, "c.csv:2: column Date registered: is not a time"},
		{"a payment twice", "stripe", []string{payers, exported("p.csv", stripePaymentHeader, payment, payment)}, "p.csv:3: column id: the same ID is on line 2"},
		{"captured perhaps", "stripe", []string{payers, exported("p.csv", stripePaymentHeader, payment.with("Captured", "secret"))}, "p.csv:2: column Captured: is none of true, false"},
		{"a file of no status", "mailchimp", []string{exported("contacts.csv", mailchimpHeader, row{"EUID": "1", "Email Address": "secret"})}, "contacts.csv:2: column Email Address: the status of the contacts is not known"},
		{"a contact of two audiences", "mailchimp", []string{exported("subscribed_a.csv", mailchimpHeader, row{"EUID": "1"}), exported("subscribed_b.csv", mailchimpHeader, row{"EUID": "1"})}, "subscribed_b.csv:2: column EUID: the same ID is in subscribed_a.csv on line 2"},
		{"an unknown word of consent", "klaviyo", []string{exported("c.csv", klaviyoHeader, row{"Klaviyo ID": "1", "Email Marketing Consent": "secret"})}, "c.csv:2: column Email Marketing Consent: is none of subscribed, unsubscribed, never_subscribed"},
		{"a list of tags that is none", "klaviyo", []string{exported("c.csv", klaviyoHeader, row{"Klaviyo ID": "1", "Shopify Tags": "[secret"})}, "c.csv:2: column Shopify Tags: is not a list of tags"},
		{"an opt-out that is neither", "hubspot", []string{exported("c.csv", hubSpotHeader, row{"Record ID": "1", "Unsubscribed from all email": "secret"})}, "c.csv:2: column Unsubscribed from all email: is none of true, false, yes, no"},
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

// Every column that a kind needs is named if it is not there.
func TestEachNeededColumnIsNamed(t *testing.T) {
	headers := map[string][]string{
		"shopify": {shopifyCustomerHeader, shopifyOrderHeader}, "woocommerce": {wooCustomerHeader, wooOrderHeader}, "stripe": {stripeCustomerHeader, stripePaymentHeader},
		"mailchimp": {mailchimpHeader}, "klaviyo": {klaviyoHeader}, "hubspot": {hubSpotHeader},
	}
	for _, v := range vendors() {
		for i, k := range v.kinds {
			for _, column := range k.needs {
				header := ""
				for _, name := range strings.Split(headers[v.name][i], ",") {
					if name == first(column) {
						name = "x"
					}
					header += "," + name
				}
				_, err := tiny(t, v.name, "subscribed_x.csv\n"+header[1:]+"\n")
				want := "it lacks the columns " + strings.ReplaceAll(column, "|", " or ") + ". Export"
				if err == nil || !strings.Contains(err.Error(), want) {
					t.Errorf("%s, %s: %v, want %q", v.name, k.name, err, want)
				}
			}
		}
	}
}

// What comes before the header or beside the file is no trouble: a byte order
// mark before a quoted header, a hidden file, a column that is there twice and
// not used. An odd name is printed in one line.
func TestVendorFilesAsTheyCome(t *testing.T) {
	text := strings.Replace(exported("c.csv", klaviyoHeader+",x,x,\x1b[2J", row{"Klaviyo ID": "1"}), "\nEmail,", "\n\ufeff\"Email\",", 1)
	c, err := tiny(t, "klaviyo", text, "._c.csv\n\x00\x05\x16\x07", "C.TXT\n")
	if err != nil {
		t.Fatal(err)
	}
	said := account(t, c)
	for _, want := range []string{`, x, x, "\x1b[2J"`, "2 files and folders that are no CSV files were not read", "wrote          1 rows of customers.csv"} {
		if !strings.Contains(said, want) {
			t.Errorf("the account does not say %q:\n%s", want, said)
		}
	}
}

// A folder named like a file is an error, not a file that is passed over.
func TestNoRegularFile(t *testing.T) {
	_, err := convertNamed(t, "stripe", fstest.MapFS{"c.csv/x": &fstest.MapFile{}})
	if err == nil || err.Error() != "c.csv:1: is no regular file" {
		t.Errorf("%v", err)
	}
}

func TestTimes(t *testing.T) {
	for _, c := range []struct{ cell, zone, want string }{
		{"2024-01-31", "Z", "2024-01-31"},
		{"2024-01-31 09:05", "", "2024-01-31T09:05:00"},
		{"2024-01-31 09:05", "Z", "2024-01-31T09:05:00Z"},
		{"2024-01-31T09:05:06.123456789Z", "", "2024-01-31T09:05:06.123456789Z"},
		{"2024-01-31 09:05:06 -0430", "Z", "2024-01-31T09:05:06-04:30"},
		{"2024-01-31 09:05:06+02:00", "Z", "2024-01-31T09:05:06+02:00"},
	} {
		if got, ok := instant(c.cell, c.zone); !ok || got != c.want {
			t.Errorf("%s: %s %v, want %s", c.cell, got, ok, c.want)
		}
	}
	for _, cell := range []string{
		"2024-1-31", "2024-02-30", "0000-01-01", "2024-01-31 9:05", "2024-01-31 09:05:6", "2024-01-31 9:05:06", "2024-01-31_09:05:06", "2024-01-31 24:00:00", "2024-01-31 09:05:60",
		"2024-01-31 09:05:06,5", "2024-01-31 09:05:06.1234567890", "2024-01-31 09:05:06 PM", "2024-01-31 09:05:06 +02", "2024-01-31 09:05:06 CEST", "2024-01-31 09", "0001-01-01 00:00:00 +0100", "31.01.2024 09:05",
	} {
		if got, ok := instant(cell, ""); ok {
			t.Errorf("%s: %s, want an error", cell, got)
		}
	}
}

func TestVendorUsage(t *testing.T) {
	for _, args := range [][]string{
		{"-from", "shopify", "-out", "x"},                                                // no -data
		{"-from", "woocommerce", "-data", "x", "-out", "y"},                              // no -currency
		{"-from", "woocommerce", "-data", "x", "-out", "y", "-currency", "eur"},          // no currency
		{"-from", "stripe", "-data", "x", "-out", "y", "-currency", "EUR"},               // says its own
		{"-from", "chinook", "-data", "../shared/data", "-out", "y", "-currency", "USD"}, // too
	} {
		if err := run(t.Context(), args, io.Discard, io.Discard); !errors.Is(err, errUsage) {
			t.Errorf("run %q: %v, want a usage error", args, err)
		}
	}
	var help strings.Builder
	if err := run(t.Context(), []string{"-help"}, io.Discard, &help); err != nil {
		t.Fatal(err)
	}
	for _, d := range datasets() {
		if !strings.Contains(help.String(), "\n  "+d.name+" ") {
			t.Errorf("the usage text does not list %s:\n%s", d.name, help.String())
		}
	}
}

// From a folder of export files to the folder of the report; never into the
// folder of the export files itself.
func TestRunVendor(t *testing.T) {
	data := t.TempDir()
	name, content, _ := strings.Cut(exported("CUSTOMERS.CSV", stripeCustomerHeader, row{"id": "cus_1", "Created (UTC)": "2023-01-02 15:04"}), "\n")
	if err := os.WriteFile(filepath.Join(data, name), []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
	err := run(t.Context(), []string{"-from", "stripe", "-data", data, "-out", data}, io.Discard, io.Discard)
	if err == nil || !strings.Contains(err.Error(), "CUSTOMERS.CSV is in the folder already") {
		t.Errorf("into the source's own folder: %v", err)
	}
	if got := ls(t, data); got != "CUSTOMERS.CSV" {
		t.Errorf("the source's folder holds %q", got)
	}
	out := filepath.Join(t.TempDir(), "out")
	if err := run(t.Context(), []string{"-from", "stripe", "-data", data, "-out", out}, io.Discard, io.Discard); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(filepath.Join(out, "customers.csv"))
	if want := "id,email,name,username,created_at\ncus_1,,,,2023-01-02T15:04:00Z\n"; err != nil || string(b) != want {
		t.Errorf("customers.csv: %q %v, want %q", b, err, want)
	}
	err = run(t.Context(), []string{"-from", "stripe", "-data", filepath.Join(data, "nowhere"), "-out", out}, io.Discard, io.Discard)
	if err == nil || err.Error() != "convert: stripe: the folder cannot be read" {
		t.Errorf("a missing folder: %v", err)
	}
}

package main

import (
	"context"
	"encoding/csv"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/clientele-go/clientele/export/folder"
)

// The header lines as the vendors write them; the addresses of their
// documentation stand in the files of the converters.
const (
	shopifyCustomerHeader = "Customer ID,First Name,Last Name,Email,Accepts Email Marketing,Default Address Company,Default Address Address1,Default Address Address2," +
		"Default Address City,Default Address Province Code,Default Address Country Code,Default Address Zip,Default Address Phone,Phone,Accepts SMS Marketing,Total Spent,Total Orders,Note,Tax Exempt,Tags"
	shopifyOrderHeader = "Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Accepts Marketing,Currency,Subtotal,Shipping,Taxes,Total,Discount Code,Discount Amount,Shipping Method," +
		"Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem compare at price,Lineitem sku,Lineitem requires shipping,Lineitem taxable,Lineitem fulfillment status," +
		"Billing Name,Billing Street,Billing Address1,Billing Address2,Billing Company,Billing City,Billing Zip,Billing Province,Billing Country,Billing Phone," +
		"Shipping Name,Shipping Street,Shipping Address1,Shipping Address2,Shipping Company,Shipping City,Shipping Zip,Shipping Province,Shipping Country,Shipping Phone," +
		"Notes,Note Attributes,Cancelled at,Payment Method,Payment Reference,Refunded Amount,Vendor,Outstanding Balance,Employee,Location,Device ID,Id,Tags,Risk Level,Source,Lineitem discount," +
		"Tax 1 Name,Tax 1 Value,Tax 2 Name,Tax 2 Value,Tax 3 Name,Tax 3 Value,Tax 4 Name,Tax 4 Value,Tax 5 Name,Tax 5 Value,Phone,Receipt Number,Duties,Billing Province Name,Shipping Province Name,Payment ID,Payment Terms Name,Next Payment Due At,Payment References"
	wooCustomerHeader       = "Name,Username,Role,Last active,Date registered,Email,Orders,Total spend,AOV,Country / Region,City,Region,Postal code"
	wooCustomerMailedHeader = "Name,Username,Last Active,Sign Up,Email,Orders,Total Spend,AOV,Country / Region,City,Region,Postal Code,Billing Phone,Shipping Phone,Role"
	wooOrderHeader          = "Date,Order #,Status,Customer,Customer type,Payment method,Product(s),Items sold,Coupon(s),Net sales,Attribution"
	wooOrderMailedHeader    = "Date,Order #,N. Revenue (formatted),Status,Customer,Customer type,Product(s),Items sold,Coupon(s),Net Sales,Attribution"
	stripeCustomerHeader    = "id,Description,Email,Name,Created (UTC),Delinquent,Plan,Status,Total Spend,Payment Count,Refunded Volume,Dispute Losses,tag (metadata)"
	stripePaymentHeader     = "id,Created date (UTC),Amount,Amount Refunded,Currency,Captured,Converted Amount,Converted Amount Refunded,Converted Currency,Decline Reason,Description,Fee,Is Link,Link Funding,Mode," +
		"PaymentIntent ID,Payment Source Type,Refunded date (UTC),Statement Descriptor,Status,Seller Message,Taxes On Fee,Card ID,Card Name,Customer ID,Customer Description,Customer Email,Disputed Amount,Dispute Date (UTC),Dispute Status,Invoice ID"
	stripeChargeHeader = "id,Description,Seller Message,Created (UTC),Amount,Amount Refunded,Currency,Converted Amount,Converted Amount Refunded,Fee,Tax,Converted Currency,Mode,Status,Statement Descriptor," +
		"Customer ID,Customer Description,Customer Email,Captured,Card ID,Card Last4,Disputed Amount,Dispute Status,Invoice ID,PaymentIntent ID"
	mailchimpHeader = `Email Address,First Name,Last Name,MEMBER_RATING,OPTIN_TIME,OPTIN_IP,CONFIRM_TIME,CONFIRM_IP,LATITUDE,LONGITUDE,GMTOFF,DSTOFF,TIMEZONE,CC,REGION,LAST_CHANGED,LEID,EUID,NOTES,TAGS`
	klaviyoHeader   = "Email,Klaviyo ID,First Name,Last Name,Organization,Title,Phone Number,Address,Address 2,City,State / Region,Country,Zip Code,Latitude,Longitude,Source,IP Address," +
		"Email Marketing Consent,Email Marketing Consent Timestamp,Profile Created On,Date Added,Last Open,Last Click,Email Suppressions,Shopify Tags"
	hubSpotHeader = "Record ID,First Name,Last Name,Email,Phone Number,Contact owner,Lead Status,Lifecycle Stage,Marketing contact status,Unsubscribed from all email,Create Date,Country/Region"
)

// row is the cells of a row that are not empty, by column.
type row map[string]string

// exported is a file: its name, and its text with the header.
func exported(name, header string, rows ...row) string {
	var b strings.Builder
	w := csv.NewWriter(&b)
	columns := strings.Split(header, ",")
	w.Write(columns)
	for _, r := range rows {
		cells := make([]string, len(columns))
		for i, column := range columns {
			cells[i] = r[column]
		}
		w.Write(cells)
	}
	w.Flush()
	return name + "\n" + b.String()
}

// with is a row with some cells changed.
func (r row) with(cells ...string) row {
	all := row{}
	for column, cell := range r {
		all[column] = cell
	}
	for i := 0; i < len(cells); i += 2 {
		all[cells[i]] = cells[i+1]
	}
	return all
}

// vendorCase is some export files and what becomes of them.
type vendorCase struct {
	why, name string
	files     []string
	want      map[string]string // the rows of each file that is written
	says      []string
	extra     int // rows of refunds.csv that are rows of the source
}

func (v vendorCase) check(t *testing.T) {
	got, err := tiny(t, v.name, v.files...)
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range got.out.files {
		if _, there := v.want[o.name]; !there {
			t.Errorf("%s is written, but not wanted:\n%s", o.name, trimmed(got, o.name))
		}
	}
	for file, want := range v.want {
		if l := trimmed(got, file); l != want {
			t.Errorf("%s:\n%swant\n%s", file, l, want)
		}
	}
	for _, want := range v.says {
		if a := account(t, got); !strings.Contains(a, want) {
			t.Errorf("the account does not say %q:\n%s", want, a)
		}
	}
	v.checkCounts(t, got)
	readable(t, got)
}

// trimmed is lines without the empty cells at the ends.
func trimmed(c *conversion, file string) string {
	var b strings.Builder
	for line := range strings.Lines(lines(c, file)) {
		b.WriteString(strings.TrimRight(line, "|\n") + "\n")
	}
	return b.String()
}

// checkCounts checks that every row read is written or left out (X6).
func (v vendorCase) checkCounts(t *testing.T, c *conversion) {
	t.Helper()
	read, kept := 0, len(c.out.rows("customers.csv"))+len(c.out.rows("orders.csv"))+v.extra
	for _, n := range c.reads {
		read += n.rows
	}
	for _, n := range c.left {
		kept += n.rows
	}
	if read != kept {
		t.Errorf("X6: %d rows read, %d accounted for", read, kept)
	}
}

// readable writes the folder and reads it with the reader of the input format.
func readable(t *testing.T, c *conversion) {
	t.Helper()
	out := filepath.Join(t.TempDir(), "out")
	if err := c.out.write(t.Context(), out); err != nil {
		t.Fatal(err)
	}
	if _, err := folder.Read(context.Background(), os.DirFS(out), folder.Options{}); err != nil {
		var problems *folder.Error
		t.Errorf("the folder cannot be read: %v (%v)", err, errors.As(err, &problems))
	}
}

func TestVendors(t *testing.T) {
	for _, cases := range [][]vendorCase{shopifyCases(), wooCases(), stripeCases(), listCases()} {
		for _, c := range cases {
			t.Run(c.name+"/"+c.why, c.check)
		}
	}
}

func shopifyCases() []vendorCase {
	ann := row{"Customer ID": "'7210448301122", "First Name": "Ann", "Last Name": "O'Neil", "Email": "Ann@example.com", "Accepts Email Marketing": "yes", "Default Address Country Code": "IE", "Tags": `vip, "a, b", vip`}
	bob := row{"Customer ID": "2", "First Name": "Bob", "Email": "bob@example.com", "Accepts Email Marketing": "no"}
	twin := row{"Customer ID": "3", "Email": "BOB@example.com"}
	customers := exported("customers_export.csv", shopifyCustomerHeader, ann, bob, row{"Customer ID": "4", "Last Name": "Ceo", "Email": "c@example.com"})
	people := "7210448301122|Ann@example.com|Ann O'Neil||||granted\n2|bob@example.com|Bob||||denied\n4|c@example.com|Ceo\n"
	tags, country := "7210448301122|vip\n7210448301122|a, b\n", "7210448301122|country|IE\n"
	paid := row{"Name": "#1001", "Email": "ann@example.com", "Financial Status": "paid", "Paid at": "2024-03-31 09:50:26 +0200", "Currency": "EUR", "Total": "110.59", "Created at": "2024-03-31 09:50:20 +0200", "Refunded Amount": "0.00", "Source": "web", "Lineitem name": "Mask"}
	orders := func(want string, refunds string) map[string]string {
		m := map[string]string{"customers.csv": people, "tags.csv": tags, "fields.csv": country, "orders.csv": want}
		if refunds != "" {
			m["refunds.csv"] = refunds
		}
		return m
	}
	const first = "#1001|7210448301122|110.59|EUR|merchandise|web|2024-03-31T09:50:26+02:00|2024-03-31T09:50:20+02:00\n"
	return []vendorCase{
		{"customers alone", "shopify", []string{customers}, map[string]string{"customers.csv": people, "tags.csv": tags, "fields.csv": country},
			[]string{"there is no orders export", "was never asked from who declined", "3 rows of customers_export.csv", "customers_export.csv: Default Address Company, Default Address Address1"}, 0},
		{"several lines of an order, not one after the other", "shopify", []string{customers, exported("orders_export_1.csv", shopifyOrderHeader,
			paid, paid.with("Name", "#1002", "Email", "bob@example.com"), row{"Name": "#1001", "Email": "ann@example.com", "Lineitem name": "Soap"})},
			orders(first+"#1002|2|110.59|EUR|merchandise|web|2024-03-31T09:50:26+02:00|2024-03-31T09:50:20+02:00\n", ""),
			[]string{"left out       1 rows: further lines of orders"}, 0},
		{"an order in two files, unchanged", "shopify", []string{customers, exported("a.csv", shopifyOrderHeader, paid), exported("b.csv", shopifyOrderHeader, paid)},
			orders(first, ""), []string{"left out       1 rows: further lines"}, 0},
		{"refunds in part, in full, without an amount, and of too much", "shopify", []string{customers, exported("o.csv", shopifyOrderHeader,
			paid.with("Financial Status", "partially_refunded", "Refunded Amount", "10"),
			paid.with("Name", "#2", "Financial Status", "refunded", "Refunded Amount", "110.59", "Cancelled at", "2024-04-01 00:00:00 +0200"),
			paid.with("Name", "#3", "Financial Status", "refunded", "Refunded Amount", ""),
			paid.with("Name", "#4", "Financial Status", "refunded", "Refunded Amount", "110.60", "Currency", "usd"))},
			orders(first+strings.ReplaceAll(first, "#1001", "#2")+strings.ReplaceAll(first, "#1001", "#3")+strings.ReplaceAll(strings.ReplaceAll(first, "#1001", "#4"), "EUR", "USD"),
				"#1001-refund|#1001|10\n#2-refund|#2|110.59\n#3-refund|#3|110.59\n#4-refund|#4|110.59\n"),
			[]string{"assumed        1 rows: refunds of more than their order's total", "assumed        1 rows: orders that are refunded without an amount", "refunds without a date"}, 0},
		{"not paid, void, and paid without a date", "shopify", []string{customers, exported("o.csv", shopifyOrderHeader,
			paid.with("Name", "#1", "Financial Status", "pending", "Paid at", ""),
			paid.with("Name", "#2", "Financial Status", "partially_paid"),
			paid.with("Name", "#3", "Financial Status", "voided", "Paid at", "", "Cancelled at", "2024-04-01 10:00:00 +0200"),
			paid.with("Name", "#4", "Financial Status", "voided", "Paid at", ""),
			paid.with("Name", "#5", "Paid at", ""),
			paid.with("Name", "#6", "Cancelled at", "2024-04-01 10:00:00 +0200"))},
			orders("#1|7210448301122|110.59|EUR|merchandise|web||2024-03-31T09:50:20+02:00\n"+
				"#2|7210448301122|110.59|EUR|merchandise|web||2024-03-31T09:50:20+02:00\n"+
				"#3|7210448301122|110.59|EUR|merchandise|web||2024-03-31T09:50:20+02:00|2024-04-01T10:00:00+02:00\n"+
				"#4|7210448301122|110.59|EUR|merchandise|web||2024-03-31T09:50:20+02:00|2024-03-31T09:50:20+02:00\n"+
				"#5|7210448301122|110.59|EUR|merchandise|web|2024-03-31T09:50:20+02:00|2024-03-31T09:50:20+02:00\n"+
				strings.ReplaceAll(first, "#1001", "#6"), ""),
			[]string{"1 rows: orders that are paid in part", "1 rows: voided orders without a date", "1 rows: paid orders without a date", "1 rows: cancelled orders that are paid"}, 0},
		{"a shared, an unknown and no e-mail address", "shopify", []string{
			exported("customers.csv", shopifyCustomerHeader, bob, twin, row{"Customer ID": "5"}),
			exported("orders.csv", shopifyOrderHeader, paid.with("Name", "#1", "Email", "bob@example.com"), paid.with("Name", "#2", "Email", "x@example.com"), paid.with("Name", "#3", "Email", ""))},
			map[string]string{"customers.csv": "2|bob@example.com|Bob||||denied\n3|BOB@example.com\n5\n",
				"orders.csv": strings.ReplaceAll(strings.ReplaceAll(first, "|7210448301122|", "||"), "#1001", "#1") + strings.ReplaceAll(strings.ReplaceAll(first, "|7210448301122|", "||"), "#1001", "#2") +
					strings.ReplaceAll(strings.ReplaceAll(first, "|7210448301122|", "||"), "#1001", "#3")},
			[]string{"assumed        3 rows: orders whose e-mail address"}, 0},
	}
}

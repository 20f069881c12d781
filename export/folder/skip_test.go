package folder_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/export/folder"
	"github.com/google/go-cmp/cmp"
)

// skipped reads a folder without its bad rows, and returns what is wrong with them.
func skipped(t *testing.T, fsys fstest.MapFS) (*folder.Facts, []string) {
	t.Helper()
	f, err := folder.Read(context.Background(), fsys, folder.Options{Skip: true})
	if err != nil {
		t.Fatalf("X6: rows alone are bad, but: %v", err)
	}
	var list []string
	for _, p := range f.Rejected {
		list = append(list, p.Error())
	}
	return f, list
}

// read and rejected rows of each file, as text.
func counts(f *folder.Facts) string {
	var b strings.Builder
	for _, file := range f.Files {
		fmt.Fprintf(&b, "%s %d-%d=%d ", strings.TrimSuffix(file.Name, ".csv"), file.Read, file.Rejected, file.Accepted())
	}
	return strings.TrimSpace(b.String())
}

const (
	twice      = ": column id: the same ID as in an earlier row"
	noOrder    = ": column order_id: no such ID in orders.csv"
	noCustomer = ": column customer_id: no such ID in customers.csv"
	noNotice   = ": column notification_id: no such ID in notifications.csv"
	beyond     = ": column amount: with this one the refunds go beyond the order's total"
)

// A bad row is left out as if it were not there, and the first kind of what is
// wrong with it hides the others (X6).
func TestSkip(t *testing.T) {
	orders := func(rows string) string { return "id,customer_id,amount,currency|" + rows }
	refunds := func(rows string) string { return "id,order_id,at,amount|" + rows }
	for _, c := range []struct {
		why    string
		fsys   fstest.MapFS
		counts string
		want   []string
	}{
		{"a good folder", shop(), "customers 3-0=3 orders 1-0=1 notifications 1-0=1", nil},
		{"cells of one row are all told", files("customers.csv", "id,birthday,favorite|a,x,y|b,,|"), "customers 2-1=1",
			lines("customers.csv:2: column birthday: not a date of the form YYYY-MM-DD", "customers.csv:2: column favorite: "+notBool)},
		{"UTF-8, NUL, quotes, length, number of fields", files("customers.csv", "id,name|a,\xff|b,\x00|c,x\"y|d,\"x\"y|e,"+strings.Repeat("x", 65537)+"|f|g,ok|"), "customers 7-6=1", lines(
			"customers.csv:2: column name: not valid UTF-8", "customers.csv:3: column name: a NUL byte",
			"customers.csv:4: column name: a quote in a field that does not begin with one", "customers.csv:5: column name: text after the closing quote",
			"customers.csv:6: column name: longer than 65536 bytes", "customers.csv:7: the number of fields is 1, the header has 2")},
		{"an ID twice", files("customers.csv", "id|a|b|a|a|"), "customers 4-2=2", lines("customers.csv:4"+twice, "customers.csv:5"+twice)},
		{"the first without another error stays", files("customers.csv", "id,favorite|a,x|a,yes|a,no|a,y|"), "customers 4-3=1", lines(
			"customers.csv:2: column favorite: "+notBool, "customers.csv:4"+twice, "customers.csv:5: column favorite: "+notBool)},
		{"R3: 8, 5 and 2 of 10", shop("refunds.csv", refunds("r1,o1,,8|r2,o1,,5|r3,o1,,2|")),
			"customers 3-0=3 orders 1-0=1 refunds 3-1=2 notifications 1-0=1", lines("refunds.csv:3" + beyond)},
		{"R3: a refund beyond has not used its ID up", shop("refunds.csv", refunds("r,o1,,11|r,o1,,8|r,o1,,1|s,o1,,2|")),
			"customers 3-0=3 orders 1-0=1 refunds 4-2=2 notifications 1-0=1", lines("refunds.csv:2"+beyond, "refunds.csv:4"+twice)},
		{"R3: one that comes twice is not in the total", shop("refunds.csv", refunds("r,o1,,8|r,o1,,2|s,o1,,2|")),
			"customers 3-0=3 orders 1-0=1 refunds 3-1=2 notifications 1-0=1", lines("refunds.csv:3" + twice)},
		{"what it refers to hides its ID", shop("refunds.csv", refunds("r,o1,,1|r,o9,,1|t,o9,,1|t,o1,,1|")),
			"customers 3-0=3 orders 1-0=1 refunds 4-2=2 notifications 1-0=1", lines("refunds.csv:3"+noOrder, "refunds.csv:4"+noOrder)},
		{"a bad cell hides what it refers to, and its ID", shop("refunds.csv", refunds("r,o1,,1|r,o9,,x|r,o1,x,1|")),
			"customers 3-0=3 orders 1-0=1 refunds 3-2=1 notifications 1-0=1", lines("refunds.csv:3: column amount: "+amount, "refunds.csv:4: column at: "+notTime)},
		{"a row that refers to one left out refers to nothing", shop("orders.csv", orders("o1,a,x,EUR|o2,a,1,EUR|"), "refunds.csv", refunds("r,o1,,1|s,o2,,1|")),
			"customers 3-0=3 orders 2-1=1 refunds 2-1=1 notifications 1-0=1", lines("orders.csv:2: column amount: "+amount, "refunds.csv:2"+noOrder)},
		{"also if its record cannot be read", files("customers.csv", "id,name|a,x|b,\"x\"y|", "tags.csv", "customer_id,tag|a,t|b,t|"),
			"customers 2-1=1 tags 2-1=1", lines("customers.csv:3: column name: text after the closing quote", "tags.csv:3"+noCustomer)},
		{"two that are not there are one kind", shop("tokens.csv", "notification_id,customer_id,expires_at|n9,z,|n9,z,x|n1,z,|n1,a,|"),
			"customers 3-0=3 orders 1-0=1 notifications 1-0=1 tokens 4-3=1", lines("tokens.csv:2"+noNotice, "tokens.csv:2"+noCustomer,
				"tokens.csv:3: column expires_at: "+notTime, "tokens.csv:4"+noCustomer)},
	} {
		f, got := skipped(t, c.fsys)
		if diff := cmp.Diff(c.want, got); diff != "" || counts(f) != c.counts {
			t.Errorf("X6: %s: %s, want %s (-want +got)\n%s", c.why, counts(f), c.counts, diff)
		}
	}
}

// The rows that are left out are in no fact, and date nothing (T1, X6).
func TestSkipFacts(t *testing.T) {
	f, rejected := skipped(t, files(
		"customers.csv", "id,created_at,favorite|b,2024-01-01,|x,2030-01-01,?|a,2024-01-02,|",
		"logins.csv", "customer_id,at|x,2024-01-03|b,2024-01-04|a,soon|",
		"orders.csv", "id,customer_id,amount,currency,paid_at|o1,x,10,EUR,2024-01-05|o2,a,1,eur,2030-01-01|o3,a,10,EUR,2024-01-05|o3,b,1,EUR,2030-01-01|",
		"refunds.csv", "id,order_id,at,amount|r1,o1,2024-01-06,8|r2,o1,2030-01-01,5|r3,o1,2024-01-07,2|r4,o2,2030-01-01,1|r5,o3,2024-01-08,1|",
		"tags.csv", "customer_id,tag|x,t|b,t|b,t|",
		"notifications.csv", "id,name,active|n1,N,?|n2,N,yes|",
		"tokens.csv", "notification_id,customer_id,subscribed_at|n1,a,2030-01-01|n2,x,2030-01-01|n2,b,2024-01-09|"))
	if len(rejected) != 10 {
		t.Errorf("X6: %d problems, want 10: %q", len(rejected), rejected)
	}
	var got []string
	for _, c := range f.Customers {
		got = append(got, string(c.ID))
	}
	for _, l := range f.Logins {
		got = append(got, "login "+string(l.Customer))
	}
	for _, o := range f.Orders {
		got = append(got, fmt.Sprintf("%s of %q", o.ID, string(o.Customer)))
		for _, r := range o.Refunds {
			got = append(got, string(r.ID))
		}
	}
	for _, tag := range f.Tags {
		got = append(got, "tag "+string(tag.Customer))
	}
	for _, n := range f.Notifications {
		got = append(got, string(n.ID))
	}
	for _, o := range f.OptIns {
		got = append(got, string(o.Notification)+" "+string(o.Customer))
	}
	want := "a,b,login ,login b,o1 of \"\",r1,r3,o3 of \"a\",r5,tag b,n2,n2 b"
	if all := strings.Join(got, ","); all != want || !f.Latest.Equal(at("2024-01-09T00:00:00Z")) {
		t.Errorf("X6: the facts are %s until %v, want %s", all, f.Latest, want)
	}
	if guests, repeated := f.Files[1].Guests, f.Files[4].Repeated; guests != 1 || repeated != 1 {
		t.Errorf("X6: %d guests' logins and %d tags again, want 1 and 1", guests, repeated)
	}
	if _, err := customer.List(t.Context(), f.Customer(), customer.Query{AsOf: f.Latest}, nil); err != nil {
		t.Errorf("X6: what is left is a good shop, but %v", err)
	}
}

// What is wrong with a file as a whole stops the reading all the same, and then
// only that is told (X6).
func TestSkipStops(t *testing.T) {
	const row = "id,favorite|a,?|"
	for _, c := range []struct {
		fsys fstest.MapFS
		want string
	}{
		{files("tags.csv", "customer_id,tag|a,t|"), "customers.csv:1: the file is missing"},
		{files("customers.csv", row, "visits.csv", ""), "visits.csv:1: " + unknownFile},
		{files("customers.csv", row, "tags.csv", "customer_id,tag|", "tags.csv.gz", ""), "tags.csv:1: it is there twice: as it is, and compressed"},
		{files("customers.csv", row, "tags.csv", "customer_id|a|"), "tags.csv:1: column tag: the column is missing"},
		{files("customers.csv", row, "tags.csv", ""), "tags.csv:1: the file has no header"},
		{files("customers.csv", row, "tags.csv", "customer_id,\xff|"), "tags.csv:1: column 2: not valid UTF-8"},
		{files("customers.csv", row, "tags.csv.gz", "no gzip at all"), "tags.csv.gz:1: the file cannot be read: gzip: invalid header"},
		{files("customers.csv", row+"b,\"|c,yes|"), "customers.csv:3: column favorite: a quoted field is not closed before the file ends"},
		{files("customers.csv", row+"b,\x00,\"|c,yes|"), "customers.csv:3: a quoted field is not closed before the file ends"},
	} {
		f, err := folder.Read(t.Context(), c.fsys, folder.Options{Skip: true})
		var bad *folder.Error
		if f != nil || !errors.As(err, &bad) || err.Error() != c.want {
			t.Errorf("X6: %v, want %s", err, c.want)
		}
	}
}

// All that is wrong is told, not only the first hundred.
func TestSkipAll(t *testing.T) {
	f, rejected := skipped(t, files("customers.csv", "id,favorite|"+strings.Repeat("a,?|", 5000)+"b,|"))
	if len(rejected) != 5000 || f.Files[0].Rejected != 5000 || len(f.Customers) != 1 {
		t.Errorf("X6: %d problems, %d rows left out, %d customers", len(rejected), f.Files[0].Rejected, len(f.Customers))
	}
}

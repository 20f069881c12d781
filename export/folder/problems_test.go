package folder_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/clientele-go/clientele/export/folder"
	"github.com/google/go-cmp/cmp"
)

// notTime is what is wrong with a cell that is no time.
const (
	notTime     = "not a time of the years 0001 to 9999: YYYY-MM-DD, or that, T or one space, hh:mm:ss, and optionally . with 1 to 9 digits, then Z or ±hh:mm"
	empty       = "empty, but must not be"
	notBool     = "not one of true, false, yes, no, 1, 0"
	notWord     = "not one of the words that this column may hold"
	unknownFile = "not a file of this format; those are customers, logins, messages, orders, refunds, actions, tags, fields, members, notifications and tokens, each as NAME.csv or NAME.csv.gz"
	amount      = "not an amount: digits, optionally . and digits, within the bounds"
)

// bad is a folder with something wrong: its problems, and why they are.
type bad struct {
	why  string
	fsys fstest.MapFS
	want []string
}

func checkBad(t *testing.T, all []bad) {
	t.Helper()
	for _, c := range all {
		if diff := cmp.Diff(c.want, problems(t, c.fsys)); diff != "" {
			t.Errorf("X6: %s: (-want +got)\n%s", c.why, diff)
		}
	}
}

func lines(all ...string) []string { return all }

func TestWhichFiles(t *testing.T) {
	without := func(name string) fstest.MapFS {
		fsys := shop()
		delete(fsys, name)
		return fsys
	}
	checkBad(t, []bad{
		{"all but customers.csv are optional", files("customers.csv", "id|"), nil},
		{"customers.csv is not", without("customers.csv"), lines("customers.csv:1: the file is missing")},
		{"nor if there is nothing at all", files(), lines("customers.csv:1: the file is missing")},
		{"another *.csv", shop("visits.csv", "a|"), lines("visits.csv:1: " + unknownFile)},
		{"another *.csv.gz", shop("visits.csv.gz", ""), lines("visits.csv.gz:1: " + unknownFile)},
		{"names are compared byte for byte", shop("Logins.csv", "customer_id,at|"), lines("Logins.csv:1: " + unknownFile)},
		{"a * can be nothing", shop(".csv", ""), lines(".csv:1: " + unknownFile)},
		{"an output of the report is another file", shop("status.csv", ""), lines("status.csv:1: " + unknownFile)},
		{"both spellings", shop("orders.csv.gz", "x"), lines("orders.csv:1: it is there twice: as it is, and compressed")},
		{"anything else is ignored", shop("README.md", "=", "logins.csv.bak", "x", "logins.CSV", "x", "logins.gz", "x", "sub/logins.csv", "x"), nil},
		{"a folder is no file", shop("logins.csv/deep", "x"), lines("logins.csv:1: the file cannot be read: it is a folder, a pipe or a device, and no regular file")},
		{"a file without a header", shop("logins.csv", ""), lines("logins.csv:1: the file has no header")},
		{"or with nothing but blank lines", shop("logins.csv", "||"), lines("logins.csv:1: the file has no header")},
		{"every file is looked at", shop("logins.csv", "", "tags.csv", ""), lines("logins.csv:1: the file has no header", "tags.csv:1: the file has no header")},
	})
}

func TestColumns(t *testing.T) {
	checkBad(t, []bad{
		{"columns in any order, x_ ones ignored", shop("logins.csv", "x_a,at,x_,customer_id|=,2024-01-01,\"\n\",a|"), nil},
		{"an unknown column, by its number", shop("logins.csv", "customer_id,secret,at|"), lines("logins.csv:1: column 2: an unknown column")},
		{"names are compared byte for byte", shop("logins.csv", "customer_id,At|"),
			lines("logins.csv:1: column at: the column is missing", "logins.csv:1: column 2: an unknown column")},
		{"nothing is trimmed", shop("logins.csv", "customer_id, at|"),
			lines("logins.csv:1: column at: the column is missing", "logins.csv:1: column 2: an unknown column")},
		{"a column twice", shop("logins.csv", "at,customer_id,at|"), lines("logins.csv:1: column at: the column is there twice")},
		{"an ignored one twice", shop("logins.csv", "x_a,customer_id,x_a,at|"), lines("logins.csv:1: column 3: the column is there twice")},
		{"a required one is missing", shop("messages.csv", "customer_id,at|"), lines("messages.csv:1: column direction: the column is missing")},
		{"also one whose cells may be empty", shop("orders.csv", "id,amount,currency|"), lines("orders.csv:1: column customer_id: the column is missing")},
		{"below a wrong header nothing is read", shop("logins.csv", "customer_id|,,,|"), lines("logins.csv:1: column at: the column is missing")},
		{"optional ones can all be missing", shop("members.csv", "customer_id|a|"), nil},
	})
	for file, columns := range map[string]string{
		"customers.csv": "id", "logins.csv": "customer_id,at", "messages.csv": "customer_id,at,direction",
		"orders.csv": "id,customer_id,amount,currency", "refunds.csv": "id,order_id,amount", "actions.csv": "customer_id,kind",
		"tags.csv": "customer_id,tag", "fields.csv": "customer_id,name", "members.csv": "customer_id",
		"notifications.csv": "id,name", "tokens.csv": "notification_id,customer_id",
	} {
		checkRequired(t, file, strings.Split(columns, ","))
	}
}

// checkRequired checks that these columns of a file are enough, and that each
// must be there and have no empty cell.
func checkRequired(t *testing.T, file string, columns []string) {
	t.Helper()
	checkBad(t, []bad{{file + ": these columns are enough", shop(file, strings.Join(columns, ",")+"|"), nil}})
	for i, column := range columns {
		others := append(append([]string{"x_a"}, columns[:i]...), columns[i+1:]...)
		checkBad(t, []bad{{"a required column", shop(file, strings.Join(others, ",")+"|"),
			lines(file + ":1: column " + column + ": the column is missing")}})
		row := "|" + strings.Repeat(",", len(columns)) + "|" // every cell is empty
		got := problems(t, shop(file, strings.Join(append(columns, "x_a"), ",")+row))
		want := file + ":2: column " + column + ": " + empty
		mayBe := file == "orders.csv" && column == "customer_id"
		if found := strings.Contains(strings.Join(got, "\n"), want); found == mayBe {
			t.Errorf("X6: %s with empty cells: column %s, got\n%s", file, column, strings.Join(got, "\n"))
		}
	}
}

func TestCells(t *testing.T) {
	customers := func(column, cell string) fstest.MapFS { return files("customers.csv", "id,"+column+"|a,"+cell+"|") }
	in := func(column, what string) []string { return lines("customers.csv:2: column " + column + ": " + what) }
	order := func(cells string) fstest.MapFS {
		return shop("orders.csv", "id,customer_id,amount,currency,kind,checkout_link|o1,a,"+cells+"|")
	}
	checkBad(t, []bad{
		{"a birthday is a date", customers("birthday", "1984-02-29T00:00:00Z"), in("birthday", "not a date of the form YYYY-MM-DD")},
		{"that exists", customers("birthday", "1983-02-29"), in("birthday", "not a date of the form YYYY-MM-DD")},
		{"a time is not trimmed", customers("created_at", " 2024-01-01"), in("created_at", notTime)},
		{"nor lenient", customers("created_at", "2024-1-1"), in("created_at", notTime)},
		{"seconds end at 59", customers("email_consent_at", "2024-01-01T00:00:60Z"), in("email_consent_at", notTime)},
		{"year 0", customers("created_at", "0000-12-31"), in("created_at", notTime)},
		{"year 0 in UTC", customers("created_at", "0001-01-01T00:00:00+00:01"), in("created_at", notTime)},
		{"a boolean", customers("signed_up", "si"), in("signed_up", notBool)},
		{"a boolean that may not be said", customers("profile_complete", "-"), in("profile_complete", notBool)},
		{"a long boolean", customers("favorite", strings.Repeat("1", 9999)), in("favorite", notBool)},
		{"words are lower case", customers("email_consent", "Granted"), in("email_consent", notWord)},
		{"a direction", shop("messages.csv", "customer_id,at,direction|a,2024-01-01,IN|"), lines("messages.csv:2: column direction: " + notWord)},
		{"an action", shop("actions.csv", "customer_id,kind|a,login|"), lines("actions.csv:2: column kind: " + notWord)},
		{"a frequency", shop("notifications.csv", "id,name,frequency|n1,n,none|"), lines("notifications.csv:2: column frequency: " + notWord)},
		{"a kind of order", order("1,EUR,drinks,"), lines("orders.csv:2: column kind: " + notWord)},
		{"a sign", order("+1,EUR,,"), lines("orders.csv:2: column amount: " + amount)},
		{"an exponent bomb", order("1e999999999,EUR,,"), lines("orders.csv:2: column amount: " + amount)},
		{"64 characters are enough", order(strings.Repeat("9", 64) + ",EUR,,"), nil},
		{"a digit bomb", order(strings.Repeat("9", 65) + ",EUR,,"), lines("orders.csv:2: column amount: " + amount)},
		{"an order of 0", order("0.00,EUR,,"), nil},
		{"a currency", order("1,eur,,"), lines("orders.csv:2: column currency: not a currency: three capital ASCII letters")},
		{"every cell of a row is looked at", order("1.,,=,maybe"), lines(
			"orders.csv:2: column amount: "+amount, "orders.csv:2: column currency: "+empty,
			"orders.csv:2: column kind: "+notWord, "orders.csv:2: column checkout_link: "+notBool)},
		{"the zero time is the same as empty, where that may be", customers("created_at", "0001-01-01T00:00:00Z"), nil},
		{"and where it must not", shop("logins.csv", "customer_id,at|a,0001-01-01T00:00:00Z|a,0001-01-01|b,0001-01-01T01:00:00+01:00|"), lines(
			"logins.csv:2: column at: "+empty, "logins.csv:3: column at: "+empty, "logins.csv:4: column at: "+empty)},
	})
}

func TestReferences(t *testing.T) {
	const beyond = ": column amount: with this one the refunds go beyond the order's total"
	refunds := func(rows string) fstest.MapFS { return shop("refunds.csv", "id,order_id,at,amount|"+rows) }
	checkBad(t, []bad{
		{"an ID twice", files("customers.csv", "id|a|A|a |a|"), lines("customers.csv:5: column id: the same ID as in an earlier row")},
		{"an order twice", shop("orders.csv", "id,customer_id,amount,currency|o1,a,1,EUR|o1,b,1,EUR|"), lines("orders.csv:3: column id: the same ID as in an earlier row")},
		{"a refund twice", refunds("r,o1,2024-01-01,1|r,o1,2024-01-01,1|"), lines("refunds.csv:3: column id: the same ID as in an earlier row")},
		{"a notification twice", shop("notifications.csv", "id,name|n,x|n,y|"), lines("notifications.csv:3: column id: the same ID as in an earlier row")},
		{"a stranger's tag", shop("tags.csv", "customer_id,tag|z,t|"), lines("tags.csv:2: column customer_id: no such ID in customers.csv")},
		{"field", shop("fields.csv", "customer_id,name|a ,t|"), lines("fields.csv:2: column customer_id: no such ID in customers.csv")},
		{"member", shop("members.csv", "customer_id|A|"), lines("members.csv:2: column customer_id: no such ID in customers.csv")},
		{"action", shop("actions.csv", "customer_id,kind|z,push|"), lines("actions.csv:2: column customer_id: no such ID in customers.csv")},
		{"token", shop("tokens.csv", "notification_id,customer_id|n1,z|"), lines("tokens.csv:2: column customer_id: no such ID in customers.csv")},
		{"an empty customer is no stranger too", shop("tags.csv", "customer_id,tag|,t|"), lines("tags.csv:2: column customer_id: " + empty)},
		{"a stranger's message is a guest's, whatever else is wrong", shop("messages.csv", "customer_id,at,direction|z,2024-01-01,IN|"), lines("messages.csv:2: column direction: " + notWord)},
		{"a token of nothing", shop("tokens.csv", "notification_id,customer_id|n2,a|"), lines("tokens.csv:2: column notification_id: no such ID in notifications.csv")},
		{"a refund of nothing", refunds("r,o2,2024-01-01,1|"), lines("refunds.csv:2: column order_id: no such ID in orders.csv")},
		{"without orders.csv there are no orders", files("customers.csv", "id|", "refunds.csv", "id,order_id,at,amount|r,o,2024-01-01,1|"),
			lines("refunds.csv:2: column order_id: no such ID in orders.csv")},
		{"R3: a refund of 0, and one without a date", refunds("r,o1,2024-01-01,0.00|s,o1,,1|"), nil},
		{"refunds up to the total", refunds("r1,o1,2024-01-01,9.99|r2,o1,2023-01-01,0.010|"), nil},
		{"R3: beyond it, at the line that goes beyond, whatever the dates", refunds("r1,o1,2024-01-03,6|r2,o1,2024-01-01,6|"), lines("refunds.csv:3" + beyond)},
		{"R3: by a billionth", refunds("r1,o1,2024-01-03,10.000000001|"), lines("refunds.csv:2" + beyond)},
		{"R3: one that does not count does not stand in the way", refunds("r1,o1,2024-01-03,6|r2,o1,2024-01-01,6|r3,o1,2024-01-01,4|r4,o1,2024-01-01,1|"),
			lines("refunds.csv:3"+beyond, "refunds.csv:5"+beyond)},
	})
}

// TestStrangers: customers are looked up many rows at a time; each row that is of
// nobody is noted all the same, with its line, and rejected once.
func TestStrangers(t *testing.T) {
	const unknown = "column customer_id: no such ID in customers.csv"
	strangers := map[int]bool{2: true, 63: true, 64: true, 65: true, 66: true, 129: true, 130: true, 200: true, 203: true}
	file := "customer_id,direction,at|"
	fields := "customer_id,name,at|"
	var want []string
	for line := 2; line <= 203; line++ {
		who, at := "a", "2024-01-01"
		if strangers[line] {
			who = "z"
		}
		if line == 64 || line == 100 {
			at = "x"
			want = append(want, fmt.Sprintf("fields.csv:%d: column at: %s", line, notTime))
		}
		if strangers[line] {
			want = append(want, fmt.Sprintf("fields.csv:%d: %s", line, unknown))
		}
		if line == 64 { // the customer's column is before the time's
			n := len(want)
			want[n-2], want[n-1] = want[n-1], want[n-2]
		}
		file += who + ",in,2024-01-01|"
		fields += who + ",n," + at + "|"
	}
	checkBad(t, []bad{{"strangers among others", shop("fields.csv", fields), want}})

	_, err := folder.Read(context.Background(), shop("fields.csv", fields, "messages.csv", file), folder.Options{})
	var bad *folder.Error
	if !errors.As(err, &bad) {
		t.Fatal(err)
	}
	for _, f := range bad.Files {
		switch {
		case f.Name == "fields.csv" && (f.Read != 202 || f.Rejected != len(strangers)+1):
			t.Errorf("X6: %d of %d fields are rejected, want %d of 202", f.Rejected, f.Read, len(strangers)+1)
		case f.Name == "messages.csv" && (f.Guests != len(strangers) || f.Rejected != 0):
			t.Errorf("X6: %d messages of guests, %d rejected, want %d and none", f.Guests, f.Rejected, len(strangers))
		}
	}
}

// TestRejectedGuests: a rejected row is of nobody, and counts as no guest's.
func TestRejectedGuests(t *testing.T) {
	_, err := folder.Read(context.Background(), shop("orders.csv", "id,customer_id,amount,currency|o1,z,x,EUR|o2,,1,EUR|o3,z,1,EUR|o4,a,1,EUR|o4,z,1,EUR|"), folder.Options{})
	var bad *folder.Error
	if !errors.As(err, &bad) {
		t.Fatal(err)
	}
	if f := bad.Files[1]; f.Name != "orders.csv" || f.Guests != 2 || f.Rejected != 2 || f.Accepted() != 3 {
		t.Errorf("X6: %+v, want 2 orders of guests, 2 rejected and 3 accepted", f)
	}
}

// TestFollowingErrors: one thing that is wrong is not reported again by all that
// refers to it.
func TestFollowingErrors(t *testing.T) {
	checkBad(t, []bad{
		{"a rejected customer is still known", files("customers.csv", "id,favorite|a,no|b,maybe|", "tags.csv", "customer_id,tag|b,t|z,t|"), lines(
			"customers.csv:3: column favorite: "+notBool, "tags.csv:3: column customer_id: no such ID in customers.csv")},
		{"of a customer in a record that cannot be read nothing is known", files("customers.csv", "id|a|b\"|", "tags.csv", "customer_id,tag|b,t|"),
			lines("customers.csv:3: column id: a quote in a field that does not begin with one")},
		{"nor below a wrong header", files("customers.csv", "ID|a|", "tags.csv", "customer_id,tag|a,t|"),
			lines("customers.csv:1: column id: the column is missing", "customers.csv:1: column 1: an unknown column")},
		{"nor without customers.csv", files("tags.csv", "customer_id,tag|a,t|"), lines("customers.csv:1: the file is missing")},
		{"a rejected order's total may be wrong", shop("orders.csv", "id,customer_id,amount,currency|o1,a,x,EUR|", "refunds.csv", "id,order_id,at,amount|r,o1,2024-01-01,1|"),
			lines("orders.csv:2: column amount: " + amount)},
		{"of an order in a record that cannot be read nothing is known", shop("orders.csv", "id,customer_id,amount,currency|o2,a,1|", "refunds.csv", "id,order_id,at,amount|r,o2,2024-01-01,1|"),
			lines("orders.csv:2: the number of fields is 3, the header has 4")},
		{"nor of a notification", shop("notifications.csv", "id,name|n2|", "tokens.csv", "notification_id,customer_id|n2,a|"),
			lines("notifications.csv:2: the number of fields is 1, the header has 2")},
		{"a rejected notification", shop("notifications.csv", "id,name|n1,|", "tokens.csv", "notification_id,customer_id|n1,a|"),
			lines("notifications.csv:2: column name: " + empty)},
	})
}

func TestRecords(t *testing.T) {
	long := strings.Repeat("x", 65536)
	checkBad(t, []bad{
		{"BOM, CRLF and blank lines", files("customers.csv", "\ufeffid,name\r||\r|a,\"1\r\n2\"\r||b,\"\"\r|"), nil},
		{"an empty record in quotes is a row", files("customers.csv", "id|a||\"\"|"), lines("customers.csv:4: column id: " + empty)},
		{"the line where the record begins", files("customers.csv", "id,name,favorite|a,\"|\",1|b,\"|||\",x|"), lines("customers.csv:4: column favorite: " + notBool)},
		{"too few fields", files("customers.csv", "id,name|a|"), lines("customers.csv:2: the number of fields is 1, the header has 2")},
		{"too many", files("customers.csv", "id|a,b|"), lines("customers.csv:2: the number of fields is 2, the header has 1")},
		{"a bare quote", files("customers.csv", "id,name|a,b\"c|"), lines("customers.csv:2: column name: a quote in a field that does not begin with one")},
		{"text after a quote", files("customers.csv", "id,name|a,\"b\"c|b,|"), lines("customers.csv:2: column name: text after the closing quote")},
		{"an open quote is worse than what else is wrong", files("customers.csv", "id,name|a,b,\x00,\"|b,c|"), lines("customers.csv:2: a quoted field is not closed before the file ends")},
		{"another separator", files("customers.csv", "id;name|a;b|"), lines("customers.csv:1: the header is one column: is the separator a semicolon? It must be a comma")},
		{"an open quote", files("customers.csv", "id,name|a,\"b|b,c|"), lines("customers.csv:2: column name: a quoted field is not closed before the file ends")},
		{"NUL", files("customers.csv", "id,name|a,\x00|"), lines("customers.csv:2: column name: a NUL byte")},
		{"not UTF-8", files("customers.csv", "id,x_|a,\xff|"), lines("customers.csv:2: column 2: not valid UTF-8")},
		{"65,536 bytes", files("customers.csv", "id,name|a,"+long+"|b,\""+long+"\"|"), nil},
		{"one more", files("customers.csv", "id,name|a,"+long+"y|b,\"y"+long+"\"|"),
			lines("customers.csv:2: column name: longer than 65536 bytes", "customers.csv:3: column name: longer than 65536 bytes")},
	})
}

// TestSaysNoValue: no problem repeats a cell, or the name of an unknown column.
func TestSaysNoValue(t *testing.T) {
	const secret = "S3CRET"
	fsys := shop(
		"customers.csv", "id,birthday,favorite,email_consent,created_at|a,S3CRET,S3CRET,S3CRET,S3CRET|S3CRET,,,,|S3CRET,,,,|",
		"orders.csv", "id,customer_id,amount,currency|S3CRET,a,S3CRET,S3CRET|S3CRET,a,1,EUR|",
		"logins.csv", "S3CRET,customer_id,at|", "tags.csv", "customer_id,tag|XS3CRET,S3CRET|",
		"messages.csv", "customer_id,at,direction|S3CRET,S3CRET,S3CRET|\"S3CRET\"S3CRET,,|S3CRET|",
		"tokens.csv", "notification_id,customer_id,token,expires_at|S3CRET,XS3CRET,S3CRET,S3CRET|")
	got := problems(t, fsys)
	if len(got) < 15 {
		t.Errorf("X6: only %d problems", len(got))
	}
	for _, line := range got {
		if strings.Contains(line, secret) {
			t.Errorf("X6: a value is repeated: %s", line)
		}
	}
}

package main

import (
	"context"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// tiny is a data set of a few lines, converted in memory. Each file is its name,
// a newline and its content.
func tiny(t *testing.T, name string, files ...string) (*conversion, error) {
	t.Helper()
	folder := fstest.MapFS{}
	for _, f := range files {
		file, content, _ := strings.Cut(f, "\n")
		folder[file] = &fstest.MapFile{Data: []byte(content)}
	}
	return convertNamed(t, name, folder)
}

func convertNamed(t *testing.T, name string, folder fs.FS) (*conversion, error) {
	t.Helper()
	i := slices.IndexFunc(datasets(), func(d dataset) bool { return d.name == name })
	if i < 0 {
		t.Fatalf("no data set %q", name)
	}
	return convert(context.Background(), datasets()[i], folder, "EUR") // of files that do not say theirs
}

func lines(c *conversion, file string) string {
	var b strings.Builder
	for _, r := range c.out.rows(file) {
		b.WriteString(strings.Join(r, "|") + "\n")
	}
	return b.String()
}

func account(t *testing.T, c *conversion) string {
	t.Helper()
	var b strings.Builder
	if err := c.print(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

const (
	musicCustomers = "customers.csv\ncustomer_id,first_name,last_name,company,email,country\n1,Luís,Gonçalves,Embraer,luisg@example.com,Brazil\n2,Leonie,,,,\n"
	musicInvoices  = "invoices.csv\norder_id,customer_id,at,amount\n7,2,2021-01-01T00:00:00,1.98\n8,1,2021-01-02T00:00:00,0.99\n"
	households     = "customers.csv\ncustomer_id,age,income,home_ownership,marital_status,household_size,household_comp,kids_count\n" +
		"1,65+,35-49K,,Married,2,2 Adults No Kids,0\n"
	baskets = "orders.csv\norder_id,customer_id,at,amount,lines_sampled,store_id\n" +
		"100,9,2017-01-01T12:30:27Z,1.50,1,319\n101,1,2017-01-02T12:00:00Z,0.00,2,361\n102,9,2017-01-03T12:00:00Z,7,1,319\n"
	gifts = "orders.csv\norder_id,customer_id,at,country,line_items,units,amount,kind\n" +
		"500,12,2010-12-01T08:45:00,France,2,3,855.860,sale\nC501,12,2010-12-02T08:45:00,France,1,-1,-5.000,cancellation\n" +
		"502,,2010-12-03T08:45:00,EIRE,1,1,549.000,sale\n503,12,2010-12-04T08:45:00,Belgium,1,1,0.000,sale\n" +
		"C504,13,2010-12-05T08:45:00,Spain,1,-1,-1.000,cancellation\nA505,,2010-12-06T08:45:00,France,1,1,-9.000,adjustment\n"
	chatUsers = "users.csv\nuser_id,deleted,is_bot,tz,updated_unix\nU1,0,0,Europe/Rome,1\nU2,1,0,,1\nB1,0,1,,1\n"
	chat      = "messages.csv\nchannel,user_id,type,subtype,ts\n" +
		"tea,U1,message,channel_join,1452837318.000002\ntea,U1,message,,1452837319.5\ntea,B1,message,bot_message,1452837320.000004\n" +
		"tea,U2,message,bot_add,1452837321\nbread,U2,message,file_share,1452837322\ntea,U7,message,channel_join,1452837323\n"
)

func TestTinyInputs(t *testing.T) {
	for _, c := range []struct {
		name  string
		files []string
		want  map[string]string
		says  []string
	}{
		{"chinook", []string{musicCustomers, musicInvoices}, map[string]string{
			"customers.csv": "1|luisg@example.com|Luís Gonçalves\n2||Leonie\n",
			"fields.csv":    "1|country|Brazil\n",
			"orders.csv":    "7|2|1.98|USD|merchandise||2021-01-01T00:00:00Z\n8|1|0.99|USD|merchandise||2021-01-02T00:00:00Z\n",
			"logins.csv":    "2|2021-01-01T00:00:00Z\n1|2021-01-02T00:00:00Z\n",
			"messages.csv":  "2|2021-01-01T00:00:00Z|in|\n1|2021-01-02T00:00:00Z|in|\n",
		}, []string{"2 rows of customers.csv", "2 rows of invoices.csv", "not carried over: customers.csv: company\n", "no logins and no messages"}},
		{"completejourney", []string{households, baskets}, map[string]string{
			"customers.csv": "1||\n9||\n",
			"fields.csv":    "1|age|65+\n1|income|35-49K\n1|marital_status|Married\n1|household_size|2\n1|household_comp|2 Adults No Kids\n1|kids_count|0\n",
			"orders.csv":    "100|9|1.50|USD|food|319|2017-01-01T12:30:27Z\n101|1|0.00|USD|food|361|2017-01-02T12:00:00Z\n102|9|7|USD|food|319|2017-01-03T12:00:00Z\n",
			"logins.csv":    "9|2017-01-01T12:30:27Z\n1|2017-01-02T12:00:00Z\n9|2017-01-03T12:00:00Z\n",
			"messages.csv":  "9|2017-01-01T12:30:27Z|in|319\n1|2017-01-02T12:00:00Z|in|361\n9|2017-01-03T12:00:00Z|in|319\n",
		}, []string{"1 customers have demographics; 1 more", "1 blank demographics", "orders.csv: lines_sampled"}},
		{"online-retail", []string{gifts}, map[string]string{
			"customers.csv": "12||\n13||\n",
			"fields.csv":    "12|country|France\n12|country|Belgium\n13|country|Spain\n",
			"orders.csv":    "500|12|855.860|GBP|merchandise||2010-12-01T08:45:00Z\n502||549.000|GBP|merchandise||2010-12-03T08:45:00Z\n503|12|0.000|GBP|merchandise||2010-12-04T08:45:00Z\n",
			"logins.csv":    "12|2010-12-01T08:45:00Z\n12|2010-12-04T08:45:00Z\n",
			"messages.csv":  "12|2010-12-01T08:45:00Z|in|\n12|2010-12-04T08:45:00Z|in|\n",
		}, []string{"left out       2 rows: cancellations", "left out       1 rows: adjustments", "1 sales are guests'"}},
		{"slack", []string{chatUsers, chat}, map[string]string{
			"customers.csv": "U1||\nU2||\n",
			"fields.csv":    "U1|tz|Europe/Rome\n",
			"members.csv":   "U1|tea|2016-01-15T05:55:18.000002Z\n",
			"messages.csv":  "U1|2016-01-15T05:55:19.5Z|in|tea\nB1|2016-01-15T05:55:20.000004Z|in|tea\nU2|2016-01-15T05:55:22Z|in|bread\n",
			"logins.csv":    "",
			"orders.csv":    "",
		}, []string{"1 rows: users that are bots", "1 rows: notices", "1 rows: joins of somebody", "1 messages are of bots"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := tiny(t, c.name, c.files...)
			if err != nil {
				t.Fatal(err)
			}
			for file, want := range c.want {
				if l := lines(got, file); l != want {
					t.Errorf("%s:\n%swant\n%s", file, l, want)
				}
			}
			for _, o := range got.out.files {
				for _, r := range o.rows {
					if len(r) > len(header(o.name)) {
						t.Errorf("%s: a row has %d cells, the header %d", o.name, len(r), len(header(o.name)))
					}
				}
			}
			for _, want := range c.says {
				if a := account(t, got); !strings.Contains(a, want) {
					t.Errorf("the account does not say %q:\n%s", want, a)
				}
			}
		})
	}
}

// Every row read is written or left out: nothing is dropped silently (X6).
func TestEveryRowIsAccountedFor(t *testing.T) {
	left := func(c *conversion) int {
		n := 0
		for _, l := range c.left {
			n += l.rows
		}
		return n
	}
	c, err := tiny(t, "online-retail", gifts)
	if err != nil {
		t.Fatal(err)
	}
	if got := len(c.out.rows("orders.csv")) + left(c); got != 6 {
		t.Errorf("X6: online-retail: 6 rows read, %d accounted for", got)
	}
	c, err = tiny(t, "slack", chatUsers, chat)
	if err != nil {
		t.Fatal(err)
	}
	got := len(c.out.rows("customers.csv")) + len(c.out.rows("messages.csv")) + len(c.out.rows("members.csv")) + left(c)
	if got != 3+6 {
		t.Errorf("X6: slack: 9 rows read, %d accounted for", got)
	}
}

// A byte order mark before the header is not a part of its first column.
func TestByteOrderMark(t *testing.T) {
	c, err := tiny(t, "online-retail", strings.Replace(gifts, "\n", "\n\ufeff", 1))
	if err != nil {
		t.Fatal(err)
	}
	if got := len(c.out.rows("orders.csv")); got != 3 {
		t.Errorf("%d orders, want 3", got)
	}
}

package folder_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/engagement"
	"github.com/clientele-go/clientele/export/folder"
	"github.com/clientele-go/clientele/notify"
	"github.com/clientele-go/clientele/subscription"
	"github.com/google/go-cmp/cmp"
)

var names = []string{"customers.csv", "logins.csv", "messages.csv", "orders.csv", "refunds.csv", "actions.csv",
	"tags.csv", "fields.csv", "members.csv", "notifications.csv", "tokens.csv"}

// FuzzFolder puts any bytes into any one file of a good folder. Reading it never
// panics, and gives facts that every wing takes, or an Error that says where.
func FuzzFolder(f *testing.F) {
	pairs := full()
	for i := 0; i < len(pairs); i += 2 {
		for n, name := range names {
			if name == pairs[i] {
				f.Add(byte(n), []byte(strings.ReplaceAll(pairs[i+1], "|", "\n")))
			}
		}
	}
	f.Add(byte(0), []byte("\ufeffid,x_\r\n\"\"\"\",\"\r\n\"\r\n\r\n"))
	f.Add(byte(4), []byte("id,order_id,at,amount\nr,o1,2024-01-01,12.500000001\nr2,o1,2024-01-01,0\n"))
	f.Add(byte(1), []byte("customer_id,at\na,0001-01-01T00:00:00.000000001Z\nz,9999-12-31T23:59:59.999999999Z"))
	f.Add(byte(3), []byte("id,customer_id,amount,currency\n\"a\"b,,1,EUR\nx,,"+strings.Repeat("9", 64)+",EUR\n\x00"))
	f.Fuzz(func(t *testing.T, n byte, data []byte) {
		name := names[int(n)%len(names)]
		fsys := raw(files(full()...), name, string(data))
		facts, err := folder.Read(context.Background(), fsys, folder.Options{})
		if err == nil {
			checkFacts(t, facts)
			return
		}
		var bad *folder.Error
		if facts != nil || !errors.As(err, &bad) || bad.Problems.Len() == 0 {
			t.Fatalf("X6: got %v and %v", facts, err)
		}
		for _, p := range bad.Problems.List() {
			if p.Line < 1 || p.File == "" || p.What == "" || strings.Contains(p.Error(), "\n") {
				t.Errorf("X6: a problem says file, line and what, on one line: %+v", p)
			}
		}
		for _, f := range bad.Files {
			if f.Rejected > f.Read || f.Guests+f.Repeated > f.Accepted() {
				t.Errorf("X6: accepted + rejected = read, but %+v", f)
			}
		}
	})
}

// checkFacts checks that facts are what they promise, and that every wing takes
// them.
func checkFacts(t *testing.T, f *folder.Facts) {
	t.Helper()
	for _, c := range []struct {
		file        string
		facts, sets int
	}{
		{"customers.csv", len(f.Customers), 0}, {"logins.csv", len(f.Logins), 0}, {"messages.csv", len(f.Messages), 0},
		{"orders.csv", len(f.Orders), 0}, {"actions.csv", len(f.Actions), 0}, {"tags.csv", len(f.Tags), 1},
		{"fields.csv", len(f.Fields), 1}, {"members.csv", len(f.Memberships), 1}, {"tokens.csv", len(f.OptIns), 1},
	} {
		for _, file := range f.Files {
			if file.Name == c.file && file.Accepted() != c.facts+file.Repeated {
				t.Errorf("X6: nothing is dropped: %+v and %d facts", file, c.facts)
			}
		}
	}
	if f.Latest.IsZero() {
		return
	}
	ctx := context.Background()
	_, err1 := customer.List(ctx, f.Customer(), customer.Query{AsOf: f.Latest}, nil)
	_, err2 := engagement.Summarize(ctx, f.Engagement(), engagement.Query{AsOf: f.Latest}, nil)
	_, err3 := subscription.Summarize(ctx, f.Subscription(), subscription.Query{AsOf: f.Latest}, nil)
	_, err4 := notify.Summarize(ctx, f.Notify(), notify.Query{AsOf: f.Latest}, nil)
	if diff := cmp.Diff(make([]error, 4), []error{err1, err2, err3, err4}); diff != "" {
		t.Errorf("X6: what is accepted is good, but the wings say: %s", diff)
	}
}

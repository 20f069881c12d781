package folder_test

import (
	"context"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/engagement"
	"github.com/clientele-go/clientele/export/folder"
	"github.com/clientele-go/clientele/notify"
	"github.com/clientele-go/clientele/subscription"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/shopspring/decimal"
)

// full is a folder with every column of every file.
func full() (pairs []string) {
	for name, text := range map[string]string{
		"customers.csv": "id,email,username,name,created_at,signed_up,profile_complete,birthday,favorite,last_device,facebook,twitter,google,email_consent,email_consent_at|" +
			"b, B@x ,ub,nb,2024-01-02T03:04:05.000000006+01:00,YES,FALSE,1984-02-29,1,Pixel 7,fb,tw,go,granted,2024-01-03 04:05:06|" +
			"a,,,,,,,,,,,,,,|c,,,,,no,true,,0,,,,,withdrawn,|d,,,,,0,1,,,,,,,denied,|",
		"logins.csv":        "customer_id,at|b,2024-02-01|stranger,2024-02-02|a,2024-02-03|b,2024-02-01|",
		"messages.csv":      "customer_id,at,direction,channel|b,2024-02-01,out,web|a,2024-02-02,in,|z,2024-02-03,in,web|b,2024-02-01,out,web|",
		"orders.csv":        "id,customer_id,amount,currency,kind,channel,placed_at,paid_at,voided_at,checkout_link|o1,b,12.50,EUR,food,web,2024-03-01,2024-03-02,2024-03-03,yes|o2,,0,JPY,,,,,,|o3,a,1.125,BHD,reservation,,,,,|o4,b,1,EUR,other,,,,,false|o5,z,1,EUR,merchandise,,,,,|",
		"refunds.csv":       "id,order_id,at,amount|r2,o1,2024-03-05,2.5|r1,o1,2024-03-04,10|r3,o4,2024-03-04,1|",
		"actions.csv":       "customer_id,kind,at|b,share,2024-04-01|b,push,|a,comment,|b,redemption,|b,share,2024-04-01|",
		"tags.csv":          "customer_id,tag|b,y|b,x|a,x|b,y|",
		"fields.csv":        "customer_id,name,value,at|b,n,v,2024-05-01|b,n,v,|b,n,,|b,n,v,2024-05-01T00:00:00Z|b,N,v,|",
		"members.csv":       "customer_id,channel,joined_at|b,web,2024-06-01|b,,2024-06-01|b,web,2024-06-01|b,web,2024-06-02|",
		"notifications.csv": "id,name,active,frequency,channel|n2,Two,true,daily,web|n1,One,,,|n3,Three,no,weekly,|n4,Four,1,monthly,|",
		"tokens.csv":        "notification_id,customer_id,subscribed_at,expires_at,stopped_at,token|n2,b,2024-06-03,2030-01-01,2024-06-04,t1|n2,b,2024-06-03,2030-01-01,2024-06-04,t1|n1,a,,,,|n2,b,2024-06-03,2030-01-01,2024-06-04,t2|",
	} {
		pairs = append(pairs, name, text)
	}
	return pairs
}

func day(s string) time.Time { return at(s + "T00:00:00Z") }

func money(amount string, c customer.Currency) customer.Money {
	return customer.Money{Amount: decimal.RequireFromString(amount), Currency: c}
}

// TestFacts reads every column of every file.
func TestFacts(t *testing.T) {
	got := read(t, files(full()...))
	want := &folder.Facts{
		Customers: []customer.Customer{
			{ID: "a"},
			{ID: "b", Email: " B@x ", Username: "ub", Name: "nb", CreatedAt: at("2024-01-02T02:04:05.000000006Z"), SignedUp: true,
				Profile: customer.ProfileIncomplete, Birthday: calendar.Date{Year: 1984, Month: 2, Day: 29}, Favorite: true,
				LastDevice: "Pixel 7", Facebook: "fb", Twitter: "tw", Google: "go",
				EmailConsent: customer.Consent{Answer: customer.Granted, At: at("2024-01-03T04:05:06Z")}},
			{ID: "c", Profile: customer.ProfileComplete, EmailConsent: customer.Consent{Answer: customer.Withdrawn}},
			{ID: "d", Profile: customer.ProfileComplete, EmailConsent: customer.Consent{Answer: customer.Denied}},
		},
		Logins: []customer.Login{{At: day("2024-02-02")}, {Customer: "a", At: day("2024-02-03")},
			{Customer: "b", At: day("2024-02-01")}, {Customer: "b", At: day("2024-02-01")}},
		Messages: []customer.Message{{At: day("2024-02-03"), Channel: "web"}, {Customer: "a", At: day("2024-02-02")},
			{Customer: "b", At: day("2024-02-01"), Direction: customer.Out, Channel: "web"}, {Customer: "b", At: day("2024-02-01"), Direction: customer.Out, Channel: "web"}},
		Orders: []customer.Order{
			{ID: "o2", Total: money("0", "JPY")},
			{ID: "o5", Total: money("1", "EUR")},
			{ID: "o3", Customer: "a", Total: money("1.125", "BHD"), Kind: customer.Reservation},
			{ID: "o1", Customer: "b", Total: money("12.50", "EUR"), Kind: customer.Food, Channel: "web", PlacedAt: day("2024-03-01"),
				PaidAt: day("2024-03-02"), VoidedAt: day("2024-03-03"), CheckoutLink: true, Refunds: []customer.Refund{
					{ID: "r2", At: day("2024-03-05"), Amount: decimal.RequireFromString("2.5")},
					{ID: "r1", At: day("2024-03-04"), Amount: decimal.RequireFromString("10")}}},
			{ID: "o4", Customer: "b", Total: money("1", "EUR"), Kind: customer.Other, Refunds: []customer.Refund{
				{ID: "r3", At: day("2024-03-04"), Amount: decimal.RequireFromString("1")}}},
		},
		Actions: []customer.Action{{Customer: "a", Kind: customer.Comment}, {Customer: "b", Kind: customer.Share, At: day("2024-04-01")},
			{Customer: "b", Kind: customer.Push}, {Customer: "b", Kind: customer.Redemption}, {Customer: "b", Kind: customer.Share, At: day("2024-04-01")}},
		Tags: []customer.Tag{{Customer: "a", Name: "x"}, {Customer: "b", Name: "x"}, {Customer: "b", Name: "y"}},
		Fields: []customer.Field{{Customer: "b", Name: "N", Value: "v"}, {Customer: "b", Name: "n"},
			{Customer: "b", Name: "n", Value: "v"}, {Customer: "b", Name: "n", Value: "v", At: day("2024-05-01")}},
		Memberships: []subscription.Membership{{Customer: "b", JoinedAt: day("2024-06-01")}, {Customer: "b", Channel: "web", JoinedAt: day("2024-06-01")},
			{Customer: "b", Channel: "web", JoinedAt: day("2024-06-02")}},
		Notifications: []notify.Notification{{ID: "n2", Name: "Two", Active: true, Frequency: notify.Daily, Channel: "web"}, {ID: "n1", Name: "One"},
			{ID: "n3", Name: "Three", Frequency: notify.Weekly}, {ID: "n4", Name: "Four", Active: true, Frequency: notify.Monthly}},
		OptIns: []notify.OptIn{{Notification: "n1", Customer: "a"}, optIn("t1"), optIn("t2")},
		Latest: day("2024-06-04"),
		Files: []folder.File{{Name: "customers.csv", Read: 4}, {Name: "logins.csv", Read: 4, Guests: 1}, {Name: "messages.csv", Read: 4, Guests: 1},
			{Name: "orders.csv", Read: 5, Guests: 2}, {Name: "refunds.csv", Read: 3}, {Name: "actions.csv", Read: 5}, {Name: "tags.csv", Read: 4, Repeated: 1},
			{Name: "fields.csv", Read: 5, Repeated: 1}, {Name: "members.csv", Read: 4, Repeated: 1}, {Name: "notifications.csv", Read: 4}, {Name: "tokens.csv", Read: 4, Repeated: 1}},
	}
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("X6: every cell becomes a fact, in customer order (-want +got):\n%s", diff)
	}
}

func optIn(token string) notify.OptIn {
	return notify.OptIn{Notification: "n2", Customer: "b", SubscribedAt: day("2024-06-03"), ExpiresAt: day("2030-01-01"),
		StoppedAt: day("2024-06-04"), Token: notify.NewToken(token)}
}

// TestLatest: any time column counts but expires_at and birthday.
func TestLatest(t *testing.T) {
	for _, c := range []struct{ file, header, row, want string }{
		{"customers.csv", "id,created_at", "a,2040-01-01", "2040-01-01"},
		{"customers.csv", "id,email_consent_at", "a,2040-01-01", "2040-01-01"},
		{"customers.csv", "id,birthday", "a,2040-01-01", ""},
		{"logins.csv", "customer_id,at", "guest,2040-01-01", "2040-01-01"},
		{"messages.csv", "customer_id,at,direction", "a,2040-01-01,out", "2040-01-01"},
		{"orders.csv", "id,customer_id,amount,currency,placed_at", "o1,a,10,EUR,2040-01-01", "2040-01-01"},
		{"orders.csv", "id,customer_id,amount,currency,paid_at", "o1,a,10,EUR,2040-01-01", "2040-01-01"},
		{"orders.csv", "id,customer_id,amount,currency,voided_at", "o1,a,10,EUR,2040-01-01", "2040-01-01"},
		{"refunds.csv", "id,order_id,at,amount", "r,o1,2040-01-01,1", "2040-01-01"},
		{"actions.csv", "customer_id,kind,at", "a,push,2040-01-01", "2040-01-01"},
		{"fields.csv", "customer_id,name,at", "a,n,2040-01-01", "2040-01-01"},
		{"members.csv", "customer_id,joined_at", "a,2040-01-01", "2040-01-01"},
		{"tokens.csv", "notification_id,customer_id,subscribed_at", "n1,a,2040-01-01", "2040-01-01"},
		{"tokens.csv", "notification_id,customer_id,stopped_at", "n1,a,2040-01-01", "2040-01-01"},
		{"tokens.csv", "notification_id,customer_id,expires_at", "n1,a,2040-01-01", ""},
		{"tags.csv", "customer_id,tag,x_at", "a,t,2040-01-01", ""},
	} {
		var want time.Time
		if c.want != "" {
			want = day(c.want)
		}
		if got := read(t, shop(c.file, c.header+"|"+c.row+"|")).Latest; !got.Equal(want) {
			t.Errorf("T1: the latest instant of %s, %s is %v, want %v", c.file, c.header, got, want)
		}
	}
}

func TestLocation(t *testing.T) {
	apia, err := calendar.Zone("Pacific/Apia")
	if err != nil {
		t.Fatal(err)
	}
	fsys := shop("logins.csv", "customer_id,at|a,2011-12-30|a,2024-01-01 12:00:00|a,2024-01-01T12:00:00Z|", "tokens.csv", "notification_id,customer_id,expires_at|n1,a,2024-01-01|")
	f, err := folder.Read(context.Background(), fsys, folder.Options{Location: apia})
	if err != nil {
		t.Fatal(err)
	}
	want := []time.Time{at("2011-12-30T10:00:00Z"), at("2023-12-31T23:00:00Z"), at("2024-01-01T12:00:00Z"), at("2023-12-31T11:00:00Z")}
	got := []time.Time{f.Logins[0].At, f.Logins[1].At, f.Logins[2].At, f.OptIns[0].ExpiresAt}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("T5: times without a zone are in the location, a skipped day is the first instant after it (-want +got):\n%s", diff)
	}
}

// TestSample: the sample shop in customer order answers as the same facts do in
// the wings' own Memory, where they are reversed.
func TestSample(t *testing.T) {
	ctx := context.Background()
	f, err := folder.Read(ctx, os.DirFS("../../examples/report/sample"), folder.Options{})
	if err != nil {
		t.Fatal(err)
	}
	m := customer.Memory{Customers: reversed(f.Customers), Logins: reversed(f.Logins), Orders: reversed(f.Orders), Messages: reversed(f.Messages), Actions: reversed(f.Actions)}
	opts := cmp.Options{cmp.AllowUnexported(customer.Sum{}, engagement.Groups{}), cmpopts.EquateEmpty()}
	check := func(what string, a, b any, err1, err2 error) {
		t.Helper()
		if err1 != nil || err2 != nil {
			t.Fatal(err1, err2)
		}
		if diff := cmp.Diff(a, b, opts); diff != "" {
			t.Errorf("T2: order of facts never matters, but %s differ:\n%s", what, diff)
		}
	}
	q := customer.Query{AsOf: f.Latest, ConsentPopup: true}
	page1, err1 := customer.List(ctx, f.Customer(), q, nil)
	page2, err2 := customer.List(ctx, m, q, nil)
	check("lists", page1.Rows, page2.Rows, err1, err2)
	c1, err1 := customer.Summarize(ctx, f.Customer(), q, nil)
	c2, err2 := customer.Summarize(ctx, m, q, nil)
	check("reports on customers", c1, c2, err1, err2)
	eq := engagement.Query{AsOf: f.Latest}
	e1, err1 := engagement.Summarize(ctx, f.Engagement(), eq, nil)
	e2, err2 := engagement.Summarize(ctx, engagement.Memory{Messages: m.Messages, Orders: m.Orders, Tags: reversed(f.Tags), Fields: reversed(f.Fields)}, eq, nil)
	check("analyses", e1, e2, err1, err2)
	sq := subscription.Query{AsOf: f.Latest}
	s1, err1 := subscription.Summarize(ctx, f.Subscription(), sq, nil)
	s2, err2 := subscription.Summarize(ctx, subscription.Memory{Memberships: reversed(f.Memberships), Fields: reversed(f.Fields)}, sq, nil)
	check("subscriptions", s1, s2, err1, err2)
	nq := notify.Query{AsOf: f.Latest}
	n1, err1 := notify.Summarize(ctx, f.Notify(), nq, nil)
	n2, err2 := notify.Summarize(ctx, notify.Memory{Notifications: f.Notifications, OptIns: reversed(f.OptIns)}, nq, nil)
	check("notifications", n1, n2, err1, err2)
}

func reversed[F any](facts []F) []F {
	facts = slices.Clone(facts)
	slices.Reverse(facts)
	return facts
}

package plain

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"
)

// example is a folder, a question, and lines that an output file must have.
type example struct {
	rule string
	in   string // files as "name: header / row / row", one a line
	o    Options
	file string
	want string // all lines after the header, joined by " / "
}

// unfold turns the short form of a folder into files.
func unfold(in string) Files {
	files := Files{}
	for line := range strings.Lines(in) {
		name, rows, ok := strings.Cut(strings.TrimSpace(line), ": ")
		if ok {
			files[name+".csv"] = strings.ReplaceAll(rows, " / ", "\n")
		}
	}
	if files["customers.csv"] == "" {
		files["customers.csv"] = "id\na\nb\nc\n"
	}
	return files
}

// body is a file's lines after the header.
func body(content string) string {
	_, rows, _ := strings.Cut(content, "\n")
	return strings.ReplaceAll(strings.TrimSuffix(rows, "\n"), "\n", " / ")
}

func run(t *testing.T, examples []example) {
	t.Helper()
	for _, e := range examples {
		out, problems, err := Report(unfold(e.in), e.o)
		if err != nil || len(problems) > 0 {
			t.Errorf("%s: %v %v", e.rule, err, problems)
			continue
		}
		if got := body(out[e.file]); got != e.want {
			t.Errorf("%s: %s\n got %s\nwant %s", e.rule, e.file, got, e.want)
		}
	}
}

func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Skip(err)
	}
	return loc
}

func TestTime(t *testing.T) {
	havana, apia := zone(t, "America/Havana"), zone(t, "Pacific/Apia")
	paulo, berlin := zone(t, "America/Sao_Paulo"), zone(t, "Europe/Berlin")
	for _, c := range []struct {
		rule, in string
		loc      *time.Location
		want     string
	}{
		{"T5 a day begins at its first instant", "2018-11-04", paulo, "2018-11-04T03:00:00Z"},
		{"T5 of two midnights the earlier", "2023-11-05", havana, "2023-11-05T04:00:00Z"},
		{"T5 a skipped day is the first instant after it", "2011-12-30", apia, "2011-12-30T10:00:00Z"},
		{"T5 forward by the gap", "2024-03-31T02:30:00", berlin, "2024-03-31T01:30:00Z"},
		{"T5 forward by a day", "2011-12-30 06:00:00", apia, "2011-12-30T16:00:00Z"},
		{"T5 in an overlap the earlier", "2023-10-29T02:30:00", berlin, "2023-10-29T00:30:00Z"},
		{"T6 an offset needs no location", "2023-10-29T02:30:00.5+05:45", berlin, "2023-10-28T20:45:00.5Z"},
		{"T7 the zero time is unknown", "0001-01-01T00:00:00Z", berlin, ""},
	} {
		got, ok := parseTime(c.in, c.loc)
		if !ok || stamp(got) != c.want {
			t.Errorf("%s: %s is %s, want %s", c.rule, c.in, stamp(got), c.want)
		}
	}
	for from, want := range map[string]string{
		"2023-11-30T10:00:00Z": "2024-03-01T00:00:00Z",
		"2024-02-29T10:00:00Z": "2024-05-29T10:00:00Z",
		"2022-11-29T00:00:00Z": "2023-03-01T00:00:00Z",
	} {
		x, _ := parseTime(from, time.UTC)
		if got := stamp(plusMonths(x, 3)); got != want {
			t.Errorf("T4: %s ⊕ 3 months is %s, want %s", from, got, want)
		}
	}
	got := strings.Join(between(dateOn(2011, 12, 29), dateOn(2011, 12, 31), "day", apia), " ")
	if want := "2011-12-29 2011-12-31"; got != want {
		t.Errorf("T5: a skipped day has no bucket: got %s, want %s", got, want)
	}
}

func dateOn(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }

func TestIdentity(t *testing.T) {
	people := "customers: id,email,username,signed_up,profile_complete / a,m@x,u,,yes / b, ,u,yes,no / c,m@x,,,"
	names := func(o Options) string {
		out, _, err := Report(unfold(people+"\nlogins: customer_id,at / c,2024-05-01"), o)
		if err != nil {
			t.Fatal(err)
		}
		var list []string
		for _, id := range []string{"a", "b", "c"} {
			for _, line := range strings.Split(out["customers.csv"], "\n") {
				if cells := strings.Split(line, ","); cells[0] == id {
					list = append(list, cells[1]+" "+cells[2])
				}
			}
		}
		return strings.Join(list, ", ")
	}
	for _, c := range []struct {
		rule string
		o    Options
		want string
	}{
		{"I1 I3", Options{AsOf: "2024-06-01"}, "Anonymous user anonymous, u registered, m@x registered"},
		{"I1 T2", Options{AsOf: "2024-04-01"}, "Anonymous user anonymous, u registered, Anonymous user anonymous"},
		{"I2", Options{AsOf: "2024-06-01", RequireSignIn: true}, "m@x registered, Anonymous user anonymous, m@x registered"},
	} {
		if got := names(c.o); got != c.want {
			t.Errorf("%s: got %s, want %s", c.rule, got, c.want)
		}
	}
}

func TestStatus(t *testing.T) {
	const logins = "logins: customer_id,at / a,2024-05-25 / a,2024-05-30 / b,2024-05-30 / b,2024-05-30"
	run(t, []example{
		{"S1 S3", logins, Options{AsOf: "2024-05-31T23:59:59.999999999Z"}, "status.csv", "very active,1 / active,0 / quiet,1 / sleeper,1"},
		{"S2 T4 at the edge", logins, Options{AsOf: "2024-06-01"}, "status.csv", "very active,0 / active,1 / quiet,1 / sleeper,1"},
		{"S3 T4 months", "logins: customer_id,at / a,2023-11-30T10:00:00Z", Options{AsOf: "2024-03-01"}, "status.csv",
			"very active,0 / active,0 / quiet,0 / sleeper,3"},
	})
}

func TestStatusTrend(t *testing.T) {
	const logins = "logins: customer_id,at / a,2024-05-01 / a,2024-05-03 / guest,2024-04-01"
	may := func(from, to, unit string) Options {
		return Options{AsOf: "2024-08-10", From: from, To: to, Unit: unit}
	}
	run(t, []example{
		{"S8 at the end of each day", logins, may("2024-05-02", "2024-05-04", ""), "status_trend.csv", "2024-05-02,0,0,1,2,false / 2024-05-03,1,0,0,2,false"},
		{"S8 the passing of time", logins, may("2024-05-08", "", "month"), "status_trend.csv",
			"2024-05,0,0,1,2,true / 2024-06,0,0,1,2,false / 2024-07,0,0,1,2,false / 2024-08,0,0,0,3,true"},
		{"S8 from the first login of a customer", logins, may("", "2024-05-03", ""), "status_trend.csv", "2024-05-01,0,0,1,2,false / 2024-05-02,0,0,1,2,false"},
		{"S8 nobody logged in", "logins: customer_id,at / guest,2024-04-01", may("", "2024-05-03", ""), "status_trend.csv", ""},
		{"S8 the running bucket as of the question's instant", logins, Options{AsOf: "2024-05-07T23:59:59.999999999Z", From: "2024-05-06", Unit: "week"},
			"status_trend.csv", "2024-05-06,1,0,0,2,true"},
		{"S8 by login and by time", logins, may("2024-05-03", "2024-08-03T00:00:00.000000001Z", ""), "transitions.csv",
			"a,2024-05-03T00:00:00Z,quiet,very active / a,2024-05-08T00:00:00Z,very active,active / " +
				"a,2024-05-31T00:00:00Z,active,quiet / a,2024-08-03T00:00:00Z,quiet,sleeper"},
		{"S8 the last 180 days", logins, Options{AsOf: "2024-10-28"}, "transitions.csv",
			"a,2024-05-03T00:00:00Z,quiet,very active / a,2024-05-08T00:00:00Z,very active,active / " +
				"a,2024-05-31T00:00:00Z,active,quiet / a,2024-08-03T00:00:00Z,quiet,sleeper"},
	})
}

// The last instant of a date that comes back is that of its second time.
func TestLastInstant(t *testing.T) {
	johns := zone(t, "America/St_Johns")
	for bucket, want := range map[string]string{
		"2010-11-06": "2010-11-07T03:29:59.999999999Z", "2010-11-07": "2010-11-08T03:29:59.999999999Z", "2010-11-08": "2010-11-08T12:00:00Z",
	} {
		asOf, _ := parseTime("2010-11-08T12:00:00Z", johns)
		if got := stamp(question{asOf: asOf, loc: johns, unit: "day"}.lastInstant(bucket)); got != want {
			t.Errorf("S8 T5: %s ends at %s, want %s", bucket, got, want)
		}
	}
}

func TestList(t *testing.T) {
	const in = `
		customers: id,email,email_consent,created_at / b,m@x,granted,2024-06-02
		logins: customer_id,at / b,2024-05-01
		messages: customer_id,at,direction / b,2024-05-02,in / b,2024-05-03,out
		actions: customer_id,kind,at / b,push,2024-05-04 / b,share,`
	run(t, []example{
		{"L8 L9 T2", in, Options{AsOf: "2024-06-01", ConsentPopup: true}, "customers.csv",
			"b,m@x,registered,m@x,,,yes,quiet,,,,2024-05-02T00:00:00Z,2024-05-01T00:00:00Z,false,,,,1,0,0,1,0,"},
		{"L1", in, Options{AsOf: "2024-01-01"}, "customers.csv", "b,Anonymous user,anonymous,m@x,,,,sleeper,,,,,,false,,,,1,0,0,0,0,"},
	})
}

func TestRevenue(t *testing.T) {
	const in = `
		orders: id,customer_id,amount,currency,kind,paid_at,voided_at / 1,a,1.10,EUR,food,2024-01-01, / 2,a,2.105,EUR,food,2024-01-01, / 3,,5,JPY,,2024-01-01, / 4,a,9,EUR,other,2024-01-01, / 5,a,7,USD,food,2024-01-01,2024-02-01
		refunds: id,order_id,at,amount / 1,1,2023-12-01,1.1`
	run(t, []example{
		{"R1 R2 R3", in, Options{AsOf: "2024-03-01"}, "revenue.csv",
			",merchandise,JPY,1,5,0,5 / a,food,EUR,1,3.205,1.10,2.105"},
		{"R3 a void from its instant on", in, Options{AsOf: "2024-01-31"}, "revenue_total.csv",
			"food,EUR,1,3.205,1.10,2.105 / food,USD,1,7.00,0.00,7.00 / merchandise,JPY,1,5,0,5"},
		{"R3 a refund never precedes the payment", in, Options{AsOf: "2023-12-31"}, "revenue.csv", ""},
	})
	_, problems, _ := Report(unfold(in+"\norders: id,customer_id,amount,currency / 1,a,1,EUR"), Options{})
	if len(problems) != 1 || !strings.HasPrefix(problems[0], "refunds.csv:2: column amount: ") {
		t.Errorf("R3: beyond the total: %q", problems)
	}
}

// The rulebook's examples of R6 and T5.
func TestRevenueTrend(t *testing.T) {
	const in = `
		orders: id,customer_id,amount,currency,paid_at / 1,a,100,EUR,2024-01-30
		refunds: id,order_id,at,amount / 1,1,2024-02-03,40 / 2,1,2024-03-05,60 / 3,1,2024-04-05,0`
	run(t, []example{
		{"R6 as of 28 February", in, Options{AsOf: "2024-02-28", Unit: "month"}, "revenue_trend.csv",
			"2024-01,merchandise,EUR,1,100.00,0.00,100.00,false / 2024-02,merchandise,EUR,0,0.00,40.00,-40.00,true"},
		{"R6 as of 31 March", in, Options{AsOf: "2024-05-31", Unit: "month"}, "revenue_trend.csv",
			"2024-01,merchandise,EUR,0,100.00,0.00,100.00,false / 2024-02,merchandise,EUR,0,0.00,40.00,-40.00,false / 2024-03,merchandise,EUR,0,0.00,60.00,-60.00,false"},
		{"R6 a range", in, Options{AsOf: "2024-02-28", From: "2024-02-10", To: "2024-03-01", Unit: "month"}, "revenue_trend.csv", ""},
		{"T5", "messages: customer_id,at,direction / a,2024-06-11,in", Options{AsOf: "2024-06-12T09:00:00", From: "2024-06-10T12:00:00"}, "last_interaction.csv",
			"2024-06-10,0,true / 2024-06-11,1,false / 2024-06-12,0,true"},
		{"T5 the last instant", "messages: customer_id,at,direction / a,2024-06-11,in", Options{AsOf: "2024-06-12T23:59:59.999999999Z", From: "2024-06-11"}, "last_interaction.csv",
			"2024-06-11,1,false / 2024-06-12,0,false"},
		{"T5 from Sunday", "messages: customer_id,at,direction / a,2024-06-11,in", Options{AsOf: "2024-06-15T23:59:59.999999999Z", From: "2024-06-09", Unit: "week-sunday"}, "last_interaction.csv",
			"2024-06-09,1,false"},
		{"T5 from Saturday", "messages: customer_id,at,direction / a,2024-06-11,in", Options{AsOf: "2024-06-15", From: "2024-06-09", Unit: "week-saturday"}, "last_interaction.csv",
			"2024-06-08,1,true / 2024-06-15,0,true"},
		{"E1 any", "logins: customer_id,at / a,2024-06-11", Options{AsOf: "2024-06-12", Interaction: "any"}, "analysis.csv",
			"interacted_users,1 / active_users,1 / paid_orders,0 / repeat_customers,0 / checkout_link_orders,0"},
	})
	began := time.Now()
	_, _, err := Report(unfold("logins: customer_id,at / a,9999-01-01\nmembers: customer_id,joined_at / a,0001-01-02"), Options{})
	if !errors.Is(err, ErrTooLong) || time.Since(began) > time.Minute {
		t.Errorf("T5: a series of all days: %v after %v", err, time.Since(began))
	}
}

func TestAnalysis(t *testing.T) {
	const in = `
		messages: customer_id,at,direction,channel / a,2024-05-01,in,web / a,2024-05-03,out,app / b,2024-05-02,out,web / c,2023-01-01,in,web
		orders: id,customer_id,amount,currency,paid_at,checkout_link / 1,a,1,EUR,2024-05-01, / 2,a,1,EUR,2020-01-01, / 3,c,1,EUR,2024-05-02, / 4,b,1,EUR,2024-05-02,1
		tags: customer_id,tag / a,x / a,y / b,x / b,z
		fields: customer_id,name,value / a,f,1 / a,f,2`
	at := Options{AsOf: "2024-05-04"}
	with := func(change func(*Options)) Options { o := at; change(&o); return o }
	may := func(o *Options) { o.From, o.To = "2024-05-01", "2024-05-03" }
	run(t, []example{
		{"E1 E3 E4 E5", in, at, "analysis.csv",
			"interacted_users,2 / active_users,1 / paid_orders,2 / repeat_customers,1 / checkout_link_orders,1"},
		{"E1 who came back later drops out", in, with(may), "analysis.csv",
			"interacted_users,1 / active_users,0 / paid_orders,2 / repeat_customers,1 / checkout_link_orders,1"},
		{"E2", in, with(func(o *Options) { o.Field, o.Value = "f", "2" }), "analysis.csv",
			"interacted_users,1 / active_users,1 / paid_orders,1 / repeat_customers,1 / checkout_link_orders,0"},
		{"E6 by date, zeros included", in, with(may), "last_interaction.csv", "2024-05-01,0,false / 2024-05-02,1,false"},
		{"E6 frequency", in, at, "frequency.csv", "0,1 / 1,0 / 2,1"},
		{"E6 latest paid-at", in, at, "last_order.csv", "2024-05-01,1"},
		{"E6 values at once", in, at, "field_values.csv", "f,1,1,false / f,2,1,false"},
		{"E7", in, with(func(o *Options) { o.Top = 1 }), "tags.csv", "x,2,false / ,2,true"},
	})
}

func TestSubscription(t *testing.T) {
	const in = `
		members: customer_id,joined_at / a,2024-01-01 / b, / c,2024-01-01 / c,2024-01-03
		fields: customer_id,name,value,at / a,Un_Subscribed,no,2024-01-02 / b,x,unsubscribe All Bots,2024-01-02 / c,unsubscribed,,2024-01-01`
	run(t, []example{
		{"U1 U2", in, Options{AsOf: "2024-01-04"}, "subscription.csv",
			"enrolled,2 / unsubscribed,1 / enrolled_last_7_days,2 / unsubscribed_last_7_days,1 / undated,0 / unusual,0"},
		{"U3", in, Options{AsOf: "2024-01-04", To: "2024-01-03"}, "subscription.csv",
			"enrolled,1 / unsubscribed,1 / enrolled_last_7_days,2 / unsubscribed_last_7_days,1 / undated,0 / unusual,0"},
		{"U4 U5 U6", in, Options{AsOf: "2024-01-03"}, "subscription_trend.csv",
			"2024-01-01,2,1,0,2,1,false / 2024-01-02,0,1,0,1,2,false / 2024-01-03,0,0,1,2,1,true"},
		{"U5 an undated marker", "members: customer_id,joined_at / a,2024-01-01\nfields: customer_id,name / a,unsubscribed",
			Options{AsOf: "2024-01-04"}, "subscription.csv",
			"enrolled,0 / unsubscribed,1 / enrolled_last_7_days,0 / unsubscribed_last_7_days,0 / undated,1 / unusual,0"},
	})
	for value, want := range map[string]bool{"": true, "FALSE": false, " No ": false, "0": false, "off": false, "f": false, "N": false, "yes": true} {
		if got := isMarker(field{name: "unsubscribe-all_bots", value: value}); got != want {
			t.Errorf("U1: value %q marks: %v, want %v", value, got, want)
		}
	}
}

func TestNotification(t *testing.T) {
	const in = `
		notifications: id,name,active / n,News,1 / m,News,
		tokens: notification_id,customer_id,subscribed_at,expires_at,stopped_at / n,a,2024-01-01,2024-02-01, / n,a,2024-01-15,2024-04-01,2024-01-10 / n,b,,2024-02-01, / m,b,2024-01-20,,2024-01-20 / m,c,2024-03-01,,2024-01-01`
	run(t, []example{
		{"N2 N3 N4 N6", in, Options{AsOf: "2024-02-01"}, "notification_metrics.csv",
			"subscribed_users,2 / subscribed_last_7_days,0 / expiring_users,1 / expiring_next_7_days,0 / subscriptions,3 / expired,1 / expiring,1 / stopped,1 / never_expires,0"},
		{"N4", in, Options{AsOf: "2024-02-01"}, "expiry.csv", "2024-04,1"},
		{"N4 expired", in, Options{AsOf: "2024-02-01"}, "expired.csv", "2024-02,1"},
		{"N5", in, Options{AsOf: "2024-02-01", From: "2024-01-01"}, "notification_details.csv", "m,News,inactive,,1 / n,News,active,,1"},
	})
}

func TestCells(t *testing.T) {
	for cell, want := range map[string]string{
		"=1": "'=1", "'=1": "''=1", "'a": "'a", "\u00a0@": "'\u00a0@", "\tx": "'\tx", "'": "'", "": "", "a=1": "a=1", "é": "é",
	} {
		if got := guardedText(cell); got != want {
			t.Errorf("X3: %q is written %q, want %q", cell, got, want)
		}
	}
	var s sheet
	s.row("")
	s.row(" a", `b"`, "c,\n")
	if got, want := s.b.String(), "\"\"\n a,\"b\"\"\",\"c,\n\"\n"; got != want {
		t.Errorf("X2 X4: got %q, want %q", got, want)
	}
}

func TestProblems(t *testing.T) {
	in := unfold(`
		customers: id,email,email,y / a,,,
		logins: customer_id,at / a,2024-02-30 / a / ,0001-01-01T00:00:00Z
		orders: id,customer_id,amount,currency / 1,,1e9,EUR / 1,,1,eur
		tags: customer_id,tag / nobody,x / a,"x"y
		notes: id`)
	want := []string{
		"customers.csv:1: column email", "customers.csv:1: column 4",
		"logins.csv:2: column at", "logins.csv:3: has not", "logins.csv:4: column customer_id", "logins.csv:4: column at",
		"notes.csv:1: is no", "orders.csv:2: column amount", "orders.csv:3: column id", "orders.csv:3: column currency",
		"tags.csv:3: column tag",
	}
	_, problems, _ := Report(in, Options{})
	for i, p := range problems {
		if i >= len(want) || !strings.HasPrefix(p, want[i]) {
			t.Errorf("X6: problem %d is %q", i, p)
		}
	}
	if len(problems) != len(want) {
		t.Errorf("X6: %d problems, want %d", len(problems), len(want))
	}
}

// TestRandom proves that random folders are legal, the same for the same
// seed, and that the order of their facts does not matter.
func TestRandom(t *testing.T) {
	for seed := range uint64(300) {
		in, o := Random(seed)
		again, _ := Random(seed)
		if !reflect.DeepEqual(in, again) {
			t.Fatalf("seed %d: two folders", seed)
		}
		if _, problems, err := Report(in, o); len(problems) > 0 || (err != nil && !strings.Contains(err.Error(), "no dated fact")) {
			t.Errorf("seed %d: %v: %v %v", seed, o.Flags(), err, problems)
		}
	}
}

// TestBroken proves that most broken folders are found to be so.
func TestBroken(t *testing.T) {
	found := 0
	for seed := range uint64(300) {
		in, o := Broken(seed)
		if _, problems, _ := Report(in, o); len(problems) > 0 {
			found++
		}
	}
	if found < 240 {
		t.Errorf("%d of 300 broken folders were found bad", found)
	}
}

// TestBadRows proves that most folders with bad rows can be reported on without
// them, and that all kinds of what can be wrong with a row come up.
func TestBadRows(t *testing.T) {
	kinds := map[string]int{}
	reported, left := 0, 0
	for seed := range uint64(300) {
		in, o := BadRows(seed)
		out, _, err := Report(in, o)
		if err != nil || out == nil {
			continue
		}
		reported++
		if rest := records(out["rejected.csv"])[1:]; len(rest) > 0 {
			left++
			for _, rec := range rest {
				kinds[rec.cells[3]]++
			}
		}
	}
	if reported < 150 || left < reported*8/10 {
		t.Errorf("X6: of 300 folders %d are reported on, %d without some rows", reported, left)
	}
	for _, kind := range []string{
		"is there twice", "is unknown", "goes beyond the order's total", "has a stray quote", "is not UTF-8", "has a NUL",
		"is over 65,536 bytes", "has not as many fields as the header", "is empty", "is not a time", "is not a amount",
	} {
		if kinds[kind] < 3 {
			t.Errorf("X6: %d rows are left out because one %s, want at least 3: %v", kinds[kind], kind, kinds)
		}
	}
}

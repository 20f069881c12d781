package export

import (
	"bytes"
	"context"
	"flag"
	"iter"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/customer/value"
	"github.com/clientele-go/clientele/engagement"
	"github.com/clientele-go/clientele/notify"
	"github.com/clientele-go/clientele/subscription"
	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files anew")

// must is what a wing answers.
func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// TestGolden compares every kind of export with a file in testdata: header names
// and their order are an API (X1), and no cell of the hostile shop runs (X3).
func TestGolden(t *testing.T) {
	ctx, shop := context.Background(), newTestShop()
	q := customer.Query{AsOf: now, ConsentPopup: true}
	page := must(customer.List(ctx, shop, q, nil))
	report := must(customer.Summarize(ctx, shop, q, nil))
	detail := must(customer.Get(ctx, shop, customer.ID(hostile[3]), q))

	golden(t, "customers", Customers(page))
	golden(t, "emails", Emails(page))
	golden(t, "status", Statuses(report))
	golden(t, "revenue", Revenue(page, report.Guests.Revenue))
	golden(t, "revenue_total", RevenueTotals(report))
	for _, unit := range []calendar.Unit{calendar.Day, calendar.WeekSaturday, calendar.Month} {
		trend := must(customer.RevenueTrend(ctx, shop, over(customer.Query{AsOf: now}, calendar.Span{}, unit), nil))
		golden(t, "revenue_trend_"+unit.String(), RevenueTrend(trend, unit))
	}
	golden(t, "detail", Rows(NewDetailRow(detail)))
	golden(t, "detail_revenue", Revenue(customer.Page{Rows: []customer.Row{detail.Row}}, nil))
	golden(t, "all_info", AllInfo(page, shop.EachCustomer(ctx, customer.Scope{}), now))
	scores := must(value.ScoreRFM(ctx, shop, value.RFMQuery{AsOf: now, Currency: "JPY"}, nil))
	golden(t, "rfm", RFM(scores))
	golden(t, "rfm_segments", RFMSegments(scores))
	between := must(value.MeasureGaps(ctx, shop, value.GapQuery{AsOf: now}, nil))
	golden(t, "gaps", Gaps(between))
	golden(t, "second_order", SecondOrders(between))
	golden(t, "gaps_of_nobody", Gaps(value.GapReport{}))
	golden(t, "rejected", Rejected([]Problem{
		{File: "tags.csv", Line: 2, Column: "tag", Number: 2, What: reasonOf(errEmpty)},
		{File: "customers.csv.gz", Line: 10, Number: 3, What: badNUL},
		{File: "customers.csv.gz", Line: 10, Column: "id", Number: 1, What: badUTF8},
		{File: "customers.csv.gz", Line: 9, What: "the number of fields is 2, the header has 3"},
	}))
	// No consent popup: the column is there, and empty (L9).
	golden(t, "customers_without_popup", Customers(must(customer.List(ctx, shop, customer.Query{AsOf: now}, nil))))
}

func TestGoldenEngagement(t *testing.T) {
	ctx, shop := context.Background(), newTestShop()
	for _, c := range []struct {
		suffix string
		q      engagement.Query
	}{
		{"", engagement.Query{AsOf: now, Range: calendar.Span{From: ago(24 * 15)}}},
		{"_top_week", engagement.Query{AsOf: now, Top: 3, Unit: calendar.Week}},
		{"_nobody_month", engagement.Query{AsOf: now, Tags: []string{"nobody's"}, Unit: calendar.Month}},
	} {
		r := must(engagement.Summarize(ctx, shop.engagement(), c.q, nil))
		golden(t, "analysis"+c.suffix, Analysis(r))
		golden(t, "channels"+c.suffix, Channels(r, c.q))
		golden(t, "last_interaction"+c.suffix, LastInteractions(r, c.q))
		golden(t, "tags"+c.suffix, Tags(r, c.q))
		golden(t, "fields"+c.suffix, Fields(r, c.q))
		golden(t, "field_values"+c.suffix, FieldValues(r, c.q))
		golden(t, "frequency"+c.suffix, Frequency(r))
		golden(t, "last_order"+c.suffix, LastOrders(r, c.q))
	}
}

func TestGoldenSubscriptionAndNotify(t *testing.T) {
	ctx, shop := context.Background(), newTestShop()
	for _, unit := range []calendar.Unit{calendar.Day, calendar.Week, calendar.Month} {
		q := subscription.Query{AsOf: now, Unit: unit}
		r := must(subscription.Summarize(ctx, shop.members, q, nil))
		golden(t, "subscription", Subscription(r))
		golden(t, "subscription_trend_"+unit.String(), SubscriptionTrend(r, q))
	}
	before := must(subscription.Summarize(ctx, shop.members, subscription.Query{AsOf: ago(24 * 30)}, nil))
	present := must(subscription.Summarize(ctx, shop.members, subscription.Query{AsOf: now}, nil))
	golden(t, "subscription_compared", Compared(Subscription(present), Subscription(before)))
	golden(t, "subscription_without_counterpart", Compared(Subscription(present), nil))
	q := notify.Query{AsOf: now, Range: calendar.Span{From: ago(24 * 30)}}
	r := must(notify.Summarize(ctx, shop.pushes, q, nil))
	golden(t, "notification_metrics", NotificationMetrics(r))
	golden(t, "expiry", Expiry(r, q))
	golden(t, "expired", Expired(r, q))
	golden(t, "notification_details", NotificationDetails(r))
}

// golden checks one export: its bytes, what no export may hold, and what
// checkRows asks of every row type.
func golden[R any](t *testing.T, name string, rows iter.Seq2[R, error]) {
	t.Helper()
	var b bytes.Buffer
	if err := CSV(&b, rows); err != nil {
		t.Fatalf("X1: %s: %v", name, err)
	}
	path := filepath.Join("testdata", name+".csv")
	if *update {
		if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("X1: every kind of export has a golden file: %v", err)
	}
	if diff := cmp.Diff(string(want), b.String()); diff != "" {
		t.Errorf("X1: %s differs from testdata (-want +got):\n%s", name, diff)
	}
	if strings.Contains(b.String(), "secret-of-") {
		t.Errorf("N8: %s holds a token", name)
	}
	checkCells(t, name, b.Bytes())
	var all []R
	for r := range rows {
		all = append(all, r)
	}
	checkBytes(t, all)
	checkAllocs(t, slicesShort(all))
}

// slicesShort leaves out rows with amounts of more than 18 digits, which allocate.
func slicesShort[R any](all []R) []R {
	var short []R
	for _, r := range all {
		long := false
		for i, v := 0, reflect.ValueOf(r); i < v.NumField(); i++ {
			a, ok := v.Field(i).Interface().(Amount)
			long = long || ok && a.Decimal.NumDigits() > fastDigits
		}
		if !long {
			short = append(short, r)
		}
	}
	return short
}

// checkCells reads an export with a plain reader, as a spreadsheet does, and
// looks for cells that run: but for numbers, which say nothing else.
func checkCells(t *testing.T, name string, file []byte) {
	t.Helper()
	s := newScanner(bytes.NewReader(file))
	s.keepCR = true
	for {
		fields, err := s.Next()
		if err != nil {
			return // the end: checkBytes has read it all
		}
		for i, cell := range fields {
			if text := string(cell); strings.Trim(text, "-0123456789.:TZ") != "" && !strings.HasPrefix(text, "'") && runsAsFormula(text) {
				t.Errorf("X3: %s, line %d, column %d: a cell that runs: %q", name, s.Line(), i+1, text)
			}
		}
	}
}

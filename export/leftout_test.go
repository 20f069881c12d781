package export_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/engagement"
	"github.com/clientele-go/clientele/export"
	"github.com/clientele-go/clientele/notify"
	"github.com/clientele-go/clientele/subscription"
)

// Reports tell in JSON what was left out: how much, and the place of each bad fact,
// never its value.
func TestReportsTellWhatWasLeftOut(t *testing.T) {
	ctx, asOf := context.Background(), time.Date(2024, 6, 1, 0, 0, 0, 0, time.UTC)
	run := &customer.Run{LeaveOut: func(*customer.FactError) {}}
	orders := []customer.Order{{ID: "o1", Total: customer.Money{Amount: decimal.New(10, 0), Currency: "EUR"},
		Refunds: []customer.Refund{{ID: "r1", Amount: decimal.New(1001, -2)}}}}
	c, err1 := customer.Summarize(ctx, customer.Memory{Orders: orders}, customer.Query{AsOf: asOf}, run)
	e, err2 := engagement.Summarize(ctx, engagement.Memory{Orders: orders}, engagement.Query{AsOf: asOf}, run)
	n, err3 := notify.Summarize(ctx, notify.Memory{OptIns: []notify.OptIn{{Customer: "ann", Notification: "gone"}}}, notify.Query{AsOf: asOf}, run)
	s := subscription.Report{}
	s.LeftOut.Add(&customer.FactError{Kind: "row", ID: "7", Err: errors.New("a host's words")})
	engaged, err4 := export.NewEngagementReport(e, engagement.Query{AsOf: asOf})
	notified, err5 := export.NewNotificationReport(n, notify.Query{AsOf: asOf})
	subscribed, err6 := export.NewSubscriptionReport(s, subscription.Query{AsOf: asOf})
	if err := errors.Join(err1, err2, err3, err4, err5, err6); err != nil {
		t.Fatal(err)
	}
	const refund = `"left_out":{"count":1,"facts":[{"kind":"refund","id":"r1","order":"o1","reason":"customer: refunds go beyond the order's total"}]}`
	for _, x := range []struct {
		report any
		want   string
	}{
		{export.NewSummaryReport(c), refund},
		{engaged, refund},
		{notified, `"left_out":{"count":1,"facts":[{"kind":"opt-in","id":"gone","order":null,"reason":"notify: an opt-in to a notification that is not there"}]}`},
		{subscribed, `"left_out":{"count":1,"facts":[{"kind":"row","id":"7","order":null,"reason":"cannot be read"}]}`},
		{export.NewSummaryReport(customer.Report{}), `"left_out":{"count":0,"facts":[]}`},
	} {
		text, err := json.Marshal(x.report)
		if err != nil || !strings.Contains(string(text), x.want) {
			t.Errorf("%T: %v: %s\nwant %s", x.report, err, text, x.want)
		}
	}
}

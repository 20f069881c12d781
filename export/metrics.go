package export

import (
	"iter"

	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/engagement"
	"github.com/clientele-go/clientele/notify"
	"github.com/clientele-go/clientele/subscription"
)

// MetricRow is a line of analysis.csv, subscription.csv and
// notification_metrics.csv: one number with its name.
type MetricRow struct {
	Metric Word `csv:"metric" json:"metric"`
	Value  int  `csv:"value" json:"value"`
}

// Analysis returns the rows of analysis.csv: the numbers of the customer analysis (E3–E5).
func Analysis(report engagement.Report) iter.Seq2[MetricRow, error] {
	return Rows(
		MetricRow{"interacted_users", report.InteractedUsers},
		MetricRow{"active_users", report.ActiveUsers},
		MetricRow{"paid_orders", report.PaidOrders},
		MetricRow{"repeat_customers", report.RepeatCustomers},
		MetricRow{"checkout_link_orders", report.CheckoutLinkOrders},
	)
}

// Subscription returns the rows of subscription.csv: how many people are enrolled, how many
// are not, and how many have an unusual marker (U1, U2, U5).
func Subscription(report subscription.Report) iter.Seq2[MetricRow, error] {
	return Rows(
		MetricRow{"enrolled", report.Enrolled},
		MetricRow{"unsubscribed", report.Unsubscribed},
		MetricRow{"enrolled_last_7_days", report.EnrolledLast7Days},
		MetricRow{"unsubscribed_last_7_days", report.UnsubscribedLast7Days},
		MetricRow{"undated", report.Undated},
		MetricRow{"unusual", report.Unusual},
	)
}

// NotificationMetrics returns the rows of notification_metrics.csv: first people, and then
// subscriptions, which add up (N2–N4).
func NotificationMetrics(report notify.Report) iter.Seq2[MetricRow, error] {
	return Rows(
		MetricRow{"subscribed_users", report.SubscribedUsers},
		MetricRow{"subscribed_last_7_days", report.SubscribedLast7Days},
		MetricRow{"expiring_users", report.ExpiringUsers},
		MetricRow{"expiring_next_7_days", report.ExpiringNext7Days},
		MetricRow{"subscriptions", report.Subscriptions},
		MetricRow{"expired", report.Expired},
		MetricRow{"expiring", report.Expiring},
		MetricRow{"stopped", report.Stopped},
		MetricRow{"never_expires", report.NeverExpires},
	)
}

// bucket returns the label of a bucket: a date for days, the first date for
// weeks, YYYY-MM for months (T5).
func bucket(u calendar.Unit, d calendar.Date) Word { return Word(u.Format(d)) }

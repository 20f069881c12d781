package export

import (
	"iter"

	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/subscription"
)

// SubscriptionTrendRow is a line of subscription_trend.csv: the flows of a bucket,
// and the levels at its end (U4).
type SubscriptionTrendRow struct {
	Bucket       Word `csv:"bucket"` // a date, of weeks their Monday's, or YYYY-MM
	Joined       int  `csv:"joined"`
	Left         int  `csv:"left"`
	Returned     int  `csv:"returned"`
	Enrolled     int  `csv:"enrolled"`
	Unsubscribed int  `csv:"unsubscribed"`
}

// SubscriptionTrend is subscription_trend.csv: flows and levels over the range,
// zeros included (U4); q is the query that the report was made for.
func SubscriptionTrend(report subscription.Report, q subscription.Query) iter.Seq2[SubscriptionTrendRow, error] {
	return each(report.Trend(&q), func(p calendar.Point[subscription.Step]) SubscriptionTrendRow {
		s := p.Value
		return SubscriptionTrendRow{bucket(q.Unit, p.Bucket), s.Joined, s.Left, s.Returned, s.Enrolled, s.Unsubscribed}
	})
}

package export

import (
	"iter"

	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/subscription"
)

// SubscriptionTrendRow is a line of subscription_trend.csv: the flows of a bucket,
// and the levels at its end (U4).
type SubscriptionTrendRow struct {
	Bucket       Word `csv:"bucket" json:"bucket"` // a date, of weeks their first, or YYYY-MM
	Joined       int  `csv:"joined" json:"joined"`
	Left         int  `csv:"left" json:"left"`
	Returned     int  `csv:"returned" json:"returned"`
	Enrolled     int  `csv:"enrolled" json:"enrolled"`
	Unsubscribed int  `csv:"unsubscribed" json:"unsubscribed"`
	Partial      bool `csv:"partial" json:"partial"` // the range, cut off after AsOf, does not cover the bucket whole (T5)
}

// SubscriptionTrend returns the rows of subscription_trend.csv: flows and levels over the
// range, zeros included (U4). q is the query that the report was made for. Its error is
// calendar.ErrSeries.
func SubscriptionTrend(report subscription.Report, q subscription.Query) iter.Seq2[SubscriptionTrendRow, error] {
	trend, err := report.Trend(&q)
	return points(trend, err, func(p calendar.Point[subscription.Step]) SubscriptionTrendRow {
		s := p.Value
		return SubscriptionTrendRow{bucket(q.Unit, p.Bucket), s.Joined, s.Left, s.Returned, s.Enrolled, s.Unsubscribed, p.Partial}
	})
}

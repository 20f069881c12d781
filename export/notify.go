package export

import (
	"iter"

	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/notify"
)

// ExpiryRow is a line of expiry.csv and expired.csv: how many subscriptions, not
// people, expire in a month (N4).
type ExpiryRow struct {
	Month         Word `csv:"month" json:"month"` // YYYY-MM
	Subscriptions int  `csv:"subscriptions" json:"subscriptions"`
}

func expiryRows(months []calendar.Point[int], err error) iter.Seq2[ExpiryRow, error] {
	return points(months, err, func(p calendar.Point[int]) ExpiryRow {
		return ExpiryRow{bucket(calendar.Month, p.Bucket), p.Value}
	})
}

// Expiry returns the rows of expiry.csv: the subscriptions that will expire, by month, from
// the first month with one to the last, zeros included (N4). q is the query that the report
// was made for. Its error is calendar.ErrSeries.
func Expiry(report notify.Report, q notify.Query) iter.Seq2[ExpiryRow, error] {
	return expiryRows(report.ExpiryTrend(&q))
}

// Expired returns the rows of expired.csv: the subscriptions that have expired, by month as
// in Expiry (N4). Its error is calendar.ErrSeries.
func Expired(report notify.Report, q notify.Query) iter.Seq2[ExpiryRow, error] {
	return expiryRows(report.ExpiredTrend(&q))
}

// NotificationRow is a line of notification_details.csv (N5).
type NotificationRow struct {
	ID              string `csv:"id" json:"id"`
	Name            string `csv:"name" json:"name"`
	Status          Word   `csv:"status" json:"status"`                     // active, inactive
	Frequency       Word   `csv:"frequency" json:"frequency"`               // daily, weekly, monthly or empty
	SubscribedUsers int    `csv:"subscribed_users" json:"subscribed_users"` // in the range (N2)
}

// NotificationDetails returns the rows of notification_details.csv: the selected
// notifications, by name, then ID (N5).
func NotificationDetails(report notify.Report) iter.Seq2[NotificationRow, error] {
	return mapRows(report.Details(), newNotificationRow)
}

func newNotificationRow(d notify.Row) NotificationRow {
	status := Word("inactive")
	if d.Active {
		status = "active"
	}
	return NotificationRow{string(d.ID), d.Name, status, Word(d.Frequency.String()), d.SubscribedUsers}
}

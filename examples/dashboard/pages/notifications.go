package pages

import (
	"context"
	"iter"
	"net/url"

	"github.com/clientele-go/clientele/export"
	"github.com/clientele-go/clientele/notify"
)

func (s *server) askNotifications(ctx context.Context, v, own url.Values) (asked, error) {
	q, u, err := checked(v, notify.ParseQuery)
	if err != nil {
		return asked{}, err
	}
	than, err := compare(own, q.Range, q.AsOf, q.Location)
	if err != nil {
		return asked{}, err
	}
	all, err := s.choices(ctx)
	fields := []field{
		date("Subscribed from", "from", q.Range.From, q.Location), date("To (not included)", "to", q.Range.To, q.Location),
		checks("Notifications", "notification", all.notifications, q.Names),
		checks("Channels", "channel", all.notificationChannels, texts(q.Channels)), compareField(own),
	}
	return asked{question: u, fields: fields, compute: func(ctx context.Context, now State) ([]*table, error) {
		r, err := notify.Summarize(ctx, now.Notify, q, s.run)
		if err != nil {
			return nil, err
		}
		var c collect
		than.metrics(&c, "notification_metrics", "Numbers", "", export.NotificationMetrics(r), func() (iter.Seq2[export.MetricRow, error], error) {
			then := q
			then.AsOf, then.Range = than.asOf, than.span
			r, err := notify.Summarize(ctx, now.Notify, then, s.run)
			return export.NotificationMetrics(r), err
		})
		add(&c, "expiry", "Expiring subscriptions by month", export.Expiry(r, q), bars("month", "subscriptions"))
		add(&c, "expired", "Expired subscriptions by month", export.Expired(r, q), bars("month", "subscriptions"))
		add(&c, "notification_details", "Details", export.NotificationDetails(r), nil)
		return c.tables, c.err
	}}, err
}

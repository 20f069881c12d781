package pages

import (
	"context"
	"iter"
	"net/url"

	"github.com/clientele-go/clientele/export"
	"github.com/clientele-go/clientele/subscription"
)

func (s *server) askSubscriptions(ctx context.Context, v, own url.Values) (asked, error) {
	q, u, err := checked(v, subscription.ParseQuery)
	if err != nil {
		return asked{}, err
	}
	than, err := compare(own, q.Range, q.AsOf, q.Location)
	if err != nil {
		return asked{}, err
	}
	all, err := s.choices(ctx)
	fields := []field{
		date("Subscribed or unsubscribed from", "from", q.Range.From, q.Location), date("To (not included)", "to", q.Range.To, q.Location),
		checks("Channels", "channel", all.channels, texts(q.Channels)), unitField(q.Unit), compareField(own),
	}
	return asked{question: u, fields: fields, compute: func(ctx context.Context, now State) ([]*table, error) {
		r, err := subscription.Summarize(ctx, now.Subscription, q, s.run)
		if err != nil {
			return nil, err
		}
		var c collect
		than.metrics(&c, "subscription", "Numbers", "The numbers of the last 7 days are the same whatever the dates above.", export.Subscription(r), func() (iter.Seq2[export.MetricRow, error], error) {
			then := q
			then.AsOf, then.Range = than.asOf, than.span
			r, err := subscription.Summarize(ctx, now.Subscription, then, s.run)
			return export.Subscription(r), err
		})
		add(&c, "subscription_trend", "Enrolled and unsubscribed over time", export.SubscriptionTrend(r, q), func(t *table) {
			bars("bucket", "enrolled", "-unsubscribed")(t)
			t.Note = "At the end of each bucket. The table also has who joined, left and returned in it."
		})
		return c.tables, c.err
	}}, err
}

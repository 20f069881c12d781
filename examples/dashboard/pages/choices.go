package pages

import (
	"context"
	"iter"
	"slices"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/engagement"
	"github.com/clientele-go/clientele/export"
	"github.com/clientele-go/clientele/notify"
)

// choices is what forms offer: what there is without a filter.
type choices struct {
	channels, tags, fields              []string
	values                              [][2]string // field, value
	notifications, notificationChannels []string
	currencies                          []string
}

// maxChoices is how many of one kind a form offers. What lies beyond can be named in
// the URL.
const maxChoices = 40

// choices asks for what there is now. A question about another instant chooses from it too.
func (s *server) choices(ctx context.Context) (choices, error) {
	tables, err := s.ask(ctx, query{offer: true, text: "choices",
		compute: func(ctx context.Context, now State) ([]*table, error) { return s.everything(ctx, now, s.Now()) }})
	if err != nil {
		return choices{}, err
	}
	all := choices{}
	for _, t := range tables {
		for _, row := range t.Rows {
			switch t.Name {
			case "channels":
				all.channels = more(all.channels, row[0])
			case "tags":
				all.tags = more(all.tags, row[0])
			case "fields":
				all.fields = more(all.fields, row[0])
			case "field_values":
				all.values = append(all.values, [2]string{row[0], row[1]})
			case "notification_details":
				all.notifications = more(all.notifications, t.cell(row, "name"))
			case "notification_channels":
				all.notificationChannels = more(all.notificationChannels, row[0])
			case "revenue_total":
				all.currencies = more(all.currencies, t.cell(row, "currency"))
			}
		}
	}
	return all, nil
}

// more adds a text to a list, if it is not there yet.
func more(all []string, text string) []string {
	if len(all) >= maxChoices || slices.Contains(all, text) {
		return all
	}
	return append(all, text)
}

// valuesOf returns the values of some fields, or of all.
func (c *choices) valuesOf(fields []string) (values []string) {
	for _, pair := range c.values {
		if len(fields) == 0 || slices.Contains(fields, pair[0]) {
			values = more(values, pair[1])
		}
	}
	return values
}

// everything returns the tables without a filter, over all of time.
func (s *server) everything(ctx context.Context, now State, asOf time.Time) ([]*table, error) {
	q := engagement.Query{AsOf: asOf, Range: calendar.AsOf(asOf), Interaction: engagement.Any}
	r, err := engagement.Summarize(ctx, now.Engagement, q, s.run)
	if err != nil {
		return nil, err
	}
	n, err := notify.Summarize(ctx, now.Notify, notify.Query{AsOf: asOf}, s.run)
	if err != nil {
		return nil, err
	}
	shared := s.Query
	shared.AsOf = asOf
	summary, err := s.summarize(ctx, now, shared)
	if err != nil {
		return nil, err
	}
	var c collect
	add(&c, "channels", "", export.Channels(r, q), nil)
	add(&c, "tags", "", export.Tags(r, q), nil)
	add(&c, "fields", "", export.Fields(r, q), nil)
	add(&c, "field_values", "", export.FieldValues(r, q), nil)
	add(&c, "notification_details", "", export.NotificationDetails(n), nil)
	add(&c, "revenue_total", "", export.RevenueTotals(summary), nil)
	add(&c, "notification_channels", "", notificationChannels(ctx, now.Notify), nil)
	return c.tables, c.err
}

// currencyOf returns the currency that a form begins with.
func (c *choices) currencyOf(chosen customer.Currency) string {
	if chosen == "" && len(c.currencies) > 0 {
		return c.currencies[0]
	}
	return string(chosen)
}

// channelRow is the channel of a notification.
type channelRow struct {
	Channel string `csv:"channel" json:"channel"`
}

// notificationChannels yields the channel of each notification.
func notificationChannels(ctx context.Context, repo notify.Repository) iter.Seq2[channelRow, error] {
	return export.Each(repo.EachNotification(ctx, customer.Scope{}), func(n notify.Notification) channelRow {
		return channelRow{string(n.Channel)}
	})
}

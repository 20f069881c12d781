package pages

import (
	"context"
	"errors"
	"iter"
	"net/url"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/customer/lifecycle"
	"github.com/clientele-go/clientele/engagement"
	"github.com/clientele-go/clientele/export"
	"github.com/clientele-go/clientele/notify"
	"github.com/clientele-go/clientele/subscription"
)

// reports lists the pages of reports.
func (s *server) reports() []report {
	return []report{
		{
			name: "analysis", title: "Customer analysis", ask: s.askAnalysis, own: []string{"drill", "compare"},
			about:  "The profiles of the customers whom you interacted with in the period. Without dates it is the last 180 days.",
			tables: []string{"analysis", "channels", "last_interaction", "tags", "fields", "field_values", "frequency", "last_order"},
		}, {
			name: "subscriptions", title: "Subscription activity", ask: s.askSubscriptions, own: []string{"compare"},
			about:  "The people who enrolled and those who left. Without dates it is all of time.",
			tables: []string{"subscription", "subscription_trend"},
		}, {
			name: "notifications", title: "Notifications", ask: s.askNotifications, own: []string{"compare"},
			about:  "Subscriptions to notifications, and when their tokens expire. The dates restrict who subscribed, not what expires.",
			tables: []string{"notification_metrics", "expiry", "expired", "notification_details"},
		}, {
			name: "growth", title: "Growth", ask: s.askGrowth, policy: true,
			about:  "How active your customers are over time, and who falls asleep soon. Without dates it is the last 180 days.",
			own:    []string{"activity"},
			tables: []string{"status", "revenue_total", "status_trend", "transitions", "lifecycle", "tomorrow"},
		}, {
			name: "cohorts", title: "Cohorts", ask: s.askCohorts, own: []string{"unit", "anchor", "return", "clock"},
			about:  "Of the customers who began in one month, how many came back in each month after it. Without dates it is all of time.",
			tables: []string{"cohorts"},
		}, {
			name: "value", title: "Value", ask: s.askValue, own: []string{"currency", "k"},
			about:  "Customers by how lately, how often and for how much they bought in one currency (RFM). Scores compare the customers with one another.",
			tables: []string{"rfm_segments", "rfm"},
		},
	}
}

// collect gathers tables. The first error is that of all.
type collect struct {
	tables []*table
	err    error
}

// add adds the table of rows, and shows it as change says.
func add[T any](c *collect, name, title string, rows iter.Seq2[T, error], change func(*table)) {
	if c.err != nil {
		return
	}
	t, err := newTable(name, title, rows)
	if err != nil {
		c.err = err
		return
	}
	if change != nil {
		change(t)
	}
	c.tables = append(c.tables, t)
}

func (s *server) askAnalysis(ctx context.Context, v, own url.Values) (asked, error) {
	q, err := engagement.ParseQuery(v)
	if err != nil {
		return asked{}, err
	}
	u, err := checked(&q)
	if err != nil {
		return asked{}, err
	}
	than, err := compare(own, q.Range, q.AsOf, q.Location)
	if err != nil {
		return asked{}, err
	}
	a := asked{question: u, compute: func(ctx context.Context) ([]*table, error) {
		return s.analysis(ctx, q, own, than)
	}}
	a.fields, err = s.analysisFields(ctx, q)
	a.fields = append(a.fields, compareField(own))
	return a, err
}

// analysis returns the tables of the customer analysis.
func (s *server) analysis(ctx context.Context, q engagement.Query, own url.Values, than comparison) ([]*table, error) {
	r, err := engagement.Summarize(ctx, s.Engagement, q, s.run)
	if err != nil {
		return nil, err
	}
	u, err := q.URL()
	if err != nil {
		return nil, err
	}
	var c collect
	than.metrics(&c, "analysis", "Numbers", "Paid orders do not include those from checkout links.", export.Analysis(r), func() (iter.Seq2[export.MetricRow, error], error) {
		then := q
		then.AsOf, then.Range = than.asOf, than.span
		r, err := engagement.Summarize(ctx, s.Engagement, then, s.run)
		return export.Analysis(r), err
	})
	add(&c, "last_interaction", "Interacted users by last interaction", export.LastInteractions(r, q), bars("bucket", "users"))
	add(&c, "channels", "Channels", export.Channels(r, q), func(t *table) { share("channel")(t); t.Note = overlap })
	add(&c, "tags", "Most popular tags", export.Tags(r, q), func(t *table) { share("tag")(t); t.Note = overlap })
	add(&c, "fields", "Custom data", export.Fields(r, q), func(t *table) {
		share("field")(t)
		t.Note = overlap + " Choose a field to see its values."
		t.Drill = func(row []string) string {
			if t.cell(row, "other") == "true" {
				return ""
			}
			return link("analysis", with(u, keep(own, "compare"), url.Values{"drill": {t.cell(row, "field")}})) + "#field_values"
		}
	})
	add(&c, "field_values", "Custom data by value", export.FieldValues(r, q), func(t *table) { t.drillTo(own.Get("drill")) })
	add(&c, "frequency", "Frequency of purchase", export.Frequency(r), bars("paid_orders", "users"))
	add(&c, "last_order", "Purchased users by last order", export.LastOrders(r, q), bars("bucket", "users"))
	return c.tables, c.err
}

const overlap = "One user can be in several rows."

// drillTo keeps the values of one field on the page. The files have all of them.
func (t *table) drillTo(name string) {
	var rows [][]string
	for _, row := range t.Rows {
		if name == "" || t.cell(row, "field") == name {
			rows = append(rows, row)
		}
	}
	if t.Rows = rows; name != "" {
		t.Title = "Custom data: values of " + name
		share("value")(t)
	} else {
		t.Note = "The values of all fields. " + overlap
	}
}

// analysisFields returns the form. What can be chosen is what there is without a filter.
func (s *server) analysisFields(ctx context.Context, q engagement.Query) ([]field, error) {
	all, err := s.choices(ctx, q.AsOf)
	if err != nil {
		return nil, err
	}
	fields := []field{
		date("From", "from", q.Range.From, q.Location), date("To (not included)", "to", q.Range.To, q.Location),
		checks("Channels", "channel", all.channels, texts(q.Channels)),
		checks("Tags", "tag", all.tags, q.Tags),
		checks("Custom fields", "field", all.fields, q.Fields),
		checks("Custom values", "value", all.valuesOf(q.Fields), q.Values),
		choice("Interaction", "interaction", q.Interaction.String(), "messages", "messages", "any", "anything the customer does"),
		unitField(q.Unit),
	}
	return fields, nil
}

func texts[T ~string](all []T) (texts []string) {
	for _, t := range all {
		texts = append(texts, string(t))
	}
	return texts
}

func (s *server) askSubscriptions(ctx context.Context, v, own url.Values) (asked, error) {
	q, err := subscription.ParseQuery(v)
	if err != nil {
		return asked{}, err
	}
	u, err := checked(&q)
	if err != nil {
		return asked{}, err
	}
	than, err := compare(own, q.Range, q.AsOf, q.Location)
	if err != nil {
		return asked{}, err
	}
	all, err := s.choices(ctx, q.AsOf)
	fields := []field{
		date("From", "from", q.Range.From, q.Location), date("To (not included)", "to", q.Range.To, q.Location),
		checks("Channels", "channel", all.channels, texts(q.Channels)), unitField(q.Unit), compareField(own),
	}
	return asked{question: u, fields: fields, compute: func(ctx context.Context) ([]*table, error) {
		r, err := subscription.Summarize(ctx, s.Subscription, q, s.run)
		if err != nil {
			return nil, err
		}
		var c collect
		than.metrics(&c, "subscription", "Numbers", "The numbers of the last 7 days are the same whatever the dates above.", export.Subscription(r), func() (iter.Seq2[export.MetricRow, error], error) {
			then := q
			then.AsOf, then.Range = than.asOf, than.span
			r, err := subscription.Summarize(ctx, s.Subscription, then, s.run)
			return export.Subscription(r), err
		})
		add(&c, "subscription_trend", "Enrolled and unsubscribed over time", export.SubscriptionTrend(r, q), bars("bucket", "joined", "returned", "-left"))
		return c.tables, c.err
	}}, err
}

func (s *server) askNotifications(ctx context.Context, v, own url.Values) (asked, error) {
	q, err := notify.ParseQuery(v)
	if err != nil {
		return asked{}, err
	}
	u, err := checked(&q)
	if err != nil {
		return asked{}, err
	}
	than, err := compare(own, q.Range, q.AsOf, q.Location)
	if err != nil {
		return asked{}, err
	}
	all, err := s.choices(ctx, q.AsOf)
	fields := []field{
		date("Subscribed from", "from", q.Range.From, q.Location), date("To (not included)", "to", q.Range.To, q.Location),
		checks("Notifications", "name", all.notifications, q.Names),
		checks("Channels", "channel", all.notificationChannels, texts(q.Channels)), compareField(own),
	}
	return asked{question: u, fields: fields, compute: func(ctx context.Context) ([]*table, error) {
		r, err := notify.Summarize(ctx, s.Notify, q, s.run)
		if err != nil {
			return nil, err
		}
		var c collect
		than.metrics(&c, "notification_metrics", "Numbers", "", export.NotificationMetrics(r), func() (iter.Seq2[export.MetricRow, error], error) {
			then := q
			then.AsOf, then.Range = than.asOf, than.span
			r, err := notify.Summarize(ctx, s.Notify, then, s.run)
			return export.NotificationMetrics(r), err
		})
		add(&c, "expiry", "Expiring subscriptions by month", export.Expiry(r, q), bars("month", "subscriptions"))
		add(&c, "expired", "Expired subscriptions by month", export.Expired(r, q), bars("month", "subscriptions"))
		add(&c, "notification_details", "Details", export.NotificationDetails(r), nil)
		return c.tables, c.err
	}}, err
}

func (s *server) askGrowth(_ context.Context, v, own url.Values) (asked, error) {
	q, err := customer.ParseQuery(v)
	if err != nil {
		return asked{}, err
	}
	u, err := checked(&q)
	if err != nil {
		return asked{}, err
	}
	var activity lifecycle.Activity
	if word := own.Get("activity"); word != "" {
		if err := activity.UnmarshalText([]byte(word)); err != nil {
			return asked{}, badRequest{err}
		}
	}
	fields := []field{date("From", "from", q.Range.From, q.Location), date("To (not included)", "to", q.Range.To, q.Location), unitField(q.Unit),
		choice("Active by", "activity", activity.String(), "logins", "logins", "messages", "messages", "orders", "paid orders")}
	if q.Range == (calendar.Span{}) {
		q.Range = calendar.Days(180).Last(q.AsOf)
	}
	return asked{question: u, fields: fields, compute: func(ctx context.Context) ([]*table, error) { return s.growth(ctx, q, activity) }}, nil
}

// growth returns the tables of status over time.
func (s *server) growth(ctx context.Context, q customer.Query, activity lifecycle.Activity) ([]*table, error) {
	summary, err := s.summarize(ctx, q)
	if err != nil {
		return nil, err
	}
	trend, err := customer.TrackStatus(ctx, s.Facts, q, s.run)
	if err != nil {
		return nil, err
	}
	life := lifecycle.Query{AsOf: q.AsOf, Location: q.Location, Range: q.Range, Unit: q.Unit, Activity: activity}
	states, err := lifecycle.Summarize(ctx, s.Facts, life, s.run)
	if err != nil {
		return nil, err
	}
	var c collect
	add(&c, "status", "Customers by status", export.Statuses(summary), share("status"))
	add(&c, "revenue_total", "Revenue", export.RevenueTotals(summary), nil)
	add(&c, "status_trend", "Statuses over time", export.StatusTrend(trend, q.Unit), bars("bucket", "very_active", "active", "quiet", "sleeper"))
	add(&c, "lifecycle", "New, returning, resurrecting and dormant", export.Lifecycle(states, life), func(t *table) {
		bars("bucket", "returning", "resurrecting", "new", "-dormant", "-pending")(t)
		t.Note = "Dormant customers were active in the bucket before, and not in this one. While a bucket is not over they are pending."
	})
	add(&c, "transitions", "Changes of status", export.Transitions(trend), nil)
	if err := s.tomorrow(ctx, q, &c); err != nil {
		return nil, err
	}
	return c.tables, c.err
}

// tomorrow adds the changes of status within a week if nobody logs in (H2). The rollup
// alone knows them, as of its own instant.
func (s *server) tomorrow(ctx context.Context, q customer.Query, c *collect) error {
	if s.Rollup == nil {
		return nil
	}
	next, err := s.Rollup.Tomorrow(ctx, q, calendar.Days(7))
	switch {
	case errors.Is(err, customer.ErrQuery): // of another instant
		return nil
	case err != nil:
		return err
	}
	rows := func(yield func(export.TransitionRow, error) bool) {
		for _, m := range next {
			if !yield(export.NewTransitionRow(m), nil) {
				return
			}
		}
	}
	add(c, "tomorrow", "Within a week, if nobody logs in", rows, nil)
	return nil
}

// summarize answers from the rollup, if it is of this question, else from the facts
// (O3).
func (s *server) summarize(ctx context.Context, q customer.Query) (customer.Report, error) {
	if s.Rollup != nil {
		r, err := s.Rollup.Summarize(ctx, q)
		if !errors.Is(err, customer.ErrQuery) {
			return r, err
		}
	}
	return customer.Summarize(ctx, s.Facts, q, s.run)
}

package pages

import (
	"iter"
	"time"
)

// reports lists the pages of reports.
func (s *server) reports() []report {
	return []report{
		{
			name: "analysis", title: "Customer analysis", ask: s.askAnalysis, own: []string{"drill", "compare"},
			about:  "The profiles of the customers whom you interacted with in the period. Without dates it is the last 180 days.",
			tables: []string{"analysis", "channels", "last_interaction", "tags", "fields", "field_values", "frequency", "last_order"},
			words:  analysisWords(),
		}, {
			name: "subscriptions", title: "Subscription activity", ask: s.askSubscriptions, own: []string{"compare"},
			about:  "The people who enrolled and those who left. Without dates it is all of time.",
			tables: []string{"subscription", "subscription_trend"},
			words:  subscriptionWords(),
		}, {
			name: "notifications", title: "Notifications", ask: s.askNotifications, own: []string{"compare"},
			about:  "Subscriptions to notifications, and when their tokens expire. The dates restrict who subscribed, not what expires.",
			tables: []string{"notification_metrics", "expiry", "expired", "notification_details"},
			words:  notificationWords(),
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
	zone   *time.Location // of instants
	err    error
}

// add adds the table of rows, and shows it as change says.
func add[T any](c *collect, name, title string, rows iter.Seq2[T, error], change func(*table)) {
	addHead(c, name, title, length{}, rows, change)
}

// addHead adds the table of the first rows.
func addHead[T any](c *collect, name, title string, l length, rows iter.Seq2[T, error], change func(*table)) {
	if c.err != nil {
		return
	}
	t, err := newHead(name, title, l, rows)
	if err != nil {
		c.err = err
		return
	}
	t.zone = c.zone
	if change != nil {
		change(t)
	}
	c.tables = append(c.tables, t)
}

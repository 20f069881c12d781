package program

import "github.com/clientele-go/clientele/customer/calendar"

// notifications prints whose token expires when (N2–N6).
func (a *Answers) notifications(p page) {
	r := &a.Pushes
	p.heading("Notifications, " + a.span(a.Options.Range))
	p.cards(
		card{label: "subscribed users", value: r.SubscribedUsers, note: "+" + plain(r.SubscribedLast7Days) + " in 7 days"},
		card{label: "expiring users", value: r.ExpiringUsers, note: plain(r.ExpiringNext7Days) + " in 7 days"},
	)
	p.cards(
		card{label: "subscriptions", value: r.Subscriptions},
		card{label: "expired", value: r.Expired},
		card{label: "expiring", value: r.Expiring},
		card{label: "stopped", value: r.Stopped},
		card{label: "never expire", value: r.NeverExpires},
	)
	p.months("expiring in", a.Series.Expiring)
	p.line("")
	p.months("expired in", a.Series.Expired)
	p.line("")
	a.details(p)
}

// months prints a table by month; a long table begins late.
func (p page) months(name string, points []calendar.Point[int]) {
	const most = 24
	var rows [][]string
	left := max(0, len(points)-most)
	for _, m := range points[left:] {
		rows = append(rows, []string{calendar.Month.Format(m.Bucket), number(m.Value), plain(m.Value)})
	}
	p.table([]string{name, ">subscriptions", "|"}, rows)
	if left > 0 {
		p.note("… and %s before.", plural(left, "month"))
	}
}

// details prints the table of notifications (N5).
func (a *Answers) details(p page) {
	var rows [][]string
	for _, d := range a.Pushes.Details() {
		status := "inactive"
		if d.Active {
			status = "active"
		}
		rows = append(rows, []string{d.Name, status, or(d.Frequency.String()), number(d.SubscribedUsers), plain(d.SubscribedUsers)})
	}
	p.table([]string{"notification", "status", "frequency", ">users", "|"}, rows)
}

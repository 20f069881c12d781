package program

import (
	"fmt"

	"github.com/clientele-go/clientele/customer/calendar"
)

// notifications prints whose token expires when (N2–N6), and how many are likely to
// end (P6).
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
	a.outlook(p)
	p.months("expired in", a.Series.Expired)
	p.line("")
	a.details(p)
}

// outlook prints how many of the subscriptions that expire are expected to end (P6).
func (a *Answers) outlook(p page) {
	r, q := &a.Renewals, a.Options.notifyQuery()
	months, ok, err := r.Outlook(&a.Pushes, &q)
	if !ok || err != nil { // the series of the same months was made before
		p.note("No outlook: in the last 6 complete months %s renewed or expired, fewer than 10.", plural(r.Share().Of, "opt-in"))
		p.line("")
		return
	}
	const most = 12
	var rows [][]string
	for _, m := range months[:min(most, len(months))] {
		v := m.Value
		rows = append(rows, []string{calendar.Month.Format(m.Bucket), number(v.Expiring), fmt.Sprintf("≈ %.1f", v.Ending), fmt.Sprintf("%.1f to %.1f", v.Interval.Low, v.Interval.High)})
	}
	p.table([]string{"outlook", ">expiring", ">likely to end", "95 % interval"}, rows)
	p.note("In the last 6 complete months %s renewed and %s expired.", plural(r.Renewed, "opt-in"), number(r.Expired))
	p.line("")
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

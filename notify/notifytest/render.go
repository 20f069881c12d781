package notifytest

import (
	"fmt"
	"strings"

	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/notify"
)

// renderUsers writes the numbers of people.
func renderUsers(r *notify.Report) string {
	return fmt.Sprintf("subscribed %d, last 7 days %d, undated %d\nexpiring %d, next 7 days %d\n",
		r.SubscribedUsers, r.SubscribedLast7Days, r.UndatedUsers, r.ExpiringUsers, r.ExpiringNext7Days)
}

// renderSubscriptions writes the numbers of subscriptions.
func renderSubscriptions(r *notify.Report) string {
	return fmt.Sprintf("subscriptions %d: expired %d, expiring %d, stopped %d, never expires %d\n",
		r.Subscriptions, r.Expired, r.Expiring, r.Stopped, r.NeverExpires)
}

// renderTrend writes a month a line.
func renderTrend(points []calendar.Point[int], err error) (string, error) {
	if err != nil {
		return "", err
	}
	var b strings.Builder
	for _, p := range points {
		fmt.Fprintf(&b, "%s %d", calendar.Month.Format(p.Bucket), p.Value)
		if p.Partial {
			b.WriteString(" (partial)")
		}
		b.WriteString("\n")
	}
	return orNothing(&b), nil
}

// renderDetails writes a notification a line.
func renderDetails(r *notify.Report) string {
	var b strings.Builder
	for _, d := range r.Details() {
		status := "inactive"
		if d.Active {
			status = "active"
		}
		words := []string{fmt.Sprintf("%s %q", d.ID, d.Name), status}
		if f := d.Frequency.String(); f != "" {
			words = append(words, f)
		}
		fmt.Fprintf(&b, "%s, subscribed %d\n", strings.Join(words, ", "), d.SubscribedUsers)
	}
	return orNothing(&b)
}

// renderRenewals writes the window and what became of its opt-ins.
func renderRenewals(r *notify.Renewals) string {
	return fmt.Sprintf("%v: renewed %d, expired %d\n", r.Window, r.Renewed, r.Expired)
}

// renderOutlook writes a month a line.
func renderOutlook(months []calendar.Point[notify.Ahead], ok bool, err error) (string, error) {
	if err != nil {
		return "", err
	}
	if !ok {
		return "no outlook\n", nil
	}
	var b strings.Builder
	for _, p := range months {
		a := p.Value
		fmt.Fprintf(&b, "%s %d expiring, ≈ %.2f (%.2f to %.2f) ending", calendar.Month.Format(p.Bucket), a.Expiring, a.Ending, a.Interval.Low, a.Interval.High)
		if p.Partial {
			b.WriteString(" (partial)")
		}
		b.WriteString("\n")
	}
	return orNothing(&b), nil
}

func orNothing(b *strings.Builder) string {
	if b.Len() == 0 {
		return "nothing\n"
	}
	return b.String()
}

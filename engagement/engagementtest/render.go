package engagementtest

import (
	"fmt"
	"strings"

	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/engagement"
)

// renderNumbers writes the numbers of the cards.
func renderNumbers(r engagement.Report) string {
	text := fmt.Sprintf("interacted %d, active %d\npaid orders %d, by checkout link %d\nrepeat customers %d\n",
		r.InteractedUsers, r.ActiveUsers, r.PaidOrders, r.CheckoutLinkOrders, r.RepeatCustomers)
	if r.UndatedMessages != 0 {
		text += fmt.Sprintf("undated messages %d\n", r.UndatedMessages)
	}
	return text
}

// renderNames writes a breakdown by name, a row a line. The line of the others
// has no quotes.
func renderNames(b engagement.Breakdown[engagement.Row]) string {
	return render(b, func(r engagement.Row) string {
		if r.Other {
			return fmt.Sprintf("other %d", r.Users)
		}
		return fmt.Sprintf("%q %d", r.Name, r.Users)
	})
}

// renderDates writes a breakdown by date, a bucket a line.
func renderDates(b engagement.Breakdown[calendar.Point[int]], u calendar.Unit) string {
	return render(b, func(p calendar.Point[int]) string {
		line := fmt.Sprintf("%s %d", u.Format(p.Bucket), p.Value)
		if p.Partial {
			line += " (partial)"
		}
		return line
	})
}

// renderFrequency writes a breakdown by number of orders, a number a line.
func renderFrequency(b engagement.Breakdown[engagement.FrequencyRow]) string {
	return render(b, func(r engagement.FrequencyRow) string { return fmt.Sprintf("%d orders: %d", r.PaidOrders, r.Users) })
}

// render writes the rows, and what they amount to.
func render[R any](b engagement.Breakdown[R], line func(R) string) string {
	var all strings.Builder
	for _, r := range b.Rows {
		all.WriteString(line(r) + "\n")
	}
	how := "overlap"
	if b.AddsUp {
		how = "add up"
	}
	fmt.Fprintf(&all, "rows %s, users %d\n", how, b.Total)
	return all.String()
}

package subscriptiontest

import (
	"fmt"
	"strings"

	"github.com/clientele-go/clientele/internal/kits/story"
	"github.com/clientele-go/clientele/subscription"
)

// renderTotals writes the numbers of the cards.
func renderTotals(r subscription.Report) string {
	return fmt.Sprintf("enrolled %d, last 7 days %d\nunsubscribed %d, last 7 days %d\nundated %d\n",
		r.Enrolled, r.EnrolledLast7Days, r.Unsubscribed, r.UnsubscribedLast7Days, r.Undated)
}

// renderTrend writes a bucket a line.
func renderTrend(r subscription.Report, q subscription.Query) (string, error) {
	var b strings.Builder
	points, err := r.Trend(&q)
	if err != nil {
		return "", err
	}
	for _, p := range points {
		v := p.Value
		fmt.Fprintf(&b, "%s joined %d left %d returned %d, enrolled %d unsubscribed %d",
			q.Unit.Format(p.Bucket), v.Joined, v.Left, v.Returned, v.Enrolled, v.Unsubscribed)
		if p.Partial {
			b.WriteString(" (partial)")
		}
		b.WriteString("\n")
	}
	if b.Len() == 0 {
		return "nothing\n", nil
	}
	return b.String(), nil
}

// renderExplanation writes how somebody stands, and a change a line.
func renderExplanation(e subscription.Explanation) string {
	var b strings.Builder
	b.WriteString(e.Standing.String())
	if !e.Since.IsZero() {
		b.WriteString(" since " + story.Spell(e.Since))
	}
	if e.Standing == subscription.Unsubscribed {
		b.WriteString(" by " + renderMarker(e.By))
	}
	if e.Undated {
		b.WriteString(" (undated)")
	}
	b.WriteString("\n")
	for _, c := range e.Changes {
		fmt.Fprintf(&b, "%s %s\n", story.Spell(c.At), c.Kind)
	}
	return b.String()
}

func renderMarker(m subscription.Marker) string {
	return fmt.Sprintf("%q=%q: %s, %s", m.Field, m.Value, m.Keyword, m.Scope)
}

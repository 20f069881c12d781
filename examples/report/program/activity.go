package program

import "github.com/clientele-go/clientele/subscription"

// subscription prints who is enrolled and who left (U1–U6).
func (a *Answers) subscription(p page) {
	r, q := &a.Members, a.Options.subscriptionQuery()
	p.heading("Subscription activity, " + a.span(q.Range))
	p.cards(
		card{label: "enrolled", value: r.Enrolled, note: "+" + plain(r.EnrolledLast7Days) + " in 7 days"},
		card{label: "unsubscribed", value: r.Unsubscribed, note: "+" + plain(r.UnsubscribedLast7Days) + " in 7 days"},
		card{label: "undated", value: r.Undated, note: "in no trend"},
	)
	for _, s := range []struct {
		name  string
		level bool
		value func(subscription.Step) int
	}{
		{"joined", false, func(s subscription.Step) int { return s.Joined }},
		{"left", false, func(s subscription.Step) int { return s.Left }},
		{"returned", false, func(s subscription.Step) int { return s.Returned }},
		{"enrolled", true, func(s subscription.Step) int { return s.Enrolled }},
		{"unsubscribed", true, func(s subscription.Step) int { return s.Unsubscribed }},
	} {
		p.trend(s.name, q.Unit, countBars(a.Series.Members, s.value), s.level, countOf)
	}
}

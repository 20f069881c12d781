package program

import "github.com/clientele-go/clientele/engagement"

// analysis prints the customer analysis (E1–E7).
func (a *Answers) analysis(p page) {
	r, q := &a.Analysis, a.Options.engagementQuery()
	p.heading("Customer analysis, " + a.span(a.engagementSpan()))
	p.cards(
		card{label: "interacted", value: r.InteractedUsers},
		card{label: "active", value: r.ActiveUsers, note: activeNote(q.Interaction)},
		card{label: "paid orders", value: r.PaidOrders, note: plain(r.CheckoutLinkOrders) + " more by link"},
		card{label: "repeat customers", value: r.RepeatCustomers},
	)
	if a.NoMessages && q.Interaction == engagement.Messages {
		p.note("There is no message as of then, and by default only messages are interactions: so the breakdowns are empty. With -interaction any they are about everything that customers do (E1).")
		p.line("")
	}
	p.breakdown("channel", r.Channels(&q))
	p.breakdown("tag", r.Tags(&q))
	p.breakdown("custom field", r.Fields(&q))
	for _, field := range r.FieldNames() {
		p.breakdown("value of “"+printable(field)+"”", r.Values(field, &q))
	}
	a.frequency(p)
	p.trend("last interaction", q.Unit, countBars(a.Series.LastInteractions, same), false, countOf)
	p.trend("last paid order", q.Unit, countBars(a.Series.LastOrders, same), false, countOf)
}

func activeNote(i engagement.Interaction) string {
	if i == engagement.Any {
		return "did something"
	}
	return "wrote to you"
}

// breakdown prints a table by name, most users first. It cuts the longest
// tables: the files have all of them.
func (p page) breakdown(name string, b engagement.Breakdown[engagement.Row]) {
	const most = 12
	if len(b.Rows) == 0 {
		p.line("  by %s: nobody", name)
		p.line("")
		return
	}
	var rows [][]string
	for _, r := range b.Rows[:min(most, len(b.Rows))] {
		label := r.Name
		switch {
		case r.Other:
			label = "(the others)"
		case label == "":
			label = "(empty)"
		}
		rows = append(rows, []string{label, number(r.Users), plain(r.Users)})
	}
	p.table([]string{"by " + name, ">users", "|"}, rows)
	if rest := len(b.Rows) - most; rest > 0 {
		p.note("… and %s more.", plural(rest, "row"))
	}
	p.note("%s in all; one can be in several rows.", plural(b.Total, "user"))
	p.line("")
}

// frequency prints how often those who interacted have bought.
func (a *Answers) frequency(p page) {
	const most = 12
	b := a.Analysis.Frequency()
	var rows [][]string
	more := 0
	for _, r := range b.Rows {
		if r.PaidOrders < most {
			rows = append(rows, []string{number(r.PaidOrders), number(r.Users), plain(r.Users)})
		} else {
			more += r.Users
		}
	}
	if more > 0 {
		rows = append(rows, []string{number(most) + "+", number(more), plain(more)})
	}
	p.table([]string{">by paid orders ever", ">users", "|"}, rows)
	p.note("%s in all, each in one row.", plural(b.Total, "user"))
	p.line("")
}

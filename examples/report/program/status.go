package program

import (
	"context"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
)

// statusSpan returns the range over which statuses are followed: as given, or
// else the last 180 days.
func (o *Options) statusSpan() calendar.Span {
	if o.Range.IsZero() {
		return calendar.Days(180).Last(o.AsOf)
	}
	return o.Range
}

// trendQuery returns the question about a series of customers over a range.
func (o *Options) trendQuery(s calendar.Span) customer.Query {
	q := o.customerQuery()
	q.Range, q.Unit = s, o.Unit
	return q
}

func (a *Answers) askStatusTrend(ctx context.Context, shop Shop, run *customer.Run) (err error) {
	o := &a.Options
	a.Activity, err = customer.TrackStatus(ctx, shop.Customers, o.trendQuery(o.statusSpan()), run)
	if err != nil {
		return err
	}
	a.Series.Statuses, err = a.Activity.Points()
	return err
}

// statusTrend prints how active customers were, and how many went from which
// status to which (S8).
func (a *Answers) statusTrend(p page) {
	p.heading("Activity over time, " + a.span(a.Options.statusSpan()))
	for _, s := range customer.Statuses() {
		p.trend(s.String(), a.Options.Unit, countBars(a.Series.Statuses, func(n customer.StatusCounts) int { return n[s] }), true, countOf)
	}
	a.transitions(p)
}

// transitions prints a table of changes of status: the file has all of them.
func (a *Answers) transitions(p page) {
	var moved customer.StatusMatrix
	rose, fell := 0, 0
	for m := range a.Activity.Transitions() {
		moved[m.From][m.To]++
		if m.To > m.From {
			rose++
		} else {
			fell++
		}
	}
	head, rows := []string{"changes from … to"}, [][]string(nil)
	for _, from := range customer.Statuses() {
		head = append(head, ">"+from.String())
		row := []string{from.String()}
		for _, to := range customer.Statuses() {
			if n := moved[from][to]; n > 0 {
				row = append(row, number(n))
			} else {
				row = append(row, "–")
			}
		}
		rows = append(rows, row)
	}
	p.line("")
	p.table(head, rows)
	p.note("Statuses rose %s, by a login, and fell %s, as time passed.", times(rose), times(fell))
}

func times(n int) string { return plural(n, "time") }

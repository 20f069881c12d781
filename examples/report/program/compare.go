package program

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/engagement"
	"github.com/clientele-go/clientele/export"
	"github.com/clientele-go/clientele/notify"
	"github.com/clientele-go/clientele/subscription"
)

// Comparing is what -compare says.
type Comparing struct {
	Asked bool
	Kind  calendar.Comparison // Previous or PreviousYear
	dates calendar.Dates      // of the range
}

var errCompared = errors.New("with -compare, not the first instant of a day in the location")

// understand reads the flag, and of a range asks that its ends are dates (P1).
func (c *Comparing) understand(typed string, o *Options) error {
	switch typed {
	case "", "none":
		return nil
	case "previous":
		*c = Comparing{Asked: true, Kind: calendar.Previous}
	case "year":
		*c = Comparing{Asked: true, Kind: calendar.PreviousYear}
	default:
		return errors.New("-compare: not none, previous or year")
	}
	var ok bool
	if c.dates, ok = o.Range.Dates(o.Location); !ok {
		flag := "-from"
		if c.dates.From.Start(o.Location).Equal(o.Range.From) {
			flag = "-to"
		}
		return fmt.Errorf("%s: %w", flag, errCompared)
	}
	return nil
}

// Comparison is the same questions about the compared range.
type Comparison struct {
	Exists   bool                 // there is a counterpart (P1)
	Now      calendar.Dates       // the range; zero if none is asked for
	Then     calendar.Counterpart // of a range; without one, AsOf alone
	Analysis engagement.Report
	Members  subscription.Report
	Pushes   notify.Report
}

// counterpart returns what the question of the options is compared with (P1–P3).
func (o *Options) counterpart() (now calendar.Dates, then calendar.Counterpart, err error) {
	kind := o.Comparing.Kind
	if o.Range.IsZero() {
		if kind == calendar.PreviousYear {
			return now, calendar.Counterpart{AsOf: calendar.Back(o.AsOf, calendar.Months(12), o.Location)}, nil
		}
		const days = 180 // of 24 hours, which are no dates
		then.AsOf = o.AsOf.Add(-days * 24 * time.Hour)
		if calendar.Check(then.AsOf, nil) != nil {
			then.AsOf = time.Time{}
		}
		return now, then, nil
	}
	now = o.Comparing.dates
	if now.To.IsZero() {
		now.To = calendar.DateOf(o.AsOf, o.Location).AddDays(1)
	}
	then, err = now.Counterpart(kind, o.AsOf, o.Location)
	return now, then, err
}

// askComparison asks the questions again, about the counterpart.
func (a *Answers) askComparison(ctx context.Context, shop Shop, run *customer.Run) error {
	if !a.Options.Comparing.Asked {
		return nil
	}
	c := &a.Compared
	now, then, err := a.Options.counterpart()
	if err != nil || then.AsOf.IsZero() {
		return err
	}
	c.Exists, c.Now, c.Then = true, now, then
	o := a.Options
	o.AsOf, o.Range = then.AsOf, then.Range.Span(o.Location)
	if c.Analysis, err = engagement.Summarize(ctx, shop.Engagement, o.engagementQuery(), run); err != nil {
		return err
	}
	if c.Members, err = subscription.Summarize(ctx, shop.Subscription, o.subscriptionQuery(), run); err != nil {
		return err
	}
	c.Pushes, err = notify.Summarize(ctx, shop.Notify, o.notifyQuery(), run)
	return err
}

// metricsFile returns a file of numbers, with what they were before if that is asked for.
func metricsFile[R any](a *Answers, name string, rows func(R) iter.Seq2[export.MetricRow, error], now, before R) file {
	if !a.Options.Comparing.Asked {
		return rowsFile(name, rows(now))
	}
	return rowsFile(name, export.Compared(rows(now), a.before(rows(before))))
}

// before returns rows of the compared range, nil if there is no counterpart.
func (a *Answers) before(rows iter.Seq2[export.MetricRow, error]) iter.Seq2[export.MetricRow, error] {
	if !a.Compared.Exists {
		return nil
	}
	return rows
}

// comparison prints the changes (P4, P5).
func (a *Answers) comparison(p page) {
	c := &a.Compared
	if !a.Options.Comparing.Asked {
		return
	}
	p.heading("Compared with " + a.compared())
	if !c.Exists {
		p.note("There is no counterpart: the compared range would be empty, unbounded, or before the year 1.")
		return
	}
	var rows [][]string
	for _, report := range []struct {
		now, before iter.Seq2[export.MetricRow, error]
	}{
		{export.Analysis(a.Analysis), export.Analysis(c.Analysis)},
		{export.Subscription(a.Members), export.Subscription(c.Members)},
		{export.NotificationMetrics(a.Pushes), export.NotificationMetrics(c.Pushes)},
	} {
		var before []export.MetricRow
		for row := range report.before {
			before = append(before, row)
		}
		for row := range report.now {
			rows = append(rows, changeRow(string(row.Metric), calendar.Change{Before: before[0].Value, Now: row.Value}))
			before = before[1:]
		}
	}
	p.table([]string{"metric", ">now", ">before", ">change", ">ratio", "95 % interval"}, rows)
	p.note("The same questions, as of %s.", a.clock(c.Then.AsOf))
	if c.Now != (calendar.Dates{}) {
		p.note("%s to %s: %s against %s.", c.Now.From, c.Now.To.AddDays(-1), plural(c.Now.Days(), "day"), plural(c.Then.Range.Days(), "day"))
	}
	p.note("Where the interval holds 1, chance alone may have made the change.")
}

// compared returns the compared range in words, with the kind that was chosen (P2).
func (a *Answers) compared() string {
	then := a.Compared.Then
	switch {
	case !a.Compared.Exists:
		return "nothing"
	case then.Range == (calendar.Dates{}):
		return "the same as of " + a.day(then.AsOf)
	}
	return fmt.Sprintf("%s (%s)", a.span(then.Range.Span(a.Options.Location)), then.Kind)
}

// changeRow returns a row of the table of changes.
func changeRow(metric string, c calendar.Change) []string {
	ratio, interval := "", ""
	if now, before, ok := c.Ratio(); ok {
		ratio = fmt.Sprintf("%.2f", float64(now)/float64(before))
	} else if c.New() {
		ratio = "new"
	}
	if i, ok := c.Interval(); ok {
		interval = fmt.Sprintf("%.2f to %.2f", i.Low, i.High)
		if c.NoClearChange() {
			interval += ", no clear change"
		}
	}
	return []string{metric, number(c.Now), number(c.Before), signed(c.Difference()), ratio, interval}
}

// signed writes a difference with its sign.
func signed(n int) string {
	if n > 0 {
		return "+" + number(n)
	}
	return number(n)
}

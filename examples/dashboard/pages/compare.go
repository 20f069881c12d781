package pages

import (
	"errors"
	"fmt"
	"iter"
	"net/url"
	"strconv"
	"time"

	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/export"
)

// A comparison is what a page sets beside its numbers (P1–P4).
type comparison struct {
	asked  bool
	exists bool // there is a counterpart (P1)
	span   calendar.Span
	asOf   time.Time
	note   string // what is compared, in words
}

// compare reads what a page is compared with: none, previous or year.
func compare(own url.Values, span calendar.Span, asOf time.Time, loc *time.Location) (c comparison, err error) {
	var kind calendar.Comparison
	switch own.Get("compare") {
	case "", "none":
		return c, nil
	case "previous":
		kind = calendar.Previous
	case "year":
		kind = calendar.PreviousYear
	default:
		return c, badRequest{errors.New("compare: want none, previous or year")}
	}
	c.asked = true
	c.note = "There is nothing to compare with: the compared range would be empty, unbounded, or before the year 1."
	if span.IsZero() {
		if c.asOf = before(kind, asOf, loc); !c.asOf.IsZero() {
			c.exists, c.note = true, "Compared with the same question as of "+clock(c.asOf, loc)+"."
		}
		return c, nil
	}
	dates, ok := span.Dates(loc)
	if !ok {
		return c, badRequest{errors.New("compare: from and to must be the first instants of days")}
	}
	if dates.To.IsZero() {
		dates.To = calendar.DateOf(asOf, loc).AddDays(1)
	}
	then, err := dates.Counterpart(kind, asOf, loc)
	if c.exists, c.asOf, c.span = err == nil && then.Exists(), then.AsOf, then.Range.Span(loc); c.exists {
		c.note = fmt.Sprintf("Compared with %s (%s), as of %s; above are %s.", period(then.Range), then.Kind, clock(then.AsOf, loc), period(dates))
	}
	return c, err
}

// period returns a range of dates in words, with its length (P4).
func period(d calendar.Dates) string {
	return fmt.Sprintf("%d days from %s to %s, the last not included", d.Days(), d.From, d.To)
}

// clock returns an instant to the minute.
func clock(at time.Time, loc *time.Location) string {
	if loc == nil {
		loc = time.UTC
	}
	return at.In(loc).Format("2006-01-02 15:04")
}

// before returns the instant that a question without a range is compared with: a year
// before by the calendar, or 180 days of 24 hours. It is zero if there is none.
func before(kind calendar.Comparison, asOf time.Time, loc *time.Location) time.Time {
	if kind == calendar.PreviousYear {
		return calendar.Back(asOf, calendar.Months(12), loc)
	}
	then := asOf.Add(-180 * 24 * time.Hour)
	if calendar.Check(then, nil) != nil {
		return time.Time{}
	}
	return then
}

// metrics adds the numbers of a report as cards, with what they were before if that is
// asked for.
func (c *comparison) metrics(to *collect, name, title, note string, now iter.Seq2[export.MetricRow, error], then func() (iter.Seq2[export.MetricRow, error], error)) {
	shown := func(t *table) { cards(t); t.Note = note }
	if !c.asked {
		add(to, name, title, now, shown)
		return
	}
	var was iter.Seq2[export.MetricRow, error]
	if c.exists && to.err == nil {
		was, to.err = then()
	}
	add(to, name, title, export.Compared(now, was), func(t *table) {
		shown(t)
		t.Note += " " + c.note
	})
}

// Verdict returns what a change means: the ratio with its interval, and whether the change
// is clear (P4, P5). It is empty if there is no ratio.
func (c card) Verdict() string {
	now, err := strconv.Atoi(c.Value)
	before, errBefore := strconv.Atoi(c.Before)
	if err != nil || errBefore != nil {
		return ""
	}
	change := calendar.Change{Before: before, Now: now}
	if change.New() {
		return "new"
	}
	_, _, ok := change.Ratio()
	interval, known := change.Interval()
	if !ok || !known {
		return ""
	}
	words := fmt.Sprintf("%.2f times as many (%.2f to %.2f)", float64(now)/float64(before), interval.Low, interval.High)
	if change.NoClearChange() {
		words += ", no clear change"
	}
	return words
}

// compareField returns the field of a form that chooses what to compare with.
func compareField(own url.Values) field {
	kind := own.Get("compare")
	if kind == "none" {
		kind = ""
	}
	return choice("Compared with", "compare", kind, "", "nothing", "previous", "the period before", "year", "the year before")
}

package pages

import (
	"errors"
	"iter"
	"net/url"
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
	if span.IsZero() {
		c.asOf = before(kind, asOf, loc)
		c.exists = !c.asOf.IsZero()
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
	c.exists, c.asOf, c.span = err == nil && then.Exists(), then.AsOf, then.Range.Span(loc)
	return c, err
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
		if shown(t); !c.exists {
			t.Note += " There is nothing to compare with: the compared range would be empty, unbounded, or before the year 1."
		}
	})
}

// compareField returns the field of a form that chooses what to compare with.
func compareField(own url.Values) field {
	return choice("Compared with", "compare", own.Get("compare"), "", "nothing", "previous", "the period before", "year", "the year before")
}

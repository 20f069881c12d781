package program

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/calendar"
	"github.com/clientele-go/clientele/engagement"
)

// Print writes the summary: every card, every table, a bar or a line of bars
// for each trend, what guests did, and what was left out and why.
func (a *Answers) Print(w io.Writer) error {
	p := newPage(w)
	p.title("Your customers, as of " + a.clock(a.Options.AsOf))
	a.question(p)
	a.customers(p)
	a.statusTrend(p)
	a.lifecycle(p)
	a.cohorts(p)
	a.revenue(p)
	a.rfm(p)
	a.gaps(p)
	a.analysis(p)
	a.subscription(p)
	a.notifications(p)
	a.comparison(p)
	a.mailing(p)
	a.expected(p)
	a.leftOut(p)
	return p.flush()
}

// question says what was asked, as far as it is not the default.
func (a *Answers) question(p page) {
	o := &a.Options
	analysis, rest := a.span(a.engagementSpan()), a.span(o.Range)
	if analysis == rest {
		p.note("Dates are in %s. Customer analysis, subscriptions and notifications are of %s.", o.place(), rest)
	} else {
		p.note("Dates are in %s. The customer analysis is of %s; subscriptions and notifications of %s.", o.place(), analysis, rest)
	}
	p.note("A bucket with a star is partial: the range, or the instant of the report, cuts it.")
	if o.Interaction == engagement.Any {
		p.note("Everything that customers do is an interaction, not only messages (E1).")
	}
	for _, f := range []struct {
		name   string
		values []string
	}{
		{"channel", names(o.Channels)},
		{"tag", o.Tags},
		{"field", o.Fields},
		{"value", o.Values},
		{"notification", o.Notification},
	} {
		if len(f.values) > 0 {
			p.note("Only %s %s.", f.name, printable(strings.Join(quoted(f.values), " or ")))
		}
	}
	if o.RequireSignIn {
		p.note("The app requires sign-in: customers are anonymous until their profile is complete.")
	}
}

func names[S ~string](all []S) []string {
	var words []string
	for _, s := range all {
		words = append(words, string(s))
	}
	return words
}

func quoted(all []string) []string {
	var words []string
	for _, s := range all {
		words = append(words, "“"+s+"”")
	}
	return words
}

func (o *Options) place() string {
	if o.Location == nil {
		return "UTC"
	}
	return o.Location.String()
}

// clock returns an instant as a clock in the location shows it.
func (a *Answers) clock(t time.Time) string {
	if t.IsZero() {
		return "–"
	}
	return t.In(a.zone()).Format("Mon 2 Jan 2006, 15:04 MST")
}

// day returns the date of an instant in the location.
func (a *Answers) day(t time.Time) string {
	if t.IsZero() {
		return "–"
	}
	return calendar.DateOf(t, a.Options.Location).String()
}

func (a *Answers) zone() *time.Location {
	if a.Options.Location == nil {
		return time.UTC
	}
	return a.Options.Location
}

// span returns a range in words. Its end is the first instant after it, so the
// day before is the last one.
func (a *Answers) span(s calendar.Span) string {
	switch {
	case s.IsZero():
		return "all time"
	case s.Empty():
		return "an empty range"
	case s.From.IsZero():
		return "everything up to " + a.day(s.To.Add(-1))
	case s.To.IsZero():
		return "everything since " + a.day(s.From)
	}
	return a.day(s.From) + " to " + a.day(s.To.Add(-1))
}

func (a *Answers) engagementSpan() calendar.Span {
	q := a.Options.engagementQuery()
	return q.Span()
}

// percent returns a share, rounded.
func percent(n, of int) string {
	if of == 0 {
		return "–"
	}
	return fmt.Sprintf("%d %%", (200*n+of)/(2*of))
}

// counts puts numbers of several kinds side by side, without the zeros.
func counts(all ...card) string {
	var parts []string
	for _, c := range all {
		if c.value > 0 {
			parts = append(parts, plural(c.value, c.label))
		}
	}
	if len(parts) == 0 {
		return "nothing"
	}
	return strings.Join(parts, ", ")
}

// money returns net revenue in every currency.
func money(r customer.Revenue) string {
	var parts []string
	for _, c := range currencies(r) {
		parts = append(parts, customer.Money{Amount: r.Net(c), Currency: c}.String())
	}
	if len(parts) == 0 {
		return "–"
	}
	return strings.Join(parts, ", ")
}

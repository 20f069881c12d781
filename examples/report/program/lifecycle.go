package program

import (
	"context"
	"fmt"
	"strings"

	"github.com/clientele-go/clientele/customer"
	"github.com/clientele-go/clientele/customer/lifecycle"
)

// lifecycleQuery returns the question about the lifecycle: of the range as given, or else of
// the last 180 days.
func (o *Options) lifecycleQuery() lifecycle.Query {
	return lifecycle.Query{AsOf: o.AsOf, Location: o.Location, Range: o.statusSpan(), Unit: o.Unit, Activity: o.Activity}
}

func (a *Answers) askLifecycle(ctx context.Context, shop Shop, run *customer.Run) (err error) {
	q := a.Options.lifecycleQuery()
	if a.Lifecycle, err = lifecycle.Summarize(ctx, shop.Customers, q, run); err != nil {
		return err
	}
	a.Series.Lifecycle, err = a.Lifecycle.Trend(&q)
	return err
}

// lifecycle prints a chart of who is new, who came back, and below the line who is lost
// (D1–D7).
func (a *Answers) lifecycle(p page) {
	o, series := &a.Options, a.Series.Lifecycle
	p.heading(fmt.Sprintf("Lifecycle by %s, %s", o.Activity, a.span(o.statusSpan())))
	for _, s := range []struct {
		label string
		count func(lifecycle.States) int
	}{
		{"new", func(s lifecycle.States) int { return s.New }},
		{"returning", func(s lifecycle.States) int { return s.Returning }},
		{"resurrecting", func(s lifecycle.States) int { return s.Resurrecting }},
	} {
		p.trend(s.label, o.Unit, countBars(series, s.count), false, countOf)
	}
	if len(series) == 0 {
		return
	}
	lost := sparkOf(countBars(series, func(s lifecycle.States) int { return s.Dormant }), false)
	p.line("  %s %s", pad("", 18, false), strings.Repeat("─", columns(lost.bars)))
	p.line("  %s %s  most %s", pad("dormant", 18, false), hanging(lost.bars), countOf(lost.peak))
	last := series[len(series)-1]
	if n := last.Value.Pending; last.Partial && n > 0 {
		p.note("%s who came in the bucket before %s not come in %s yet, which is not over (D5).", plural(n, "customer"), has(n), o.Unit.Format(last.Bucket))
	}
	a.ratios(p)
	if n := a.Lifecycle.Undated; n > 0 {
		p.note("%s %s no date and so no bucket (D7).", plural(n, "fact"), has(n))
	}
}

// ratios prints the quick ratio and the retention of the last bucket that is over (D6).
func (a *Answers) ratios(p page) {
	for i := len(a.Series.Lifecycle) - 1; i >= 0; i-- {
		b := a.Series.Lifecycle[i]
		if b.Partial {
			continue
		}
		quick, retention := "no quick ratio, as nobody went dormant", "no retention, as nobody was active before"
		if won, dormant, ok := b.Value.QuickRatio(); ok {
			quick = fmt.Sprintf("quick ratio %s : %s", number(won), number(dormant))
		}
		if back, before, ok := b.Value.Retention(); ok {
			retention = fmt.Sprintf("retention %s of %s (%s)", number(back), number(before), percent(back, before))
		}
		p.note("%s: %s; %s.", a.Options.Unit.Format(b.Bucket), quick, retention)
		return
	}
}

// has returns the verb for a number.
func has(n int) string {
	if n == 1 {
		return "has"
	}
	return "have"
}

// hanging turns bars upside down, to hang from a line.
func hanging(bars string) string {
	return strings.NewReplacer("▁", "▔", "▂", "▔", "▃", "▔", "▄", "▀", "▅", "▀", "▆", "▀", "▇", "█").Replace(bars)
}

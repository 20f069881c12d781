package program

import (
	"fmt"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/clientele-go/clientele/customer/calendar"
)

// A bucketBar is one bucket of a series, to be drawn.
type bucketBar struct {
	bucket  calendar.Date
	partial bool // (T5)
	value   decimal.Decimal
}

// countBars returns the bars of a series of counts.
func countBars[T any](points []calendar.Point[T], count func(T) int) []bucketBar {
	var all []bucketBar
	for _, p := range points {
		all = append(all, bucketBar{p.Bucket, p.Partial, decimal.NewFromInt(int64(count(p.Value)))})
	}
	return all
}

func same(n int) int { return n }

// A spark is a series as one line of small bars.
type spark struct {
	bars        string
	per         int             // how many neighbours share a bar
	peak, least decimal.Decimal // the greatest and the least value, and 0
}

// sparkOf draws a series at most 52 columns wide. Neighbours that share a bar are
// joined: flows add up, levels keep the last.
func sparkOf(series []bucketBar, level bool) spark {
	const most = 52
	s := spark{per: max(1, (len(series)+most-1)/most)}
	var joined []decimal.Decimal
	var top decimal.Decimal
	for i := 0; i < len(series); i += s.per {
		var n decimal.Decimal
		for _, b := range series[i:min(i+s.per, len(series))] {
			s.peak, s.least = decimal.Max(s.peak, b.value), decimal.Min(s.least, b.value)
			if level {
				n = b.value
			} else {
				n = n.Add(b.value)
			}
		}
		joined = append(joined, n)
		top = decimal.Max(top, n)
	}
	var b strings.Builder
	for _, n := range joined {
		b.WriteRune(stepOf(n, top))
	}
	s.bars = b.String()
	return s
}

// stepOf returns the character for n in a bar chart whose highest bar is top.
// Zero and a negative number look different.
func stepOf(n, top decimal.Decimal) rune {
	steps := []rune("▁▂▃▄▅▆▇█")
	switch n.Sign() {
	case -1:
		return '▼'
	case 0:
		return '·'
	}
	eighths, _ := n.Mul(decimal.NewFromInt(int64(len(steps)))).QuoRem(top, 0)
	return steps[min(len(steps)-1, int(eighths.IntPart()))]
}

// countOf returns a number in the form that a trend of counts shows.
func countOf(d decimal.Decimal) string { return thousands(int(d.IntPart())) }

// trend prints one series: its name, its bars, its ends and its peak. Partial
// buckets at its ends have a star; others are named.
func (p page) trend(label string, u calendar.Unit, series []bucketBar, level bool, show func(decimal.Decimal) string) {
	if len(series) == 0 {
		p.line("  %s (nothing)", pad(label, 18, false))
		return
	}
	s := sparkOf(series, level)
	line := fmt.Sprintf("  %s %s  most %s", pad(label, 18, false), s.bars, show(s.peak))
	if s.least.Sign() < 0 {
		line += ", least " + show(s.least) + " (▼ is below 0)"
	}
	p.line("%s", line)
	last := len(series) - 1
	ends := series[0].label(u)
	if last > 0 {
		end := series[last].label(u)
		ends += strings.Repeat(" ", max(1, columns(s.bars)-columns(ends)-columns(end))) + end
	}
	if s.per > 1 {
		ends += fmt.Sprintf("  a bar is %d %s", s.per, unitWords(u))
	}
	p.line("  %s %s", pad("", 18, false), ends)
	for i := 1; i < last; i++ {
		if series[i].partial {
			p.line("  %s and %s", pad("", 18, false), series[i].label(u))
		}
	}
}

// label names the bucket, with a star if it is partial.
func (b *bucketBar) label(u calendar.Unit) string {
	if b.partial {
		return u.Format(b.bucket) + "*"
	}
	return u.Format(b.bucket)
}

// unitWords returns the plural word for buckets of a unit.
func unitWords(u calendar.Unit) string {
	switch u {
	case calendar.WeekSunday, calendar.WeekSaturday:
		u = calendar.Week
	}
	return u.String() + "s"
}

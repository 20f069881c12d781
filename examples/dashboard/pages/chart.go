package pages

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// A chart is a picture of a table's numbers, for a template to draw as SVG. It never
// stands alone: the table is beside it (O4). Lengths are in the picture's own units.
type chart struct {
	Width, Height int
	Bars          []bar
	Labels        []label  // below the axis
	Ticks         []label  // beside it
	Legend        []string // names of the series, if there are several
	Zero          int      // the height of the axis
	Text          string   // the picture in words
}

// Partial reports whether a bar is of a bucket that is not whole.
func (c *chart) Partial() bool {
	return slices.ContainsFunc(c.Bars, func(b bar) bool { return b.Partial })
}

// A bar is one number.
type bar struct {
	X, Y, W, H int
	Series     int // from 1
	Partial    bool
	Title      string
}

// A label is a text at a place.
type label struct {
	X, Y int
	Text string
}

// The picture's measures.
const (
	chartWidth, chartHeight = 720, 220
	chartLeft, chartBelow   = 56, 28
	chartTop                = 12
)

// bars draws columns of numbers over a column of names, one bar above another. A column
// with a minus before its name is drawn below the axis.
func bars(names string, columns ...string) func(*table) {
	return func(t *table) {
		if len(t.Rows) == 0 {
			return
		}
		d := drawing{t: t, names: names, columns: columns, chart: &chart{Width: chartWidth, Height: chartHeight}}
		d.measure()
		d.draw()
		t.Chart = d.chart
	}
}

// drawing is a chart that is being drawn.
type drawing struct {
	*chart
	t        *table
	names    string
	columns  []string
	up, down float64 // the highest stack above and below the axis
}

// value returns the number of a row in a column, and whether it goes below the axis.
func (d *drawing) value(row []string, column string) (n float64, below bool) {
	name, below := strings.CutPrefix(column, "-")
	n, _ = strconv.ParseFloat(d.t.cell(row, name), 64)
	return n, below || n < 0
}

func (d *drawing) measure() {
	for _, row := range d.t.Rows {
		var up, down float64
		for _, c := range d.columns {
			if n, below := d.value(row, c); below {
				down += abs(n)
			} else {
				up += n
			}
		}
		d.up, d.down = max(d.up, up), max(d.down, down)
	}
}

func abs(n float64) float64 { return max(n, -n) }

// space is how high all bars may be together.
const space = chartHeight - chartTop - chartBelow

// scale returns the length of a number.
func (d *drawing) scale(n float64) int {
	if n == 0 {
		return 0
	}
	return int(n/(d.up+d.down)*space + 0.5)
}

func (d *drawing) draw() {
	d.Zero = chartTop + space - d.scale(d.down)
	step := float64(chartWidth-chartLeft) / float64(len(d.t.Rows))
	for i, row := range d.t.Rows {
		x := chartLeft + int(float64(i)*step)
		width := max(1, chartLeft+int(float64(i+1)*step)-x-min(3, int(step/4)))
		d.stack(row, x, width)
	}
	d.axes(step)
	if len(d.columns) > 1 {
		for _, c := range d.columns {
			d.Legend = append(d.Legend, Heading(strings.TrimPrefix(c, "-")))
		}
	}
	first, last := d.t.cell(d.t.Rows[0], d.names), d.t.cell(d.t.Rows[len(d.t.Rows)-1], d.names)
	d.Text = fmt.Sprintf("%d bars from %s to %s; the highest is %s. The table has all numbers.", len(d.t.Rows), first, last, number(d.up))
}

// stack draws the bars of a row.
func (d *drawing) stack(row []string, x, width int) {
	above, below := d.Zero, d.Zero
	for i, c := range d.columns {
		n, under := d.value(row, c)
		h := d.scale(abs(n))
		if h == 0 && n != 0 {
			h = 1
		}
		b := bar{X: x, W: width, H: h, Series: i + 1, Partial: d.t.cell(row, "partial") == "true"}
		b.Title = fmt.Sprintf("%s: %s %s", d.t.cell(row, d.names), number(n), strings.ReplaceAll(strings.TrimPrefix(c, "-"), "_", " "))
		if b.Partial {
			b.Title += " (so far)"
		}
		if under {
			b.Y, below = below, below+h
		} else {
			above -= h
			b.Y = above
		}
		if h > 0 {
			d.Bars = append(d.Bars, b)
		}
	}
}

// axes labels both axes: the highest numbers, and about eight names.
func (d *drawing) axes(step float64) {
	d.Ticks = append(d.Ticks, label{chartLeft - 6, d.Zero + 4, "0"})
	if d.up > 0 {
		d.Ticks = append(d.Ticks, label{chartLeft - 6, chartTop + 4, number(d.up)})
	}
	if d.down > 0 {
		d.Ticks = append(d.Ticks, label{chartLeft - 6, chartHeight - chartBelow + 4, number(d.down)})
	}
	every := max(1, (len(d.t.Rows)+7)/8)
	for i := 0; i < len(d.t.Rows); i += every {
		d.Labels = append(d.Labels, label{chartLeft + int((float64(i)+0.5)*step), chartHeight - 8, d.t.cell(d.t.Rows[i], d.names)})
	}
}

func number(n float64) string { return strconv.FormatFloat(n, 'f', -1, 64) }

// share draws one bar a row beside its name, in the table itself.
func share(names string) func(*table) {
	return func(t *table) {
		t.Bar = names
		for i, c := range t.Columns {
			if t.Numbers[c] && c != names {
				t.counts = i
				break
			}
		}
		for _, row := range t.Rows {
			t.most = max(t.most, count(row[t.counts]))
		}
	}
}

func count(cell string) float64 {
	n, _ := strconv.ParseFloat(cell, 64)
	return n
}

// Part returns how long a row's bar is, in percent of the longest one's.
func (t *table) Part(row []string) int {
	if t.Bar == "" || t.most == 0 {
		return 0
	}
	return int(count(row[t.counts])/t.most*100 + 0.5)
}

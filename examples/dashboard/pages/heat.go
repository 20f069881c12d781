package pages

import (
	"fmt"
	"strconv"

	"github.com/clientele-go/clientele/customer/calendar"
)

// A heat is a table of rates: a row for each cohort, a column for each offset. A rate is
// the ratio of two cells of the table beside it (O1).
type heat struct {
	Offsets []string
	Rows    []heatRow
	More    int // cohorts that are not shown
}

// A heatRow is a cohort.
type heatRow struct {
	Name, Size string
	Cells      []heatCell
}

// A heatCell is the rate of a cohort at an offset. Without one there is none, which is
// not 0 % (C5).
type heatCell struct {
	Rate string // "33 %"
	Of   string // "1 of 3"

	Interval string // of the rate (P5): "6 to 79 %"
	Shade    int    // 0 to 5
	Part     bool   // the window is not over for all
}

// maxHeat is how many cohorts and offsets a heat table shows.
const maxHeat = 24

// rates draws a heat table of cohorts.
func rates(t *table) {
	h := &heat{}
	for _, row := range t.Rows {
		cohort, offset := t.cell(row, "cohort"), t.cell(row, "offset")
		if n := len(h.Rows); n == 0 || h.Rows[n-1].Name != cohort {
			h.Rows = append(h.Rows, heatRow{Name: cohort, Size: t.cell(row, "size")})
		}
		last := &h.Rows[len(h.Rows)-1]
		if len(last.Cells) >= maxHeat {
			continue
		}
		last.Cells = append(last.Cells, rate(t.cell(row, "retained"), t.cell(row, "eligible"), t.cell(row, "complete") == "true"))
		if len(last.Cells) > len(h.Offsets) {
			h.Offsets = append(h.Offsets, offset)
		}
	}
	if h.More = max(0, len(h.Rows)-maxHeat); h.More > 0 {
		h.Rows = h.Rows[h.More:] // the latest
	}
	if len(h.Rows) > 0 {
		t.Heat = h
	}
}

// rate returns the cell of two counts.
func rate(retained, eligible string, complete bool) heatCell {
	c := heatCell{Of: retained + " of " + eligible, Part: !complete}
	n, of := count(retained), count(eligible)
	if of == 0 {
		return heatCell{Of: retained + " so far", Part: true}
	}
	c.Rate = strconv.Itoa(int(n*100/of+0.5)) + " %"
	if i, ok := (calendar.Rate{Count: int(n), Of: int(of)}).Interval(); ok {
		c.Interval = fmt.Sprintf("%.0f to %.0f %%", i.Low*100, i.High*100)
	}
	c.Shade = min(5, int(n*6/of))
	return c
}

// Words returns what a cell says.
func (c heatCell) Words() string {
	if c.Rate == "" {
		return c.Of
	}
	return fmt.Sprintf("%s: %s, 95 %% interval %s", c.Rate, c.Of, c.Interval)
}

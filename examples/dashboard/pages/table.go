package pages

import (
	"bytes"
	"encoding/csv"
	"io"
	"iter"
	"strconv"
	"strings"
	"time"

	"github.com/clientele-go/clientele/export"
)

// A table is the rows of an export (O1): what a page shows of it are the cells of its
// CSV, so that a number on a page is a cell of the file that the table offers.
type table struct {
	Name  string // of the file, without extension
	Title string
	Note  string // what a reader should know

	Columns []string
	Rows    [][]string // as many as the page needs
	More    int        // rows that are in the files alone

	Cards   bool // a table of numbers that is shown as cards
	Chart   *chart
	Bar     string                    // the column of names beside which a bar is drawn
	Heat    *heat                     // a picture of rates
	Drill   func(row []string) string // the link of a row, if any
	Numbers map[string]bool           // columns that hold numbers

	zone   *time.Location // of instants, as people read them
	counts int            // of Bar: the column of numbers
	most   float64        // the greatest of them

	csv, json func(io.Writer) error
}

// A card is a number with its name.
type card struct {
	Metric, Value  string
	Before, Change string // of a comparison; empty without one
}

// cards shows a table of numbers as cards.
func cards(t *table) { t.Cards = true }

// Metrics returns the cards of a table of numbers.
func (t *table) Metrics() (all []card) {
	for _, row := range t.Rows {
		all = append(all, card{t.cell(row, "metric"), t.cell(row, "value"), t.cell(row, "before"), t.cell(row, "change")})
	}
	return all
}

// Folded reports whether the page shows the picture first, and the table on demand.
func (t *table) Folded() bool { return (t.Chart != nil || t.Heat != nil) && len(t.Rows) > 12 }

// maxRows is how many rows of a table a page shows. The files have all.
const maxRows = 200

// Shown returns the rows that a page shows.
func (t *table) Shown() [][]string { return t.Rows[:min(len(t.Rows), maxRows)] }

// Hidden returns how many rows a page does not show.
func (t *table) Hidden() int { return t.Size() - len(t.Shown()) }

// Size returns how many rows the files have.
func (t *table) Size() int { return len(t.Rows) + t.More }

// newTable returns the table of the rows of an export.
func newTable[T any](name, title string, rows iter.Seq2[T, error]) (*table, error) {
	return newHead(name, title, length{}, rows)
}

// A length is how long a table is. The zero length is that of all rows.
type length struct {
	total int // how many rows there are
	most  int // how many of them a page shows; the others are not even read for it
}

// newHead returns the table of the first rows of an export. The files have all of them.
func newHead[T any](name, title string, l length, rows iter.Seq2[T, error]) (*table, error) {
	t := &table{Name: name, Title: title, Numbers: map[string]bool{}}
	t.csv = func(w io.Writer) error { return export.CSV(w, rows) }
	t.json = func(w io.Writer) error { return export.JSON(w, rows) }
	shown := rows
	if l.total > l.most {
		t.More, shown = l.total-l.most, head(rows, l.most)
	}
	var text bytes.Buffer
	if err := export.CSV(&text, shown); err != nil {
		return nil, err
	}
	records, err := csv.NewReader(bytes.NewReader(text.Bytes())).ReadAll()
	if err != nil || len(records) == 0 {
		return nil, err
	}
	t.Columns, t.Rows = records[0], records[1:]
	for _, row := range t.Rows {
		for i, cell := range row {
			row[i] = export.Unguard(cell)
		}
	}
	for i, column := range t.Columns {
		t.Numbers[column] = t.numeric(i)
	}
	return t, nil
}

// head yields the first rows.
func head[T any](rows iter.Seq2[T, error], most int) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		if most == 0 {
			return
		}
		n := 0
		for row, err := range rows {
			if !yield(row, err) {
				return
			}
			if n++; n == most {
				return
			}
		}
	}
}

// numeric reports whether a column has numbers alone.
func (t *table) numeric(column int) bool {
	for _, row := range t.Rows {
		if _, err := strconv.ParseFloat(row[column], 64); err != nil && row[column] != "" {
			return false
		}
	}
	return len(t.Rows) > 0
}

// column returns the place of a column; -1 if there is none.
func (t *table) column(name string) int {
	for i, c := range t.Columns {
		if c == name {
			return i
		}
	}
	return -1
}

// cell returns the cell of a row in a column, empty if there is none.
func (t *table) cell(row []string, name string) string {
	if i := t.column(name); i >= 0 && i < len(row) {
		return row[i]
	}
	return ""
}

// CellsOf returns the cells of a row with what a template needs to show them.
func (t *table) CellsOf(row []string) []cell {
	all := make([]cell, len(row))
	for i, text := range row {
		all[i] = newCell(t.Columns[i], text, t.zone)
		all[i].Number = t.Numbers[t.Columns[i]]
	}
	if t.Drill != nil && len(all) > 0 {
		all[0].Link = t.Drill(row)
	}
	return all
}

// A cell is one cell of a table, as the CSV has it, and how it reads.
type cell struct {
	Column string
	Text   string // of the CSV
	Shown  string // for people
	Time   bool   // Text is an instant or a date
	Number bool
	Link   string
}

// newCell returns a cell. People read an instant as the clocks in loc show it, to the
// minute; nil is UTC.
func newCell(column, text string, loc *time.Location) cell {
	c := cell{Column: column, Text: text, Shown: text}
	if len(text) < 20 || text[4] != '-' || text[10] != 'T' || !strings.HasSuffix(text, "Z") {
		return c
	}
	if at, err := time.Parse(time.RFC3339Nano, text); err == nil {
		c.Time, c.Shown = true, clock(at, loc)
	}
	return c
}

// Heading returns the title of a column: its name in words.
func Heading(column string) string { return capital(strings.ReplaceAll(column, "_", " ")) }

// capital returns a text with its first ASCII letter as a capital.
func capital(s string) string {
	if s != "" && 'a' <= s[0] && s[0] <= 'z' {
		return string(s[0]-'a'+'A') + s[1:]
	}
	return s
}

package pages

import (
	"errors"
	"strings"
	"testing"
)

// A chart of nothing but zeros has no other number (O1).
func TestChartOfZeros(t *testing.T) {
	table := &table{Columns: []string{"bucket", "users"}, Rows: [][]string{{"2024-05", "0"}, {"2024-06", "0"}}}
	bars("bucket", "users")(table)
	c := table.Chart
	if want := "2 bars from 2024-05 to 2024-06; the highest is 0. The table has all numbers."; c.Text != want || len(c.Bars) > 0 || len(c.Ticks) != 1 || c.Zero != chartHeight-chartBelow {
		t.Errorf("O1: %q, with the bars %v, the ticks %v, and the axis at %d", c.Text, c.Bars, c.Ticks, c.Zero)
	}
}

// A table that shows its first rows says how many there are beside them, its files have
// all, and no more rows are read than are shown.
func TestHead(t *testing.T) {
	const many = maxRows + 7
	for _, c := range []struct {
		rows          int
		l             length
		shown, hidden int
	}{
		{5, length{}, 5, 0}, {5, length{5, 5}, 5, 0}, {5, length{5, 4}, 4, 1}, {5, length{5, 0}, 0, 5}, {0, length{0, 4}, 0, 0},
		{many, length{}, maxRows, 7}, {many, length{many, maxRows}, maxRows, 7},
	} {
		read := 0
		rows := func(yield func(nameRow, error) bool) {
			for range c.rows {
				if read++; !yield(nameRow{}, nil) {
					return
				}
			}
		}
		one, err := newHead("names", "", c.l, rows)
		if err != nil {
			t.Fatal(err)
		}
		if shown, hidden := len(one.Shown()), one.Hidden(); shown != c.shown || hidden != c.hidden || one.Size() != c.rows {
			t.Errorf("%d rows, %v: %d are shown and %d hidden, want %d and %d", c.rows, c.l, shown, hidden, c.shown, c.hidden)
		}
		if c.l.total > c.l.most && read != c.l.most {
			t.Errorf("%d rows, %v: %d are read", c.rows, c.l, read)
		}
		var file strings.Builder
		if err := one.csv(&file); err != nil {
			t.Fatal(err)
		}
		if n := strings.Count(file.String(), "\n") - 1; n != c.rows {
			t.Errorf("%d rows, %v: the file has %d", c.rows, c.l, n)
		}
	}
}

// An error among the rows is the table's.
func TestHeadFails(t *testing.T) {
	trouble := errors.New("trouble")
	rows := func(yield func(nameRow, error) bool) {
		if yield(nameRow{}, nil) {
			yield(nameRow{}, trouble)
		}
	}
	for _, l := range []length{{}, {9, 2}} {
		if _, err := newHead("names", "", l, rows); !errors.Is(err, trouble) {
			t.Errorf("%v: error %v, want the sequence's", l, err)
		}
	}
}

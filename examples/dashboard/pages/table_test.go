package pages

import (
	"errors"
	"iter"
	"strings"
	"testing"

	"github.com/clientele-go/clientele/export"
)

// A table that shows its first rows says how many there are beside them, and its files
// have all.
func TestHead(t *testing.T) {
	for _, c := range []struct{ rows, most, shown, hidden int }{
		{5, 0, 5, 0}, {5, 5, 5, 0}, {5, 4, 4, 1}, {0, 4, 0, 0}, {maxRows + 7, 0, maxRows, 7}, {maxRows + 7, maxRows, maxRows, 7},
	} {
		one, err := newHead("names", "", c.most, export.Rows(make([]nameRow, c.rows)...))
		if err != nil {
			t.Fatal(err)
		}
		if shown, hidden := len(one.Shown()), one.Hidden(); shown != c.shown || hidden != c.hidden || one.Size() != c.rows {
			t.Errorf("%d rows, at most %d: %d are shown and %d hidden, want %d and %d", c.rows, c.most, shown, hidden, c.shown, c.hidden)
		}
		var file strings.Builder
		if err := one.csv(&file); err != nil {
			t.Fatal(err)
		}
		if n := strings.Count(file.String(), "\n") - 1; n != c.rows {
			t.Errorf("%d rows, at most %d: the file has %d", c.rows, c.most, n)
		}
	}
}

// An error after the rows that are shown is the table's too.
func TestHeadFails(t *testing.T) {
	trouble := errors.New("trouble")
	rows := iter.Seq2[nameRow, error](func(yield func(nameRow, error) bool) {
		for range 5 {
			if !yield(nameRow{}, nil) {
				return
			}
		}
		yield(nameRow{}, trouble)
	})
	if _, err := newHead("names", "", 2, rows); !errors.Is(err, trouble) {
		t.Errorf("error %v, want the sequence's", err)
	}
}

package export

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// Rows that come in sheets, one by one or all at once make the same file.
func TestSheet(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows := rapid.SliceOfN(rapid.SampledFrom(sampleRows()), 0, 60).Draw(t, "rows")
		o := Options{Unguarded: rapid.Bool().Draw(t, "unguarded")}
		var want, got bytes.Buffer
		if err := CSVWith(&want, Rows(rows...), o); err != nil {
			t.Fatal(err)
		}
		o.Workers = rapid.IntRange(0, 2).Draw(t, "workers")
		w := NewWriter[sampleRow](&got)
		w.Options = o
		sheet := Sheet[sampleRow]{Options: o}
		for rest := rows; len(rest) > 0; {
			n := rapid.IntRange(1, min(20, len(rest))).Draw(t, "n")
			some := rest[:n]
			rest = rest[n:]
			switch rapid.IntRange(0, 2).Draw(t, "how") {
			case 0:
				for _, row := range some {
					if err := w.Write(row); err != nil {
						t.Fatal(err)
					}
				}
			case 1:
				if err := w.WriteAll(slices.Clone(some)); err != nil {
					t.Fatal(err)
				}
			default:
				for _, row := range some {
					if err := sheet.Write(row); err != nil {
						t.Fatal(err)
					}
				}
				if sheet.Len() != n {
					t.Fatalf("a sheet of %d rows says %d", n, sheet.Len())
				}
				if err := w.WriteSheet(&sheet); err != nil || sheet.Len() != 0 {
					t.Fatalf("X2: %v, and %d rows are left", err, sheet.Len())
				}
			}
		}
		if err := w.Flush(); err != nil || !bytes.Equal(got.Bytes(), want.Bytes()) || w.rows != len(rows) {
			t.Fatalf("X2: %v, %d rows: got %q, want %q", err, w.rows, got.String(), want.String())
		}
	})
}

// What is wrong with a row, or with the sheet, is the error of both from then on,
// and nothing of the sheet is in the file.
func TestSheetErrors(t *testing.T) {
	var sheet Sheet[sampleRow]
	_ = sheet.Write(sampleRow{})
	err := sheet.Write(sampleRow{Last: Time{time.Date(12345, 1, 1, 0, 0, 0, 0, time.UTC)}})
	if !errors.Is(err, ErrTime) || !strings.Contains(err.Error(), "in a sheet: row 2: column last") || strings.Contains(err.Error(), "12345") {
		t.Errorf("X6: %v, want that of row 2, without the value", err)
	}
	if again := sheet.Write(sampleRow{}); again != err {
		t.Errorf("X5: after an error Write says %v", again)
	}
	var file bytes.Buffer
	w := NewWriter[sampleRow](&file)
	if again := w.WriteSheet(&sheet); again != err || w.Flush() != err || w.Write(sampleRow{}) != err || file.Len() > 0 {
		t.Errorf("X5: after an error WriteSheet says %v, and %q is written", again, file.String())
	}

	unguarded := Sheet[sampleRow]{Options: Options{Unguarded: true}}
	_ = unguarded.Write(sampleRow{ID: "=1+1"})
	w = NewWriter[sampleRow](&file)
	if err := w.WriteSheet(&unguarded); !errors.Is(err, ErrSheet) || !errors.Is(w.Flush(), ErrSheet) || file.Len() > 0 {
		t.Errorf("X3: an unguarded sheet of a guarded file: %v, and %q is written", err, file.String())
	}

	var odd Sheet[struct{ Row }]
	if err := odd.Write(struct{ Row }{}); !errors.Is(err, ErrRowType) {
		t.Errorf("X2: %v, want %v", err, ErrRowType)
	}
	boom := errors.New("boom")
	var fine Sheet[sampleRow]
	_ = fine.Write(sampleRow{})
	if err := NewWriter[sampleRow](failingWriter{boom}).WriteSheet(&fine); !errors.Is(err, boom) {
		t.Errorf("X5: %v, want the writer's error", err)
	}
}

func TestSheetAllocatesNothing(t *testing.T) {
	w := NewWriter[sampleRow](io.Discard)
	var sheet Sheet[sampleRow]
	row := sampleRows()[0]
	fill := func() {
		for range 100 {
			_ = sheet.Write(row)
		}
		if err := w.WriteSheet(&sheet); err != nil {
			t.Fatal(err)
		}
	}
	fill()
	if n := testing.AllocsPerRun(10, fill); n > 0 {
		t.Errorf("X2: a sheet of 100 rows takes %v allocations, want none", n)
	}
}

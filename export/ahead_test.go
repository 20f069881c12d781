package export

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// However many encode, the file is the same, guarded or not, and whether rows
// come as a sequence or one by one, with the buffer flushed now and then.
func TestCSVByWorkers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		few := rapid.SliceOfN(rapid.SampledFrom(sampleRows()), 1, 20).Draw(t, "rows")
		rows := slices.Repeat(few, rapid.IntRange(0, 200).Draw(t, "times"))
		o := Options{Unguarded: rapid.Bool().Draw(t, "unguarded")}
		var want, got bytes.Buffer
		if err := CSVWith(&want, Rows(rows...), o); err != nil {
			t.Fatal(err)
		}
		o.Workers = rapid.IntRange(2, 5).Draw(t, "workers")
		if err := CSVWith(&got, Rows(rows...), o); err != nil || !bytes.Equal(got.Bytes(), want.Bytes()) {
			t.Fatalf("X2: %d workers: %v, %d bytes; want the %d bytes of one", o.Workers, err, got.Len(), want.Len())
		}
		got.Reset()
		w := NewWriter[sampleRow](&got)
		w.Options = o
		flush := rapid.IntRange(1, 1000).Draw(t, "flush")
		for i, row := range rows {
			if err := w.Write(row); err != nil {
				t.Fatal(err)
			}
			if i%flush == 0 {
				if err := w.Flush(); err != nil || w.rows != i+1 {
					t.Fatalf("X2: flushed after row %d: %d rows, %v", i+1, w.rows, err)
				}
			}
		}
		if err := w.Flush(); err != nil || !bytes.Equal(got.Bytes(), want.Bytes()) {
			t.Fatalf("X2: row by row: %v, %d bytes; want the %d bytes of one", err, got.Len(), want.Len())
		}
	})
}

// Rows that are written all at once, behind others, make the same file, and are no
// longer needed afterwards.
func TestWriteAll(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		few := rapid.SliceOfN(rapid.SampledFrom(sampleRows()), 1, 20).Draw(t, "rows")
		rows := slices.Repeat(few, rapid.IntRange(0, 400).Draw(t, "times"))
		var want, got bytes.Buffer
		if err := CSV(&want, Rows(rows...)); err != nil {
			t.Fatal(err)
		}
		w := NewWriter[sampleRow](&got)
		w.Workers = rapid.IntRange(0, 4).Draw(t, "workers")
		for left := rows; len(left) > 0; {
			some := slices.Clone(left[:rapid.IntRange(1, len(left)).Draw(t, "some")])
			left = left[len(some):]
			if len(some) == 1 {
				if err := w.Write(some[0]); err != nil {
					t.Fatal(err)
				}
				continue
			}
			if err := w.WriteAll(some); err != nil || w.rows != len(rows)-len(left) {
				t.Fatalf("X2: %v, %d rows written, want %d", err, w.rows, len(rows)-len(left))
			}
			clear(some)
		}
		if err := w.Flush(); err != nil || !bytes.Equal(got.Bytes(), want.Bytes()) {
			t.Fatalf("X2: %v, %d bytes; want the %d bytes of one after the other", err, got.Len(), want.Len())
		}
	})
}

// What is wrong with a row comes with the call, and is the same whoever met it.
func TestWriteAllErrors(t *testing.T) {
	rows := make([]sampleRow, 5000)
	rows[3000].Last = Time{time.Date(12345, 1, 1, 0, 0, 0, 0, time.UTC)}
	for _, workers := range []int{0, 3} {
		w := NewWriter[sampleRow](io.Discard)
		w.Workers = workers
		err := w.WriteAll(rows)
		if !errors.Is(err, ErrTime) || !strings.Contains(err.Error(), "row 3001:") || w.WriteAll(rows) != err {
			t.Errorf("X6: %d workers: %v, want that of row 3001", workers, err)
		}
		if err := NewWriter[struct{ Row }](io.Discard).WriteAll(nil); !errors.Is(err, ErrRowType) {
			t.Errorf("X2: %v, want %v", err, ErrRowType)
		}
	}
}

// rowsUntil yields good rows, one that cannot be written at a place, and an error
// at another; a place below 0 is nowhere.
func rowsUntil(n, bad, broken int) iter.Seq2[sampleRow, error] {
	return func(yield func(sampleRow, error) bool) {
		for i := range n {
			row := sampleRow{}
			if i == bad {
				row.Last = Time{time.Date(12345, 1, 1, 0, 0, 0, 0, time.UTC)}
			}
			if i == broken {
				yield(sampleRow{}, errors.New("broken"))
				return
			}
			if !yield(row, nil) {
				return
			}
		}
	}
}

// Whatever goes wrong first is the error, whoever met it, as when one encodes;
// and nobody goes on working.
func TestCSVByWorkersErrors(t *testing.T) {
	before := runtime.NumGoroutine()
	for _, c := range []struct {
		why            string
		bad, broken, n int
		w              io.Writer
	}{
		{"a row", 1500, -1, 10000, io.Discard},
		{"the first row", 0, -1, 10, io.Discard},
		{"a row before the sequence's error", 1500, 1600, 10000, io.Discard},
		{"the sequence, before such a row would come", 1600, 1500, 10000, io.Discard},
		{"the sequence at once", -1, 0, 10, io.Discard},
		{"the writer", -1, -1, 10000, failingWriter{errors.New("full")}},
		{"a writer that says nothing", -1, -1, 10000, failingWriter{}},
	} {
		want := CSVWith(c.w, rowsUntil(c.n, c.bad, c.broken), Options{})
		got := CSVWith(c.w, rowsUntil(c.n, c.bad, c.broken), Options{Workers: 3})
		if want == nil || got == nil || c.w == io.Discard && got.Error() != want.Error() {
			t.Errorf("X5, X6: %s: %v; want %v", c.why, got, want)
		}
		if rest := errors.Unwrap(want); c.w != io.Discard && !errors.Is(got, rest) {
			t.Errorf("X5: %s: %v; want %v", c.why, got, rest)
		}
	}
	if err := CSVWith(io.Discard, Rows(shortRow{}), Options{Workers: 2}); !errors.Is(err, ErrCells) {
		t.Errorf("X2: a row with too few cells: %v, want ErrCells", err)
	}
	for i := 0; runtime.NumGoroutine() > before; i++ {
		if i == 1000 {
			t.Fatalf("%d goroutines, %d before", runtime.NumGoroutine(), before)
		}
		time.Sleep(time.Millisecond)
	}
}

// panicRow cannot be encoded.
type panicRow struct {
	A string `csv:"a"`
}

func (r panicRow) AppendRow(*Encoder) { panic("boom") }

// A panic in a row is the caller's.
func TestCSVByWorkersPanic(t *testing.T) {
	defer func() {
		if p := fmt.Sprint(recover()); !strings.Contains(p, "boom") {
			t.Errorf("recovered %v, want the row's panic", p)
		}
	}()
	_ = CSVWith(io.Discard, Rows(panicRow{}), Options{Workers: 2})
}

// Nothing is allocated per row, but something per sheet: whoever encodes it.
func TestCSVByWorkersAllocations(t *testing.T) {
	count := func(n int) float64 {
		return testing.AllocsPerRun(5, func() {
			if err := CSVWith(io.Discard, rowsUntil(n, -1, -1), Options{Workers: 2}); err != nil {
				t.Fatal(err)
			}
		})
	}
	if few, many := count(5000), count(50000); many > few+45000/sheetRows+20 {
		t.Errorf("%v allocations for 5,000 rows, %v for 50,000", few, many)
	}
}

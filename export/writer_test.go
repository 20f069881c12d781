package export

import (
	"bytes"
	"errors"
	"io"
	"iter"
	"strings"
	"testing"
	"time"

	"github.com/gocarina/gocsv"
	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

func TestCSV(t *testing.T) {
	var b bytes.Buffer
	if err := CSV(&b, Rows(sampleRows()[:4]...)); err != nil {
		t.Fatal(err)
	}
	want := `id,status,orders,consent,last,born,net,tag
c1,very active,3,true,2024-03-31T00:30:00.12Z,1984-02-29,12.50,vip
,,0,false,,,0,
"'=HYPERLINK(""x"")",,-7,false,,,-3,'-1
"a,b",,0,false,,,1.125,"say ""no"""
`
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Errorf("X2: (-want +got)\n%s", diff)
	}
}

func TestCSVWithoutRows(t *testing.T) {
	var b bytes.Buffer
	if err := CSV(&b, Rows[loneRow]()); err != nil || b.String() != "email\n" {
		t.Errorf("X1: without rows there is the header alone, got %q, %v", b.String(), err)
	}
}

// failAfter yields n rows and then an error.
func failAfter(n int, err error) iter.Seq2[loneRow, error] {
	return func(yield func(loneRow, error) bool) {
		for range n {
			if !yield(loneRow{"a@example.org"}, nil) {
				return
			}
		}
		yield(loneRow{}, err)
	}
}

func TestCSVError(t *testing.T) {
	boom := errors.New("boom")
	err := CSV(io.Discard, failAfter(3, boom))
	if !errors.Is(err, boom) || !strings.Contains(err.Error(), "after 3 rows") {
		t.Errorf("X5: an error of the sequence must come back, wrapped with how far it got: %v", err)
	}
	if err := CSV(failingWriter{boom}, Rows(loneRow{"x"})); !errors.Is(err, boom) {
		t.Errorf("X5: an error of the writer must come back: %v", err)
	}
	if err := CSV(failingWriter{nil}, Rows(loneRow{"x"})); !errors.Is(err, io.ErrShortWrite) {
		t.Errorf("X5: a writer that writes less and says nothing is an error: %v", err)
	}
	bad := sampleRow{Last: Time{time.Date(12345, 1, 1, 0, 0, 0, 0, time.UTC)}}
	err = CSV(io.Discard, Rows(sampleRow{}, bad))
	if !errors.Is(err, errTime) || !strings.Contains(err.Error(), "row 2: column last") || strings.Contains(err.Error(), "12345") {
		t.Errorf("X6: a cell that cannot be written names row and column, not the value: %v", err)
	}
	bad = sampleRow{Net: Amount{decimal.New(1, 1_000_000), 2}}
	if err = CSV(io.Discard, Rows(bad)); !errors.Is(err, errAmount) {
		t.Errorf("X6: an exponent bomb must be an error: %v", err)
	}
}

// A failingWriter writes nothing.
type failingWriter struct{ err error }

func (w failingWriter) Write([]byte) (int, error) { return 0, w.err }

func TestRowType(t *testing.T) {
	for _, c := range []struct {
		columns func() ([]column, error)
		why     string
	}{
		{columnsOf[int], "not a struct"},
		{columnsOf[*sampleRow], "a pointer to one"},
		{columnsOf[struct{}], "no columns"},
		{columnsOf[struct{ A string }], "a field without a tag"},
		{columnsOf[struct {
			A string `csv:""`
		}], "an empty tag"},
		{columnsOf[struct {
			A string `csv:"a,omitempty"`
		}], "an option of gocsv"},
		{columnsOf[struct {
			A string `csv:"a"`
			B string `csv:"a"`
		}], "a name twice"},
		{columnsOf[struct {
			A float64 `csv:"a"`
		}], "a type that is no cell"},
		{columnsOf[struct {
			A *string `csv:"a"`
		}], "a pointer"},
		{columnsOf[struct {
			A time.Time `csv:"a"`
		}], "a bare time.Time, which gocsv writes as RFC 3339 with zone"},
		{columnsOf[struct {
			A decimal.Decimal `csv:"a"`
		}], "a bare decimal, which gocsv writes as its global says"},
		{columnsOf[struct {
			A spelled `csv:"a"`
		}], "a named string whose methods would speak for it"},
		{columnsOf[struct {
			A time.Duration `csv:"a"`
		}], "a named number whose methods would speak for it"},
		{columnsOf[struct {
			loneRow
			Inner `csv:"a"`
		}], "an embedded field"},
	} {
		if _, err := c.columns(); !errors.Is(err, ErrRowType) {
			t.Errorf("X2: %s: %v, want ErrRowType", c.why, err)
		}
	}
	if err := CSV(io.Discard, Rows(1)); !errors.Is(err, ErrRowType) {
		t.Errorf("X2: CSV of no row type: %v", err)
	}
	if err := NewSafeWriter[int](io.Discard).Write(nil); !errors.Is(err, ErrRowType) {
		t.Errorf("X2: a SafeWriter of no row type: %v", err)
	}
	if _, err := NewSafeReader[int](strings.NewReader("a\n")).Read(); !errors.Is(err, ErrRowType) {
		t.Errorf("X2: a SafeReader of no row type: %v", err)
	}
}

type Inner string

type spelled string

func (s spelled) String() string { return "redacted" }

func TestGocsvAgrees(t *testing.T) {
	checkRows(t, sampleRows())
	checkRows(t, wideRows(3))
	checkBytes(t, []sampleRow{{Net: amount("100000000000000000000.5", 2)}, {Net: amount("-1e30", 0)}})
	checkRows(t, []loneRow{{"a"}, {""}, {"=1"}, {"\r\nx"}, {"\r\n=1"}, {"a\r\nb"}, {"''\t"}})
}

func TestGocsvAgreesOnNaughtyStrings(t *testing.T) {
	var rows []sampleRow
	for _, s := range naughty(t) {
		rows = append(rows, sampleRow{ID: s, Tag: named(s)})
	}
	checkRows(t, rows)
}

// written is what a cell is after it was written and read: CRLF becomes LF, and
// what CSV cannot hold becomes U+FFFD.
func written(s string) string {
	return strings.ReplaceAll(strings.ReplaceAll(string([]rune(s)), "\x00", "\uFFFD"), "\r\n", "\n")
}

func TestRoundTripLaw(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cells := rapid.SliceOfN(awkwardText(), 0, 6).Draw(t, "cells")
		o := Options{rapid.Bool().Draw(t, "unguarded"), rapid.SampledFrom([]byte("\x00,;\t")).Draw(t, "separator"), rapid.Bool().Draw(t, "BOM")}
		var rows []loneRow
		for _, cell := range cells {
			rows = append(rows, loneRow{cell})
		}
		var b, safe bytes.Buffer
		if err := CSVWith(&b, Rows(rows...), o); err != nil {
			t.Fatalf("X4: %v", err)
		}
		w := NewSafeWriter[loneRow](&safe)
		w.Options = o
		if err := gocsv.MarshalCSV(rows, w); err != nil || safe.String() != b.String() {
			t.Fatalf("X2: gocsv writes %q, %v, CSV %q", safe.String(), err, b.String())
		}
		r := NewSafeReader[loneRow](&b)
		r.Options = o
		records, err := r.ReadAll()
		if err != nil {
			t.Fatalf("X4: reading back: %v", err)
		}
		if len(records) != len(cells)+1 {
			t.Fatalf("X4: %d rows were written and %d read", len(cells), len(records)-1)
		}
		for i, cell := range cells {
			if got := records[i+1][0]; got != written(cell) {
				t.Fatalf("X4: %q is read back as %q, want %q", cell, got, written(cell))
			}
		}
	})
}

func TestSafeReaderIsStrict(t *testing.T) {
	for _, c := range []struct{ file, want, why string }{
		{"orders,flag\n010,true\n", "line 2: column orders: not a whole number in plain digits", "gocsv would read 8"},
		{"orders,flag\n1.9,true\n", "line 2: column orders: not a whole number in plain digits", "gocsv would read 1"},
		{"orders,flag\n,true\n", "line 2: column orders: not a whole number in plain digits", "gocsv would read 0"},
		{"orders,flag\n1,TRUE\n", "line 2: column flag: not one of true, false, yes, no, 1, 0", "never written so"},
		{"orders\n1\n", "line 1: column flag: the column is missing", "gocsv would read false"},
		{"orders;flag\n1;true\n", "line 1: the header is one column: is the separator a semicolon? It must be a comma", "another separator"},
		{"orders,flag,a\n", "line 1: column 3: an unknown column", "gocsv would ignore it"},
		{"flag,orders,flag\n", "line 1: column flag: the column is there twice", "gocsv would take the last"},
		{"", "line 1: the file has no header", "an empty file"},
		{"flag,orders\n\ntrue,\"1\n", "line 3: column orders: a quoted field is not closed before the file ends", "a torn file"},
		{"flag,orders\ntrue,1,2\n", "line 2: the number of fields is 3, the header has 2", "too many fields"},
	} {
		type R struct {
			Orders int  `csv:"orders"`
			Flag   bool `csv:"flag"`
		}
		var rows []R
		reader := NewSafeReader[R](strings.NewReader(c.file))
		err := gocsv.UnmarshalCSV(reader, &rows)
		if err == nil || err.Error() != c.want {
			t.Errorf("X6: %q: %v, want %s: %s", c.file, err, c.want, c.why)
		}
		if _, again := reader.Read(); again != err {
			t.Errorf("X6: %q: after the error Read says %v", c.file, again)
		}
	}
}

func TestSafeWriterErrors(t *testing.T) {
	boom := errors.New("boom")
	if err := gocsv.MarshalCSV([]loneRow{{"x"}}, NewSafeWriter[loneRow](failingWriter{boom})); !errors.Is(err, boom) {
		t.Errorf("X5: an error of the writer must come back: %v", err)
	}
	w := NewSafeWriter[loneRow](io.Discard)
	if err := w.Write([]string{"a", "b"}); !errors.Is(err, ErrRowType) || !errors.Is(w.Error(), ErrRowType) {
		t.Errorf("X2: a record of another type: %v, %v", err, w.Error())
	}
}

// TestMemory: twice the rows, the same memory.
func TestMemory(t *testing.T) {
	allocs := func(n int) float64 {
		return testing.AllocsPerRun(3, func() {
			if err := CSV(io.Discard, func(yield func(wideRow, error) bool) {
				r := wideRow{A: "customer", T: Amount{decimal.Decimal{}, 2}}
				for range n {
					if !yield(r, nil) {
						return
					}
				}
			}); err != nil {
				t.Fatal(err)
			}
		})
	}
	if few, many := allocs(2_000), allocs(20_000); many > few {
		t.Errorf("X2: memory grows with the rows: %v allocations for 2,000, %v for 20,000", few, many)
	}
}

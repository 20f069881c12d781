package export

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// scanAll reads a file to its end: the records and the problems, each with the
// line on which it begins, in the order in which they came.
func scanAll(r io.Reader) (lines []string, err error) {
	s := newScanner(r)
	for {
		fields, err := s.Next()
		var p Problem
		switch {
		case errors.Is(err, io.EOF):
			return lines, nil
		case errors.As(err, &p):
			if p.Line != s.Line() && p.What != "the file has no header" {
				return lines, fmt.Errorf("the problem is on line %d, Line says %d", p.Line, s.Line())
			}
			lines = append(lines, p.Error())
		case err != nil:
			return lines, err
		default:
			lines = append(lines, fmt.Sprintf("%d %q", s.Line(), fields))
		}
	}
}

// readers are ways in which a file may arrive.
var readers = map[string]func(io.Reader) io.Reader{
	"at once":              func(r io.Reader) io.Reader { return r },
	"one byte at a time":   iotest.OneByteReader,
	"with its end in hand": iotest.DataErrReader,
}

func TestScan(t *testing.T) {
	long := strings.Repeat("x", maxField)
	quote := func(s string) string { return fmt.Sprintf("%q", s) }
	for _, c := range []struct {
		file string
		want []string
		why  string
	}{
		{"a,b\n1,2\n", []string{`1 ["a" "b"]`, `2 ["1" "2"]`}, "a plain file"},
		{"a,b\n1,2", []string{`1 ["a" "b"]`, `2 ["1" "2"]`}, "the last line needs no end"},
		{"a,b\r\n1,2\r\n", []string{`1 ["a" "b"]`, `2 ["1" "2"]`}, "CRLF"},
		{"a,b\r\n1,2\r", []string{`1 ["a" "b"]`, `2 ["1" "2"]`}, "half a CRLF at the end"},
		{"\xEF\xBB\xBFa\n1\n", []string{`1 ["a"]`, `2 ["1"]`}, "a BOM"},
		{"\xEF\xBB\xBF\"a\"\n", []string{`1 ["a"]`}, "a BOM before a quote"},
		{"a\n\xEF\xBB\xBF1\n", []string{`1 ["a"]`, `2 ["\ufeff1"]`}, "a BOM elsewhere is text"},
		{"\n\r\na\n\n\r\n1\n\r", []string{`3 ["a"]`, `6 ["1"]`}, "a line with no character is skipped"},
		{"a\n\"\"\n \n", []string{`1 ["a"]`, `2 [""]`, `3 [" "]`}, `"" is a row, and a space is a character`},
		{"a,b\n,\n\"\",\"\"\n", []string{`1 ["a" "b"]`, `2 ["" ""]`, `3 ["" ""]`}, "empty fields"},
		{"a,b\n 1 ,\t2\n", []string{`1 ["a" "b"]`, `2 [" 1 " "\t2"]`}, "nothing is trimmed"},
		{"a,b\n1\r2,\r\n", []string{`1 ["a" "b"]`, `2 ["1\r2" ""]`}, "a lone CR is text"},
		{"a\n1\r\r\n", []string{`1 ["a"]`, `2 ["1\r"]`}, "only the last CR belongs to the line end"},
		{"a,b\n\"1,2\",\"3\"\"4\"\n", []string{`1 ["a" "b"]`, `2 ["1,2" "3\"4"]`}, "quotes"},
		{"a\n\"\"\"\"\n", []string{`1 ["a"]`, `2 ["\""]`}, "nothing but a quote"},
		{"a,b\n\"1\n2\",3\n4,5\n", []string{`1 ["a" "b"]`, `2 ["1\n2" "3"]`, `4 ["4" "5"]`}, "a record over two lines"},
		{"a\n\"1\r\n2\"\r\n", []string{`1 ["a"]`, `2 ["1\n2"]`}, "X4: CRLF in a cell is read as LF"},
		{"a\n\"1\r2\r\r\n\"\n", []string{`1 ["a"]`, `2 ["1\r2\r\n"]`}, "but no other CR"},
		{"a\n\"\n\n\"\n", []string{`1 ["a"]`, `2 ["\n\n"]`}, "empty lines in quotes are text"},
		{"\"a\nb\",c\n1,2\n", []string{`1 ["a\nb" "c"]`, `3 ["1" "2"]`}, "a header over two lines"},
		{"a\n\"1\"\r", []string{`1 ["a"]`, `2 ["1"]`}, "a closing quote and half a CRLF at the end"},

		{"", []string{"line 1: the file has no header"}, "an empty file"},
		{"\xEF\xBB\xBF", []string{"line 1: the file has no header"}, "nothing but a BOM"},
		{"\n\r\n\n", []string{"line 1: the file has no header"}, "nothing but line ends"},
		{"a\n1\"2\n3\n", []string{`1 ["a"]`, "line 2: column 1: a quote in a field that does not begin with one", `3 ["3"]`}, "a bare quote"},
		{"a,b\n1,2\",\"3\n4,5\n", []string{`1 ["a" "b"]`, "line 2: column 2: a quote in a field that does not begin with one", `3 ["4" "5"]`}, "the rest of the line is skipped with it"},
		{"a,b\n1,\"2\"3,\"\n4,5\n", []string{`1 ["a" "b"]`, "line 2: column 2: text after the closing quote", `3 ["4" "5"]`}, "text after a closing quote"},
		{"a\n\"1\"\r2\n3\n", []string{`1 ["a"]`, "line 2: column 1: text after the closing quote", `3 ["3"]`}, "a CR after a closing quote ends no line"},
		{"a\n\"1\" \n", []string{`1 ["a"]`, "line 2: column 1: text after the closing quote"}, "a space is text"},
		{"a,b\n\"1\n2\"x,3\n4,5\n", []string{`1 ["a" "b"]`, "line 2: column 1: text after the closing quote", `4 ["4" "5"]`}, "the record begins two lines before the error"},
		{"a,b\n1,\"2\n3,4\n5,6\n", []string{`1 ["a" "b"]`, "line 2: column 2: a quoted field is not closed before the file ends"}, "an open quote: one error, not one per line"},
		{"a,b\n1,\"2\n3,4\n5,\"6\"\n7,8\n", []string{`1 ["a" "b"]`, "line 2: column 2: text after the closing quote", `5 ["7" "8"]`}, "an open quote that the next quote closes"},
		{"a\n1\x002\n3\n", []string{`1 ["a"]`, "line 2: column 1: a NUL byte", `3 ["3"]`}, "NUL"},
		{"a,b\n1,\"\x00\n2\"\n3,4\n", []string{`1 ["a" "b"]`, "line 2: column 2: a NUL byte", `4 ["3" "4"]`}, "NUL in quotes: the record is read to its end"},
		{"a,b\n1,\xff\n3,4\n", []string{`1 ["a" "b"]`, "line 2: column 2: not valid UTF-8", `3 ["3" "4"]`}, "invalid UTF-8"},
		{"a,b\n\xe2,\x98\x83\n", []string{`1 ["a" "b"]`, "line 2: column 1: not valid UTF-8"}, "a rune cut by a comma"},
		{"a\n\xed\xa0\x80\n", []string{`1 ["a"]`, "line 2: column 1: not valid UTF-8"}, "a surrogate"},
		{"a,b\n1\n2,3\n4,5,6\n", []string{`1 ["a" "b"]`, "line 2: the number of fields is 1, the header has 2", `3 ["2" "3"]`, "line 4: the number of fields is 3, the header has 2"}, "the number of fields is an error of the whole record"},
		{"a,b\n\"1\n\"\n2,3\n", []string{`1 ["a" "b"]`, "line 2: the number of fields is 1, the header has 2", `4 ["2" "3"]`}, "also over two lines"},
		{"a\n" + long + "\n" + long + "x\n1\n", []string{`1 ["a"]`, "2 [" + quote(long) + "]", "line 3: column 1: longer than 65536 bytes", `4 ["1"]`}, "one byte too many"},
		{"a\n\"" + long[1:] + "\"\"\"\r\n\"" + long + "\"\"\"\n1\n", []string{`1 ["a"]`, "2 [" + quote(long[1:]+`"`) + "]", "line 3: column 1: longer than 65536 bytes", `4 ["1"]`}, "the value counts, not how it is quoted"},
		{"a\n\"" + long[1:] + "\r\n\"\n1\n", []string{`1 ["a"]`, "2 [" + quote(long[1:]+"\n") + "]", `4 ["1"]`}, "a CRLF in quotes is one byte of the value"},
		{"a\n" + long + "\r\n" + long + "\r", []string{`1 ["a"]`, "2 [" + quote(long) + "]", "3 [" + quote(long) + "]"}, "the line end is not of the value"},
		{"a\n" + long + "xxx\r\n" + long + "\r\r\n", []string{`1 ["a"]`, "line 2: column 1: longer than 65536 bytes", "line 3: column 1: longer than 65536 bytes"}, "a CR that is of it"},
		{"a\n\"" + long + long + "\n\"\n1\n", []string{`1 ["a"]`, "line 2: column 1: longer than 65536 bytes", `4 ["1"]`}, "far too long, in quotes"},
		{"a,b\n" + long + "x,\"\x00\n1,2\n\"x\n1,2\n", []string{`1 ["a" "b"]`, "line 2: column 1: longer than 65536 bytes", `5 ["1" "2"]`}, "one error a record: the first"},

		{"a\"\n1\n2\n", []string{"line 1: column 1: a quote in a field that does not begin with one"}, "a broken header ends the file"},
		{"a,\xff\n1,2\n", []string{"line 1: column 2: not valid UTF-8"}, "in Latin-1, say"},
		{"\xff\xfea\x00,\x00b\x00\n\x00", []string{"line 1: column 1: a NUL byte"}, "or in UTF-16"},
		{strings.Repeat(",", maxColumns) + "\n1\n", []string{"line 1: a header of more than 1000 columns"}, "too many columns"},
		{strings.Repeat(long+",", 20) + "\n1\n", []string{"line 1: a header of more than 1048576 bytes"}, "too long a header"},
	} {
		for how, wrap := range readers {
			got, err := scanAll(wrap(strings.NewReader(c.file)))
			if err != nil {
				t.Fatalf("X6: %.60q, read %s: %v", c.file, how, err)
			}
			if !cmp.Equal(c.want, got) {
				t.Errorf("X6: %.60q, read %s: got %.300q, want %.300q: %s", c.file, how, got, c.want, c.why)
			}
		}
	}
}

// TestScanBuffer moves every ending across every place of the buffer's end.
func TestScanBuffer(t *testing.T) {
	tail := "\"x\r\n\"\"y\"\r\nz\r\n\"\"\n"
	want := []string{`"x\n\"y"`, `"z"`, `""`}
	for shift := range len(tail) + 2 {
		filler := strings.Repeat("f", 1023) + "\n"
		file := "a\n" + strings.Repeat(filler, bufferSize/1024)
		file = file[:bufferSize-shift-1] + "\n" + tail
		lines, err := scanAll(strings.NewReader(file))
		if err != nil {
			t.Fatal(err)
		}
		for i, w := range want {
			if got := lines[len(lines)-3+i]; !strings.HasSuffix(got, "["+w+"]") {
				t.Fatalf("X6: %d bytes before the buffer's end: got %s, want [%s]", shift, got, w)
			}
		}
	}
}

// A reader whose error wraps io.EOF failed: what came so far is not the whole file, and no
// errors.Is takes it for that.
func TestScanReaderWrapsEOF(t *testing.T) {
	cut := fmt.Errorf("the connection was reset: %w", io.EOF)
	for _, file := range []string{"", "a\n1\n", "a\n1\n2", "a\n1\n\"2"} {
		s := newScanner(io.MultiReader(strings.NewReader(file), iotest.ErrReader(cut)))
		var err error
		for err == nil {
			_, err = s.Next()
		}
		if errors.Is(err, io.EOF) || !errors.Is(err, io.ErrUnexpectedEOF) || !strings.Contains(err.Error(), cut.Error()) {
			t.Errorf("X6: %q: %v, want the reader's error, and not the end", file, err)
		}
	}
}

func TestScanReaderFails(t *testing.T) {
	boom := errors.New("boom")
	for _, file := range []string{"", "a", "a\n1\n2", "a\n1\n\"2", "a\n1\n\"2\"", "a\n1\n\"2\"\"", "a\n1\n2\"3", strings.Repeat("a", 2*bufferSize)} {
		s := newScanner(io.MultiReader(strings.NewReader(file), iotest.ErrReader(boom)))
		records := 0
		var err error
		for err == nil {
			if _, err = s.Next(); err == nil {
				records++
			}
		}
		if want := strings.Count(file, "\n"); !errors.Is(err, boom) || records != want {
			t.Errorf("X6: %.20q: %d records and %v, want %d and the reader's error: a torn record is none", file, records, err, want)
		}
		if _, again := s.Next(); !errors.Is(again, boom) {
			t.Errorf("X6: %.20q: the next call says %v, want the same error", file, again)
		}
	}
	if _, err := newScanner(lazyReader{}).Next(); !errors.Is(err, io.ErrNoProgress) {
		t.Errorf("X6: a reader that never reads: %v", err)
	}
}

type lazyReader struct{}

func (lazyReader) Read([]byte) (int, error) { return 0, nil }

// TestScanBounds reads what would be gigabytes of records.
func TestScanBounds(t *testing.T) {
	commas := strings.Repeat(",", 10_000_000)
	for _, c := range []struct{ file, want, why string }{
		{"a,b\n" + commas + "\n1,2\n", "the number of fields is 10000001, the header has 2", "a line of commas"},
		{commas + "\n1\n", "a header of more than 1000 columns", "a header of commas"},
		{"a,b\n1," + strings.ReplaceAll(commas, ",", "x") + "\n1,2\n", "longer than 65536 bytes", "a field without end"},
		{"a,b\n1,\"" + strings.ReplaceAll(commas, ",", "\n"), "a quoted field is not closed", "a quoted one"},
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		lines, err := scanAll(strings.NewReader(c.file))
		runtime.ReadMemStats(&after)
		found := false
		for _, line := range lines {
			found = found || strings.Contains(line, c.want)
		}
		if err != nil || !found {
			t.Errorf("X6: %s: got %.300q, %v, want %s", c.why, lines, err, c.want)
		}
		if used := after.TotalAlloc - before.TotalAlloc; used > 2<<20 {
			t.Errorf("X6: %s of 10 MB took %d bytes of memory", c.why, used)
		}
	}
}

func TestScanAllocatesNothing(t *testing.T) {
	line := "customer-1,a@example.org,\"Zoë, \"\"the\"\" one\",2024-01-01\nplain,b,c,d\n"
	s := newScanner(io.MultiReader(strings.NewReader("a,b,c,d\n"), &endless{line: []byte(line)}))
	next := func() {
		for range 100 {
			if _, err := s.Next(); err != nil {
				t.Fatal(err)
			}
		}
	}
	next()
	if n := testing.AllocsPerRun(100, next); n > 0 {
		t.Errorf("X6: 100 records cost %v allocations, want 0", n)
	}
}

// endless repeats a line.
type endless struct {
	line []byte
	at   int
}

func (e *endless) Read(p []byte) (n int, err error) {
	for n < len(p) {
		m := copy(p[n:], e.line[e.at:])
		n, e.at = n+m, (e.at+m)%len(e.line)
	}
	return n, nil
}

// TestScanLaw: what encoding/csv writes is read as encoding/csv reads it.
func TestScanLaw(t *testing.T) {
	field := rapid.StringOfN(rapid.SampledFrom([]rune("ab,\"\r\n é☃\t=")), -1, 6, -1)
	rapid.Check(t, func(t *rapid.T) {
		width := rapid.IntRange(1, 4).Draw(t, "width")
		records := rapid.SliceOfN(rapid.SliceOfN(field, width, width), 1, 8).Draw(t, "records")
		var b bytes.Buffer
		w := csv.NewWriter(&b)
		w.UseCRLF = rapid.Bool().Draw(t, "CRLF")
		if err := w.WriteAll(records); err != nil {
			t.Fatal(err)
		}
		checkScan(t, b.Bytes())
	})
}

// TestScanRawLaw: any text is a good file, or a bad one at the same record, for
// us as for encoding/csv.
func TestScanRawLaw(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := rapid.SliceOfN(rapid.SampledFrom([]byte("a,\"\r\n,\"\n")), 0, 24).Draw(t, "file")
		checkScan(t, b)
	})
}

// TestSplitLaw: a line is cut where bytes.Split cuts it, also beside bytes that
// differ from the separator by one bit.
func TestSplitLaw(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		parts := []string{",", ",", ",-", "-", ".", "(", "\x0c", "\x01", "a", "\r", "é", "ļ"}
		if rapid.Bool().Draw(t, "broken") {
			parts = append(parts, "\xac", "\xc3")
		}
		separator := rapid.SampledFrom([]byte(",;\t")).Draw(t, "separator")
		parts = append(parts, ";", "\t", ":", "\x0b")
		line := []byte(strings.Join(rapid.SliceOfN(rapid.SampledFrom(parts), 1, 40).Draw(t, "line"), ""))
		want := bytes.Split(line, []byte{separator})
		s := scanner{separator: separator, width: rapid.IntRange(max(1, len(want)-1), len(want)+1).Draw(t, "width")}
		got := s.split(line)
		if got != (s.width == len(want) && utf8.Valid(line)) {
			t.Fatalf("X6: %q with %d fields: %v", line, s.width, got)
		}
		for i := range want {
			if got && (!bytes.Equal(s.fields[i], want[i]) || cap(s.fields[i]) != len(want[i]) && i < len(want)-1) {
				t.Fatalf("X6: %q is cut into %q", line, s.fields)
			}
		}
	})
}

func FuzzScan(f *testing.F) {
	for _, s := range []string{"", "a,b\n1,2\n", "a\n\"1\r\n\"\"2\"\r\n", "a\n\"", "\xEF\xBB\xBFa\r\n\r\n1\r", "a,b\n1\n\"\x00\",\xff\n"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) { checkScan(t, b) })
}

// checkScan compares with encoding/csv up to the first error, and one way of
// reading with another to the end.
func checkScan(t interface{ Fatalf(string, ...any) }, b []byte) {
	all, err := scanAll(bytes.NewReader(b))
	slowly, err2 := scanAll(iotest.OneByteReader(bytes.NewReader(b)))
	if err != nil || err2 != nil || !cmp.Equal(all, slowly) {
		t.Fatalf("X6: %q at once is %q, %v, and byte by byte %q, %v", b, all, err, slowly, err2)
	}
	s := newScanner(bytes.NewReader(b))
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(b, []byte("\xEF\xBB\xBF"))))
	for records := 0; ; records++ {
		want, wantErr := r.Read()
		got, gotErr := s.Next()
		if gotErr != nil || wantErr != nil {
			checkScanEnd(t, b, records, gotErr, wantErr)
			return
		}
		if len(got) != len(want) {
			t.Fatalf("X6: %q: record %d is %q, want %q", b, records, got, want)
		}
		for i := range got {
			if string(got[i]) != want[i] {
				t.Fatalf("X4: %q: record %d is %q, want %q", b, records, got, want)
			}
		}
		if line, _ := r.FieldPos(0); line != s.Line() {
			t.Fatalf("X6: %q: record %d is on line %d, want %d", b, records, s.Line(), line)
		}
	}
}

// checkScanEnd compares the first error of both. Ours may come first, for what
// only we refuse.
func checkScanEnd(t interface{ Fatalf(string, ...any) }, b []byte, records int, got, want error) {
	var p Problem
	ours := errors.As(got, &p)
	if ours && (p.What == badNUL || p.What == badUTF8 || strings.HasPrefix(p.What, "longer") || strings.HasPrefix(p.What, "a header of")) {
		return
	}
	if records == 0 && errors.Is(want, io.EOF) && p.What == "the file has no header" {
		return
	}
	var theirs *csv.ParseError
	if ours != errors.As(want, &theirs) || ours && p.Line != theirs.StartLine || !ours && got != want {
		t.Fatalf("X6: %q: after %d records %v, want %v", b, records, got, want)
	}
}

func TestScanSpectrum(t *testing.T) {
	dir := filepath.Join("..", "..", "shared", "data", "csv_corpus", "csv-spectrum")
	files, _ := filepath.Glob(filepath.Join(dir, "csvs", "*.csv"))
	if len(files) == 0 {
		t.Skip("csv-spectrum is not beside the checkout")
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".csv")
		f, err := os.Open(file)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		got, err := objects(newScanner(f))
		if name == "location_coordinates" {
			var p Problem
			if !errors.As(err, &p) || p.Line != 2 {
				t.Errorf("X6: %s is not RFC 4180 (bare quotes) and must be an error on line 2, got %v", name, err)
			}
			continue
		}
		var want []map[string]string
		b, err2 := os.ReadFile(filepath.Join(dir, "json", name+".json"))
		if err2 == nil {
			err2 = json.Unmarshal(bytes.ReplaceAll(b, []byte(`\r\n`), []byte(`\n`)), &want) // X4
		}
		if err != nil || err2 != nil || !cmp.Equal(want, got) {
			t.Errorf("X6: %s: got %v, %v, want %v, %v", name, got, err, want, err2)
		}
	}
}

// objects reads a file into one map per row.
func objects(s *scanner) (list []map[string]string, err error) {
	var names []string
	for {
		fields, err := s.Next()
		if errors.Is(err, io.EOF) {
			return list, nil
		}
		if err != nil {
			return nil, err
		}
		object := map[string]string{}
		for i, f := range fields {
			if s.Line() == 1 {
				names = append(names, string(f))
			} else {
				object[names[i]] = string(f)
			}
		}
		if s.Line() > 1 {
			list = append(list, object)
		}
	}
}

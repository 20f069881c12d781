package export

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// noteColumns are those of a file of notes.
var noteColumns = []Column{{Name: "id", Required: true}, {Name: "note"}, {Name: "n"}}

// noted is all that can be known of reading a file of notes.
type noted struct {
	Rows           []string
	Problems       string
	Read, Rejected int
	Err            error
}

// readNotes reads a file by several workers, in parts of so many bytes.
func readNotes(r io.Reader, workers, size int) (n noted, parts int) {
	var problems Problems
	t := NewTable("notes.csv", r, noteColumns, &problems)
	t.partSize = size
	err := ReadParts(t, workers, noteRows, func(rows []string) error {
		n.Rows = append(n.Rows, rows...)
		parts++
		return nil
	})
	n.Problems, n.Err = problems.Error(), errors.Join(err, t.Err())
	n.Read, n.Rejected = t.Counts()
	return n, parts
}

func noteRows(part *Table) (rows []string) {
	for part.Next() {
		row := fmt.Sprintf("%d %s %q %v", part.Line(), part.Name(0), part.Text(1), part.Bool(2))
		if part.Accept() {
			rows = append(rows, row)
		}
	}
	return rows
}

// cuttable are records that a file can be cut between.
var cuttable = []string{"a,b,1\n", "a,b,yes\r\n", "\"a\n\",\"b\r\n\"\"c\"\"\n\",0\n", "a,b\n", "a,b,c,d\n", "\n", "\r\n", "\"\"\n",
	"a,\x00,1\n", "a,\xff,1\n", "a,b,2\n", ",b,1\n", "é,☃,no\n", "a,\"\"\"\",1\n"}

// TestReadPartsCuts: a file whose quotes are where they may be is cut all along, if
// its records are shorter than a part.
func TestReadPartsCuts(t *testing.T) {
	file := "id,note,n\n" + strings.Repeat(strings.Join(cuttable, ""), 50)
	want, _ := readNotes(strings.NewReader(file), 1, 0)
	for size := 60; size <= 400; size += 57 {
		got, parts := readNotes(strings.NewReader(file), 2, size)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("X6: parts of %d bytes: %s", size, diff)
		}
		if least := len(file) / size; parts < least {
			t.Errorf("%d bytes were read in %d parts of %d bytes, want %d at least", len(file), parts, size, least)
		}
	}
}

// TestReadPartsLaw: by whomever a file is read, and however it is cut, it says the
// same: also one with quotes where none may be, records longer than a part, and
// one that breaks off.
func TestReadPartsLaw(t *testing.T) {
	lines := append(slices.Clone(cuttable), "a,\"b,1\n", "a,b\"\n", "\"a\"b,c,1\n", "\"\n", "a,b,1",
		"a,"+strings.Repeat("b", 50)+",1\n", "\""+strings.Repeat("\n", 40)+"\",b,1\n")
	boom := errors.New("boom")
	rapid.Check(t, func(t *rapid.T) {
		file := rapid.SampledFrom([]string{"id,note,n\n", "\xEF\xBB\xBF\nid,note,n\r\n", "note,id\n", "id,n,x_host,note\n"}).Draw(t, "header") +
			strings.Join(rapid.SliceOfN(rapid.SampledFrom(cuttable), 0, 40).Draw(t, "lines that can be cut"), "") +
			strings.Join(rapid.SliceOfN(rapid.SampledFrom(lines), 0, 20).Draw(t, "lines"), "")
		cut := rapid.IntRange(0, len(file)).Draw(t, "breaks off")
		breaks := rapid.Bool().Draw(t, "broken")
		open := func() io.Reader {
			if breaks {
				return io.MultiReader(strings.NewReader(file[:cut]), iotest.ErrReader(boom))
			}
			return strings.NewReader(file)
		}
		want, _ := readNotes(open(), 1, 0)
		read := open()
		if rapid.Bool().Draw(t, "slowly") {
			read = iotest.HalfReader(read)
		}
		got, _ := readNotes(read, rapid.IntRange(2, 4).Draw(t, "workers"), rapid.IntRange(1, 60).Draw(t, "size"))
		if !cmp.Equal(want, got, cmp.Comparer(func(a, b error) bool { return errors.Is(a, b) || errors.Is(b, a) || fmt.Sprint(a) == fmt.Sprint(b) })) {
			t.Fatalf("X6: %q: by one %+v\nby several %+v", file, want, got)
		}
	})
}

// TestReadPartsStops: an error of next ends it, and rows that are left count.
func TestReadPartsStops(t *testing.T) {
	file := "id\n" + strings.Repeat("a\n\n", 5000)
	full := errors.New("full")
	for _, workers := range []int{1, 3} {
		var problems Problems
		table := NewTable("notes.csv", strings.NewReader(file), noteColumns, &problems)
		table.partSize = 100
		calls := 0
		err := ReadParts(table, workers, func(*Table) int { return 0 }, func(int) error {
			if calls++; calls == 2 || workers == 1 {
				return full
			}
			return nil
		})
		if err != full || calls > 2 {
			t.Errorf("%d workers: %v after %d parts, want %v after the second", workers, err, calls, full)
		}

		table = NewTable("notes.csv", strings.NewReader(file), noteColumns, &problems)
		table.partSize = 100
		one := func(part *Table) bool { return part.Next() }
		if err := ReadParts(table, workers, one, func(bool) error { return nil }); err != nil || problems.Len() > 0 {
			t.Fatal(err, problems.Err())
		}
		if read, rejected := table.Counts(); read != 5000 || rejected != 0 || table.Next() {
			t.Errorf("X6: %d workers: %d read and %d rejected of 5000 rows that nobody looked at", workers, read, rejected)
		}
	}
}

// TestReadPartsHeader: below a wrong header there are no parts.
func TestReadPartsHeader(t *testing.T) {
	for _, workers := range []int{1, 2} {
		var problems Problems
		table := NewTable("notes.csv", strings.NewReader("nothing\n1\n"), noteColumns, &problems)
		never := func(*Table) int { t.Error("X6: a part is read below a wrong header"); return 0 }
		if err := ReadParts(table, workers, never, func(int) error { return nil }); err != nil || problems.Len() != 2 {
			t.Errorf("X6: %v, %v, want what is wrong with the header", err, problems.Err())
		}
	}
}

// TestReadPartsAfterRows: rows that were read before are not read again.
func TestReadPartsAfterRows(t *testing.T) {
	for _, workers := range []int{1, 2} {
		var problems Problems
		table := NewTable("notes.csv", strings.NewReader("id\n\na\nb\nc\n"), noteColumns, &problems)
		table.Next()
		var rows []string
		err := ReadParts(table, workers, noteRows, func(part []string) error {
			rows = append(rows, part...)
			return nil
		})
		read, _ := table.Counts()
		if want := []string{`4 b "" false`, `5 c "" false`}; err != nil || read != 3 || !slices.Equal(rows, want) {
			t.Errorf("X6: %d workers: %v, %d read, the rest is %q, want %q", workers, err, read, rows, want)
		}
	}
}

// TestReadPartsPanics: a panic of read or next is the caller's, and nobody waits for
// ever.
func TestReadPartsPanics(t *testing.T) {
	file := "id\n" + strings.Repeat("a\n", 1000) + "b\"\n" + strings.Repeat("a\n", 1000)
	for _, where := range []string{"read", "next"} {
		var problems Problems
		var calls atomic.Int32
		table := NewTable("notes.csv", strings.NewReader(file), noteColumns, &problems)
		table.partSize = 10
		fall := func(in string) {
			if in == where && calls.Add(1) == 20 {
				panic(where)
			}
		}
		func() {
			defer func() {
				if got := recover(); got != where {
					t.Errorf("the panic of %s came as %v", where, got)
				}
			}()
			_ = ReadParts(table, 3, func(part *Table) int { fall("read"); part.drain(); return 0 }, func(int) error { fall("next"); return nil })
		}()
	}
}

// TestReadPartsOutOfStep: the first part takes longest, so that the others wait for
// it: those with a quote where none may be, and whoever has no room for one more.
func TestReadPartsOutOfStep(t *testing.T) {
	file := "id,note,n\na,b,1\n" + strings.Repeat("a\",b,1\n\"a\n\n\",\"b\",1\n", 30)
	var problems Problems
	first := func(part *Table) []string {
		if part.scanner.line == 2 {
			time.Sleep(5 * time.Millisecond)
		}
		return noteRows(part)
	}
	table := NewTable("notes.csv", strings.NewReader(file), noteColumns, &problems)
	table.partSize = 20
	got := noted{}
	err := ReadParts(table, 4, first, func(rows []string) error {
		got.Rows = append(got.Rows, rows...)
		return nil
	})
	got.Problems, got.Err = problems.Error(), err
	got.Read, got.Rejected = table.Counts()
	if want, _ := readNotes(strings.NewReader(file), 1, 0); !cmp.Equal(want, got) {
		t.Errorf("X6: by one %+v\nby several %+v", want, got)
	}

	full := errors.New("full")
	table = NewTable("notes.csv", strings.NewReader("id\n"+strings.Repeat("a\n", 1000)), noteColumns, &problems)
	table.partSize = 20
	if err := ReadParts(table, 3, first, func([]string) error { return full }); err != full {
		t.Errorf("got %v, want %v", err, full)
	}
}

package export

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/clientele-go/clientele/customer"
	"github.com/gocarina/gocsv"
)

// pair is a row of two texts.
type pair struct {
	A string `csv:"a"`
	B string `csv:"b"`
}

// What the options change in a file (X2), and that a cell with any separator is
// quoted, whatever the file's (X3).
func TestOptions(t *testing.T) {
	rows := []pair{{"x", "y"}, {"a;b", "c,d"}, {"e\tf", "=1"}}
	for _, c := range []struct {
		o    Options
		want string
	}{
		{Options{}, "a,b\nx,y\n\"a;b\",\"c,d\"\n\"e\tf\",'=1\n"},
		{Options{Separator: ','}, "a,b\nx,y\n\"a;b\",\"c,d\"\n\"e\tf\",'=1\n"},
		{Options{Separator: ';', Unguarded: true}, "a;b\nx;y\n\"a;b\";\"c,d\"\n\"e\tf\";=1\n"},
		{Options{Separator: '\t', BOM: true}, "\xEF\xBB\xBFa\tb\nx\ty\n\"a;b\"\t\"c,d\"\n\"e\tf\"\t'=1\n"},
	} {
		var b, safe bytes.Buffer
		w := NewSafeWriter[pair](&safe)
		w.Options = c.o
		if err := CSVWith(&b, Rows(rows...), c.o); err != nil || b.String() != c.want {
			t.Errorf("X2: %+v: %q, %v, want %q", c.o, b.String(), err, c.want)
		}
		if err := gocsv.MarshalCSV(rows, w); err != nil || safe.String() != c.want {
			t.Errorf("X2: %+v: gocsv writes %q, %v, want %q", c.o, safe.String(), err, c.want)
		}
		var back []pair
		r := NewSafeReader[pair](&b)
		r.Options = c.o
		if err := gocsv.UnmarshalCSV(r, &back); err != nil || len(back) != 3 || back[1] != rows[1] || back[2] != rows[2] {
			t.Errorf("X4: %+v: reading back gives %q, %v", c.o, back, err)
		}
	}
}

// Any other separator is an error, and nothing is written.
func TestNoSuchSeparator(t *testing.T) {
	for _, separator := range []byte("|\n\"a\xFF") {
		o := Options{Separator: separator, BOM: true}
		var b bytes.Buffer
		w, r := NewSafeWriter[loneRow](&b), NewSafeReader[loneRow](strings.NewReader("a\nb\n"))
		w.Options, r.Options = o, o
		_, read := r.Read()
		for what, err := range map[string]error{
			"CSVWith": CSVWith(&b, Rows(loneRow{"x"}), o), "a SafeWriter": gocsv.MarshalCSV([]loneRow{{"x"}}, w), "a SafeReader": read,
			"WriteCustomers": WriteCustomers(context.Background(), &b, customer.Memory{}, customer.Query{AsOf: now}, nil, o),
		} {
			if !errors.Is(err, errSeparator) || b.Len() > 0 {
				t.Errorf("X2: separator %q: %s: %v, %d bytes, want errSeparator and none", separator, what, err, b.Len())
			}
		}
	}
}

// A cell that no reader of the package would take is an error that names row and
// column, and there is no file (X4).
func TestLongCell(t *testing.T) {
	fits := func(s string) bool { return len(s) <= maxField }
	for _, c := range []struct {
		cell, as, why string // as it is written
	}{
		{strings.Repeat("x", maxField), "", "as long as may be"},
		{strings.Repeat("x", maxField+1), "", "a byte more"},
		{"=" + strings.Repeat("x", maxField-2), "'", "with the apostrophe"},
		{"=" + strings.Repeat("x", maxField-1), "'", "the apostrophe counts"},
		{strings.Repeat("\"", maxField), "", "doubled quotes do not"},
		{strings.Repeat("é", maxField/2), "", "bytes count"},
		{strings.Repeat("é", maxField/2) + "x", "", "bytes count"},
		{strings.Repeat("\r\n", maxField/2), "'", "a CRLF is two"},
		{strings.Repeat("\xff", maxField/3), "", "each byte that is not UTF-8 becomes three"},
		{strings.Repeat("\x00", maxField/3+1), "", "so does a NUL"},
		{strings.Repeat("\uFFFD", maxField/3), "", "and U+FFFD has three"},
	} {
		want := fits(c.as + strings.ReplaceAll(string([]rune(c.cell)), "\x00", "\uFFFD"))
		var b, safe bytes.Buffer
		err := CSV(&b, Rows(pair{"x", "y"}, pair{"x", c.cell}))
		again := gocsv.MarshalCSV([]pair{{"x", "y"}, {"x", c.cell}}, NewSafeWriter[pair](&safe))
		if (err == nil) != want || (again == nil) != want {
			t.Errorf("X4: %s: CSV %v, gocsv %v, want an error: %v", c.why, err, again, !want)
		}
		const text = "export: row 2: column b: export: longer than 65536 bytes"
		if err != nil && (!errors.Is(err, ErrCell) || err.Error() != text || again == nil || again.Error() != text) {
			t.Errorf("X4: %s: CSV says %v, gocsv %v, want %s", c.why, err, again, text)
		}
		if err != nil {
			continue
		}
		records, err := NewSafeReader[pair](&b).ReadAll()
		if err != nil || len(records) != 3 || records[2][1] != written(c.cell) {
			t.Errorf("X4: %s: it is not read back: %v", c.why, err)
		}
	}
}

// A customer with such a cell is named by as much of the ID as a line shows.
func TestLongCellOfCustomer(t *testing.T) {
	shop := customer.Memory{Customers: []customer.Customer{{ID: customer.ID(strings.Repeat("i", maxField+1))}}}
	err := WriteCustomers(context.Background(), io.Discard, shop, customer.Query{AsOf: now}, nil, Options{})
	if !errors.Is(err, ErrCell) || !strings.Contains(err.Error(), "column id: ") || len(err.Error()) > 300 {
		t.Errorf("X4: an error of %d bytes: %.300v", len(err.Error()), err)
	}
}

// A header of one cell with another separator asks whether it is that (X6).
func TestHeaderSeparator(t *testing.T) {
	columns := []InputColumn{{Name: "id", Required: true}, {Name: "x"}}
	const semicolon = "f.csv:1: the header is one column: is the separator a semicolon? It must be a comma"
	for _, c := range []struct{ file, want string }{
		{"id;x\na;1\n", semicolon},
		{"\ufeffid;x\n", semicolon},
		{"\"id;x\"\n", semicolon},
		{"x_a;id\n", semicolon},
		{"id\tx\n", "f.csv:1: the header is one column: is the separator a tab? It must be a comma"},
		{"id|x\n", "f.csv:1: column id: the column is missing\nf.csv:1: column 1: an unknown column"},
		{"id;x,x\n", "f.csv:1: column id: the column is missing\nf.csv:1: column 1: an unknown column"},
		{"id\na;1\n", ""},
	} {
		var problems Problems
		for table := NewTable("f.csv", strings.NewReader(c.file), columns, &problems); table.Next(); {
		}
		if got := problems.Error(); got != c.want {
			t.Errorf("X6: %q: %q, want %q", c.file, got, c.want)
		}
	}
	var problems Problems
	table := NewTable("f.csv", strings.NewReader("x_a;b\n1\n"), columns[1:], &problems)
	if !table.Next() || problems.Len() > 0 {
		t.Errorf("X6: a column of the host's may be named so: %v", &problems)
	}
}

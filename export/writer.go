package export

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"reflect"
	"slices"
)

// Options say how files are written and read. The zero value suits most files.
type Options struct {
	// Unguarded leaves X3 out, for files that go from machine to machine and
	// are never opened in a spreadsheet. Files must be read back with the same
	// setting.
	Unguarded bool

	// Separator stands between cells: a comma, a semicolon or a tab. Zero is the
	// comma. Where the decimal comma is used, spreadsheets expect the semicolon.
	// Files must be read back with the same setting.
	Separator byte

	// BOM begins the file with a byte order mark, by which some spreadsheets
	// tell that it is UTF-8. Reading passes over it.
	BOM bool
}

// errSeparator reports a separator that Options does not allow.
var errSeparator = errors.New("export: the separator is not a comma, a semicolon or a tab")

// separator returns the byte between cells.
func (o Options) separator() (byte, error) {
	switch o.Separator {
	case 0:
		return ',', nil
	case ',', ';', '\t':
		return o.Separator, nil
	}
	return 0, errSeparator
}

// CSV writes a header and one line per row (X2). T is a row type; see the package
// for what that is. Rows stream: memory does not grow with their number, and
// nothing is allocated per row. A text cell of more than 65,536 bytes, the
// apostrophe of X3 included, is an ErrCell that names row and column (X4): no
// reader of this package would take it. An error of the sequence, of a row or of w
// ends the writing and is returned, wrapped with how many rows came before it; what w
// got until then is not a complete file, so write to files with WriteFile or
// Batch (X5).
func CSV[T any](w io.Writer, rows iter.Seq2[T, error]) error {
	return CSVWith(w, rows, Options{})
}

// CSVWith writes what CSV does, with options. A separator that Options does not allow is
// an error, and nothing is written.
func CSVWith[T any](w io.Writer, rows iter.Seq2[T, error], o Options) error {
	columns, err := columnsOf[T]()
	if err != nil {
		return err
	}
	out, err := newWriter(w, columns, o)
	if err != nil {
		return err
	}
	e, n := out.encoder(), 0
	row := reflect.New(reflect.TypeFor[T]())
	for r, err := range rows {
		if err != nil {
			return fmt.Errorf("export: after %d rows: %w", out.rows+n, err)
		}
		*row.Interface().(*T) = r
		e.row(row.Elem(), columns)
		if e.err != nil {
			return fmt.Errorf("export: row %d: column %s: %w", out.rows+n+1, columns[e.errCell].name, e.err)
		}
		e.end()
		if n++; len(e.buf) >= writeSize {
			if err := out.send(&e, n); err != nil {
				return err
			}
			n = 0
		}
	}
	return out.send(&e, n)
}

// Rows returns a sequence of the rows, without errors, for CSV.
func Rows[T any](rows ...T) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for _, row := range rows {
			if !yield(row, nil) {
				return
			}
		}
	}
}

// writeSize is how many bytes are collected before they are written.
const writeSize = 64 << 10

// bom is the byte order mark in UTF-8.
const bom = "\xEF\xBB\xBF"

// A writer writes encoded rows behind a header.
type writer struct {
	w         io.Writer
	header    encoder
	unguarded bool
	rows      int
}

func newWriter(w io.Writer, columns []column, o Options) (*writer, error) {
	separator, err := o.separator()
	if err != nil {
		return nil, err
	}
	out := &writer{w: w, unguarded: o.Unguarded, header: encoder{separator: separator}}
	for _, c := range columns {
		out.header.word(c.name)
	}
	out.header.end()
	if o.BOM {
		out.header.buf = slices.Insert(out.header.buf, 0, []byte(bom)...)
	}
	return out, nil
}

// encoder returns an encoder of rows.
func (w *writer) encoder() encoder {
	return encoder{unguarded: w.unguarded, separator: w.header.separator}
}

// send writes n rows, and the header before the first ones.
func (w *writer) send(e *encoder, n int) error {
	for _, e := range []*encoder{&w.header, e} {
		if err := writeAll(w.w, e.buf); err != nil {
			return fmt.Errorf("export: after %d rows: %w", w.rows, err)
		}
		e.reset()
	}
	w.rows += n
	return nil
}

// writeAll writes all of b, and holds a writer to its contract.
func writeAll(w io.Writer, b []byte) error {
	if len(b) == 0 {
		return nil
	}
	n, err := w.Write(b)
	if err == nil && n < len(b) {
		return io.ErrShortWrite
	}
	return err
}

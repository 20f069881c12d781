package export

import (
	"fmt"
	"io"
	"iter"
	"reflect"
)

// Options of writing and reading. The zero value is what people's files need.
type Options struct {
	// Unguarded leaves X3 out, for files that go from machine to machine and
	// are never opened in a spreadsheet. Files must be read back with the same
	// setting.
	Unguarded bool
}

// CSV writes a header and one line per row (X2). T is a row type; see the package
// for what that is. Rows stream: memory does not grow with their number, and
// nothing is allocated per row. An error of the sequence, of a row or of w ends
// the writing and is returned, wrapped with how many rows came before it; what w
// got until then is not a complete file, so write to files with WriteFile or
// Batch (X5).
func CSV[T any](w io.Writer, rows iter.Seq2[T, error]) error {
	return CSVWith(w, rows, Options{})
}

// CSVWith is CSV with options.
func CSVWith[T any](w io.Writer, rows iter.Seq2[T, error], o Options) error {
	columns, err := columnsOf[T]()
	if err != nil {
		return err
	}
	out, e, n := newWriter(w, columns), encoder{unguarded: o.Unguarded}, 0
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

// Rows is the sequence of rows that have no errors of their own, for CSV.
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

// A writer writes encoded rows behind a header.
type writer struct {
	w      io.Writer
	header encoder
	rows   int
}

func newWriter(w io.Writer, columns []column) *writer {
	out := &writer{w: w}
	for _, c := range columns {
		out.header.word(c.name)
	}
	out.header.end()
	return out
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

package export

import (
	"fmt"
	"io"
	"iter"
)

// Options of writing and reading. The zero value is what people's files need.
type Options struct {
	// Unguarded leaves X3 out, for files that go from machine to machine and
	// are never opened in a spreadsheet. Files must be read back with the same
	// setting.
	Unguarded bool

	// Workers is how many encode the rows of a Writer or of CSVWith at the same
	// time; 0 and 1 are the caller alone. With more, a row is kept until it is
	// written: nothing that it refers to may change, rows must be safe to encode at
	// the same time, and what is wrong with one may come with a later call, of
	// Flush at the latest. The caller alone writes.
	Workers int
}

// A Row writes its own cells, in the order of the fields of its struct: one
// call of the Encoder per column. See the package for the types of fields.
type Row interface {
	AppendRow(e *Encoder)
}

// CSV writes a header and one line per row (X2). The header comes from the csv
// tags of T. Rows stream: memory does not grow with their number, and nothing
// is allocated per row. An error of the sequence, of a row or of w ends the
// writing and is returned, wrapped with how many rows came before it; what w
// got until then is not a complete file, so write to files with WriteFile or
// Batch (X5).
func CSV[T Row](w io.Writer, rows iter.Seq2[T, error]) error {
	return CSVWith(w, rows, Options{})
}

// CSVWith is CSV with options.
func CSVWith[T Row](w io.Writer, rows iter.Seq2[T, error], o Options) error {
	out := NewWriter[T](w)
	out.Options = o
	for row, err := range rows {
		if err != nil {
			if earlier := out.settle(); earlier != nil {
				return earlier
			}
			return fmt.Errorf("export: after %d rows: %w", out.rows, err)
		}
		if err := out.Write(row); err != nil {
			return err
		}
	}
	return out.Flush()
}

// Rows is the sequence of rows that have no errors of their own, for CSV.
func Rows[T Row](rows ...T) iter.Seq2[T, error] {
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

// A Writer writes rows one by one, where CSV would want a sequence. It buffers;
// the file is complete only when Flush has returned nil. Set Options before the
// first Write.
type Writer[T Row] struct {
	Options
	w       io.Writer
	e       Encoder
	columns []column
	rows    int
	begun   bool
	err     error
	ahead   ahead[T]
}

// NewWriter returns a Writer on w.
func NewWriter[T Row](w io.Writer) *Writer[T] {
	return &Writer[T]{w: w}
}

// Write writes one row, and the header before the first one. After an error
// every further call returns the same error.
func (w *Writer[T]) Write(row T) error {
	if err := w.begin(); err != nil {
		return err
	}
	if w.Workers > 1 {
		return w.put(row)
	}
	return w.write(row)
}

// WriteAll is Write of each row, and copies none: with Workers they are encoded
// where they are. When it returns they may change.
func (w *Writer[T]) WriteAll(rows []T) error {
	if err := w.begin(); err != nil {
		return err
	}
	if w.Workers > 1 {
		return w.putAll(rows)
	}
	for i := range rows {
		if err := w.write(rows[i]); err != nil {
			return err
		}
	}
	return nil
}

func (w *Writer[T]) write(row T) error {
	row.AppendRow(&w.e)
	if w.err = w.check(); w.err != nil {
		w.e.drop()
		return w.err
	}
	w.e.end()
	w.rows++
	if len(w.e.buf) >= writeSize {
		w.err = w.send()
	}
	return w.err
}

// Flush writes what is buffered; without any row that is the header.
func (w *Writer[T]) Flush() error {
	if err := w.begin(); err != nil {
		return err
	}
	if err := w.settle(); err != nil {
		return err
	}
	w.err = w.send()
	return w.err
}

// begin writes the header once.
func (w *Writer[T]) begin() error {
	if w.begun || w.err != nil {
		return w.err
	}
	w.begun = true
	if w.columns, w.err = columnsOf[T](); w.err != nil {
		return w.err
	}
	for _, c := range w.columns {
		w.e.Word(c.name)
	}
	w.e.end()
	w.e.unguarded = w.Unguarded
	return nil
}

// check looks at the row just written, before it counts.
func (w *Writer[T]) check() error {
	if w.e.cells != len(w.columns) {
		return fmt.Errorf("row %d: %w: %d, not %d", w.rows+1, ErrCells, w.e.cells, len(w.columns))
	}
	if w.e.err != nil {
		return fmt.Errorf("row %d: column %s: %w", w.rows+1, w.columns[w.e.errCell].name, w.e.err)
	}
	return nil
}

// send hands the buffer to the underlying writer.
func (w *Writer[T]) send() error {
	err := writeAll(w.w, w.e.buf)
	w.e.reset()
	if err != nil {
		return fmt.Errorf("export: after %d rows: %w", w.rows, err)
	}
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

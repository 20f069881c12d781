package export

import (
	"errors"
	"fmt"
	"io"
	"strings"
)

// A SafeWriter is a gocsv CSVWriter for a row type of this package, or one of
// the same make:
//
//	err := gocsv.MarshalCSV(rows, export.NewSafeWriter[RowType](w))
//
// writes the same bytes as CSV: text columns of T are guarded (X3) and typed
// ones are not, quotes stand only where they are needed, and a lone empty field
// is quoted (X4). Set Options before the first Write.
type SafeWriter[T any] struct {
	Options
	w       io.Writer
	e       encoder
	records int // written, the header included
	columns []column
	err     error
}

// NewSafeWriter returns a SafeWriter on w. If T is no row type, Write and Error
// return an ErrRowType.
func NewSafeWriter[T any](w io.Writer) *SafeWriter[T] {
	s := &SafeWriter[T]{w: w}
	s.columns, s.err = columnsOf[T]()
	return s
}

// Write writes one record, header or row, with one field per column of T. After
// an error every further call returns the same error.
func (s *SafeWriter[T]) Write(record []string) error {
	if s.err != nil {
		return s.err
	}
	if len(record) != len(s.columns) {
		s.err = fmt.Errorf("%w: a record of %d cells, not %d", ErrRowType, len(record), len(s.columns))
		return s.err
	}
	if s.records == 0 {
		s.begin()
	}
	for i, cell := range record {
		if c := &s.columns[i]; cell == c.gocsv && c.kind == boolKind {
			cell = c.name // the header's
		}
		s.e.cell(cell, s.columns[i].kind == textKind && !s.Unguarded && runsAsFormula(cell))
	}
	if s.e.err != nil {
		s.err = fmt.Errorf("export: row %d: column %s: %w", s.records, s.columns[s.e.errCell].name, s.e.err)
	}
	s.e.end()
	if s.records++; len(s.e.buf) >= writeSize {
		s.Flush()
	}
	return s.err
}

// begin begins the file as the Options say.
func (s *SafeWriter[T]) begin() {
	s.e.separator, s.err = s.separator()
	if s.BOM {
		s.e.buf = append(s.e.buf, bom...)
		s.e.start = len(bom)
	}
}

// Flush writes what is buffered. If that fails, Error returns the error.
func (s *SafeWriter[T]) Flush() {
	if s.err == nil {
		if err := writeAll(s.w, s.e.buf); err != nil {
			s.err = fmt.Errorf("export: %w", err)
		}
	}
	s.e.reset()
}

// Error returns the first error.
func (s *SafeWriter[T]) Error() error { return s.err }

// A SafeReader is a gocsv CSVReader that reads back what CSV or a SafeWriter wrote (X4):
//
//	err := gocsv.UnmarshalCSV(export.NewSafeReader[RowType](r), &rows)
//
// It is as strict as a Table, and its errors are Problems. The header has exactly the
// columns of T, in any order, and perhaps some that begin with x_. Text columns are
// unguarded (X3). Numbers must be spelled as they are written, since gocsv would take 010
// for 8. Set Options before the first Read.
type SafeReader[T any] struct {
	Options
	scanner *scanner
	columns []column
	names   []string // of each place in the file
	kinds   []kind   // of each place in the file
	err     error
	begun   bool
}

// NewSafeReader returns a SafeReader on r. If T is no row type, Read returns an
// ErrRowType.
func NewSafeReader[T any](r io.Reader) *SafeReader[T] {
	s := &SafeReader[T]{scanner: newScanner(r)}
	s.columns, s.err = columnsOf[T]()
	s.scanner.keepCR = true // X3 looks at the cell as it was written
	return s
}

// Read returns the next record, the header first, and io.EOF at the end. After
// an error every further call returns the same error.
func (s *SafeReader[T]) Read() ([]string, error) {
	if !s.begun && s.err == nil {
		s.begun = true
		s.scanner.separator, s.err = s.separator()
	}
	if s.err != nil {
		return nil, s.err
	}
	fields, err := s.scanner.Next()
	if err != nil {
		s.err = s.named(err)
		return nil, s.err
	}
	if s.kinds == nil {
		return s.header(fields)
	}
	record := make([]string, len(fields))
	for i, field := range fields {
		if record[i], err = s.cell(field, s.kinds[i]); err != nil {
			s.err = s.named(Problem{Line: s.scanner.Line(), Number: i + 1, What: reasonOf(err)})
			return nil, s.err
		}
	}
	return record, nil
}

// ReadAll returns all further records, or the first error.
func (s *SafeReader[T]) ReadAll() ([][]string, error) {
	var records [][]string
	for {
		record, err := s.Read()
		if errors.Is(err, io.EOF) {
			return records, nil
		}
		if err != nil {
			return nil, err
		}
		records = append(records, record)
	}
}

// named adds the column's name to a Problem.
func (s *SafeReader[T]) named(err error) error {
	p, ok := err.(Problem)
	if !ok {
		return err
	}
	if 0 < p.Number && p.Number <= len(s.names) {
		p.Column = s.names[p.Number-1]
	}
	return p
}

// header checks the header and finds the kind of each place.
func (s *SafeReader[T]) header(fields [][]byte) ([]string, error) {
	wanted := make([]InputColumn, len(s.columns))
	for i, c := range s.columns {
		wanted[i] = InputColumn{Name: c.name, Required: true}
	}
	at, names, bad := match(wanted, fields, s.scanner.separator)
	if len(bad) > 0 {
		bad[0].Line = s.scanner.Line()
		s.err = bad[0]
		return nil, s.err
	}
	s.names, s.kinds = names, make([]kind, len(fields))
	for i, c := range s.columns {
		s.kinds[at[i]] = c.kind
	}
	record := make([]string, len(fields))
	for i, field := range fields {
		record[i] = string(field)
	}
	for i, c := range s.columns {
		record[at[i]] = c.gocsv
	}
	return record, nil
}

// cell returns a field as gocsv is to see it.
func (s *SafeReader[T]) cell(field []byte, k kind) (string, error) {
	text := string(field)
	switch k {
	case intKind:
		return text, parseInt(field)
	case boolKind:
		if text != "true" && text != "false" {
			return "", errBool
		}
	case textKind:
		if !s.Unguarded {
			text = Unguard(text)
		}
	}
	return strings.ReplaceAll(text, "\r\n", "\n"), nil
}

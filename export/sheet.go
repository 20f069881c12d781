package export

import "fmt"

// A Sheet is some rows of a file, encoded before it is their turn: by a worker,
// where they are made. Writer.WriteSheet writes them. The zero value is empty; set
// Options as those of the Writer before the first Write. Nothing is allocated
// per row, and nothing of a row is kept.
type Sheet[T Row] struct {
	Options // of which Workers does not matter
	out     Writer[T]
}

// Write encodes one row. After an error every further call returns the same
// error, and so does WriteSheet; the row that it names is counted from the first
// one of the sheet.
func (s *Sheet[T]) Write(row T) error {
	if s.out.columns == nil && s.out.err == nil {
		s.out.columns, s.out.err = columnsOf[T]()
		s.out.e.unguarded = s.Unguarded
	}
	if s.out.err != nil {
		return s.out.err
	}
	row.AppendRow(&s.out.e)
	if s.out.err = s.out.check(); s.out.err != nil {
		s.out.e.drop()
		s.out.err = fmt.Errorf("export: in a sheet: %w", s.out.err)
		return s.out.err
	}
	s.out.e.end()
	s.out.rows++
	return nil
}

// Len is how many rows wait in the sheet.
func (s *Sheet[T]) Len() int { return s.out.rows }

// WriteSheet writes the rows of a sheet behind those that were written, and
// empties it. A sheet that is guarded where the Writer is not, or the other way
// round, is an ErrSheet (X3).
func (w *Writer[T]) WriteSheet(s *Sheet[T]) error {
	if err := w.begin(); err != nil {
		return err
	}
	if err := w.settle(); err != nil {
		return err
	}
	switch {
	case s.out.err != nil:
		w.err = s.out.err
	case s.out.rows > 0 && s.out.e.unguarded != w.Unguarded:
		w.err = fmt.Errorf("export: after %d rows: %w", w.rows, ErrSheet)
	default:
		if w.err = w.send(); w.err != nil {
			return w.err
		}
		w.rows += s.out.rows
		w.e, s.out.e = s.out.e, w.e
		w.err = w.send()
		w.e, s.out.e = s.out.e, w.e
		s.out.rows = 0
	}
	return w.err
}

package export

import (
	"fmt"
	"iter"
	"sync"
)

// sheetRows is how many rows a worker encodes at a time.
const sheetRows = 256

// ahead writes rows that several workers encode: sheet by sheet, a few of them
// ahead of the one that is written.
type ahead[T Row] struct {
	out    *Writer[T]
	sheets []*sheet[T]
	work   chan *sheet[T]
	wait   sync.WaitGroup
	at     int // of the sheet that is being filled; those after it are the oldest
}

// sheet is rows on their way into a file.
type sheet[T Row] struct {
	rows     []T
	e        Encoder
	encoded  int // rows without an error
	panicked any
	done     chan bool // has an element once the sheet is encoded
	out      bool      // it is with the workers
}

func writeAhead[T Row](out *Writer[T], rows iter.Seq2[T, error]) error {
	if err := out.begin(); err != nil {
		return err
	}
	a := &ahead[T]{out: out, work: make(chan *sheet[T], 2*out.Workers)}
	for range 2 * out.Workers {
		a.sheets = append(a.sheets, &sheet[T]{e: Encoder{unguarded: out.Unguarded}, done: make(chan bool, 1)})
	}
	for range out.Workers {
		a.wait.Go(func() {
			for s := range a.work {
				s.encode(len(out.columns))
			}
		})
	}
	defer a.wait.Wait()
	defer close(a.work)
	return a.write(rows)
}

func (a *ahead[T]) write(rows iter.Seq2[T, error]) error {
	for row, err := range rows {
		if err != nil {
			if earlier := a.rest(); earlier != nil {
				return earlier
			}
			return fmt.Errorf("export: after %d rows: %w", a.out.rows, err)
		}
		s := a.sheets[a.at]
		if s.rows = append(s.rows, row); len(s.rows) == sheetRows {
			if err := a.next(); err != nil {
				return err
			}
		}
	}
	if err := a.rest(); err != nil {
		return err
	}
	return a.out.Flush()
}

// next gives the sheet to the workers, and takes the oldest one back.
func (a *ahead[T]) next() error {
	s := a.sheets[a.at]
	s.out = true
	a.work <- s
	a.at = (a.at + 1) % len(a.sheets)
	return a.take(a.sheets[a.at])
}

// rest writes all that is left.
func (a *ahead[T]) rest() error {
	for range a.sheets {
		if err := a.next(); err != nil {
			return err
		}
	}
	return nil
}

// take writes a sheet once it is encoded.
func (a *ahead[T]) take(s *sheet[T]) error {
	if !s.out {
		return nil
	}
	<-s.done
	if s.panicked != nil {
		panic(s.panicked)
	}
	w := a.out
	w.rows += s.encoded
	if s.encoded < len(s.rows) {
		w.e.cells, w.e.err, w.e.errCell = s.e.cells, s.e.err, s.e.errCell
		w.err = w.check()
		w.e.drop()
		return w.err
	}
	if w.err = w.send(); w.err != nil { // the header
		return w.err
	}
	w.e, s.e = s.e, w.e
	s.e.unguarded = w.e.unguarded
	s.rows, s.out = s.rows[:0], false
	w.err = w.send()
	return w.err
}

// encode encodes the rows, up to the first one that cannot be. A panic is the
// writer's.
func (s *sheet[T]) encode(cells int) {
	defer func() {
		s.panicked = recover()
		s.done <- true
	}()
	for s.encoded = 0; s.encoded < len(s.rows); s.encoded++ {
		s.rows[s.encoded].AppendRow(&s.e)
		if s.e.cells != cells || s.e.err != nil {
			return
		}
		s.e.end()
	}
}

package export

import (
	"slices"

	"github.com/clientele-go/clientele/internal/deal"
)

// sheetRows is how many rows are encoded at a time.
const sheetRows = 256

// ahead is the rows of a Writer with Workers: sheet by sheet, a few of them
// being encoded while the next one is filled.
type ahead[T Row] struct {
	sheets []sheet[T]
	at     int // the sheet that is being filled; the one after it is the oldest
}

// sheet is rows on their way into a file.
type sheet[T Row] struct {
	rows     []T // its own, or a part of those that WriteAll has
	own      []T
	e        Encoder
	encoded  int // rows without an error
	panicked any
	seen     int       // so that looking is done
	busy     bool      // it was given away to be encoded
	done     chan bool // has an element once it is
	run      func()    // encode, allocated once

	_ deal.Apart
}

// put adds a row to the sheet that is being filled.
func (w *Writer[T]) put(row T) error {
	s := w.sheet()
	s.own = append(s.own, row)
	if s.rows = s.own; len(s.rows) < sheetRows {
		return nil
	}
	return w.turn()
}

// putAll has rows encoded where they are, behind those that were put.
func (w *Writer[T]) putAll(rows []T) error {
	if len(w.sheet().rows) > 0 {
		if err := w.turn(); err != nil {
			return err
		}
	}
	for some := range slices.Chunk(rows, 4*sheetRows) { // which take no room
		w.sheet().rows = some
		if err := w.turn(); err != nil {
			return err
		}
	}
	return w.settle()
}

// sheet is the one that is being filled.
func (w *Writer[T]) sheet() *sheet[T] {
	if w.ahead.sheets == nil {
		w.ahead.sheets = make([]sheet[T], w.Workers+1)
		for i := range w.ahead.sheets {
			s := &w.ahead.sheets[i]
			*s = sheet[T]{e: Encoder{unguarded: w.Unguarded}, done: make(chan bool, 1)}
			cells := len(w.columns)
			s.run = func() { s.encode(cells) }
		}
	}
	return &w.ahead.sheets[w.ahead.at]
}

// turn has the sheet encoded, and writes the oldest one.
func (w *Writer[T]) turn() error {
	a := &w.ahead
	s := &a.sheets[a.at]
	s.busy = true
	go s.run()
	a.at = (a.at + 1) % len(a.sheets)
	if w.err = w.take(&a.sheets[a.at]); w.err != nil {
		w.wait()
	}
	return w.err
}

// settle writes all that was put.
func (w *Writer[T]) settle() error {
	for range w.ahead.sheets {
		if err := w.turn(); err != nil {
			return err
		}
	}
	return nil
}

// take writes a sheet once it is encoded.
func (w *Writer[T]) take(s *sheet[T]) error {
	if !s.busy {
		return nil
	}
	<-s.done
	s.busy = false
	if s.panicked != nil {
		w.wait()
		panic(s.panicked)
	}
	if err := w.send(); err != nil { // the header
		return err
	}
	w.rows += s.encoded
	w.e, s.e = s.e, w.e
	if s.encoded < len(s.rows) {
		return w.check()
	}
	s.e.unguarded = w.Unguarded
	s.rows, s.own = nil, s.own[:0]
	return w.send()
}

// wait waits until nobody encodes any more.
func (w *Writer[T]) wait() {
	for i := range w.ahead.sheets {
		if s := &w.ahead.sheets[i]; s.busy {
			<-s.done
			s.busy = false
		}
	}
}

// looker is a row that can look at the first byte of each of its texts.
type looker interface{ look() int }

// fewRows is how many rows are looked at before they are encoded. Their texts lie
// anywhere, and memory fetches many at the same time.
const fewRows = 16

func (s *sheet[T]) look(rows []T) {
	for i := range rows {
		l, ok := any(&rows[i]).(looker)
		if !ok {
			return
		}
		s.seen += l.look()
	}
}

// encode encodes the rows, up to the first one that cannot be. A panic is the
// writer's.
func (s *sheet[T]) encode(cells int) {
	defer func() {
		s.panicked = recover()
		s.done <- true
	}()
	for s.encoded = 0; s.encoded < len(s.rows); s.encoded++ {
		if s.encoded%fewRows == 0 {
			s.look(s.rows[s.encoded:min(s.encoded+fewRows, len(s.rows))])
		}
		s.rows[s.encoded].AppendRow(&s.e)
		if s.e.cells != cells || s.e.err != nil {
			return
		}
		s.e.end()
	}
}

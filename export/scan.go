package export

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math/bits"
	"slices"
	"unicode/utf8"
)

// The bounds of input (X6). They hold while a record is read, not after: a
// line of ten megabytes of commas never becomes a record.
const (
	maxField   = 65536     // bytes of a field
	maxColumns = 1000      // of a header
	maxHeader  = 1 << 20   // bytes of all names of a header
	bufferSize = 128 << 10 // bytes read at once
)

// A scanner reads the records of a CSV file, as Table says. After a record that is
// wrong it goes on with the next line, so that several can be reported. It
// allocates nothing per record.
type scanner struct {
	r       io.Reader
	buf     []byte
	i, n    int   // buf[i:n] is read but not used
	readErr error // of r, io.EOF at its end
	quoteAt int   // no '"' in buf[i:quoteAt]
	nulAt   int   // no NUL in buf[i:nulAt]
	begun   bool
	ended   bool // nothing follows: the end, or a broken header

	line      int // the line of buf[i], from 1
	start     int // the line on which the latest record begins
	width     int // the header's number of fields, 0 before it
	separator byte
	stops     string // what can end a field without quotes
	limit     int    // bytes of a field's value
	keepCR    bool

	fields [][]byte
	record // of records that need more than to be split
}

// newScanner returns a scanner on r. It reads r no further than it needs, and
// never closes it.
func newScanner(r io.Reader) *scanner {
	return &scanner{r: r, separator: ',', limit: maxField, line: 1, start: 1}
}

// Next returns the fields of the next record, the header first. They are valid
// until the next call. At the end of the file the error is io.EOF. A Problem,
// without File and Column, is an error of one record, and Next can be called
// again; one of the header, or that there is none, ends the file. Any other
// error is the reader's, and is returned again from then on.
func (s *scanner) Next() ([][]byte, error) {
	if !s.begun {
		s.begin()
	}
	for !s.ended {
		end, whole := s.lineEnd()
		if !whole {
			return s.slow()
		}
		if end == s.n && s.readErr != nil && (s.i == s.n || !errors.Is(s.readErr, io.EOF)) {
			return s.finish()
		}
		line := s.buf[s.i:end]
		if k := len(line) - 1; k >= 0 && line[k] == '\r' {
			line = line[:k]
		}
		if len(line) > 0 {
			s.start = s.line
			if !s.simple(line, end) {
				return s.slow()
			}
		}
		s.i = min(end+1, s.n)
		s.line++
		if len(line) > 0 {
			return s.fields, nil
		}
	}
	return s.finish()
}

// Line returns the line on which the latest record begins, from 1.
func (s *scanner) Line() int { return s.start }

// begin drops the BOM.
func (s *scanner) begin() {
	s.begun = true
	s.stops = string(s.separator) + "\n\""
	s.buf = make([]byte, bufferSize)
	for s.n < len(bom) && s.fill() {
	}
	if bytes.HasPrefix(s.buf[:s.n], []byte(bom)) {
		s.i = len(bom)
	}
}

// finish returns what Next returns when there are no more records.
func (s *scanner) finish() ([][]byte, error) {
	switch {
	case s.readErr != nil && !errors.Is(s.readErr, io.EOF):
		return nil, s.readErr
	case s.ended || s.width > 0:
		return nil, io.EOF
	}
	s.ended, s.start = true, 1
	return nil, Problem{Line: 1, What: "the file has no header"}
}

// lineEnd returns where the current line ends in the buffer: at its LF, or at
// the end of what there is. It is not whole if the buffer cannot hold it.
func (s *scanner) lineEnd() (end int, whole bool) {
	seen := 0
	for {
		if j := bytes.IndexByte(s.buf[s.i+seen:s.n], '\n'); j >= 0 {
			return s.i + seen + j, true
		}
		seen = s.n - s.i
		if seen == len(s.buf) && s.readErr == nil {
			return 0, false
		}
		if !s.fill() {
			return s.n, true
		}
	}
}

// fill reads more into the buffer, and reports whether there was more. The
// buffer must not be full.
func (s *scanner) fill() bool {
	if s.readErr != nil {
		return false
	}
	if s.i > 0 {
		copy(s.buf, s.buf[s.i:s.n])
		s.quoteAt, s.nulAt = max(0, s.quoteAt-s.i), max(0, s.nulAt-s.i)
		s.i, s.n = 0, s.n-s.i
	}
	m, err := readSome(s.r, s.buf[s.n:])
	s.n += m
	s.readErr = readError(err)
	return m > 0
}

// readError returns the error of a reader. The end of a file is io.EOF itself: an error
// that wraps it is a failure, and must not be taken for the end by errors.Is.
func readError(err error) error {
	if err != io.EOF && errors.Is(err, io.EOF) {
		return fmt.Errorf("%w: %v", io.ErrUnexpectedEOF, err)
	}
	return err
}

// readSome reads at least a byte, or has an error to return.
func readSome(r io.Reader, into []byte) (int, error) {
	for range 100 {
		if n, err := r.Read(into); n > 0 || err != nil {
			return n, err
		}
	}
	return 0, io.ErrNoProgress
}

// simple splits a line that needs no more than that, and reports whether it
// was one: no quotes, no NUL, valid UTF-8, short, with the right number of
// fields. All others, the wrong ones too, are left to slow.
func (s *scanner) simple(line []byte, end int) bool {
	if s.quoteAt < end {
		s.quoteAt = s.next('"', s.quoteAt)
	}
	if s.nulAt < end {
		s.nulAt = s.next(0, s.nulAt)
	}
	return s.quoteAt >= end && s.nulAt >= end && len(line) <= s.limit && s.split(line)
}

// next finds the next byte c that is not used yet, from a place up to which
// none is known.
func (s *scanner) next(c byte, from int) int {
	from = max(from, s.i)
	if j := bytes.IndexByte(s.buf[from:s.n], c); j >= 0 {
		return from + j
	}
	return s.n
}

// split cuts a line at its separators, eight bytes at a time. The header, whose
// number of fields is not known, it leaves to slow.
func (s *scanner) split(line []byte) bool {
	if len(s.fields) != s.width {
		s.fields = slices.Grow(s.fields[:0], s.width)[:s.width]
	}
	f, n, from, i := s.fields, 0, 0, 0
	all, each := uint64(0), uint64(s.separator)*eachByte
	for ; i+8 <= len(line); i += 8 {
		word := binary.LittleEndian.Uint64(line[i:])
		all |= word
		for m := places(word ^ each); m != 0; m &= m - 1 {
			at := i + bits.TrailingZeros64(m)/8
			if n >= len(f) {
				return false
			}
			f[n] = line[from:at:at]
			n, from = n+1, at+1
		}
	}
	for ; i < len(line); i++ {
		all |= uint64(line[i])
		if line[i] == s.separator {
			if n >= len(f) {
				return false
			}
			f[n] = line[from:i:i]
			n, from = n+1, i+1
		}
	}
	if n+1 != len(f) {
		return false
	}
	f[n] = line[from:]
	return all&eachHigh == 0 || utf8.Valid(line)
}

// Eight bytes each.
const (
	eachByte = 0x0101010101010101
	eachLow  = 0x7F7F7F7F7F7F7F7F
	eachHigh = 0x8080808080808080
)

// places has the highest bit of each byte of x that is zero.
func places(x uint64) uint64 {
	return ^((x&eachLow + eachLow) | x | eachLow)
}

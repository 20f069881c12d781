package export

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"
)

// A record is put together here, field by field, when its line cannot simply
// be split.
type record struct {
	values []byte // the values of all fields, one after the other
	ends   []int  // where they end
	from   int    // where the current one begins
	over   bool   // the current one is too long and was cut
	bad    string // what is wrong with the record
	badAt  int    // with which field, from 1; 0 = with all
	torn   bool   // it ended where the file does
	open   bool   // and within a quoted field
}

// What is wrong with a record.
const (
	badQuote  = "a quote in a field that does not begin with one"
	badAfter  = "text after the closing quote"
	badOpen   = "a quoted field is not closed before the file ends"
	badNUL    = "a NUL byte"
	badUTF8   = "not valid UTF-8"
	badLong   = "longer than %d bytes"
	badHeader = "a header of more than %d bytes"
	badMany   = "a header of more than %d columns"
	badCount  = "the number of fields is %d, the header has %d"
)

// How a field ends.
type ending int

const (
	atSeparator ending = iota
	atLine
	broken // in the middle of a line, the rest of which was skipped
)

// slow reads one record that begins at the current byte, wherever it ends. Once
// it is known to be wrong, nothing more of it is kept.
func (s *scanner) slow() ([][]byte, error) {
	s.record = record{values: s.values[:0], ends: s.ends[:0]}
	s.start = s.line
	count := 0
	for end := atSeparator; end == atSeparator; {
		count++
		if limit := s.width; limit > 0 && count > limit || count > maxColumns {
			s.fail(0, badCount) // the number is known at the end
		}
		end = s.field(count)
		if end != broken {
			s.check(count)
		}
	}
	switch {
	case s.torn && !errors.Is(s.readErr, io.EOF):
		return nil, s.readErr
	case s.bad == "" && s.width > 0 && count != s.width:
		s.fail(0, badCount)
	}
	if s.bad != "" {
		return nil, s.problem(count)
	}
	if s.width == 0 {
		s.width = count
	}
	s.fields = s.fields[:0]
	from := 0
	for _, to := range s.ends {
		s.fields = append(s.fields, s.values[from:to:to])
		from = to
	}
	return s.fields, nil
}

// fail remembers the first thing that is wrong with the record.
func (s *scanner) fail(at int, what string) {
	if s.bad == "" {
		s.bad, s.badAt = what, at
	}
}

// failOpen remembers that a field is never closed. Whatever else is wrong with the
// record is less: all that follows was taken for text.
func (s *scanner) failOpen(number int) {
	if s.width > 0 && number > s.width {
		number = 0 // no column of the header's
	}
	s.bad, s.badAt = badOpen, number
}

// problem returns what is wrong with the record. A wrong header ends the file.
func (s *scanner) problem(count int) Problem {
	p := Problem{Line: s.start, Number: s.badAt, What: s.bad}
	switch s.bad {
	case badLong:
		p.What = fmt.Sprintf(badLong, s.limit)
	case badHeader:
		p.What = fmt.Sprintf(badHeader, maxHeader)
	case badCount:
		p.What = fmt.Sprintf(badCount, count, s.width)
		if s.width == 0 {
			p.What = fmt.Sprintf(badMany, maxColumns)
		}
	}
	s.ended = s.ended || s.width == 0
	return p
}

// check ends a field: its value must be short enough, and text.
func (s *scanner) check(number int) {
	if s.bad != "" {
		return
	}
	value := s.values[s.from:]
	switch {
	case s.over || len(value) > s.limit:
		s.fail(number, badLong)
	case bytes.IndexByte(value, 0) >= 0:
		s.fail(number, badNUL)
	case !utf8.Valid(value):
		s.fail(number, badUTF8)
	case s.width == 0 && len(s.values) > maxHeader:
		s.fail(0, badHeader)
	}
	s.ends = append(s.ends, len(s.values))
}

// field reads one field.
func (s *scanner) field(number int) ending {
	s.from, s.over = len(s.values), false
	if c, ok := s.peek(); ok && c == '"' {
		s.i++
		return s.quoted(number)
	}
	for {
		rest := s.buf[s.i:s.n]
		j := bytes.IndexAny(rest, s.stops)
		if j < 0 {
			s.keep(rest)
			if s.i = s.n; !s.fill() {
				s.torn = true
				s.dropCR()
				return atLine
			}
			continue
		}
		s.keep(rest[:j])
		s.i += j + 1
		switch rest[j] {
		case s.separator:
			return atSeparator
		case '\n':
			s.line++
			s.dropCR()
			return atLine
		}
		s.fail(number, badQuote)
		return s.skipLine()
	}
}

// quoted reads a field whose opening quote is read.
func (s *scanner) quoted(number int) ending {
	for {
		rest := s.buf[s.i:s.n]
		j := bytes.IndexByte(rest, '"')
		if j < 0 {
			s.keepLines(rest)
			if s.i = s.n; !s.fill() {
				s.torn, s.open = true, true
				s.failOpen(number)
				return broken
			}
			continue
		}
		s.keepLines(rest[:j])
		s.i += j + 1
		if c, ok := s.peek(); !ok || c != '"' {
			return s.afterQuote(number)
		}
		s.keep(s.buf[s.i : s.i+1])
		s.i++
	}
}

// afterQuote reads what follows a closing quote: a separator or the line's end.
func (s *scanner) afterQuote(number int) ending {
	c, ok := s.peek()
	if ok && c == s.separator {
		s.i++
		return atSeparator
	}
	if ok && c == '\r' {
		s.i++
		c, ok = s.peek()
	}
	switch {
	case !ok:
		s.torn = true
		return atLine
	case c == '\n':
		s.i++
		s.line++
		return atLine
	}
	s.fail(number, badAfter)
	return s.skipLine()
}

// peek returns the next byte without using it.
func (s *scanner) peek() (c byte, ok bool) {
	if s.i == s.n && !s.fill() {
		return 0, false
	}
	return s.buf[s.i], true
}

// skipLine skips the rest of the line, whatever is in it.
func (s *scanner) skipLine() ending {
	for {
		if j := bytes.IndexByte(s.buf[s.i:s.n], '\n'); j >= 0 {
			s.i += j + 1
			s.line++
			return broken
		}
		if s.i = s.n; !s.fill() {
			s.torn = true
			return broken
		}
	}
}

// keep appends to the current value, up to one byte more than it may have: the
// CR of a CRLF may yet go away.
func (s *scanner) keep(p []byte) {
	if s.bad != "" {
		return
	}
	if room := s.limit + 1 - (len(s.values) - s.from); len(p) > room {
		p, s.over = p[:room], true
	}
	s.values = append(s.values, p...)
}

// keepLines does what keep does, for text in quotes, which may hold line ends:
// it counts them, and reads CRLF as LF (X4).
func (s *scanner) keepLines(p []byte) {
	for {
		j := bytes.IndexByte(p, '\n')
		if j < 0 {
			s.keep(p)
			return
		}
		s.line++
		s.keep(p[:j])
		if !s.keepCR {
			s.dropCR()
		}
		s.keep(p[j : j+1])
		p = p[j+1:]
	}
}

// dropCR takes a CR off the end of the current value.
func (s *scanner) dropCR() {
	if k := len(s.values) - 1; k >= s.from && s.values[k] == '\r' && !s.over {
		s.values = s.values[:k]
	}
}

package export

import (
	"bytes"
	"cmp"
	"io"
	"slices"
)

// partSize is how many bytes of a file are a part.
const partSize = 1 << 20

// cutter cuts the rest of a file into blocks that end where records do, if all
// quotes are where they may be.
type cutter struct {
	r    io.Reader
	err  error // of r, once it came
	size int
	line int    // of the next block
	left []byte // read, but in no block yet
}

// block is some bytes of a file.
type block struct {
	bytes []byte
	line  int   // of the first byte
	err   error // what follows: nil for another block
	open  bool  // no record ends in it
}

// cutter cuts what the table has not read yet.
func (t *Table) cutter() cutter {
	s := t.scanner
	rest := bytes.NewReader(s.buf[s.i:s.n])
	return cutter{r: io.MultiReader(rest, following(s.r, s.readErr)), size: cmp.Or(t.partSize, partSize), line: s.line}
}

// following is a reader, or its error if there was one.
func following(r io.Reader, err error) io.Reader {
	if err != nil {
		return failing{err}
	}
	return r
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

// rest is what is in no block yet.
func (c *cutter) rest() io.Reader {
	return io.MultiReader(bytes.NewReader(c.left), following(c.r, c.err))
}

// next is the next block, in the memory of buf if that is enough. One after an
// error does not exist.
func (c *cutter) next(buf []byte) block {
	buf = append(slices.Grow(buf[:0], c.size), c.left...)
	for len(buf) < c.size && c.err == nil {
		var n int
		n, c.err = readSome(c.r, buf[len(buf):c.size])
		buf = buf[:len(buf)+n]
	}
	b := block{line: c.line, err: c.err}
	end := len(buf)
	if c.err == nil {
		end = lastEnd(buf)
	}
	if b.open = end == 0 && c.err == nil; b.open {
		end = len(buf)
	}
	c.left = append(c.left[:0], buf[end:]...)
	b.bytes = buf[:end]
	c.line += bytes.Count(b.bytes, []byte{'\n'})
	return b
}

// lastEnd is where the last record ends that does so in buf: behind a line end with
// an even number of quotes before it. 0 is nowhere.
func lastEnd(buf []byte) int {
	quote := []byte{'"'}
	quotes := bytes.Count(buf, quote)
	for end := len(buf); ; {
		at := bytes.LastIndexByte(buf[:end], '\n')
		quotes -= bytes.Count(buf[at+1:end], quote)
		if at < 0 || quotes%2 == 0 {
			return at + 1
		}
		end = at
	}
}

// part makes s a scanner of a block of the file of another one. Where the quotes
// are not to be trusted it goes on with what follows: nil is that nobody wants to know.
func (s *Scanner) part(of *Scanner, b block, follow func() io.Reader) {
	*s = Scanner{
		buf: b.bytes, n: len(b.bytes), readErr: cmp.Or(b.err, io.EOF), begun: true, line: b.line, start: b.line,
		width: of.width, limit: of.limit, keepCR: of.keepCR, follow: follow,
		fields: s.fields[:0], record: record{values: s.values[:0], ends: s.ends[:0]},
	}
}

// goOn has a scanner of a block go on to the end of the file.
func (s *Scanner) goOn() {
	if s.follow == nil {
		return
	}
	rest := s.follow()
	s.follow = nil
	if rest == nil {
		s.i, s.ended, s.readErr = s.n, true, io.EOF
		return
	}
	left := s.buf[s.i:s.n]
	s.buf = make([]byte, len(left)+bufferSize)
	s.quoteAt, s.nulAt = max(0, s.quoteAt-s.i), max(0, s.nulAt-s.i)
	s.i, s.n = 0, copy(s.buf, left)
	s.r, s.readErr = rest, nil
}

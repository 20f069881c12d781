package main

import (
	"bufio"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// record is one row of a source file, and where it begins.
type record struct {
	file  string
	line  int
	cells map[string]string // by the first spelling of the column
}

// get returns the cell of a column, which must be one of those that were asked
// for. It is empty if the file does not have the column.
func (r record) get(column string) string { return r.cells[column] }

// wrong returns an error about the row: FILE:LINE: column NAME: what is wrong.
// It never prints the cell.
func (r record) wrong(column, what string) error {
	return fmt.Errorf("%s:%d: column %s: %s", shown(r.file), r.line, column, what)
}

// place tells where the row is to somebody who looks at a row of the file.
func (r record) place(file string) string {
	if r.file == file {
		return fmt.Sprintf("on line %d", r.line)
	}
	return fmt.Sprintf("in %s on line %d", shown(r.file), r.line)
}

// need returns the cell of a column that may not be empty.
func (r record) need(column string) (string, error) {
	if v := r.get(column); v != "" {
		return v, nil
	}
	return "", r.wrong(column, "is empty")
}

// utc returns a time of the source, with or without a Z, spelled with one.
func (r record) utc(column string) (string, error) {
	v, _ := strings.CutSuffix(r.get(column), "Z")
	const layout = "2006-01-02T15:04:05"
	if t, err := time.Parse(layout, v); err != nil || t.Format(layout) != v {
		return "", r.wrong(column, "is not a time like 2006-01-02T15:04:05")
	}
	return v + "Z", nil
}

// amount returns an amount in the form that the input format takes: digits,
// optionally a point and more digits.
func (r record) amount(column string) (string, error) {
	v := r.get(column)
	whole, fraction, point := strings.Cut(v, ".")
	if !digits(whole) || point && !digits(fraction) || len(v) > 64 {
		return "", r.wrong(column, "is not an amount like 12.50")
	}
	return v, nil
}

func digits(s string) bool {
	return s != "" && !strings.ContainsFunc(s, func(c rune) bool { return c < '0' || c > '9' })
}

// sheet is a source file that is being read.
type sheet struct {
	file   string
	header []string
	rows   *csv.Reader
	io.Closer
}

// open opens a source file and reads its header.
func (c *conversion) open(file string) (*sheet, error) {
	f, err := c.in.Open(file)
	if err != nil {
		// The error of a file system names the machine's path; ours does not.
		var path *fs.PathError
		if errors.As(err, &path) {
			err = path.Err
		}
		return nil, fmt.Errorf("%s:1: %w", shown(file), err)
	}
	text := bufio.NewReader(ending{c.ctx, f})
	// The mark goes first: behind it, a quoted header would be a bare quote.
	if mark, _ := text.Peek(3); string(mark) == "\ufeff" {
		text.Discard(3)
	}
	r := csv.NewReader(text)
	header, err := r.Read()
	if err == nil {
		if len(header) == 1 && strings.ContainsAny(header[0], ";\t") {
			err = errors.New("the columns are separated by semicolons or tabs; this program reads commas")
		}
	}
	if err == nil {
		return &sheet{file, header, r, f}, nil
	}
	return nil, errors.Join(at(file, err), f.Close())
}

// find returns the position of a column, whose spellings are separated by |. It
// is -1 if the column is not there.
func (s *sheet) find(column string) int {
	for spelling := range strings.SplitSeq(column, "|") {
		if i := slices.Index(s.header, spelling); i >= 0 {
			return i
		}
	}
	return -1
}

// missing returns those of the columns that the file does not have.
func (s *sheet) missing(columns []string) []string {
	var list []string
	for _, column := range columns {
		if s.find(column) < 0 {
			list = append(list, strings.ReplaceAll(column, "|", " or "))
		}
	}
	return list
}

// read reads a whole file. Its header must have the columns, in any order; what
// other columns it has is noted as not carried over.
func (c *conversion) read(file string, columns ...string) ([]record, error) {
	s, err := c.open(file)
	if err != nil {
		return nil, err
	}
	defer s.Close()
	for i, name := range s.header {
		if slices.Contains(columns, name) && slices.Contains(s.header[:i], name) {
			return nil, fmt.Errorf("%s:1: column %s: is there twice", shown(file), name)
		}
	}
	if missing := s.missing(columns); missing != nil {
		return nil, fmt.Errorf("%s:1: column %s: is missing", shown(file), missing[0])
	}
	return c.rows(s, columns)
}

// rows returns the rows of a file, with the cells of the wanted columns that
// the file has. The other columns are recorded as not carried over.
func (c *conversion) rows(s *sheet, columns []string) ([]record, error) {
	names := make([]string, len(s.header)) // empty: not carried over
	for _, column := range columns {
		if i := s.find(column); i >= 0 {
			names[i] = first(column)
			if slices.Contains(s.header[i+1:], s.header[i]) {
				return nil, fmt.Errorf("%s:1: column %s: is there twice", shown(s.file), s.header[i])
			}
		}
	}
	for i, name := range s.header {
		if names[i] == "" {
			c.notCarried(shown(s.file), shown(name))
		}
	}
	var list []record
	for {
		cells, err := s.rows.Read()
		if errors.Is(err, io.EOF) {
			c.hasRead(shown(s.file), len(list))
			return list, nil
		} else if err != nil {
			return nil, at(s.file, err)
		}
		line, _ := s.rows.FieldPos(0)
		r := record{s.file, line, make(map[string]string, len(columns))}
		for i, name := range names {
			if name == "" {
				continue
			}
			if err := r.check(name, cells[i]); err != nil {
				return nil, err
			}
			r.cells[name] = cells[i]
		}
		list = append(list, r)
	}
}

// check refuses a cell that the input format could not hold.
func (r record) check(column, cell string) error {
	switch {
	case !utf8.ValidString(cell):
		return r.wrong(column, "is not UTF-8")
	case strings.Contains(cell, "\x00"):
		return r.wrong(column, "holds a NUL")
	case len(cell) > 65536:
		return r.wrong(column, "is longer than 65,536 bytes")
	}
	return nil
}

// first returns the first spelling of a column.
func first(column string) string {
	name, _, _ := strings.Cut(column, "|")
	return name
}

// ending is a file whose reading ends with the context, whatever is in it.
type ending struct {
	ctx context.Context
	io.Reader
}

func (e ending) Read(p []byte) (int, error) {
	if err := e.ctx.Err(); err != nil {
		return 0, err
	}
	return e.Reader.Read(p)
}

// at puts the file and the line before an error of encoding/csv.
func at(file string, err error) error {
	var parse *csv.ParseError
	switch {
	case errors.Is(err, io.EOF):
		return fmt.Errorf("%s:1: has no header", shown(file))
	case errors.As(err, &parse):
		return fmt.Errorf("%s:%d: %w", shown(file), parse.StartLine, parse.Err)
	}
	return fmt.Errorf("%s:1: %w", shown(file), err)
}

// shown returns the name of a file or a column in a form that can be printed:
// one line, no escape sequence, not endless.
func shown(name string) string {
	const longest = 200
	odd := !utf8.ValidString(name) || strings.ContainsFunc(name, func(r rune) bool { return !unicode.IsPrint(r) })
	if len(name) > longest {
		name = strings.ToValidUTF8(name[:longest], "") + "…"
	}
	if odd {
		return strconv.Quote(name)
	}
	return name
}

// unique tells a second record of one ID from the first.
type unique map[string]record

func (u unique) add(r record, column string) error {
	return u.addID(r, column, r.get(column))
}

// addID does what add does, for an ID that is not the cell as it stands.
func (u unique) addID(r record, column, id string) error {
	if first, there := u[id]; there {
		return r.wrong(column, "the same ID is "+first.place(r.file))
	}
	u[id] = r
	return nil
}

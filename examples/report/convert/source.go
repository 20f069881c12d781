package main

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"
	"time"
)

// record is one row of a source file, and where it begins.
type record struct {
	file  string
	line  int
	cells map[string]string
}

// get is the cell of a column, which must be one of those that read asked for.
func (r record) get(column string) string { return r.cells[column] }

// wrong is an error about the row: FILE:LINE: column NAME: what is wrong. It
// never prints the cell.
func (r record) wrong(column, what string) error {
	return fmt.Errorf("%s:%d: column %s: %s", r.file, r.line, column, what)
}

// need is the cell of a column that may not be empty.
func (r record) need(column string) (string, error) {
	if v := r.get(column); v != "" {
		return v, nil
	}
	return "", r.wrong(column, "is empty")
}

// utc is a time of the source, with or without a Z, spelled with one.
func (r record) utc(column string) (string, error) {
	v, _ := strings.CutSuffix(r.get(column), "Z")
	const layout = "2006-01-02T15:04:05"
	if t, err := time.Parse(layout, v); err != nil || t.Format(layout) != v {
		return "", r.wrong(column, "is not a time like 2006-01-02T15:04:05")
	}
	return v + "Z", nil
}

// amount is digits, optionally a point and digits: what the input format takes.
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

// read reads a whole file. Its header must have the columns, in any order; what
// other columns it has is noted as not carried over.
func (c *conversion) read(file string, columns ...string) ([]record, error) {
	f, err := c.in.Open(file)
	if err != nil {
		// The error of a file system names the machine's path; ours does not.
		var path *fs.PathError
		if errors.As(err, &path) {
			err = path.Err
		}
		return nil, fmt.Errorf("%s:1: %w", file, err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	header, err := r.Read()
	if err == io.EOF {
		return nil, fmt.Errorf("%s:1: has no header", file)
	} else if err != nil {
		return nil, at(file, err)
	}
	header[0] = strings.TrimPrefix(header[0], "\ufeff")
	for i, name := range header {
		if slices.Contains(header[:i], name) {
			return nil, fmt.Errorf("%s:1: column %s: is there twice", file, name)
		}
		if !slices.Contains(columns, name) {
			c.notCarried(file, name)
		}
	}
	for _, name := range columns {
		if !slices.Contains(header, name) {
			return nil, fmt.Errorf("%s:1: column %s: is missing", file, name)
		}
	}
	var list []record
	for {
		cells, err := r.Read()
		if err == io.EOF {
			c.hasRead(file, len(list))
			return list, nil
		} else if err != nil {
			return nil, at(file, err)
		}
		line, _ := r.FieldPos(0)
		rec := record{file, line, make(map[string]string, len(header))}
		for i, name := range header {
			rec.cells[name] = cells[i]
		}
		list = append(list, rec)
	}
}

// at puts the file and the line before an error of encoding/csv.
func at(file string, err error) error {
	var parse *csv.ParseError
	if errors.As(err, &parse) {
		return fmt.Errorf("%s:%d: %w", file, parse.StartLine, parse.Err)
	}
	return fmt.Errorf("%s:1: %w", file, err)
}

// unique tells a second record of one ID from the first.
type unique map[string]int

func (u unique) add(r record, column string) error {
	id := r.get(column)
	if first, there := u[id]; there {
		return r.wrong(column, fmt.Sprintf("the same ID is on line %d", first))
	}
	u[id] = r.line
	return nil
}

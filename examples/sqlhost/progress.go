package main

import (
	"fmt"
	"io"
	"os"
)

// progress says how far the work is, on a terminal alone.
type progress struct {
	to    io.Writer
	rows  map[string]int // by file: several are read at the same time
	shown bool
}

func newProgress(w io.Writer) *progress {
	f, isFile := w.(*os.File)
	if isFile {
		info, err := f.Stat()
		isFile = err == nil && info.Mode()&os.ModeCharDevice != 0
	}
	if !isFile {
		w = nil
	}
	return &progress{to: w}
}

func (p *progress) show(format string, args ...any) {
	if p.to != nil {
		p.shown = true
		fmt.Fprintf(p.to, "\r\x1b[K"+format, args...)
	}
}

func (p *progress) read(file string, rows int) {
	if p.rows == nil {
		p.rows = map[string]int{}
	}
	p.rows[file] = rows
	all := 0
	for _, n := range p.rows {
		all += n
	}
	p.show("reading %s, %d rows so far", file, all)
}

func (p *progress) written(table string, done, of int) {
	p.show("writing %s: %d of %d rows", table, done, of)
}

// done leaves the line clean.
func (p *progress) done() {
	if p.shown {
		fmt.Fprint(p.to, "\r\x1b[K")
	}
}

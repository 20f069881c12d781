package program

import (
	"fmt"
	"io"
	"os"
)

// progress shows how far the program is, on one line of a terminal; anywhere
// else it shows nothing.
type progress struct {
	w     io.Writer      // nil: nothing is shown
	rows  map[string]int // by file: several are read at the same time
	shown string
}

func newProgress(w io.Writer) *progress {
	f, isFile := w.(*os.File)
	if !isFile {
		return &progress{}
	}
	if info, err := f.Stat(); err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return &progress{}
	}
	return &progress{w: w}
}

// show takes the place of what was shown before.
func (p *progress) show(line string) {
	if p.w != nil && line != p.shown {
		p.shown = line
		fmt.Fprint(p.w, "\r\x1b[K"+line)
	}
}

// reading shows how many rows were read.
func (p *progress) reading(file string, rows int) {
	if p.rows == nil {
		p.rows = map[string]int{}
	}
	p.rows[file] = rows
	all := 0
	for _, n := range p.rows {
		all += n
	}
	p.show(fmt.Sprintf("reading %s, %s so far", printable(file), plural(all, "row")))
}

// asking shows a bar for a question.
func (p *progress) asking(question string, done, total int) {
	const w = 30
	p.show(fmt.Sprintf("%s %s %s", pad(question, 26, false), pad(bar(done, total, w), w, false), percent(done, total)))
}

// done wipes the line.
func (p *progress) done() {
	if p.shown != "" {
		fmt.Fprint(p.w, "\r\x1b[K")
	}
}
